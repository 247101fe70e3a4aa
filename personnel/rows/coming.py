"""What comes, in the words of lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from office import clock
from office.i18n import _, day, language
from personnel.law.explained import shown_number
from personnel.law.forecast import Coming, Item
from personnel.law.told import Told
from personnel.models import Dossier, Foreseen
from personnel.queries.foreseen import LABELS
from personnel.queries.preparing import RETIRING, Progress, offered
from personnel.record.decisions import kind as decision_kind


@dataclass(frozen=True)
class ComingLine:
    """One line of the list.

    `answers` are the kinds of decision that may be prepared from it, code and name; `draft` the
    one that is on its way. `problem` says in Vietnamese why something cannot be reckoned, to who
    keeps the dossier.
    """

    dossier: UUID
    name: str
    title: str
    kind: str
    label: object
    due_on: date
    is_late: bool
    says: str
    problem: str
    answers: Sequence[tuple[str, str]]
    draft: UUID | None


def line_of(
    found: Foreseen, dossier: Dossier, progress: Progress, *, keeps: bool = True
) -> ComingLine:
    """A line of what was foreseen; only who keeps the dossier prepares what answers it."""
    kind = Coming(found.kind)
    is_unclear = kind is Coming.UNCLEAR
    answers = answers_to(kind, dossier, progress)
    return ComingLine(
        dossier=dossier.uid,
        name=dossier.full_name,
        title=dossier.title,
        kind=kind.value,
        label=LABELS[kind],
        due_on=found.due_on,
        is_late=found.due_on < clock.today() and not is_unclear,
        says=_says(found, dossier, progress),
        problem=found.problem if keeps else "",
        answers=_named(answers) if keeps else (),
        draft=progress.draft_of(dossier, answers),
    )


def answers_to(kind: Coming, dossier: Dossier, progress: Progress) -> tuple[str, ...]:
    """The kinds of decision that answer what comes and were not made yet."""
    noticed, decided = dossier.id in progress.noticed, dossier.id in progress.decided
    return offered(kind, noticed=noticed, decided=decided)


def _named(codes: Sequence[str]) -> list[tuple[str, str]]:
    return [(code, decision_kind(code).name(language())) for code in codes]


def _says(found: Foreseen, dossier: Dossier, progress: Progress) -> str:
    """What is proposed; of a retirement how far it has come."""
    kind = Coming(found.kind)
    if kind in RETIRING:
        return retirement_so_far(dossier, progress)
    return proposal(found.step, found.coefficient, found.over_grade)


def retirement_so_far(dossier: Dossier, progress: Progress) -> str:
    """Whether the notice was given and the decision made, and when."""
    noticed, decided = progress.noticed.get(dossier.id), progress.decided.get(dossier.id)
    if decided:
        return _("Decided: leaves from %(day)s on", day=day(decided))
    if noticed:
        return _("Notice given on %(day)s; no decision yet", day=day(noticed))
    return _("No notice and no decision yet")


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
    answers: Sequence[tuple[str, str]]
    draft: UUID | None


def told_line(one: Told, dossier: Dossier, progress: Progress, *, keeps: bool) -> ToldLine:
    """A line of the page of one official."""
    given, kind = one.item.raise_, one.item.kind
    says = proposal(given.step, given.coefficient, given.over_grade) if given else ""
    if kind in RETIRING:
        says = retirement_so_far(dossier, progress)
    answers = answers_to(kind, dossier, progress)
    return ToldLine(
        LABELS[kind],
        one.item,
        says,
        one,
        _named(answers) if keeps else (),
        progress.draft_of(dossier, answers),
    )
