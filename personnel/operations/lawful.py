"""What the law says of changes that are being prepared: what forbids them, what is to be weighed.

Pay agrees with the scale of its day, secondments have an end, forms of discipline are those of the
category; what is only unusual (a short rotation, a term without end) the drafter confirms.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from office.errors import Refusal
from office.i18n import _l
from personnel.law import discipline, scales, terms
from personnel.law.evaluation import Rated, UnitRating, breaches
from personnel.law.explained import Breach, Severity, shown_day, shown_number
from personnel.law.of_record import holding_of
from personnel.law.raises import next_raise
from personnel.models import Dossier
from personnel.queries.timeline import timeline
from personnel.record.timeline import Change, state, value
from personnel.record.values import plain

if TYPE_CHECKING:
    from personnel.operations.decisions import Wish

ONE_DAY = timedelta(days=1)
BY_AMOUNT = "job_position_amount"
LEADING = {"head", "deputy"}
OF_ONE = ("evaluation.level", "evaluation.points")
V06 = "NĐ 204/2004/NĐ-CP"


@dataclass(frozen=True)
class Doubtful:
    """A breach at the place of the change that it is about."""

    position: int
    breach: Breach

    @property
    def is_error(self) -> bool:
        """Whether nobody can confirm it away."""
        return self.breach.severity is Severity.ERROR

    @property
    def text(self) -> str:
        """What is wrong and what to do, with its legal basis."""
        return f"{self.breach.text} {self.breach.fix} ({self.breach.basis})"


def doubts(kind: str, wishes: "Sequence[Wish]") -> list[Doubtful]:
    """All that the law says against the changes of a decision, by their place."""
    return [
        Doubtful(position, breach)
        for position, wish in enumerate(wishes)
        if not wish.change.is_void and not wish.change.ends
        for breach in _RULES.get(wish.change.group, _nothing)(kind, wish.dossier, wish.change)
    ]


def _nothing(_kind: str, _dossier: Dossier, _change: Change) -> Iterator[Breach]:
    yield from ()


def _code(change: Change, name: str) -> str:
    return str(plain(change.values.get(name)) or "")


# ------------------------------------------------------------------------------------- pay


def _pay(kind: str, dossier: Dossier, change: Change) -> Iterator[Breach]:
    """V06: the coefficient is that of the grade and step on the day."""
    if _code(change, "mode") == BY_AMOUNT:
        return
    found = coefficient_of(change)
    said = _decimal(change.values.get("coefficient"))
    if found is not None and said is not None and found != said:
        text = _l(
            "Step %(step)s has the coefficient %(right)s on %(day)s, not %(said)s.",
            step=str(change.values.get("step")),
            right=shown_number(found),
            said=shown_number(said),
            day=shown_day(change.valid_from),
        )
        yield _breach("pay.scale", text, _l("Take the coefficient of the scale."), V06)
    if kind == "raise":
        yield from _due(dossier, change)


def coefficient_of(change: Change) -> Decimal | None:
    """The coefficient of the scale for what a change says; None where the tables know no scale."""
    scale = scale_code(change)
    step = change.values.get("step")
    if not scale or not isinstance(step, int):
        return None
    return scales.scale(scale, change.valid_from).coefficient(step)


def scale_code(change: Change) -> str:
    """The scale that a change names, or the one of its grade on the day."""
    named = _code(change, "scale")
    if named:
        return named
    found = scales.scale_of(_code(change, "grade"), change.valid_from)
    return found.code if found else ""


def _due(dossier: Dossier, change: Change) -> Iterator[Breach]:
    """A raise before its day, or of more than one step, is none of the periodic ones."""
    held = holding_of(timeline(dossier), change.valid_from - ONE_DAY)
    try:
        coming = next_raise(held) if held else None
    except Refusal:
        return
    if coming is None:
        return
    step, percent = change.values.get("step"), change.values.get("over_grade") or 0
    is_next = (step, percent) == (coming.step, coming.over_grade)
    if is_next and change.valid_from >= coming.due:
        return
    text = _l(
        "The periodic raise of this official is due on %(day)s: step %(step)d, over-grade"
        " %(percent)d %%.",
        day=shown_day(coming.due),
        step=coming.step,
        percent=coming.over_grade,
    )
    fix = _l("Take the proposed step and day, or choose another kind of decision.")
    yield _warning("raise.due", text, fix, "TT 08/2013/TT-BNV")


def _decimal(said: object) -> Decimal | None:
    try:
        return Decimal(str(said)) if said not in (None, "") else None
    except InvalidOperation:
        return None


# ----------------------------------------------------------------------------------- posts


def _assignment(kind: str, _dossier: Dossier, change: Change) -> Iterator[Breach]:
    first, last = change.valid_from, _last_day(change)
    if kind == "second":
        yield from _found(terms.secondment_breach(first, last))
    if kind == "rotate":
        yield from _found(terms.rotation_breach(first, last))
    if kind in ("appoint", "reappoint") and _code(change, "leadership") in LEADING and last is None:
        text = _l("A leading post is given for a term; it would end on %(day)s.", **_ends(first))
        fix = _l("Enter the end of the term.")
        yield _warning("term", text, fix, "NĐ 170/2025/NĐ-CP")


def _ends(first: date) -> Mapping[str, str]:
    return {"day": shown_day(terms.term(first).ends)}


def _last_day(change: Change) -> date | None:
    """The end as people count it: the last day; a term says it itself."""
    term = change.values.get("term_end")
    if change.valid_to is not None:
        return change.valid_to - ONE_DAY
    return date.fromisoformat(str(term)) if term else None


# ------------------------------------------------------------------------ discipline, rating


def _discipline(_kind: str, dossier: Dossier, change: Change) -> Iterator[Breach]:
    """The form is one of those for the category, and for leaders alone where the law says so."""
    on = change.valid_from
    found = state(timeline(dossier, ["service", "assignment"]), on)
    category = str(plain(value(found, "service", "category")) or "")
    posts = found.get("assignment", [])
    leads = any(plain(row.values.get("leadership")) in LEADING for row in posts)
    allowed = (discipline.forms if leads else discipline.forms_for_staff)(category, on)
    if allowed:
        yield from _found(discipline.form_breach(_code(change, "form"), allowed, on))


def _evaluation(_kind: str, dossier: Dossier, change: Change) -> Iterator[Breach]:
    """Level and points of one official; quotas are a matter of the whole list."""
    period = str(change.values.get("period", ""))
    if not period.isdigit():
        return
    one = rated(dossier, change.values)
    if one.general is None or one.results is None:
        return
    rating = UnitRating(year=int(period), level="", people=[one])
    yield from (found for found in breaches(rating) if found.rule.startswith(OF_ONE))


def rated(dossier: Dossier, values: Mapping[str, object]) -> Rated:
    """A line of an evaluation as the law looks at it."""
    return Rated(
        uid=str(dossier.uid),
        name=dossier.full_name,
        general=_decimal(values.get("general")),
        results=_decimal(values.get("results")),
        level=str(plain(values.get("level")) or ""),
        duty_group=str(values.get("duty_group") or ""),
    )


def _found(breach: Breach | None) -> Iterator[Breach]:
    if breach is not None:
        yield breach


def _breach(rule: str, text: str, fix: str, basis: str) -> Breach:
    return Breach(rule=rule, who=(), text=text, fix=fix, basis=basis)


def _warning(rule: str, text: str, fix: str, basis: str) -> Breach:
    severity = Severity.WARNING
    return Breach(rule=rule, who=(), text=text, fix=fix, basis=basis, severity=severity)


_RULES: Mapping[str, Callable[[str, Dossier, Change], Iterator[Breach]]] = {
    "pay": _pay,
    "assignment": _assignment,
    "discipline": _discipline,
    "evaluation": _evaluation,
}
