"""Waiting for my signature: one or many, prepared, one PIN, and a row for each result."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms.answers import Filled, answer
from documents.forms.many import chosen_of
from documents.models import Document, DocumentFile, DocumentState, Duty
from documents.operations import bulk
from documents.operations.attachments import KIND as ATTACHMENT
from documents.policy import Can
from documents.queries import WorkRow
from documents.queries.sealing import lacks_only_files, open_request, open_seals
from documents.views import log, sheet
from documents.views.blueprint import actor, bp, counts, desk_id, still, visible
from documents.views.many import results
from documents.views.work import CURSORS, NEAREST, nearest
from office.db import db
from office.errors import NotFound, Refusal
from office.i18n import _, ngettext, number
from office.permissions import require
from office.step_up import require_step_up
from office.ui import menu, paging
from office.ui.csp import page_kind
from office.ui.parts import Link
from office.ui.toasts import toast
from office.units import queries as units
from office.units.settings import settings_of
from signing import operations as signing_operations
from signing import queries as signing
from signing.operations import SigningRequest

UNDER_WAY = {"preparing", "finishing"}
ASKS = {"preparing", "ready"}
FEW = 5


@dataclass(frozen=True)
class QueueRow:
    """A document that waits for my signature; it can be chosen once it was read."""

    row: WorkRow
    url: str
    is_here: bool
    can_choose: bool


@bp.get("/signing", endpoint="signing")
@page_kind("sign")
def to_sign() -> Response:
    """The queue, the page of the one that is open, and one bar for all that are chosen."""
    size = paging.size_wanted()
    found = nearest(desk_id(), (Duty.SIGN,), request.args.get("after"), size=size)
    page = paging.page_of(found, key=CURSORS[NEAREST], size=size)
    here = _opened(page.rows)
    document = visible(UUID(here.document_uid)) if here else None
    way = queries.present_steps(document) if document else []
    text = render_template(
        "documents/signing.html",
        queue=_queue(page.rows, here),
        onward=_after(page.rows, here),
        document=document,
        sheet=sheet.read_pages(document) if document else None,
        before=log.lines_of(document, queries.progress_of(document)[:6], []) if document else [],
        way=way,
        desks=units.desk_labels([step.desk_id for step in way]),
        only_viewed=_only_viewed(),
        certificate=signing.can_sign(actor()),
        next_url=url_for("documents.signing", after=page.after) if page.after else "",
        other_rows=paging.other_size(page.after),
    )
    return make_response(text)


def _opened(rows: Sequence[WorkRow]) -> WorkRow | None:
    asked = request.args.get("open", "")
    named = next((row for row in rows if row.document_uid == asked), None)
    return named or (rows[0] if rows else None)


def _queue(rows: Sequence[WorkRow], here: WorkRow | None) -> list[QueueRow]:
    only_viewed = _only_viewed()
    return [
        QueueRow(
            row,
            _page_with(row),
            row is here,
            row.read_at is not None or not only_viewed,
        )
        for row in rows
    ]


def _after(rows: Sequence[WorkRow], here: WorkRow | None) -> str:
    """The next one to read: the one below, or the first that was not read yet."""
    below = list(dropwhile(lambda row: row is not here, rows))[1:]
    unread = [row for row in rows if row.read_at is None and row is not here]
    found = next(iter(below or unread), None)
    return _page_with(found) if found else ""


def _page_with(row: WorkRow) -> str:
    after = request.args.get("after")
    return url_for("documents.signing", open=row.document_uid, after=after, _anchor="stage")


def _only_viewed() -> bool:
    return settings_of(actor().agency_id or 0).only_viewed_batch


@bp.post("/signing")
def prepare_many() -> Response:
    """Have the chosen ones prepared; one that cannot be is named and stops no other."""
    chosen = chosen_of(request.form.getlist("chosen"))
    if not chosen:
        toast(_("Choose the documents to sign first."))
        return redirect(url_for("documents.signing"), code=303)
    rows = bulk.each(chosen, _prepared, by=actor())
    uids = [str(row.made.uid) for row in rows if row.is_done]
    onward = url_for("documents.signatures", request=uids) if uids else ""
    return results(rows, _("Signing"), onward=onward)


def _prepared(document: Document) -> SigningRequest:
    _refuse_unread(document)
    waiting = open_request(document, actor())
    return waiting or operations.prepare_signature(document, by=actor())


def _refuse_unread(document: Document) -> None:
    """In a batch only what was opened may be signed, where the agency says so (on by default)."""
    duties = queries.open_duties_of(document, actor())
    unread = [row for row in duties if row.duty is Duty.SIGN and row.read_at is None]
    if unread and _only_viewed():
        raise Refusal(
            _("Only documents that you have opened can be signed together."),
            basis=_("A setting of your agency."),
            fix=_("Open it first."),
        )


@bp.post("/<uuid:uid>/signature")
def signature(uid: UUID) -> Response:
    """Have my signature prepared on the one document before me."""
    document = visible(uid)
    operations.mark_read(document, by=actor())
    waiting = open_request(document, actor())
    return _to_requests([waiting or operations.prepare_signature(document, by=actor())])


@bp.get("/<uuid:uid>/seal")
def seal(uid: UUID) -> Response:
    """The seal that was prepared with the number; one that ran out is prepared again."""
    document = visible(uid)
    require(actor(), Can.SEAL, document)
    if waiting := open_seals(document, actor()):
        return _to_requests(waiting)
    if not lacks_only_files(document):
        still(document, DocumentState.NUMBERED)
    return sheet.beside_pages("documents/seal.html", document)


@bp.post("/<uuid:uid>/seal")
def prepare_seal(uid: UUID) -> Response:
    """The document and the files of their own beside it, for one PIN."""
    document = visible(uid)
    own = [] if lacks_only_files(document) else [operations.prepare_seal(document, by=actor())]
    return _to_requests([*own, *operations.prepare_attachments(document, by=actor())])


def _to_requests(requests: Sequence[SigningRequest]) -> Response:
    if not requests:
        return redirect(url_for("documents.signing"), code=303)
    uids = [str(one.uid) for one in requests]
    return redirect(url_for("documents.signatures", request=uids), code=303)


# --------------------------------------------------------------------- PIN and results


@bp.get("/signatures")
@page_kind("sign")
def signatures() -> Response:
    """Being prepared, waiting for the PIN, being finished, done: one page for all of it."""
    requests = _own_requests(request.args.getlist("request"))
    if any(one.state.value in ASKS for one in requests):
        require_step_up(actor())
    return _signatures_page(requests, Filled({}))


@bp.post("/signatures")
@page_kind("sign")
def sign() -> Response:
    """One PIN for all that are ready; a wrong one changes nothing."""
    requests = _own_requests(request.form.getlist("request"))
    return answer(
        lambda: _sign(requests),
        lambda filled: _signatures_page(requests, Filled({}, filled.errors, filled.trouble)),
        request.form,
    )


def _sign(requests: Sequence[SigningRequest]) -> Response:
    ready = [one for one in requests if one.state == "ready"]
    pin = request.form.get("pin", "")
    rows = signing_operations.sign_batch(ready, pin=pin, by=actor()) if ready else []
    refused = [f"{row.request.subject_label}: {row.refusal}" for row in rows if row.refusal]
    if refused:
        toast(" · ".join(refused))
    return _to_requests(requests)


def _own_requests(names: Sequence[str]) -> list[SigningRequest]:
    """The named requests, in the reader's own hand only."""
    uids = chosen_of(names)
    mine = select(SigningRequest).where(
        SigningRequest.uid.in_(uids), SigningRequest.person_id == actor().person_id
    )
    own = sorted(db.session.scalars(mine), key=lambda one: uids.index(one.uid))
    if not own:
        raise NotFound(_("There is no such request."))
    return own


