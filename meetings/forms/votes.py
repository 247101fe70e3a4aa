"""What the pages ask about a vote."""

from collections.abc import Mapping
from uuid import UUID

from meetings.models import AgendaItem, BoxMode, Meeting, Participant
from meetings.operations import Question
from meetings.queries import agenda_of, participant_of
from office.errors import Invalid
from office.i18n import _
from office.typed import whole


def question_of(meeting: Meeting, typed: Mapping[str, str]) -> Question:
    """The vote as it was typed; names stand one on a line."""
    return Question(
        text=typed.get("question", ""),
        mode=_mode(typed.get("mode", "")),
        item=_item(meeting, typed.get("item", "")),
        options=[line for line in typed.get("options", "").splitlines() if line.strip()],
        seats=whole(typed.get("seats") or "1") or 0,
        rule=typed.get("rule", ""),
    )


def _mode(word: str) -> BoxMode | None:
    return BoxMode(word) if word in {one.value for one in BoxMode} else None


def _item(meeting: Meeting, word: str) -> AgendaItem | None:
    return next((one for one in agenda_of(meeting) if str(one.uid) == word), None)


def board_of(meeting: Meeting, typed: Mapping[str, str]) -> tuple[Participant, Participant]:
    """Two members of the list."""
    return _member(meeting, typed, "first"), _member(meeting, typed, "second")


def _member(meeting: Meeting, typed: Mapping[str, str], name: str) -> Participant:
    try:
        return participant_of(meeting, UUID(typed.get(name, "")))
    except ValueError:
        words = _("Choose one of the list.")
        raise Invalid(words, fields={name: words}) from None
