"""One decision for a whole list: the evaluation of a unit, the raises of a quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from office.db import operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor
from personnel.law.evaluation import Rated, UnitRating, breaches, day_of
from personnel.law.explained import Breach
from personnel.models import Dossier, PersonnelDecision
from personnel.operations.decisions import Outline, Wish, draft_decision
from personnel.operations.lawful import rated
from personnel.queries.raising import proposal_for
from personnel.queries.timeline import timeline
from personnel.record.timeline import Change, state
from personnel.record.values import plain

HEAD = "head"


@dataclass(frozen=True)
class Mark:
    """What one official of the list got: the values of an evaluation."""

    dossier: Dossier
    values: Mapping[str, Any]


@dataclass(frozen=True)
class RatingList:
    """The list of a unit for a year; `unit_level` is the unit's own rating."""

    year: int
    unit_level: str
    marks: Sequence[Mark]


@operation
def draft_evaluation(listed: RatingList, *, effective_on: date, by: Actor) -> PersonnelDecision:
    """Begin the decision that rates a whole unit (đánh giá, xếp loại cả đơn vị).

    Raises `Invalid` with what is wrong by official and by rule: quotas, the head above his unit.
    """
    found = breaches_of(listed)
    if found:
        raise Invalid(
            _("The list does not keep the rules of the evaluation."),
            fields=said_by_place(found),
        )
    wishes = [
        Wish(mark.dossier, Change("evaluation", str(listed.year), effective_on, values=mark.values))
        for mark in listed.marks
    ]
    return draft_decision(Outline("evaluation", effective_on), wishes, by=by)


def breaches_of(listed: RatingList) -> list[Breach]:
    """Every rule of the evaluation that a list breaks; lists without any points are of levels."""
    people = [_rated(mark, listed.year) for mark in listed.marks]
    found = breaches(UnitRating(year=listed.year, level=listed.unit_level, people=people))
    pointless = {one.uid for one in people if one.general is None and one.results is None}
    return [
        one for one in found if not (one.rule == "evaluation.points" and set(one.who) <= pointless)
    ]


def _rated(mark: Mark, year: int) -> Rated:
    posts = state(timeline(mark.dossier, ["assignment"]), day_of(year)).get("assignment", [])
    is_head = any(plain(row.values.get("leadership")) == HEAD for row in posts)
    return replace(rated(mark.dossier, mark.values), is_head=is_head)


def said_by_place(found: Sequence[Breach]) -> dict[str, str]:
    """What is wrong: of one official at his place, of many under the rule."""
    said: dict[str, str] = {}
    for one in found:
        place = one.who[0] if len(one.who) == 1 else one.rule
        said[place] = " ".join(filter(None, (said.get(place, ""), f"{one.text} {one.fix}")))
    return said


@operation
def draft_raises(
    dossiers: Sequence[Dossier], *, effective_on: date, by: Actor
) -> PersonnelDecision:
    """Begin the decision that gives each official his periodic raise from the day it is due."""
    wishes = []
    wrong: dict[str, str] = {}
    for dossier in dossiers:
        proposal = proposal_for(dossier)
        if proposal is None:
            wrong[str(dossier.uid)] = _("%(name)s: no raise follows.", name=dossier.full_name)
        else:
            wishes.append(Wish(dossier, proposal.change))
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
    return draft_decision(Outline("raise", effective_on), wishes, by=by)
