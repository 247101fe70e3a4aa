"""The form of a letter: what was typed, what is shown again, when it is to go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from werkzeug.datastructures import MultiDict

from mail.letters.compose import Importance
from mail.models import MailDraft
from mail.operations import Words
from office import clock
from office.errors import Invalid
from office.i18n import _

TICKED = ("receipt", "delivery", "sign", "encrypt", "is_formatted")
LINES = ("to", "cc", "bcc", "subject", "text")


@dataclass(frozen=True)
class Filled:
    """What stands in the form: the values to show and what is wrong with them."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return str(self.values.get(name, "") or "")

    def error(self, name: str) -> str:
        """What is wrong with one field."""
        return str(self.errors.get(name, ""))


def words_of(typed: "MultiDict[str, str]") -> Words:
    """What was typed; a browser sends line ends of its own kind."""
    values = {name: typed.get(name, "") for name in LINES}
    values["text"] = values["text"].replace("\r\n", "\n")
    options: dict[str, object] = {name: True for name in TICKED if typed.get(name)}
    rank = typed.get("importance", "")
    if rank in (Importance.HIGH, Importance.LOW):
        options["importance"] = rank
    return Words(**values, options=options)


def time_of(typed: "MultiDict[str, str]") -> datetime | None:
    """When the letter is to go, by the clock of Vietnam; empty is at once."""
    text = typed.get("send_at", "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        message = _("Write the time as a day and an hour.")
        raise Invalid(message, fields={"send_at": message}) from None
    return found.replace(tzinfo=found.tzinfo or clock.LOCAL)


def version_of(typed: "MultiDict[str, str]") -> int:
    """The version that the form began from; 0 where it does not say."""
    text = typed.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def values_of(draft: MailDraft) -> dict[str, str]:
    """The form as a draft fills it."""
    values = {name: getattr(draft, name) for name in LINES}
    values |= {name: "1" for name in TICKED if draft.options.get(name)}
    return values | {
        "importance": str(draft.options.get("importance", "")),
        "version": str(draft.version),
    }


def values_of_words(words: Words) -> dict[str, str]:
    """The form as prepared words fill it."""
    return {name: getattr(words, name) for name in LINES}
