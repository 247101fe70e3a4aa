"""A declaration beside what holds now, field by field."""

from collections.abc import Collection
from dataclasses import dataclass

from office import clock
from office.i18n import language
from personnel.models import DeclaredChange, Dossier
from personnel.queries.declaring import plain_declaration
from personnel.queries.timeline import timeline
from personnel.record.groups import GROUPS
from personnel.record.shapes import Field, Shape
from personnel.record.timeline import Row, Values, known, state
from personnel.record.values import said


@dataclass(frozen=True)
class Told:
    """One field: what holds, what is declared, and whether they differ."""

    label: str
    now: str
    declared: str

    @property
    def differs(self) -> bool:
        """Whether the declaration changes it."""
        return self.now != self.declared


def shown_declaration(
    dossier: Dossier, change: DeclaredChange, *, opened: Collection[str]
) -> list[Told]:
    """All fields that say something on either side; what is declared is shown to who decides."""
    declared = plain_declaration(change).values
    held = _held(dossier, change, opened)
    return [
        Told(str(field.label), now, then)
        for field in GROUPS[change.group].fields
        for now, then in [(_said(field, held), _said(field, declared))]
        if now or then
    ]


def _said(field: Field, values: Values) -> str:
    return said(field, values.get(field.name), language())


def _held(dossier: Dossier, change: DeclaredChange, opened: Collection[str]) -> Values:
    rows = timeline(dossier, [change.group], opened=opened)
    found: list[Row] = []
    if change.line:
        found = [row for row in known(rows) if row.line == change.line]
    elif GROUPS[change.group].shape is Shape.ONE:
        found = state(rows, clock.today()).get(change.group, [])
    return found[-1].values if found else {}
