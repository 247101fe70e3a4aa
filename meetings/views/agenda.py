"""The agenda being made: items in their order, and the papers that lie before each."""

from functools import partial
from uuid import UUID

from flask import redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from documents import queries as documents
from meetings import operations, queries
from meetings.forms import agenda as forms
from meetings.forms.planning import options, uids_of
from meetings.models import AgendaItem, ItemKind, Meeting
from meetings.policy import Can
from meetings.policy.calling import Can as CallingCan
from meetings.views.blueprint import actor, bp, visible
from office import blobs
from office.errors import Invalid, NotFound
from office.i18n import _
from office.permissions import require
from office.ui.filled import Filled, Words, answer
from office.ui.toasts import toast

OFFERED = 20
SHOWN = {"application/pdf", "image/png", "image/jpeg"}
LOCKED = "sandbox; default-src 'none'"


@bp.get("/<uuid:uid>/agenda")
def agenda(uid: UUID) -> str:
    """The items in their order with what can be done to each, and a form for the next."""
    return _page(_prepared(uid), Filled(Words(forms.new_values())))


@bp.post("/<uuid:uid>/agenda")
def add_item(uid: UUID) -> Response:
    """Put an item at the end."""
    meeting = _prepared(uid)

    def put() -> str:
        point = forms.point_of(request.form, queries.people_of(meeting))
        item = operations.add_item(meeting, point, by=actor())
        toast(_("The item is on the agenda."))
        return _here(meeting, item)

    return answer(put, partial(_page, meeting), name="title")


@bp.get("/<uuid:uid>/agenda/<uuid:item_uid>")
def item(uid: UUID, item_uid: UUID) -> str:
    """One item: its words and its papers."""
    meeting, found = _item(uid, item_uid)
    return _item_page(
        meeting, found, Filled(Words(forms.values_of(found, queries.people_of(meeting))))
    )


@bp.post("/<uuid:uid>/agenda/<uuid:item_uid>")
def change_item(uid: UUID, item_uid: UUID) -> Response:
    """Word it anew."""
    meeting, found = _item(uid, item_uid)

    def change() -> str:
        point = forms.point_of(request.form, queries.people_of(meeting))
        operations.change_item(found, point, by=actor())
        toast(_("The item is kept."))
        return _here(meeting, found)

    return answer(change, partial(_item_page, meeting, found), name="title")


@bp.post("/<uuid:uid>/agenda/<uuid:item_uid>/place")
def place_item(uid: UUID, item_uid: UUID) -> Response:
    """One place up or down."""
    meeting, found = _item(uid, item_uid)
    operations.move_item(found, up=request.form.get("to") == "up", by=actor())
    return redirect(_here(meeting, found), code=303)


@bp.post("/<uuid:uid>/agenda/<uuid:item_uid>/removal")
def remove_item(uid: UUID, item_uid: UUID) -> Response:
    """Off the agenda."""
    meeting, found = _item(uid, item_uid)
    operations.remove_item(found, by=actor())
    toast(_("The item is off the agenda."))
    return redirect(url_for("meetings.agenda", uid=meeting.uid), code=303)


# ------------------------------------------------------------------------------- papers


@bp.post("/<uuid:uid>/agenda/<uuid:item_uid>/papers")
def lay_paper(uid: UUID, item_uid: UUID) -> Response:
    """Lay a document that was found, or a file that was brought."""
    meeting, found = _item(uid, item_uid)

    def lay() -> str:
        must_read = bool(request.form.get("must_read"))
        if request.form.get("document"):
            operations.lay_document(found, _chosen(), must_read=must_read, by=actor())
        else:
            require(actor(), CallingCan.LAY_PAPERS, meeting)
            operations.lay_file(found, forms.uploaded(), must_read=must_read, by=actor())
        toast(_("The paper lies before the meeting."))
        return url_for("meetings.item", uid=meeting.uid, item_uid=found.uid)

    def again(filled: Filled) -> str:
        values = forms.values_of(found, queries.people_of(meeting))
        return _item_page(meeting, found, Filled(Words(values), filled.errors))

    return answer(lay, again, name="file")


def _chosen() -> UUID:
    chosen = uids_of([request.form["document"]])
    if not chosen:
        words = _("Choose one of the list.")
        raise Invalid(words, fields={"document": words})
    return chosen[0]


@bp.post("/<uuid:uid>/papers/<uuid:item_uid>/removal")
def take_paper_back(uid: UUID, item_uid: UUID) -> Response:
    """Take a paper back."""
    meeting = visible(uid)
    paper = queries.paper_of(meeting, item_uid)
    operations.take_paper_back(paper, by=actor())
    toast(_("The paper no longer lies before the meeting."))
    found = next(one for one in queries.agenda_of(meeting) if one.id == paper.item_id)
    return redirect(url_for("meetings.item", uid=meeting.uid, item_uid=found.uid), code=303)


@bp.get("/<uuid:uid>/papers/<uuid:item_uid>")
def paper(uid: UUID, item_uid: UUID) -> Response:
    """The very bytes that were laid; they can run nothing here and no browser keeps them."""
    meeting = visible(uid)
    require(actor(), CallingCan.READ_PAPERS, meeting)
    found = queries.paper_of(meeting, item_uid)
    if not queries.is_noted(found, actor()):
        operations.note_access(found, by=actor())
    is_shown = found.media_type in SHOWN
    answered = send_file(
        blobs.path_of(found.sha256),
        mimetype=found.media_type if is_shown else "application/octet-stream",
        as_attachment=not is_shown,
        download_name=found.name,
    )
    answered.headers["Content-Security-Policy"] = LOCKED
    answered.headers["Cache-Control"] = "no-store"
    return answered


def _prepared(uid: UUID) -> Meeting:
    meeting = visible(uid)
    require(actor(), Can.PREPARE, meeting)
    return meeting


def _item(uid: UUID, item_uid: UUID) -> tuple[Meeting, AgendaItem]:
    meeting = _prepared(uid)
    found = next((one for one in queries.agenda_of(meeting) if one.uid == item_uid), None)
    if found is None:
        raise NotFound(_("There is no such item on an agenda of yours."))
    return meeting, found


def _here(meeting: Meeting, found: AgendaItem) -> str:
    return url_for("meetings.agenda", uid=meeting.uid, _anchor=f"i-{found.uid}")


def _page(meeting: Meeting, filled: Filled) -> str:
    return render_template(
        "meetings/agenda.html",
        meeting=meeting,
        agenda=queries.agenda_of(meeting),
        papers=queries.papers_of(meeting),
        **_shared(meeting, filled),
    )


def _item_page(meeting: Meeting, found: AgendaItem, filled: Filled) -> str:
    lying = queries.papers_of(meeting).get(found.id, [])
    words = request.args.get("q", "").strip()[:200]
    rows = documents.page_of(documents.found(actor(), words)) if words else []
    return render_template(
        "meetings/item.html",
        meeting=meeting,
        item=found,
        papers=lying,
        outdated=queries.outdated(lying, actor()),
        words=words,
        found=rows[:OFFERED],
        **_shared(meeting, filled),
    )


def _shared(meeting: Meeting, filled: Filled) -> dict[str, object]:
    people = queries.people_of(meeting)
    return {
        "filled": filled.values,
        "errors": filled.errors,
        "kinds": options(ItemKind),
        "presenters": [
            ("", _("Somebody else, or nobody yet")),
            *((str(one.uid), one.name) for one in people),
        ],
    }
