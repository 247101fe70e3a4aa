"""What comes, in the words of lists."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from office import clock
from office.i18n import _
from personnel.law.explained import shown_number
from personnel.law.forecast import Coming, Item
from personnel.law.told import Told
from personnel.models import Dossier, Foreseen
from personnel.queries.foreseen import LABELS


@dataclass(frozen=True)
class ComingLine:
    """One line of the list."""

    dossier: UUID
    name: str
    title: str
    kind: str
    label: object
    due_on: date
    is_late: bool
    says: str


def line_of(found: Foreseen, dossier: Dossier) -> ComingLine:
    """A line of what was foreseen."""
    kind = Coming(found.kind)
    is_unclear = kind is Coming.UNCLEAR
    return ComingLine(
        dossier=dossier.uid,
        name=dossier.full_name,
        title=dossier.title,
        kind=kind.value,
        label=LABELS[kind],
        due_on=found.due_on,
        is_late=found.due_on < clock.today() and not is_unclear,
        says="" if is_unclear else proposal(found.step, found.coefficient, found.over_grade),
    )


def proposal(step: int, coefficient: Decimal | None, over_grade: int) -> str:
    """What a raise would give; empty for everything else."""
    if coefficient is None:
        return ""
    if over_grade:
        return _(
            "%(percent)s%% beyond coefficient %(coefficient)s",
            percent=over_grade,
            coefficient=shown_number(coefficient),
        )
    return _(
        "To step %(step)s, coefficient %(coefficient)s",
        step=step,
        coefficient=shown_number(coefficient),
    )


@dataclass(frozen=True)
class ToldLine:
    """One thing that comes for an official, with its reckoning."""

    label: object
    item: Item
    says: str
    told: Told


def told_line(one: Told) -> ToldLine:
    """A line of the page of one official."""
    given = one.item.raise_
    says = proposal(given.step, given.coefficient, given.over_grade) if given else ""
    return ToldLine(LABELS[one.item.kind], one.item, says, one)
