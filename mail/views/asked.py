"""What a letter asks its reader for, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mail import queries
from mail.letters.calendar import Answer
from mail.models import Asked, Folder, MailSaid
from mail.policy import Can
from mail.queries.items import Line, OpenItem
from mail.queries.meetings import Standing
from mail.queries.receipts import Wish
from office.i18n import _l
from office.permissions import Actor, allowed

ANSWERS = {
    Answer.ACCEPTED: _l("I attend"),
    Answer.TENTATIVE: _l("I may attend"),
    Answer.DECLINED: _l("I do not attend"),
}
ANSWERED = {
    "ACCEPTED": _l("The invitation was accepted."),
    "TENTATIVE": _l("The answer was: perhaps."),
    "DECLINED": _l("The invitation was declined."),
}


@dataclass(frozen=True)
class Receipt:
    """The wish for a receipt, what was answered, and whether this reader may answer."""

    wish: Wish
    said: MailSaid | None
    may_answer: bool


def receipt_of(
    line: Line, view: Mapping[str, Any], found: OpenItem, actor: Actor
) -> Receipt | None:
    """Nothing for most letters: they ask for none."""
    wish = queries.wish_of(line.item, line.message, view, found.opened.box)
    if wish is None:
        return None
    said = queries.said_of(line.item, Asked.RECEIPT)
    return Receipt(wish, said, allowed(actor, Can.SEND, found.opened))


@dataclass(frozen=True)
class Invitation:
    """How an invitation stands, what was answered, and what this reader may still answer."""

    standing: Standing
    said: MailSaid | None
    may_answer: bool

    @property
    def words(self) -> str:
        """What was answered."""
        return str(ANSWERED.get(self.said.answer, "")) if self.said else ""

    @property
    def answers(self) -> list[tuple[str, object]]:
        """The answers that were not given yet."""
        given = self.said.answer if self.said else ""
        return [(one.value, words) for one, words in ANSWERS.items() if one.value != given]


def invitation_of(line: Line, found: OpenItem, actor: Actor) -> Invitation | None:
    """Nothing for letters that invite to no meeting, and for what the box sent itself."""
    if line.item.folder is Folder.SENT or queries.invitation_in(line.message) is None:
        return None
    said = queries.said_of(line.item, Asked.MEETING)
    standing = queries.standing_of(line.item, line.message)
    return Invitation(standing, said, allowed(actor, Can.SEND, found.opened))
