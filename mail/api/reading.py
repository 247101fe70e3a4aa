"""Reading and organising mail for programs: boxes, lists, messages, files, and acts on many."""

from datetime import date
from uuid import UUID

from flask import Response, g, send_file

from mail import operations, queries
from mail.api.blueprint import bp
from mail.api.reading_schemas import (
    ActIn,
    AssignmentIn,
    AssignmentOut,
    BoxList,
    BoxOut,
    CharsetIn,
    Done,
    FolderIn,
    ItemList,
    ItemOut,
    ItemsQuery,
    LabelIn,
    LabelList,
    LabelOut,
    LabelPath,
    MessageOut,
    PartOut,
    PartPath,
    StateIn,
)
from mail.models import Folder, MailItem, MailPart
from mail.queries.boxes import OpenBox
from mail.queries.items import OpenItem
from mail.queries.listing import VIEWS, Asked
from office import blobs
from office.api import ByUid, shown
from office.errors import NotFound, Refusal
from office.i18n import _
from office.ui import paging

FOLDERS = {
    "archive": Folder.ARCHIVE,
    "junk": Folder.JUNK,
    "inbox": Folder.INBOX,
    "trash": Folder.TRASH,
}


@bp.get("/mail/boxes", responses={200: BoxList})
def boxes() -> Response:
    """The boxes that the owner of the token reads, with their unread messages."""
    mine = queries.open_boxes(g.actor)
    unread = queries.unread_in(mine, g.actor)
    addresses = queries.primary_addresses([one.box.id for one in mine])
    found = [
        BoxOut(
            uid=one.box.uid,
            name=one.box.name,
            address=addresses.get(one.box.id, ""),
            kind=one.box.kind.value,
            state=one.box.state.value,
            rights=sorted(right.value for right in one.rights),
            unread=unread.get(one.box.id, 0),
        )
        for one in mine
    ]
    return shown(BoxList(items=found))


@bp.get("/mail/boxes/<uuid:uid>/items", responses={200: ItemList})
def items(path: ByUid, query: ItemsQuery) -> Response:
    """A folder, a view, a label, or what was found by words; the newest first."""
    opened = queries.open_box(path.uid, g.actor)
    if query.view not in (*Folder, *VIEWS):
        raise NotFound(_("There is no such folder."))
    label = queries.label_by_uid(opened, query.label).id if query.label else None
    asked = Asked(query.view, label, query.q.strip(), query.has_files, query.from_outside)
    after = paging.decode(query.cursor, *asked.places)
    rows = queries.rows_of(opened.box, g.actor, asked, after=after, size=query.limit)
    page = paging.page_of(rows, key=asked.place_of, size=query.limit)
    folder = asked.folder or Folder.INBOX
    facts = queries.facts_of(opened.box, g.actor, page.rows, folder) if page.rows else {}
    found = []
    for row in page.rows:
        known = {name: getattr(row, name) for name in set(ItemOut.model_fields) - COUNTED}
        counts = facts.get(row.thread_id, (1, 0, 0))
        messages, unread, starred = counts
        found.append(ItemOut(**known, messages=messages, unread=unread, starred=starred))
    return shown(ItemList(items=found, next=page.after))


COUNTED = {"messages", "unread", "starred"}


@bp.get("/mail/items/<uuid:uid>", responses={200: MessageOut})
def message(path: ByUid) -> Response:
    """One message; in a box that is not one's own alone the reading is noted."""
    found = _open(path.uid)
    lines = queries.conversation(found, g.actor)
    (own,) = [line for line in lines if line.item.id == found.item.id]
    said, view = found.message, queries.view_of(found.message)
    borne = queries.labels_on([found.item.id]).get(found.item.id, set())
    names = [one.name for one in queries.labels_of(found.opened.box) if one.id in borne]
    parts = queries.parts_of([said.id])[said.id]
    same = ("message_id", "sent_at", "received_at", "sender_name", "sender_address", "to", "cc")
    more = ("subject", "is_outside", "verdicts")
    return shown(
        MessageOut(
            uid=found.item.uid,
            box=found.opened.box.uid,
            folder=found.item.folder.value,
            conversation=[line.item.uid for line in lines],
            text=str(view.get("text") or said.preview),
            html=str(view.get("html") or ""),
            is_unread=own.is_new,
            is_starred=own.is_starred,
            labels=names,
            parts=[_part(one) for one in parts],
            **{name: getattr(said, name) for name in (*same, *more)},
        )
    )


def _part(part: MailPart) -> PartOut:
    return PartOut(**{name: getattr(part, name) for name in PartOut.model_fields})


def _open(uid: UUID) -> OpenItem:
    found = queries.open_item(uid, g.actor)
    if queries.is_set_apart(found.message):
        raise Refusal(_("A letter with a virus or a secrecy mark stays in quarantine."))
    if new := queries.unnoted(found.opened, [found.item], g.actor):
        operations.note_access(found.opened, new, by=g.actor)
    return found


@bp.get("/mail/items/<uuid:uid>/original")
def original_message(path: ByUid) -> Response:
    """The message exactly as it came."""
    return _saved(_open(path.uid).message.sha256, "message/rfc822", "message.eml")


@bp.get("/mail/items/<uuid:uid>/parts/<uuid:part_uid>")
def part_content(path: PartPath) -> Response:
    """The bytes of one file."""
    wanted = queries.part_of(_open(path.uid).message, path.part_uid)
    return _saved(wanted.sha256, "application/octet-stream", wanted.name or "file")


