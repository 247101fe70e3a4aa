"""Files too large for a letter: it carries a link to each, which opens for a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from mail.models import MailDraft, MailMessage
from mail.queries.domains import web_host
from mail.queries.freezes import is_frozen_person
from mail.queries.items import is_set_apart
from office import vault
from office.db import db
from office.errors import NotFound
from office.i18n import _

PURPOSE = "mail.link"
LASTS = timedelta(days=30)
PATH = "/mail-files/"


@dataclass(frozen=True)
class Linked:
    """A file behind a link, and the letter that named it."""

    draft: MailDraft
    name: str
    sha256: str
    size: int


def may_link() -> bool:
    """Whether others know an address under which our pages open."""
    return bool(web_host())


def link_to(draft: MailDraft, file_uid: str) -> str:
    """The address that opens a file of a letter from now on; nobody else can make it."""
    word = vault.lock(f"{draft.uid} {file_uid}", purpose=PURPOSE)
    return f"https://{web_host()}{PATH}{word.rstrip('=')}"


def linked(word: str) -> Linked:
    """The file that an address opens; over, recalled, purged and never made are one answer.

    So are a letter that was set apart since, and one whose writer's account is frozen.
    """
    try:
        text = vault.unlock(word + "=" * (-len(word) % 4), purpose=PURPOSE, lasts=LASTS)
        draft_uid, file_uid = text.split(" ")
    except ValueError:
        raise _closed() from None
    wanted = select(MailDraft).where(MailDraft.uid == UUID(draft_uid))
    draft = db.session.scalars(wanted).first()
    rows = draft.files if draft is not None and draft.left_at is not None else []
    row = next((one for one in rows if one["uid"] == file_uid), None)
    if draft is None or row is None or _is_shut(draft):
        raise _closed()
    return Linked(draft, str(row["name"]), str(row["sha256"]), int(row["size"]))


def linked_in(messages: Iterable[MailMessage]) -> dict[UUID, list[str]]:
    """By letter the hashes of the files to which it carries links."""
    written = MailDraft.message_uid.in_([one.uid for one in messages])
    found: dict[UUID, list[str]] = {}
    for uid, files in db.session.execute(
        select(MailDraft.message_uid, MailDraft.files).where(written)
    ):
        found[uid] = [str(one["sha256"]) for one in files if one.get("is_linked")]
    return found


def _is_shut(draft: MailDraft) -> bool:
    wanted = select(MailMessage).where(MailMessage.uid == draft.message_uid)
    message = db.session.scalars(wanted).first()
    is_away = message is not None and (message.recalled_at is not None or is_set_apart(message))
    return is_away or is_frozen_person(draft.sender_id or draft.person_id)


def _closed() -> NotFound:
    return NotFound(
        _("This link opens nothing, or not any more."),
        fix=_("Ask who wrote the letter to send the file again."),
    )