def _signatures_page(requests: Sequence[SigningRequest], filled: Filled) -> Response:
    menu.mark_current("documents.signing")
    states = {one.state.value for one in requests}
    pages = {one.uid: _page_of(one) for one in requests}
    text = render_template(
        "documents/signatures.html",
        requests=requests,
        filled=filled,
        ready=[one for one in requests if one.state == "ready"],
        is_under_way=bool(states & UNDER_WAY),
        is_long=len(requests) > FEW,
        moved_on=_moved_on(requests),
        heading=_heading(requests),
        is_seal=_is_seal(requests),
        act_words=_act_words(requests, len([one for one in requests if one.state == "ready"])),
        next_work=_next_work(requests),
        pages=pages,
        next_url=_onward(set(pages.values())),
        is_single=len(set(pages.values())) == 1,
    )
    return make_response(text)


def _moved_on(requests: Sequence[SigningRequest]) -> int:
    """How many have left the step at which the slowest still stands."""
    states = [one.state.value for one in requests]
    slowest = "preparing" if "preparing" in states else "finishing"
    return len(states) - states.count(slowest)


def _heading(requests: Sequence[SigningRequest]) -> str:
    states = [one.state.value for one in requests]
    if "preparing" in states:
        return _so_far(_("Being prepared"), requests)
    if "ready" in states:
        return _act_words(requests, states.count("ready"))
    if "finishing" in states:
        return _so_far(_("Being finished"), requests)
    done = states.count("signed")
    if _is_seal(requests):
        return _("%(done)s of %(all)s sealed", done=done, all=len(states))
    return _("%(done)s of %(all)s signed", done=done, all=len(states))


def _so_far(words: str, requests: Sequence[SigningRequest]) -> str:
    """Of a batch how many are through."""
    if len(requests) == 1:
        return words
    return f"{words} · {number(_moved_on(requests))}/{number(len(requests))}"


def _is_seal(requests: Sequence[SigningRequest]) -> bool:
    return all(one.kind == "agency" for one in requests)


def _act_words(requests: Sequence[SigningRequest], count: int) -> str:
    if _is_seal(requests):
        return ngettext("Seal %(num)d document", "Seal %(num)d documents", count)
    return ngettext("Sign %(num)d document", "Sign %(num)d documents", count)


def _next_work(requests: Sequence[SigningRequest]) -> Link | None:
    """What waits for the same hand after this, so that nobody has to look for it."""
    open_counts = counts().open
    if _is_seal(requests):
        left = sum(open_counts.get(duty, 0) for duty in (Duty.NUMBER, Duty.SEAL, Duty.ISSUE))
        page = Link(_("Next to issue"), url_for("documents.outgoing"), left)
    else:
        left = open_counts.get(Duty.SIGN, 0)
        page = Link(_("Next to sign"), url_for("documents.signing"), left)
    return page if left else None


def _page_of(one: SigningRequest) -> str:
    """The page of the document that a request belongs to, directly or by a file beside it."""
    uid = one.subject_uid
    if one.subject_kind == ATTACHMENT:
        file = DocumentFile.document_id == Document.id
        of_file = select(Document.uid).join(DocumentFile, file)
        uid = db.session.scalars(of_file.where(DocumentFile.uid == uid)).one()
    return url_for("documents.show", uid=uid)


def _onward(pages: set[str]) -> str:
    return pages.pop() if len(pages) == 1 else url_for("documents.signing")
