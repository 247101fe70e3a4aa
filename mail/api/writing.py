"""Letters for programs: drafts, sending, taking back; the rules are those of the pages."""

from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, Literal
from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations, queries
from mail.api.blueprint import bp
from mail.models import MailDraft
from mail.operations import Words
from mail.policy import Can
from mail.queries import book
from office.api import ByUid, Closed, shown
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.permissions import require

MOST = 200


class Wishes(Closed):
    """How a letter is to go."""

    importance: Literal["", "high", "low"] = ""
    receipt: bool = False
    delivery: bool = False
    sign: bool = False
    encrypt: bool = False
    is_formatted: bool = False


class Letter(Closed):
    """What stands in a letter; addresses in one line, parted by commas."""

    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    wishes: Wishes = Wishes()

    def words(self) -> Words:
        """As the operations take it."""
        lines = self.model_dump(exclude={"wishes", "box", "version"})
        return Words(**lines, options=self.wishes.model_dump())


class NewLetter(Letter):
    """A letter of a box; of the own one where none is named."""

    box: UUID | None = None


class ChangedLetter(Letter):
    """A letter that was read at a version."""

    version: int


class LetterFile(Closed):
    """A file in a letter, or beside it: then the letter says where it is fetched."""

    uid: str
    name: str
    size: int
    is_linked: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "LetterFile":
        """Of a draft's row."""
        facts = {name: row[name] for name in ("uid", "name", "size")}
        return cls(**facts, is_linked=bool(row.get("is_linked")))


class NewFile(Closed):
    """A file as base64."""

    name: str
    content: str


class Sending(Closed):
    """Of which version, and when; `key` makes a repeated call one letter."""

    version: int
    key: str = Field("", max_length=100)
    at: datetime | None = None


class DraftItem(Closed):
    """A draft or a letter on its way."""

    uid: UUID
    state: str
    version: int
    letter: Letter
    files: list[LetterFile]
    saved_at: datetime
    send_at: datetime | None
    left_at: datetime | None
    problem: str


class Drafts(Closed):
    """Letters being written and waiting, in boxes where I may write."""

    items: list[DraftItem]


class AdviceItem(Closed):
    """Something to think of before sending."""

    code: str
    text: str


class Advised(Closed):
    """What is wrong with the addresses, and what is worth a second look."""

    faults: dict[str, str]
    advice: list[AdviceItem]


class Search(Closed):
    """Words to look for."""

    search: str = Field("", max_length=100)


class Entry(Closed):
    """Somebody of the address book."""

    name: str
    address: str
    hint: str
    kind: str


class Entries(Closed):
    """Who was found."""

    items: list[Entry]


class FilePath(Closed):
    """A file of a draft."""

    uid: UUID
    file_uid: UUID


@bp.get("/mail/drafts", responses={200: Drafts})
def list_drafts() -> Response:
    """Letters being written, then those that wait."""
    ids = [one.box.id for one in queries.writing_boxes(g.actor)]
    rows = [
        *db.session.scalars(queries.drafts(ids).limit(MOST)),
        *db.session.scalars(queries.waiting(ids).limit(MOST)),
    ]
    return shown(Drafts(items=[_item(row) for row in rows]))


@bp.post("/mail/drafts", responses={201: DraftItem})
def begin_draft(body: NewLetter) -> Response:
    """Begin a letter."""
    require(g.actor, Can.HAVE_BOX)
    boxes = queries.writing_boxes(g.actor)
    chosen = next((one for one in boxes if body.box in (None, one.box.uid)), None)
    if chosen is None:
        message = _("There is no mailbox in which you may write.")
        raise Invalid(message, fields={"box": message})
    return shown(_item(operations.begin_draft(chosen, body.words(), by=g.actor)), status=201)


@bp.get("/mail/drafts/<uuid:uid>", responses={200: DraftItem})
def draft(path: ByUid) -> Response:
    """One letter as it stands."""
    return shown(_item(_found(path)))