def _saved(sha256: str, kind: str, name: str) -> Response:
    place = blobs.path_of(sha256)
    answer = send_file(place, mimetype=kind, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/mail/boxes/<uuid:uid>/acts", responses={200: Done})
def act_on_many(path: ByUid, body: ActIn) -> Response:
    """Read, star, move, label: the same as over a list."""
    opened = queries.open_box(path.uid, g.actor)
    found = queries.items_for(body.items, opened)
    if body.act not in ("unread", "star"):
        found = queries.with_conversation(found, opened, g.actor)
    _do(opened, found, body)
    return shown(Done(count=len(found)))


def _do(opened: OpenBox, found: list[MailItem], body: ActIn) -> None:
    if body.act in FOLDERS:
        operations.move(opened, found, FOLDERS[body.act], by=g.actor)
    elif body.act in ("label", "label-end"):
        wanted = queries.label_by_uid(opened, body.label or UUID(int=0))
        wear = operations.label if body.act == "label" else operations.unlabel
        wear(opened, found, wanted, by=g.actor)
    else:
        plain = {
            "reading": operations.mark_seen,
            "unread": operations.mark_unseen,
            "star": operations.star,
            "star-end": operations.unstar,
            "restoration": operations.restore,
        }
        plain[body.act](opened, found, by=g.actor)


@bp.post("/mail/boxes/<uuid:uid>/reading", responses={200: Done})
def read_folder(path: ByUid, body: FolderIn) -> Response:
    """Everything in a folder is read."""
    operations.mark_folder_seen(queries.open_box(path.uid, g.actor), body.folder, by=g.actor)
    return shown(Done(count=0))


@bp.post("/mail/items/<uuid:uid>/charset", responses={200: Done})
def ask_reread(path: ByUid, body: CharsetIn) -> Response:
    """Have the letter read in another charset; it is there a moment later."""
    operations.ask_reread(queries.open_item(path.uid, g.actor), body.charset, by=g.actor)
    return shown(Done(count=1))


@bp.get("/mail/boxes/<uuid:uid>/labels", responses={200: LabelList})
def labels(path: ByUid) -> Response:
    """The labels of a box."""
    found = queries.labels_seen(queries.open_box(path.uid, g.actor).box, g.actor)
    return shown(LabelList(items=[LabelOut(uid=one.uid, name=one.name) for one in found]))


@bp.post("/mail/boxes/<uuid:uid>/labels", responses={200: LabelOut})
def make_label(path: ByUid, body: LabelIn) -> Response:
    """One more label; the same name again is the same one."""
    made = operations.make_label(queries.open_box(path.uid, g.actor), body.name, by=g.actor)
    return shown(LabelOut(uid=made.uid, name=made.name))


@bp.post("/mail/boxes/<uuid:uid>/labels/<uuid:item_uid>/name", responses={200: LabelOut})
def rename_label(path: LabelPath, body: LabelIn) -> Response:
    """Another name for a label."""
    opened = queries.open_box(path.uid, g.actor)
    found = queries.label_by_uid(opened, path.item_uid)
    operations.rename_label(opened, found, body.name, by=g.actor)
    return shown(LabelOut(uid=found.uid, name=found.name))


@bp.post("/mail/boxes/<uuid:uid>/labels/<uuid:item_uid>/dropping", responses={200: Done})
def drop_label(path: LabelPath) -> Response:
    """Away with a label; the mail stays."""
    opened = queries.open_box(path.uid, g.actor)
    operations.drop_label(opened, queries.label_by_uid(opened, path.item_uid), by=g.actor)
    return shown(Done(count=1))


@bp.post("/mail/boxes/<uuid:uid>/labels/<uuid:item_uid>/privacy", responses={200: Done})
def turn_private(path: LabelPath) -> Response:
    """Keep mail with a label to oneself, or share it again."""
    opened = queries.open_box(path.uid, g.actor)
    operations.turn_private(opened, queries.label_by_uid(opened, path.item_uid), by=g.actor)
    return shown(Done(count=1))


@bp.post("/mail/items/<uuid:uid>/assignment", responses={200: AssignmentOut})
def assign(path: ByUid, body: AssignmentIn) -> Response:
    """Give a conversation of a shared box to one of its readers."""
    found = queries.open_item(path.uid, g.actor)
    person = queries.member_by_uid(found.opened, str(body.person))
    day: date | None = body.due_on
    operations.assign(found.opened, found.item, person, due_on=day, note=body.note, by=g.actor)
    return _assignment(found)


@bp.post("/mail/items/<uuid:uid>/assignment/state", responses={200: AssignmentOut})
def note_assignment(path: ByUid, body: StateIn) -> Response:
    """To do, being done, done."""
    found = queries.open_item(path.uid, g.actor)
    operations.note_assignment(found.opened, found.item, body.state, by=g.actor)
    return _assignment(found)


@bp.post("/mail/items/<uuid:uid>/assignment/end", responses={200: AssignmentOut})
def end_assignment(path: ByUid) -> Response:
    """Nobody in particular handles it any more."""
    found = queries.open_item(path.uid, g.actor)
    operations.end_assignment(found.opened, found.item, by=g.actor)
    return _assignment(found)


def _assignment(found: OpenItem) -> Response:
    given = queries.assignment_of(found.item)
    if given is None:
        return shown(AssignmentOut())
    row, name = given
    return shown(AssignmentOut(name=name, state=row.state, due_at=row.due_on, note=row.note))
