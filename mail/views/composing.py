"""Writing a letter: one form that works without a script, saved as often as one likes."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import (
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.forms import letters as form
from mail.forms.letters import Filled
from mail.models import MailDraft, MailItem, Right
from mail.operations import Answers, Words
from mail.operations.sending import largest_mib
from mail.queries import OpenBox, answering
from mail.queries.drafts import DraftState
from mail.queries.links import may_link
from mail.views.blueprint import webmail as bp
from mail.views.reading import given_item, note_reading
from office.db import db
from office.errors import Conflict, Invalid, NotFound, Refusal
from office.i18n import _
from office.ui.toasts import toast

KEEP = "keep"
SECONDS = 15


@dataclass(frozen=True)
class Page:
    """What the form is shown for: an existing draft, or nothing yet."""

    opened: OpenBox
    draft: MailDraft | None = None
    answers: MailItem | None = None
    kind: str = ""
    clash: Conflict | None = None
    trouble: Refusal | None = None


@bp.get("/compose")
def compose() -> Response:
    """An empty form, or the beginning of an answer; nothing is kept before something is typed."""
    if request.args.get("draft"):
        return redirect(url_for("webmail.draft", uid=_uid(request.args["draft"])), code=303)
    opened = _chosen_box(request.args.get("box", ""))
    item, kind = _answered(opened, request.args)
    signed = answering.signature(opened, g.actor)
    values = {"to": request.args.get("to", ""), "subject": request.args.get("subject", "")}
    if item is not None:
        begun = answering.begun_answer(item, kind, opened)
        values |= begun | {"text": signed + begun["text"]}
    else:
        values["text"] = signed
    return _shown(Page(opened, answers=item, kind=kind), Filled(values))


@bp.post("/compose")
def begin() -> Response:
    """The first saving makes the draft."""
    opened = _chosen_box(request.form.get("box", ""))
    item, kind = _answered(opened, request.form)
    page = Page(opened, answers=item, kind=kind)
    try:
        answers = Answers(item, kind) if item is not None else None
        draft = operations.begin_draft(
            opened, form.words_of(request.form), answers=answers, by=g.actor
        )
    except Invalid as fault:
        return _again(page, fault)
    return _acted(draft, Page(opened, draft))


@bp.get("/drafts/<uuid:uid>")
def draft(uid: UUID) -> Response:
    """The form of a draft; a letter that waits or has left shows how it stands instead."""
    found = queries.draft_by_uid(uid, g.actor)
    state = queries.state_of(found)
    if state is not DraftState.WRITING:
        return make_response(render_template("compose/waiting.html", draft=found, state=state))
    page = Page(queries.opened_of(found, g.actor), found)
    return _shown(page, Filled(form.values_of(found)))


@bp.post("/drafts/<uuid:uid>")
def write(uid: UUID) -> Response:
    """Save what was typed, then do what the pressed button says."""
    found = queries.draft_by_uid(uid, g.actor)
    page = Page(queries.opened_of(found, g.actor), found)
    try:
        box = _chosen_box(request.form["box"]) if request.form.get("box") else None
        operations.save_draft(
            found,
            form.words_of(request.form),
            version=form.version_of(request.form),
            box=box,
            by=g.actor,
        )
    except Conflict as conflict:
        return _both_texts(page, conflict)
    except Invalid as fault:
        return _again(page, fault)
    return _acted(found, Page(queries.opened_of(found, g.actor), found))


# --------------------------------------------------------------------- what comes after


def _acted(found: MailDraft, page: Page) -> Response:
    act, _colon, which = request.form.get("act", "save").partition(":")
    if act == KEEP:
        return _told(found)
    try:
        _take_files(found)
        return _act(found, act, which)
    except Invalid as fault:
        return _again(page, fault)
    except Refusal as fault:
        return _again(page, fault)


def _act(found: MailDraft, act: str, which: str) -> Response:
    here = url_for("webmail.draft", uid=found.uid)
    if act == "send":
        return _send(found)
    if act == "drop":
        operations.drop_draft(found, by=g.actor)
        back = url_for("webmail.bring_back", uid=found.uid)
        toast(_("The draft was thrown away."), label=_("Undo"), url=back, method="post")
        return redirect(_landing(found), code=303)
    if act == "detach":
        operations.detach_file(found, which, by=g.actor)
    elif act == "text":
        _put_in(found, request.form.get("template", ""))
    elif act == "pick":
        here = url_for("webmail.recipients_page", uid=found.uid)
    else:
        toast(_("The draft is saved."))
    return redirect(here, code=303)


def _send(found: MailDraft) -> Response:
    """Straight away, unless there is something to think of first."""
    addressed = queries.addressed(found)
    if not addressed.faults and queries.advice_for(found, addressed):
        at = request.form.get("send_at", "")
        return redirect(url_for("webmail.check", uid=found.uid, send_at=at or None), code=303)
    return gone(found)


def gone(found: MailDraft) -> Response:
    """Let it go and say how long it can still be undone."""
    at = form.time_of(request.form)
    operations.send(
        found, version=found.version, key=f"{found.uid}:{found.version}", at=at, by=g.actor
    )
    if queries.state_of(found) is DraftState.UNSIGNED:
        return redirect(url_for("webmail.signature", uid=found.uid), code=303)
    said_gone(found)
    return redirect(_landing(found), code=303)


def said_gone(found: MailDraft) -> None:
    """The message with its undo: as long as the letter waits."""
    undo = url_for("webmail.undo", uid=found.uid)
    if found.problem == "burst":
        text = _("Your letter to many recipients waits for half an hour")
        toast(text, label=_("Undo"), url=undo, method="post")
    elif found.options.get("at"):
        toast(_("The letter waits for its time."), label=_("Undo"), url=undo, method="post")
    else:
        toast(_("The letter is sent."), label=_("Undo"), url=undo, method="post", seconds=SECONDS)


def _put_in(found: MailDraft, template_uid: str) -> None:
    """Add the words of a template; a subject is taken only where there is none."""
    opened = queries.opened_of(found, g.actor)
    known = answering.texts(opened, g.actor, answering.TEMPLATE)
    chosen = next((one for one in known if str(one.uid) == template_uid), None)
    if chosen is None:
        return
    subject, text = (queries.filled(one, opened, g.actor) for one in (chosen.subject, chosen.text))
    words = Words(
        found.to,
        found.cc,
        found.bcc,
        found.subject or subject,
        f"{text}\n{found.text}",
        found.options,
    )
    operations.save_draft(found, words, version=found.version, by=g.actor)


def _take_files(found: MailDraft) -> None:
    for file in request.files.getlist("files"):
        if file.filename:
            operations.keep_file(found, file.filename, file.stream, by=g.actor)


def _told(found: MailDraft) -> Response:
    """What a script is told after it saved by itself."""
    url = url_for("webmail.draft", uid=found.uid)
    uploads = url_for("webmail.begin_upload", uid=found.uid)
    return make_response(jsonify(url=url, uploads=uploads, version=found.version))


# ---------------------------------------------------------------------------- the page


def _again(page: Page, fault: Refusal) -> Response:
    """The form as it was typed, with what is wrong; what was saved stays saved."""
    if request.form.get("act") == KEEP:
        return make_response(jsonify(fault.problem()), fault.status)
    values = request.form.to_dict()
    if page.draft is not None:
        values["version"] = str(page.draft.version)
    errors = {}
    if isinstance(fault, Invalid):
        errors = {name: str(words) for name, words in fault.fields.items()}
    trouble = None if errors else fault
    answer = _shown(
        Page(page.opened, page.draft, page.answers, page.kind, trouble=trouble),
        Filled(values, errors),
    )
    answer.status_code = fault.status
    return answer


def _both_texts(page: Page, conflict: Conflict) -> Response:
    """Somebody saved in between: the typed text stays in the form, the saved one beside it."""
    if request.form.get("act") == KEEP:
        return make_response(jsonify(conflict.problem()), conflict.status)
    values = request.form.to_dict() | {"version": str(page.draft.version if page.draft else 0)}
    shown = Page(page.opened, page.draft, clash=conflict)
    answer = _shown(shown, Filled(values))
    answer.status_code = conflict.status
    return answer


def _shown(page: Page, filled: Filled) -> Response:
    boxes = queries.writing_boxes(g.actor)
    addresses = queries.primary_addresses([one.box.id for one in boxes])
    return make_response(
        render_template(
            "compose/letter.html",
            page=page,
            draft=page.draft,
            filled=filled,
            boxes=[_offered(one, addresses.get(one.box.id, "")) for one in boxes],
            action=url_for("webmail.draft", uid=page.draft.uid)
            if page.draft
            else url_for("webmail.compose"),
            templates=_template_options(page.opened),
            largest=largest_mib(page.opened.box),
            escrow=queries.rules_for(page.opened.box).escrow == "required",
            may_link=may_link(),
        )
    )


def _offered(one: OpenBox, address: str) -> tuple[str, str]:
    """A box in the list of senders; on behalf and drafts only say so."""
    text = f"{one.box.name} <{address}>"
    if Right.SEND_AS in one.rights:
        return str(one.box.uid), text
    more = _("on behalf") if Right.SEND_ON_BEHALF in one.rights else _("draft only")
    return str(one.box.uid), f"{text} ({more})"


def _template_options(opened: OpenBox) -> list[tuple[str, str]]:
    known = answering.texts(opened, g.actor, answering.TEMPLATE)
    return [(str(one.uid), one.name) for one in known]


def _chosen_box(text: str) -> OpenBox:
    boxes = queries.writing_boxes(g.actor)
    chosen = next((one for one in boxes if str(one.box.uid) == text), None)
    if chosen is not None:
        return chosen
    if text or not boxes:
        raise NotFound(_("There is no mailbox in which you may write."))
    return boxes[0]


def _answered(opened: OpenBox, given: Mapping[str, str]) -> tuple[MailItem | None, str]:
    text, kind = given.get("answers", ""), given.get("kind", answering.REPLY)
    if not text:
        return None, ""
    return _item(_uid(text), opened), kind if kind in answering.KINDS else answering.REPLY


def _item(uid: UUID, opened: OpenBox) -> MailItem:
    """What is quoted is read: by who may, and where it is others' mail it is noted."""
    found = given_item(uid)
    if found.opened.box.id != opened.box.id:
        raise NotFound(_("There is no such message."))
    note_reading(found)
    return found.item


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("There is no such message.")) from None


def _landing(found: MailDraft) -> str:
    """Back to the conversation that was answered, else to the box."""
    item = db.session.get(MailItem, found.answers_id) if found.answers_id else None
    if item is not None:
        return url_for("webmail.item", uid=item.uid)
    return url_for("webmail.box", uid=queries.opened_of(found, g.actor).box.uid)
