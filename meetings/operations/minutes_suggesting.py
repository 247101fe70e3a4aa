"""The reading of the minutes: suggestions for one paragraph, taken in or not, each with a line."""

from meetings import queries
from meetings.compose import merging
from meetings.models import (
    Meeting,
    MeetingState,
    MinuteSection,
    Suggestion,
    SuggestionKind,
    SuggestionState,
)
from meetings.operations.minutes_papers import void_signature
from meetings.operations.minutes_writing import put_text, refuse_fixed
from meetings.operations.telling import take_turn, tell
from meetings.policy.minutes import Can
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

LONGEST = 20_000
LONGEST_REASON = 1000


@operation
def suggest(  # noqa: PLR0913  # each part of a suggestion by its name
    section: MinuteSection,
    body: str,
    *,
    paragraph: int,
    base: int,
    reason: str = "",
    by: Actor,
) -> Suggestion:
    """Wish other words for one paragraph while the minutes are being read (góp ý biên bản)."""
    meeting = db.session.get_one(Meeting, section.meeting_id)
    require(by, Can.SUGGEST, meeting)
    take_turn(meeting)
    _refuse_not_read(meeting)
    standing = merging.paragraphs(queries.text_at(section, base))
    if not 0 <= paragraph <= len(standing):
        raise Invalid(_("There is no such paragraph."), fields={"paragraph": _("Choose one.")})
    before = standing[paragraph] if paragraph < len(standing) else ""
    made = Suggestion(
        meeting_id=meeting.id,
        section_id=section.id,
        kind=SuggestionKind.READING,
        state=SuggestionState.OPEN,
        base=base,
        paragraph=paragraph,
        before=before,
        body=_given(body, before),
        reason=reason.strip()[:LONGEST_REASON],
        person_id=by.person_id,
        by=by.name,
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("minutes.suggest", meeting, by=by, suggestion=made.uid, section=section.uid)
    tell(meeting, "suggested", by=by, suggestion=made.uid, section=section.uid)
    void_signature(meeting, _("A change was suggested after the first signature."), by=by)
    return made


def _refuse_not_read(meeting: Meeting) -> None:
    closing = queries.closing_of(meeting)
    is_over = closing is None or closing.read_until is None or closing.read_until < clock.now()
    if meeting.state is not MeetingState.MINUTES_REVIEW or is_over:
        raise Refusal(
            _("The minutes are not being read now."),
            fix=_("Tell the secretary; suggestions are taken while the minutes are being read."),
        )


def _given(body: str, before: str) -> str:
    given = body.replace("\r\n", "\n").strip()
    if len(given) > LONGEST:
        problem = _("At most %(count)s characters.", count=LONGEST)
        raise Invalid(_("The suggestion is too long."), fields={"body": problem})
    if given == before.strip():
        raise Invalid(_("This is what stands there already."), fields={"body": _("Change it.")})
    return given


@operation
def take_in(suggestion: Suggestion, answer: str = "", *, by: Actor) -> None:
    """Put the suggested words where they belong; a place that changed since is merged."""
    meeting, section = _to_decide(suggestion, by)
    result = merging.merge(
        queries.text_at(section, suggestion.base), section.body, _whole(suggestion, section)
    )
    if not result.is_clean and suggestion.kind is SuggestionKind.READING:
        raise Refusal(
            _("The paragraph was changed since; both texts cannot be put together."),
            fix=_("Write the words into the section yourself, then decline the suggestion."),
        )
    put_text(meeting, section, result.text, by=by)
    _decide(meeting, suggestion, SuggestionState.TAKEN, answer, by)


@operation
def decline_suggestion(suggestion: Suggestion, answer: str, *, by: Actor) -> None:
    """Leave the text as it stands, and say why."""
    meeting, _section = _to_decide(suggestion, by)
    if not answer.strip():
        raise Invalid(_("Say why."), fields={"answer": _("Say why.")})
    _decide(meeting, suggestion, SuggestionState.DECLINED, answer, by)


def _whole(suggestion: Suggestion, section: MinuteSection) -> str:
    """The text of the section as the suggestion would have it."""
    if suggestion.kind is SuggestionKind.RETURNING:
        return suggestion.body
    parts = list(merging.paragraphs(queries.text_at(section, suggestion.base)))
    parts[suggestion.paragraph : suggestion.paragraph + 1] = [suggestion.body]
    return "\n\n".join(part for part in parts if part)


def _to_decide(suggestion: Suggestion, by: Actor) -> tuple[Meeting, MinuteSection]:
    meeting = db.session.get_one(Meeting, suggestion.meeting_id)
    require(by, Can.WRITE, meeting)
    take_turn(meeting)
    refuse_fixed(meeting)
    db.session.refresh(suggestion)
    if suggestion.state is not SuggestionState.OPEN:
        raise Refusal(
            _("This suggestion was decided on meanwhile."),
            fix=_("Reload the page to see what is possible now."),
        )
    return meeting, db.session.get_one(MinuteSection, suggestion.section_id)


def _decide(
    meeting: Meeting, suggestion: Suggestion, state: SuggestionState, answer: str, by: Actor
) -> None:
    suggestion.state, suggestion.answer = state, answer.strip()[:LONGEST_REASON]
    suggestion.decided_by, suggestion.decided_at = by.name, clock.now()
    audit.record(f"minutes.suggestion_{state}", meeting, by=by, suggestion=suggestion.uid)
    tell(meeting, "suggestion_decided", by=by, suggestion=suggestion.uid, state=state)