@bp.put("/mail/drafts/<uuid:uid>", responses={200: DraftItem})
def save_draft(path: ByUid, body: ChangedLetter) -> Response:
    """Change a letter that nobody else changed since."""
    row = _found(path)
    operations.save_draft(row, body.words(), version=body.version, by=g.actor)
    return shown(_item(row))


@bp.delete("/mail/drafts/<uuid:uid>", responses={200: DraftItem})
def drop_draft(path: ByUid) -> Response:
    """Throw a letter away that was not sent."""
    row = _found(path)
    operations.drop_draft(row, by=g.actor)
    return shown(_item(row))


@bp.post("/mail/drafts/<uuid:uid>/return", responses={200: DraftItem})
def bring_back(path: ByUid) -> Response:
    """Undo that a letter was thrown away."""
    row = _found(path)
    operations.bring_back(row, by=g.actor)
    return shown(_item(row))


@bp.post("/mail/drafts/<uuid:uid>/files", responses={201: DraftItem})
def attach_file(path: ByUid, body: NewFile) -> Response:
    """Put a file into a letter."""
    row = _found(path)
    try:
        content = b64decode(body.content, validate=True)
    except (NoBase64, ValueError):
        message = _("The content of the file is no base64.")
        raise Invalid(message, fields={"content": message}) from None
    operations.keep_file(row, body.name, BytesIO(content), by=g.actor)
    return shown(_item(row), status=201)


@bp.delete("/mail/drafts/<uuid:uid>/files/<uuid:file_uid>", responses={200: DraftItem})
def detach_file(path: FilePath) -> Response:
    """Take a file out of a letter."""
    row = queries.draft_by_uid(path.uid, g.actor)
    operations.detach_file(row, str(path.file_uid), by=g.actor)
    return shown(_item(row))


@bp.get("/mail/drafts/<uuid:uid>/advice", responses={200: Advised})
def advice(path: ByUid) -> Response:
    """What a sender is told before the letter goes."""
    row = _found(path)
    found = queries.addressed(row)
    told = [AdviceItem(code=one.code, text=one.text) for one in queries.advice_for(row, found)]
    return shown(Advised(faults=found.faults, advice=told))


@bp.post("/mail/drafts/<uuid:uid>/sending", responses={200: DraftItem})
def send(path: ByUid, body: Sending) -> Response:
    """Let a letter go after fifteen seconds, or at a time."""
    row = _found(path)
    made = operations.send(row, version=body.version, key=body.key, at=body.at, by=g.actor)
    return shown(_item(made))


@bp.post("/mail/drafts/<uuid:uid>/undo", responses={200: DraftItem})
def unsend(path: ByUid) -> Response:
    """Take a letter back that has not left."""
    row = _found(path)
    operations.unsend(row, by=g.actor)
    return shown(_item(row))


@bp.post("/mail/drafts/<uuid:uid>/departure", responses={200: DraftItem})
def send_now(path: ByUid) -> Response:
    """Let a scheduled letter go at once."""
    row = _found(path)
    operations.send_now(row, by=g.actor)
    return shown(_item(row))


@bp.get("/mail/recipients", responses={200: Entries})
def recipients(query: Search) -> Response:
    """Who in the address book has these words."""
    require(g.actor, Can.HAVE_BOX)
    found = book.suggestions(query.search, g.actor)
    rows = [
        Entry(name=one.name, address=one.address, hint=one.hint, kind=one.kind) for one in found
    ]
    return shown(Entries(items=rows))


def _found(path: ByUid) -> MailDraft:
    return queries.draft_by_uid(path.uid, g.actor)


def _item(row: MailDraft) -> DraftItem:
    lines: dict[str, Any] = {
        name: getattr(row, name) for name in ("to", "cc", "bcc", "subject", "text")
    }
    known = {name: row.options[name] for name in Wishes.model_fields if name in row.options}
    return DraftItem(
        uid=row.uid,
        state=queries.state_of(row).value,
        version=row.version,
        letter=Letter(**lines, wishes=Wishes(**known)),
        files=[LetterFile.of(one) for one in row.files],
        saved_at=row.saved_at,
        send_at=row.send_at,
        left_at=row.left_at,
        problem=row.problem,
    )
