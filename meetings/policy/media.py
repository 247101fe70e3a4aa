"""Which engine carries a meeting, who leads its room, what the house itself does there."""

from enum import StrEnum

from meetings.models import Meeting, Part
from meetings.policy import has_part, not_classified, prepares
from office.permissions import Actor, Role, rule


class Can(StrEnum):
    """The permissions over conference engines and their rooms."""

    CHOOSE_ENGINE = "choose_engine"
    SET_ENGINE = "set_engine"
    MODERATE = "moderate"
    KEEP_ROOM = "keep_room"


@rule(Can.CHOOSE_ENGINE)
def may_choose_engine(actor: Actor, meeting: Meeting) -> bool:
    """Who prepares a meeting chooses its conference engine; a classified one has none."""
    return not_classified(meeting) and prepares(actor, meeting)


@rule(Can.SET_ENGINE)
def may_set_engine(actor: Actor, _: object) -> bool:
    """The usual conference engine of an agency is set by its administrator."""
    return Role.ADMIN in actor.roles


@rule(Can.MODERATE)
def may_moderate(actor: Actor, meeting: Meeting) -> bool:
    """Voices are taken away and people put out by the chair and the secretary."""
    return not_classified(meeting) and has_part(actor, meeting, Part.CHAIR, Part.SECRETARY)


@rule(Can.KEEP_ROOM)
def may_keep_room(actor: Actor, meeting: Meeting) -> bool:
    """Conference rooms are kept by the house itself."""
    return not_classified(meeting) and actor.is_machine
