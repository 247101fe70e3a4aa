"""What programs send and get of mail: closed schemas."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from mail.models import AssignmentState, Folder
from office.api import Closed, Day, Paging

ACTS = Literal[
    "reading", "unread", "star", "star-end", "archive", "junk", "inbox", "trash", "restoration",
    "label", "label-end",
]  # fmt: skip


class BoxOut(Closed):
    """A mailbox that the owner of the token reads."""

    uid: UUID
    name: str
    address: str
    kind: str
    state: str
    rights: list[str]
    unread: int


class BoxList(Closed):
    """His own box first."""

    items: list[BoxOut]


class ItemsQuery(Paging):
    """Which messages of a box."""

    view: str = Field("inbox", max_length=20)
    label: UUID | None = None
    q: str = Field("", max_length=200)
    has_files: bool = False
    from_outside: bool = False


class ItemOut(Closed):
    """The newest message of a conversation, as a list shows it."""

    uid: UUID
    folder: str
    placed_at: datetime
    sender_name: str
    sender_address: str
    subject: str
    preview: str
    has_files: bool
    is_outside: bool
    is_answered: bool
    messages: int
    unread: int
    starred: int


class ItemList(Closed):
    """A page of a list."""

    items: list[ItemOut]
    next: str | None


class PartOut(Closed):
    """A file of a message; `risks` are codes."""

    uid: UUID
    name: str
    kind: str
    size: int
    sha256: str
    is_inline: bool
    risks: list[str]


class MessageOut(Closed):
    """A message with its words and files; `html` is harmless."""

    uid: UUID
    box: UUID
    folder: str
    conversation: list[UUID]
    message_id: str
    sent_at: datetime | None
    received_at: datetime
    sender_name: str
    sender_address: str
    to: list[dict[str, Any]]
    cc: list[dict[str, Any]]
    subject: str
    text: str
    html: str
    is_outside: bool
    is_unread: bool
    is_starred: bool
    verdicts: dict[str, Any]
    labels: list[str]
    parts: list[PartOut]


class PartPath(Closed):
    """A file of a message."""

    uid: UUID
    part_uid: UUID


class ActIn(Closed):
    """What is done with which messages; a message stands for its conversation in its folder."""

    act: ACTS
    items: list[UUID] = Field(min_length=1, max_length=200)
    label: UUID | None = None


class Done(Closed):
    """How many messages it touched."""

    count: int


class FolderIn(Closed):
    """A folder."""

    folder: Folder


class LabelOut(Closed):
    """A label of a box."""

    uid: UUID
    name: str


class LabelList(Closed):
    """The labels of a box."""

    items: list[LabelOut]


class LabelIn(Closed):
    """A name for a label."""

    name: str = Field(min_length=1, max_length=60)


class LabelPath(Closed):
    """A label of a box."""

    uid: UUID
    item_uid: UUID


class AssignmentIn(Closed):
    """Who handles a conversation, and until when."""

    person: UUID
    due_on: Day | None = None
    note: str = Field("", max_length=500)


class AssignmentOut(Closed):
    """Who handles a conversation; empty when nobody in particular."""

    name: str = ""
    state: str = ""
    due_at: datetime | None = None
    note: str = ""


class StateIn(Closed):
    """How far it has come."""

    state: AssignmentState


class CharsetIn(Closed):
    """The charset that a letter is written in."""

    charset: str = Field(min_length=1, max_length=30)
