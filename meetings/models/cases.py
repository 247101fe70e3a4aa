"""The five cases in which no meeting is called (Decision 45/2018/QĐ-TTg)."""

from enum import StrEnum

from office.i18n import _l


class NoMeeting(StrEnum):
    """Why a meeting should not be: one that is called all the same says its reason."""

    ROUTINE = "routine"
    BELOW = "below"
    SETTLED = "settled"
    HEARING = "hearing"
    LEISURE = "leisure"

    @property
    def label(self) -> object:
        """The words of the form."""
        return {
            NoMeeting.ROUTINE: _l("Routine work, during a disaster or another emergency"),
            NoMeeting.BELOW: _l("A matter that is in the competence of those below"),
            NoMeeting.SETTLED: _l("A matter that the law lets settle without a meeting"),
            NoMeeting.HEARING: _l("Hearing those below in place of an inspection on the spot"),
            NoMeeting.LEISURE: _l("A meeting together with sightseeing or holidays"),
        }[self]
