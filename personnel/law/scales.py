"""Pay scales generated from their first coefficient and increment, and who is paid by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office.errors import Invalid
from office.i18n import _, _l
from personnel.law.explained import Breach
from personnel.law.tables import NamedRule, Rule, Table, read


@dataclass(frozen=True, kw_only=True)
class Scale(NamedRule):
    """A pay scale (bảng lương): coefficients in equal steps, `cadence` months on each of them."""

    first: Decimal
    increment: Decimal
    steps: int
    cadence: int
    over_grade_after: int

    def coefficient(self, step: int) -> Decimal:
        """The coefficient (hệ số) of a step, counted from 1."""
        if not 1 <= step <= self.steps:
            raise Invalid(
                _(
                    "Scale %(scale)s has the steps 1 to %(steps)d, not %(step)d.",
                    scale=self.code,
                    steps=self.steps,
                    step=step,
                ),
                fields={"step": _("There is no such step.")},
            )
        return self.first + (step - 1) * self.increment

    @property
    def coefficients(self) -> tuple[Decimal, ...]:
        return tuple(self.coefficient(step) for step in range(1, self.steps + 1))

    @property
    def last(self) -> Decimal:
        """The coefficient of the last step, of which the over-grade percentage is taken."""
        return self.coefficient(self.steps)


@dataclass(frozen=True, kw_only=True)
class Grade(Rule):
    """A grade (mã ngạch), professional title or career level with the scale it is paid by."""

    scale: str
    most: int = 100


def scales() -> Table[Scale]:
    return read(Scale, "scales")


def scale(code: str, on: date) -> Scale:
    """The scale of that code; `NoRule` when it does not hold on the day."""
    return scales().find(code, on)


def grade_or_none(code: str, on: date) -> Grade | None:
    """The row of a grade (`01.003`), a title (`V.07.01.03`) or a career level (`1` to `5`)."""
    return read(Grade, "grades").get(code, on) or read(Grade, "career_levels").get(code, on)


def scale_of(code: str, on: date) -> Scale | None:
    """The scale of a grade or career level; None where the grade is not in the tables."""
    found = grade_or_none(code, on)
    return scale(found.scale, on) if found else None


def level_breaches(counts: Mapping[str, int], on: date) -> tuple[Breach, ...]:
    """Career levels held by too many of the employees of one occupation; `counts` by level."""
    total = sum(counts.values())
    levels = (read(Grade, "career_levels").get(code, on) for code in sorted(counts))
    over = [row for row in levels if row and counts[row.code] * 100 > row.most * total]
    return tuple(_too_many(row, counts[row.code], total) for row in over)


def _too_many(level: Grade, count: int, total: int) -> Breach:
    allowed = level.most * total // 100
    text = _l(
        "Level %(level)s is held by %(count)d of %(total)d employees; at most %(percent)d %% may.",
        level=level.code,
        count=count,
        total=total,
        percent=level.most,
    )
    fix = _l("Propose at most %(allowed)d for this level.", allowed=allowed)
    return Breach(rule="career_level.quota", who=(), text=text, fix=fix, basis=level.basis)
