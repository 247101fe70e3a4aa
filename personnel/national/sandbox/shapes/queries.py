"""What may stand behind the question mark."""

from typing import Annotated, Literal

from pydantic import Field

from personnel.national.codes import MOST_CHANGES, TransferState
from personnel.national.sandbox.shapes.basics import AgencyCode, Closed, Day

_NAMES = r"^[a-z_]{1,20}(,[a-z_]{1,20}){0,40}$"
GroupNames = Annotated[str, Field(pattern=_NAMES)]


class Page(Closed):
    """A place in a list and the size of a page."""

    cursor: Annotated[str, Field(min_length=1, max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_CHANGES, strict=False)] = 200


class ChangesQuery(Page):
    """Narrowed to some groups or a unit with what is below it."""

    groups: GroupNames | None = None
    unit: AgencyCode | None = None


class PersonQuery(Closed):
    """Some groups only, or what was in force on a day."""

    groups: GroupNames | None = None
    as_of: Day | None = None


class ReconcileQuery(Page):
    """A unit with what is below it."""

    unit: AgencyCode
    as_of: Day | None = None


class UnitsQuery(Page):
    """The tree on a day."""

    as_of: Day | None = None


class StatsQuery(Closed):
    """The day of the counts."""

    as_of: Day | None = None


class CodeListQuery(Closed):
    """Not the version in force but this one."""

    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]{1,20}$")] | None = None


class TransfersQuery(Closed):
    """Those in one state."""

    state: TransferState | None = None


class ConflictsQuery(Closed):
    """Open ones unless said otherwise."""

    state: Literal["open", "resolved"] = "open"


class NoQuery(Closed):
    """Nothing may stand behind the question mark."""
