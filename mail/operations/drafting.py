"""Letters being written: saved again and again, with their files, until they go or are dropped."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from mail.models import MailDraft, MailItem
from mail.policy import Can
from mail.queries.answering import FORWARD, files_of
from mail.queries.boxes import OpenBox
from mail.queries.drafts import DraftState, opened_of, state_of
from office import clock
from office.db import db, new_uid, operation
from office.errors import Conflict, Invalid, NotFound, Refusal
from office.i18n import _
from office.permissions import Actor, require

OPTIONS = ("importance", "receipt", "delivery", "sign", "encrypt", "is_formatted")
LONGEST_LINE = 60_000
LONGEST_SUBJECT = 1000
LONGEST_TEXT = 500_000
MOST_FILES = 100


@dataclass(frozen=True)
class Words:
    """What stands in a letter; the three lines are as they were typed, right or not yet."""

    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """What a letter answers: `kind` is reply, reply_all or forward."""

    item: MailItem
    kind: str


@dataclass(frozen=True)
class File:
    """A file in the blob store under the name that its receiver sees.

    What is too large for the letter `is_linked`: the letter says where it is fetched.
    """

    name: str
    sha256: str
    size: int
    media_type: str = ""
    is_linked: bool = False


@operation
def begin_draft(
    opened: OpenBox, words: Words, *, answers: Answers | None = None, by: Actor
) -> MailDraft:
    """Begin a letter of a box (soạn thư)."""
    require(by, Can.DRAFT, opened)
    draft = MailDraft(
        mailbox_id=opened.box.id,
        person_id=by.person_id,
        saved_at=clock.now(),
        answers_id=answers.item.id if answers else None,
        answer_kind=answers.kind if answers else "",
    )
    _write(draft, words)
    draft.files = _carried_on(answers) if answers else []
    db.session.add(draft)
    db.session.flush()
    return draft


def _carried_on(answers: Answers) -> list[dict[str, Any]]:
    """A forwarded letter takes its files along; they are in the blob store already."""
    parts = files_of(answers.item) if answers.kind == FORWARD else []
    return [_row(File(one.name, one.sha256, one.size, one.kind)) for one in parts]


def _row(file: File) -> dict[str, Any]:
    return {"uid": str(new_uid()), **asdict(file)}


@operation
def save_draft(
    draft: MailDraft, words: Words, *, version: int, box: OpenBox | None = None, by: Actor
) -> MailDraft:
    """Keep what was written, unless somebody saved in between; `box` changes who it is from."""
    require(by, Can.DRAFT, opened_of(draft, by))
    locked(draft)
    if draft.version != version:
        raise Conflict(
            _("This draft was saved in another place in the meantime; nothing was overwritten."),
            fix=_("Compare both texts below and save again."),
        )
    still_writing(draft)
    if box is not None and box.box.id != draft.mailbox_id:
        require(by, Can.DRAFT, box)
        draft.mailbox_id = box.box.id
    _write(draft, words)
    draft.version += 1
    draft.saved_at = clock.now()
    return draft


def _write(draft: MailDraft, words: Words) -> None:
    if len(words.text) > LONGEST_TEXT or len(words.subject) > LONGEST_SUBJECT:
        raise Invalid(_("Something that was entered is too long or out of range; shorten it."))
    if max(map(len, (words.to, words.cc, words.bcc))) > LONGEST_LINE:
        raise Invalid(_("Something that was entered is too long or out of range; shorten it."))
    draft.to, draft.cc, draft.bcc = words.to.strip(), words.cc.strip(), words.bcc.strip()
    draft.subject, draft.text = words.subject.strip(), words.text
    draft.options = {name: words.options[name] for name in OPTIONS if words.options.get(name)}


@operation
def drop_draft(draft: MailDraft, *, by: Actor) -> None:
    """Throw a letter away that was not sent."""
    require(by, Can.DRAFT, opened_of(draft, by))
    locked(draft)
    still_writing(draft)
    draft.dropped_at = clock.now()


@operation
def bring_back(draft: MailDraft, *, by: Actor) -> None:
    """Undo that a letter was thrown away."""
    require(by, Can.DRAFT, opened_of(draft, by))
    locked(draft)
    if draft.dropped_at is not None:
        draft.dropped_at = None
        draft.saved_at = clock.now()


@operation
def attach_file(draft: MailDraft, file: File, *, by: Actor) -> str:
    """Put a file into a letter; gives the name by which it is taken out again."""
    require(by, Can.DRAFT, opened_of(draft, by))
    locked(draft)
    still_writing(draft)
    if len(draft.files) >= MOST_FILES:
        raise Refusal(_("A letter carries at most %(number)d files.", number=MOST_FILES))
    row = _row(file)
    draft.files = [*draft.files, row]
    draft.saved_at = clock.now()
    return str(row["uid"])


@operation
def detach_file(draft: MailDraft, file_uid: str, *, by: Actor) -> None:
    """Take a file out of a letter."""
    require(by, Can.DRAFT, opened_of(draft, by))
    locked(draft)
    still_writing(draft)
    kept = [one for one in draft.files if one["uid"] != file_uid]
    if len(kept) == len(draft.files):
        raise NotFound(_("There is no such file."))
    draft.files = kept
    draft.saved_at = clock.now()


def locked(draft: MailDraft) -> None:
    """Read the row anew and keep others from it until the operation ends."""
    db.session.refresh(draft, with_for_update=True)


def still_writing(draft: MailDraft) -> None:
    """Refuse what can only be done to a letter that was not sent."""
    state = state_of(draft)
    if state is DraftState.WAITING:
        raise Refusal(
            _("This letter waits to be sent."), fix=_("Take it back first, then change it.")
        )
    if state is DraftState.UNSIGNED:
        raise Refusal(
            _("This letter waits for your PIN."), fix=_("Take it back first, then change it.")
        )
    if state is not DraftState.WRITING:
        raise Refusal(_("This letter was sent or dropped already."))
