"""Finds mail by words and by what is known of it, in the boxes that the reader has open.

Sender, receivers and kinds of files stand in the index as words of their own with a beginning that
no text has, so that all of a question is answered by the index at once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from mail.models import Folder, ItemLabel, Mailbox, MailItem, MailLabel, MailMessage, Unseen
from mail.queries.boxes import of_agency, open_boxes
from mail.queries.private import hides, is_private
from mail.queries.search_facts import bears_number, is_from_unit
from office import clock, search
from office.db import db
from office.permissions import Actor

CLASS = "mail"
MOST_COUNTED = 1_000
MOST_OF_ONE = 20
FROM, TO, TYPE, HAS_FILES = "zfrom", "zto", "ztype", "zhasfiles"
BOX, MANY = "zbox", "zmany"  # where a message lies: asked of the index, decided by its items
MOST_BOXES = 50
LISTED = (Folder.INBOX, Folder.SENT, Folder.ARCHIVE)
FILTERS = "from|to|type|has|is|in|label|unit|number|before|after"
FILTER = re.compile(rf'(?<!\S)({FILTERS}):(?:"([^"]*)"|(\S+))', re.I)


@dataclass(frozen=True)
class Wanted:
    """A question; `box` is the uid of one box, `is_unread` what the reader has not read."""

    words: str = ""
    sender: str = ""
    to: str = ""
    kind: str = ""
    has_files: bool = False
    is_unread: bool = False
    after: date | None = None
    before: date | None = None
    folder: Folder | None = None
    label: str = ""
    unit: str = ""
    number: str = ""
    box: str = ""


def read_question(text: str, **more: Any) -> Wanted:
    """What somebody typed: words, and filters like from:, has:file, in:sent, unit:, number:."""
    wanted = Wanted(**more)
    for name, quoted, bare in FILTER.findall(text):
        wanted = _with(wanted, name.lower(), quoted or bare)
    return replace(wanted, words=" ".join(FILTER.sub(" ", text).split()))


def _with(wanted: Wanted, name: str, value: str) -> Wanted:
    """With one filter more; a value that means nothing changes nothing."""
    folders = {one.value: one for one in Folder}
    readings: dict[str, dict[str, Any]] = {
        "from": {"sender": value},
        "to": {"to": value},
        "type": {"kind": value},
        "label": {"label": value},
        "unit": {"unit": value},
        "number": {"number": value},
        "before": {"before": clock.read_day(value)},
        "after": {"after": clock.read_day(value)},
        "in": {"folder": folders.get(value.lower(), wanted.folder)},
        "has": {"has_files": wanted.has_files or value.lower() == "file"},
        "is": {"is_unread": wanted.is_unread or value.lower() == "unread"},
    }
    return replace(wanted, **readings[name])


def found(
    actor: Actor,
    wanted: Wanted,
    *,
    before: tuple[int, int] | None = None,
    boxes: Sequence[Mailbox] | None = None,
) -> Select[MailItem, MailMessage]:
    """The items that fit, the newest message first; `before` names the last message and item seen.

    Nothing else is sorted by: the index then stops as soon as a page is full. Without an item all
    of that message was seen. `boxes` are some that the actor is known to have open.
    """
    if boxes is None:
        boxes = [one.box for one in open_boxes(actor)]
    ids = [box.id for box in boxes if wanted.box in ("", str(box.uid))]
    question = _question(wanted)
    mine = [MailItem.mailbox_id.in_(ids), *_filters(wanted, actor)]
    if hiding := [box.id for box in boxes if box.id in ids and hides(box, actor.person_id)]:
        mine.append(or_(MailItem.mailbox_id.not_in(hiding), ~is_private()))
    if before is not None:
        mine.append(_comes_after(*before))
    if not question:
        return _plain().where(*mine)
    return _by_index(question, ids, before).where(*mine)


def page(
    actor: Actor, wanted: Wanted, *, before: int | None = None, most: int = 50
) -> tuple[list[tuple[MailItem, MailMessage]], int | None]:
    """About so many items, and where the next page begins; a message is never torn apart."""
    start = (before, 0) if before is not None else None
    statement = found(actor, wanted, before=start).limit(most + MOST_OF_ONE)
    rows = [(item, message) for item, message in db.session.execute(statement)]
    if len(rows) <= most:
        return rows, None
    last = rows[most - 1][1].id
    kept = [row for row in rows if row[1].id >= last]
    return kept, last if len(kept) < len(rows) or len(rows) == most + MOST_OF_ONE else None


def count(statement: Select[Any, Any]) -> int:
    """How many there are, counted no further than to one more than a thousand."""
    unsorted = statement.with_only_columns(MailItem.id).order_by(None)
    some = unsorted.limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _plain() -> Select[MailItem, MailMessage]:
    joined = select(MailItem, MailMessage).join(MailMessage, MailMessage.id == MailItem.message_id)
    return joined.order_by(MailItem.message_id.desc())


def _by_index(
    question: str, box_ids: Sequence[int], before: tuple[int, int] | None
) -> Select[MailItem, MailMessage]:
    """The index gives what lies in these boxes from the newest on until a page is full."""
    last = before[0] + 1 if before else None
    hits = search.matching(question, CLASS, before=last, among=places(box_ids))
    return (
        select(MailItem, MailMessage)
        .select_from(hits.rows)
        .join(MailItem, MailItem.message_id == hits.object_id)
        .join(MailMessage, MailMessage.id == MailItem.message_id)
        .order_by(hits.newest.desc())
    )


def _comes_after(message_id: int, item_id: int) -> ColumnElement[bool]:
    """Of the message at the end of a page whatever else lies in the boxes: nothing is lost."""
    older = MailItem.message_id < message_id
    if not item_id:
        return older
    return or_(older, and_(MailItem.message_id == message_id, MailItem.id != item_id))


def _filters(wanted: Wanted, actor: Actor) -> list[ColumnElement[bool]]:
    """What is asked of the rows; junk, quarantine and what was deleted only by name."""
    folders = [wanted.folder] if wanted.folder else LISTED
    found = [MailItem.folder.in_(folders), MailItem.removed_at.is_(None), *_facts(wanted)]
    if wanted.is_unread:
        unread = select(Unseen.item_id).where(Unseen.person_id == actor.person_id)
        found.append(MailItem.id.in_(unread))
    return found


def _facts(wanted: Wanted) -> list[ColumnElement[bool]]:
    """When it came, which label it bears, which unit wrote it, under which number."""
    found: list[ColumnElement[bool]] = []
    if wanted.after:  # nothing is put into a box before it was received
        since = clock.local_midnight(wanted.after)
        found += [MailItem.placed_at >= since, MailMessage.received_at >= since]
    if wanted.before:
        found.append(MailMessage.received_at < clock.local_midnight(wanted.before))
    if wanted.label:
        found.append(MailItem.id.in_(_labelled(wanted.label)))
    if wanted.unit:
        found.append(is_from_unit(wanted.unit))
    if wanted.number:
        found.append(bears_number(wanted.number))
    return found


def sought(wanted: Wanted, agency_id: int | None) -> Select[int]:
    """Every message that fits in a box of an agency, wherever it lies there and nobody's to see."""
    rows = select(MailItem.message_id).join(MailMessage, MailMessage.id == MailItem.message_id)
    rows = rows.join(Mailbox, Mailbox.id == MailItem.mailbox_id)
    if wanted.folder:
        rows = rows.where(MailItem.folder == wanted.folder)
    if question := _question(wanted):
        hits = search.matching(question, CLASS)
        rows = rows.join(hits.rows, hits.object_id == MailItem.message_id)
    is_whole = MailMessage.purged_at.is_(None)
    return rows.where(of_agency(agency_id), is_whole, *_facts(wanted)).distinct()


