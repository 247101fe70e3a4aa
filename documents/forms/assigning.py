"""The picker's answer: who leads, who cooperates, who is informed, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from documents.forms.choices import deadline_of, one_working_day_before
from documents.models import Directive, DirectiveKind, Duty
from documents.operations.incoming import Assignment
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.ui.parts import Share
from office.units.picker import PickRow

DUTIES = {Share.LEAD: Duty.LEAD, Share.COOPERATE: Duty.COOPERATE, Share.INFORM: Duty.INFORM}
SETS = 3


@dataclass(frozen=True)
class Choice:
    """What is ticked: desk values by share."""

    lead: str
    cooperate: tuple[str, ...]
    inform: tuple[str, ...]

    def share_of(self, value: str) -> Share | None:
        """The part a desk takes; the weightiest when it was ticked twice without a script."""
        if value == self.lead:
            return Share.LEAD
        if value in self.cooperate:
            return Share.COOPERATE
        return Share.INFORM if value in self.inform else None

    def values(self) -> list[str]:
        """Every ticked desk once."""
        return list(dict.fromkeys(filter(None, (self.lead, *self.cooperate, *self.inform))))


def choice_of(typed: "MultiDict[str, str]") -> Choice:
    """What the form or the address names."""
    return Choice(
        typed.get("lead", ""), tuple(typed.getlist("cooperate")), tuple(typed.getlist("inform"))
    )


def assignments_of(
    typed: "MultiDict[str, str]", offered: Sequence[PickRow], *, needs_lead: bool = True
) -> list[Assignment]:
    """The assignments of a filled form; only offered desks count."""
    choice, due_at = choice_of(typed), deadline_of(typed)
    by_value = {str(row.desk_uid): row.desk_id for row in offered}
    if needs_lead and choice.lead not in by_value:
        raise Invalid(_("The lead is missing."), fields={"lead": _("Choose one lead unit.")})
    chosen = [value for value in choice.values() if value in by_value]
    return [_assignment(by_value[value], choice.share_of(value), due_at) for value in chosen]


def _assignment(desk_id: int, share: Share | None, due_at: datetime | None) -> Assignment:
    duty = DUTIES[share or Share.INFORM]
    if duty is Duty.INFORM:
        return Assignment(desk_id, duty)
    earlier = one_working_day_before(due_at) if due_at and duty is Duty.COOPERATE else due_at
    return Assignment(desk_id, duty, earlier)


# ------------------------------------------------------------------------ recent sets


@dataclass(frozen=True)
class RecentSet:
    """Who was chosen in one of my last directions."""

    label: str
    choice: Choice


def recent_sets(desk_id: int, rows: Sequence[PickRow]) -> list[RecentSet]:
    """My last directions' receivers as sets to take again; gone desks are left out."""
    values = {row.desk_id: str(row.desk_uid) for row in rows}
    statement = (
        select(Directive.receivers)
        .where(
            Directive.desk_id == desk_id,
            Directive.kind.in_([DirectiveKind.DIRECTION, DirectiveKind.PROPOSAL]),
        )
        .order_by(Directive.id.desc())
        .limit(10)
    )
    found: dict[Choice, RecentSet] = {}
    for receivers in db.session.scalars(statement):
        one = _recent(receivers.get("rows", ()), values)
        if one and len(found) < SETS:
            found.setdefault(one.choice, one)
    return list(found.values())


def _recent(rows: Sequence[Mapping[str, Any]], values: Mapping[int, str]) -> RecentSet | None:
    known = [row for row in rows if row.get("desk_id") in values]
    by_duty: dict[str, list[str]] = {}
    for row in known:
        by_duty.setdefault(row["duty"], []).append(values[row["desk_id"]])
    lead = by_duty.get(Duty.LEAD.value, [])
    if not lead:
        return None
    names = [row["desk"] for row in known if row["duty"] == Duty.LEAD.value]
    others = len(known) - 1
    label = names[0] if not others else f"{names[0]} + {others}"
    choice = Choice(
        lead[0],
        tuple(by_duty.get(Duty.COOPERATE.value, ())),
        tuple(by_duty.get(Duty.INFORM.value, ())),
    )
    return RecentSet(label, choice)
