"""Words for why a rule or a list could not pass a letter on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mail.models import MailList, MailRule
from office.i18n import _, _l

WORDS: Mapping[str, object] = {
    "unknown": _l("Nobody of this house has this address."),
    "closed": _l("The mailbox or list behind it is closed."),
    "noreply": _l("From this address notices are sent; nobody reads what comes to it."),
    "full": _l("This mailbox is full; its owner must make room before it takes letters."),
    "list": _l("A rule does not send mail on to a distribution list."),
    "forbidden": _l("The mail rules of the agency do not allow forwarding to the outside."),
    "may_not_post": _l("Who wrote may not write to this list."),
    "from_outside": _l("A letter from outside is not sent to members outside."),
}


@dataclass(frozen=True)
class Failure:
    """An address that was not reached, why, and when: by a list since when."""

    address: str
    why: str
    at: datetime | None


def failure_of_rule(row: MailRule) -> Failure | None:
    """What came of the last letter that a rule was to send on; nothing when it went."""
    address, _space, why = row.problem.partition(" ")
    return Failure(address, _why(why), row.failed_at) if row.problem else None


def failures_of_list(row: MailList) -> list[Failure]:
    """The members whom letters do not reach, by their addresses."""
    return [_failure(address, told) for address, told in sorted(row.failing.items())]


def _failure(address: str, told: Mapping[str, Any]) -> Failure:
    return Failure(address, _why(str(told["why"])), datetime.fromisoformat(told["at"]))


def _why(why: str) -> str:
    code, _colon, rest = why.partition(":")
    if code == "moved":
        return _("This address is not used any more; write to %(to)s.", to=rest)
    if code == "refused":
        return _("Its mail server refused the letter: %(said)s", said=rest)
    return str(WORDS[code])