def _labelled(name: str) -> Select[int]:
    labelled = select(ItemLabel.item_id).join(MailLabel, MailLabel.id == ItemLabel.label_id)
    return labelled.where(MailLabel.name == name)


# ------------------------------------------------------------------------------ the words


def places(box_ids: Sequence[int]) -> list[str]:
    """The words by which the index finds what lies in these boxes."""
    return [*(f"{BOX}{one}" for one in box_ids), MANY]


def _question(wanted: Wanted) -> str:
    """One question for the index; free words last, so that the last may go on being typed."""
    marked = [
        *marks(FROM, wanted.sender),
        *marks(TO, wanted.to),
        *marks(TYPE, wanted.kind),
        *([HAS_FILES] if wanted.has_files else []),
    ]
    return " ".join([*marked, *search.words(wanted.words)])


def marks(beginning: str, text: str) -> list[str]:
    """The words of a text as the index keeps them of a sender, a receiver, a kind of file."""
    return [f"{beginning}{word}" for word in search.words(text)]


def indexed(
    message: MailMessage, names: Iterable[str], words: str, boxes: Sequence[int] = ()
) -> search.Text:
    """What the index knows of a message; `names` are those of its files."""
    sender = f"{message.sender_name} {message.sender_address}"
    receivers = " ".join(_written(one) for one in [*message.to, *message.cc])
    kinds = " ".join(name.rpartition(".")[2] for name in names if "." in name)
    found = [*marks(FROM, sender), *marks(TO, receivers), *marks(TYPE, kinds)]
    found += [HAS_FILES] if message.has_files else []
    lies = [f"{BOX}{one}" for one in boxes] if len(boxes) <= MOST_BOXES else [MANY]
    body = [" ".join(dict.fromkeys([*lies, *found])), sender, receivers, " ".join(names), words]
    return search.Text(message.id, message.subject, " ".join(body))


def _written(person: Mapping[str, Any]) -> str:
    return f"{person.get('name', '')} {person.get('address', '')}"
