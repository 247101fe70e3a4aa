"""What the room is made of: each panel has a template, its facts, and the events that it shows."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import render_template
from markupsafe import Markup

from meetings import queries
from meetings.models import AgendaItem, Meeting, Participant
from meetings.policy import Can, admitted
from office import clock
from office.permissions import Actor, allowed

EVERYTHING = frozenset(
    {"opened", "paused", "resumed", "closed", "changed", "participant", "participant_removed"}
)


class Side(StrEnum):
    """Where on the page a panel stands."""

    HEAD = "head"
    AGENDA = "agenda"
    CENTRE = "centre"
    FLOOR = "floor"
    HALL = "hall"


@dataclass(frozen=True)
class Room:
    """The meeting as one reader sees it now; `wanted` is the item that he chose to look at."""

    meeting: Meeting
    actor: Actor
    wanted: UUID | None = None

    @cached_property
    def agenda(self) -> list[AgendaItem]:
        """The items in their order."""
        return queries.agenda_of(self.meeting)

    @cached_property
    def current(self) -> AgendaItem | None:
        """The item that the room is at."""
        begun = (one for one in self.agenda if one.started_at and not one.ended_at)
        return next(begun, None)

    @cached_property
    def item(self) -> AgendaItem | None:
        """The item that the reader looks at: his choice, else that of the room, else the first."""
        chosen = next((one for one in self.agenda if one.uid == self.wanted), None)
        return chosen or self.current or next(iter(self.agenda), None)

    @cached_property
    def people(self) -> list[Participant]:
        """Who takes part, without those who stand in and are not admitted yet."""
        return [one for one in queries.people_of(self.meeting) if one.is_admitted]

    @cached_property
    def own(self) -> Participant | None:
        """The reader's place on the list."""
        return admitted(self.actor, self.meeting)

    @cached_property
    def runs(self) -> bool:
        """Whether the reader runs the session."""
        return allowed(self.actor, Can.RUN, self.meeting)

    @cached_property
    def now(self) -> datetime:
        """One instant for the whole page."""
        return clock.now()


Facts = Mapping[str, Any]
Asked = Callable[[Room], Facts | None]


@dataclass(frozen=True)
class Panel:
    """A part of the room; `pace` is the seconds it may lag behind, `every` asks by the clock."""

    name: str
    side: Side
    place: int
    facts: Asked
    kinds: frozenset[str]
    pace: float
    every: float

    def html(self, room: Room) -> str:
        """What it shows this reader; empty when it shows him nothing."""
        facts = self.facts(room)
        if facts is None:
            return ""
        return render_template(f"meetings/room/_{self.name}.html", room=room, **facts)


_panels: dict[str, Panel] = {}


def panel(  # noqa: PLR0913 - what a panel is, said by name
    name: str,
    *,
    side: Side,
    place: int,
    kinds: Collection[str] = (),
    pace: float = 0.3,
    every: float = 0,
) -> Callable[[Asked], Asked]:
    """Register a panel by its facts; None instead of facts hides it from this reader."""

    def keep(facts: Asked) -> Asked:
        _panels[name] = Panel(name, side, place, facts, frozenset(kinds), pace, every)
        return facts

    return keep


def panels(*sides: Side) -> list[Panel]:
    """The panels of some sides in their order."""
    chosen = [one for one in _panels.values() if one.side in sides]
    return sorted(chosen, key=lambda one: (one.place, one.name))


def shown(room: Room, side: Side) -> list[tuple[Panel, Markup]]:
    """The panels of a side with what they show."""
    return [(one, Markup(one.html(room))) for one in panels(side)]  # noqa: S704  # of templates
