"""What is done with chosen messages: one route for a list's bar and for a message's own buttons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.models import Folder, MailItem, MailLabel
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.queries.items import Line, OpenItem
from mail.queries.listing import Asked
from mail.views import frame
from mail.views.blueprint import webmail as bp
from mail.views.frame import actor
from office.errors import Invalid
from office.i18n import _, _l, ngettext
from office.permissions import Actor, allowed
from office.ui.parts import Act
from office.ui.toasts import toast

MOST = 200
MOST_UNDONE = 20
Doing = Callable[[OpenBox, list[MailItem], Actor], None]


@dataclass(frozen=True)
class Move:
    """An act on messages: its words, its key, and what takes it back."""

    words: object
    icon: str
    do: Doing
    key: str = ""
    back: str = ""
    whole: bool = True
    needs: Can = Can.ORGANISE
    leaves: bool = False


def _to(folder: Folder) -> Doing:
    return lambda opened, items, by: operations.move(opened, items, folder, by=by)


def _labelled(opened: OpenBox, items: list[MailItem], by: Actor) -> None:
    operations.label(opened, items, _asked_label(opened), by=by)


def _unlabelled(opened: OpenBox, items: list[MailItem], by: Actor) -> None:
    operations.unlabel(opened, items, _asked_label(opened), by=by)


def _asked_label(opened: OpenBox) -> MailLabel:
    try:
        return queries.label_by_uid(opened, UUID(request.values.get("label", "")))
    except ValueError as fault:
        message = _("Choose a label.")
        raise Invalid(message, fields={"label": message}) from fault


MOVES: Mapping[str, Move] = {
    "reading": Move(
        _l("Mark as read"),
        "eye",
        lambda opened, items, by: operations.mark_seen(opened, items, by=by),
        back="unread",
        needs=Can.READ,
    ),
    "unread": Move(
        _l("Mark as unread"),
        "mail",
        lambda opened, items, by: operations.mark_unseen(opened, items, by=by),
        "u",
        whole=False,
        needs=Can.READ,
    ),
    "star": Move(
        _l("Star"),
        "star",
        lambda opened, items, by: operations.star(opened, items, by=by),
        "s",
        whole=False,
        needs=Can.READ,
    ),
    "star-end": Move(
        _l("Take the star off"),
        "x",
        lambda opened, items, by: operations.unstar(opened, items, by=by),
        "s",
        needs=Can.READ,
    ),
    "archive": Move(_l("Archive"), "folder", _to(Folder.ARCHIVE), "e", "inbox", leaves=True),
    "junk": Move(_l("Junk"), "stop", _to(Folder.JUNK), "!", "inbox", leaves=True),
    "inbox": Move(_l("To the inbox"), "in", _to(Folder.INBOX), leaves=True),
    "trash": Move(_l("Delete"), "x", _to(Folder.TRASH), "#", "restoration", leaves=True),
    "restoration": Move(
        _l("Restore"),
        "undo",
        lambda opened, items, by: operations.restore(opened, items, by=by),
        leaves=True,
    ),
    "label": Move(_l("Label"), "filter", _labelled, "l"),
    "label-end": Move(_l("Take the label off"), "x", _unlabelled),
}
IN_FOLDER: Mapping[Folder, tuple[str, ...]] = {
    Folder.INBOX: ("archive", "trash", "reading", "unread", "star", "junk"),
    Folder.SENT: ("archive", "trash", "star"),
    Folder.ARCHIVE: ("inbox", "trash", "reading", "unread", "star", "junk"),
    Folder.JUNK: ("inbox", "trash"),
    Folder.QUARANTINE: ("inbox", "trash"),
    Folder.TRASH: ("restoration",),
}


def acts_over(
    opened: OpenBox, asked: Asked, label: MailLabel | None, labels: Sequence[MailLabel]
) -> list[Act]:
    """The acts over a list, as far as they are the reader's; the box's labels behind the rest."""
    if asked.view in (frame.DRAFTS, frame.WAITING):
        return []
    names = IN_FOLDER[asked.folder or Folder.INBOX]
    acts = [_act(opened, name) for name in names if _is_his(opened, name)]
    if allowed(actor(), Can.EXCHANGE, opened):
        url = url_for("webmail.export", uid=opened.box.uid)
        acts.append(Act(_("Save as MBOX"), url, "", "save", "", "post"))
    if allowed(actor(), Can.ORGANISE, opened):
        acts += [_label_act(opened, "label", one) for one in labels]
        acts += [_label_act(opened, "label-end", label)] if label else []
    return [replace(act, is_minor=place > 1) for place, act in enumerate(acts)]


def acts_on(found: OpenItem, lines: Sequence[Line]) -> list[Act]:
    """The acts on one message: answering first, then where it goes."""
    opened, uid = found.opened, str(found.item.uid)
    starred = any(line.is_starred for line in lines if line.item.id == found.item.id)
    names = [
        "star-end" if name == "star" and starred else name
        for name in IN_FOLDER[found.item.folder]
        if name != "reading"
    ]
    moves = [
        replace(_act(opened, name, uid), is_minor=name not in ("archive", "trash", "restoration"))
        for name in names
        if _is_his(opened, name)
    ]
    labels = _labels_on(found) if allowed(actor(), Can.ORGANISE, opened) else []
    return [*_answers(found), *moves, *labels, *_looks(found)]


def _answers(found: OpenItem) -> list[Act]:
    if not allowed(actor(), Can.DRAFT, found.opened):
        return []
    ways = (
        ("reply", _("Reply"), "go-on", "reply", "r"),
        ("reply_all", _("Reply to all"), "", "reply", "a"),
        ("forward", _("Forward"), "", "send", "f"),
    )
    asked = {"answers": found.item.uid, "box": found.opened.box.uid}
    is_alone = len(found.message.to) + len(found.message.cc) < 2
    acts = [
        Act(words, frame.writing_url(kind=kind, **asked), look, picture, key, "get")
        for kind, words, look, picture, key in ways
    ]
    hidden = "a" if is_alone else ""
    return [replace(act, is_minor=act.key == hidden) for act in acts if act.url]


def _looks(found: OpenItem) -> list[Act]:
    looks: tuple[tuple[str, str, str], ...] = (
        (_("Print"), "webmail.paper", "print"),
        (_("Save the original"), "webmail.original", "save"),
        (_("Show the head"), "webmail.source", "eye"),
    )
    if may_recall(found):
        looks += ((_("Recall the letter"), "webmail.ask_recall", "undo"),)
    uid = found.item.uid
    acts = [
        Act(words, url_for(endpoint, uid=uid), "", picture, "", "get", is_minor=True)
        for words, endpoint, picture in looks
    ]
    if may_keep_sender(found):
        box, page = found.opened.box.uid, "webmail.settings_contacts"
        url = url_for(page, uid=box, letter=uid, _anchor="keep")
        acts.append(Act(_("Keep this sender"), url, "", "person", "", "get", is_minor=True))
    return acts


def may_keep_sender(found: OpenItem) -> bool:
    """Whether the reader may keep who wrote this from outside; never who wrote junk."""
    is_welcome = found.item.folder in (Folder.INBOX, Folder.ARCHIVE)
    is_outside = found.message.is_outside and bool(queries.folded_sender(found.message))
    return is_welcome and is_outside and allowed(frame.actor(), Can.KEEP_CONTACTS, found.opened)


def may_recall(found: OpenItem) -> bool:
    """Whether the reader may take back what his box sent."""
    is_sent = found.item.folder is Folder.SENT and found.message.recalled_at is None
    is_own = is_sent and queries.writes_as(found.opened.box, found.message.sender_address)
    return is_own and allowed(frame.actor(), Can.SEND, found.opened)


def _labels_on(found: OpenItem) -> list[Act]:
    borne = queries.labels_on([found.item.id]).get(found.item.id, set())
    uid = str(found.item.uid)
    return [
        _label_act(found.opened, "label-end" if one.id in borne else "label", one, uid)
        for one in queries.labels_seen(found.opened.box, actor())
    ]


def _act(opened: OpenBox, name: str, uid: str = "") -> Act:
    move = MOVES[name]
    sent = ("chosen", uid) if uid else ("", "")
    url = url_for("webmail.many", uid=opened.box.uid, act=name)
    return Act(str(move.words), url, "", move.icon, move.key, "post", *sent)


def _label_act(opened: OpenBox, name: str, label: MailLabel, uid: str = "") -> Act:
    words = _("Label “%(name)s”", name=label.name)
    if name == "label-end":
        words = _("Take off “%(name)s”", name=label.name)
    url = url_for("webmail.many", uid=opened.box.uid, act=name, label=label.uid)
    sent = ("chosen", uid) if uid else ("", "")
    return Act(words, url, "", MOVES[name].icon, "", "post", *sent, is_minor=True)


def _is_his(opened: OpenBox, name: str) -> bool:
    return allowed(actor(), MOVES[name].needs, opened)


# --------------------------------------------------------------------------------- doing


@bp.post("/boxes/<uuid:uid>/acts/<act>")
def many(uid: UUID, act: str) -> Response:
    """Do it to the chosen ones; a row of a list stands for its conversation in that folder."""
    opened = frame.opened(uid)
    move = MOVES.get(act)
    if move is None:
        abort(404)
    chosen = _chosen()
    items = queries.items_for(chosen, opened)
    if move.whole:
        items = queries.with_conversation(items, opened, actor())
    if items:
        move.do(opened, items, actor())
    _say(opened, move, items, chosen)
    view = request.form.get("view") or Folder.INBOX.value
    return redirect(frame.came_from(_onward(opened, move, chosen, view)), code=303)


def chosen_items(opened: OpenBox) -> list[MailItem]:
    """The chosen rows with what stands behind them."""
    return queries.with_conversation(queries.items_for(_chosen(), opened), opened, actor())


def _chosen() -> list[UUID]:
    values = request.values.getlist("chosen")
    if len(values) > MOST:
        raise Invalid(
            _("At most %(number)d can be chosen at once.", number=MOST),
            fields={"chosen": _("At most %(number)d can be chosen at once.", number=MOST)},
        )
    try:
        return [UUID(value) for value in values]
    except ValueError:
        abort(404)


def _onward(opened: OpenBox, move: Move, chosen: list[UUID], view: str) -> str:
    """Back to the list the rows were chosen on; a message that stays shows itself again."""
    listed = frame.list_before()
    if listed:
        return listed
    if len(chosen) == 1 and not move.leaves:
        return url_for("webmail.item", uid=chosen[0])
    return frame.box_url(opened, view if view in frame.views_of(opened) else Folder.INBOX.value)


def _say(opened: OpenBox, move: Move, items: Sequence[MailItem], chosen: list[UUID]) -> None:
    """What was done, and how it is undone."""
    if not items:
        toast(_("Nothing is chosen"))
        return
    words = ngettext("%(num)d conversation done", "%(num)d conversations done", len(chosen))
    text = _("%(act)s: %(count)s", act=move.words, count=words)
    if not move.back or len(chosen) > MOST_UNDONE:
        toast(text)
        return
    url = url_for("webmail.many", uid=opened.box.uid, act=move.back, chosen=chosen)
    toast(text, label=_("Undo"), url=url, method="post")


@bp.post("/items/<uuid:uid>/reading")
def reading(uid: UUID) -> tuple[str, int]:
    """Sent by the page once it has been open for a second: what it shows open is read."""
    found = queries.open_item(uid, actor())
    lines = queries.conversation(found, actor())
    operations.mark_seen(found.opened, [line.item for line in lines], by=actor())
    return "", 204


@bp.post("/boxes/<uuid:uid>/reading")
def reading_all(uid: UUID) -> Response:
    """A whole folder is read."""
    opened = frame.opened(uid)
    view = request.form.get("view", "")
    if view not in list(Folder):
        abort(404)
    operations.mark_folder_seen(opened, Folder(view), by=actor())
    toast(_("Everything here is marked as read."))
    return redirect(frame.box_url(opened, view), code=303)
