"""From what comes to the decision on it: its kind, day and values as the law proposes them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from office import clock
from office.db import db
from office.permissions import Actor, allowed
from personnel.law.ahead import READ
from personnel.law.evaluation import last_closed_year
from personnel.law.explained import Step
from personnel.law.forecast import Coming, Facts
from personnel.law.months import add_days, add_months, whole_months
from personnel.law.of_record import facts_of
from personnel.law.retirement import explain_retirement
from personnel.law.terms import explain_term
from personnel.law.told import told
from personnel.models import OPEN, DecisionChange, Dossier, PersonnelDecision, RecordRow
from personnel.policy import Can
from personnel.queries.dossiers import kept_by
from personnel.queries.raising import proposal_for
from personnel.queries.timeline import timeline
from personnel.record import codes
from personnel.record.slots import NOTICE, slot_of
from personnel.record.timeline import PRIMARY, Change, Row, known, state

RETIRING = (
    *(Coming.RETIREMENT_WARNING, Coming.RETIREMENT_NOTICE),
    *(Coming.RETIREMENT_DECISION, Coming.RETIREMENT),
)
OFFERED: Mapping[Coming, tuple[str, ...]] = {
    Coming.RAISE: ("raise",),
    Coming.OVER_GRADE: ("over_grade",),
    Coming.RETIREMENT_WARNING: ("retire_notice",),
    Coming.RETIREMENT_NOTICE: ("retire_notice",),
    Coming.RETIREMENT_DECISION: ("retire",),
    Coming.RETIREMENT: ("retire",),
    Coming.TERM_WARNING: ("reappoint", "dismiss_post"),
    Coming.TERM_END: ("reappoint", "dismiss_post"),
    Coming.CONTRACT_WARNING: ("contract", "contract_end"),
    Coming.CONTRACT_END: ("contract", "contract_end"),
    Coming.SECONDMENT_WARNING: ("second",),
    Coming.SECONDMENT_END: ("second",),
    Coming.PROBATION_WARNING: ("grade_change",),
    Coming.PROBATION_END: ("grade_change",),
    Coming.EVALUATION_MISSING: ("evaluation",),
}
"""Which kinds of decision answer what comes; the usual one first."""


@dataclass(frozen=True)
class Prepared:
    """A decision as it would be drafted: from which day, what it changes and why."""

    on: date
    change: Change
    steps: Sequence[Step] = ()


@dataclass(frozen=True)
class _Known:
    """What is known of an official while his decision is being prepared."""

    dossier: Dossier
    facts: Facts
    lines: Sequence[Row]
    today: date

    def since(self, last: date | None) -> date:
        """The day behind a last day; of one that is over today."""
        return self.today if last is None else max(self.today, add_days(last, 1))

    def post(self) -> Row | None:
        """The primary post now."""
        posts = state(self.lines, self.today).get("assignment", ())
        return next((row for row in posts if row.slot == PRIMARY), None)

    def newest(self, group: str) -> Row | None:
        """The line of a group that began last."""
        rows = [row for row in self.lines if row.group == group and not row.ends]
        return max(rows, key=lambda row: (row.valid_from, row.order), default=None)

    def told(self, kinds: Collection[Coming]) -> Sequence[Step]:
        """How the day was reckoned, in the words of the forecast."""
        found = (one.steps for one in told(self.lines, self.today) if one.item.kind in kinds)
        return next(found, ())


def prepared(code: str, dossier: Dossier) -> Prepared | None:
    """What a decision of this kind would say of an official; None where nothing is proposed.

    Raises `Refusal` where the record does not say enough.
    """
    way = _WAYS.get(code)
    if way is None:
        return None
    today = clock.today()
    rows = timeline(dossier, READ)
    facts = facts_of(rows, today)
    return None if facts is None else way(_Known(dossier, facts, known(rows), today))


def offered(kind: Coming, *, noticed: bool, decided: bool) -> tuple[str, ...]:
    """The kinds of decision that answer what comes, as far as they were not made already."""
    if kind not in RETIRING:
        return OFFERED.get(kind, ())
    if decided:
        return ()
    return ("retire",) if noticed else OFFERED[kind]


def _raised(known_: _Known) -> Prepared | None:
    found = proposal_for(known_.dossier)
    if found is None:
        return None
    return Prepared(found.raised.due, found.change, found.explained.steps)


def _noticed(known_: _Known) -> Prepared | None:
    """The notice of retirement (thông báo nghỉ hưu) holds from the day on which it is given."""
    if known_.facts.retires_on is not None or known_.facts.noticed_on is not None:
        return None
    found = explain_retirement(known_.facts.birth_date or "", known_.facts.sex)
    values = {
        "kind": codes.code("paper_kind", NOTICE, known_.today).stored(),
        "name": f"Thông báo nghỉ hưu kể từ ngày {found.result.pension_from:%d/%m/%Y}",
        "dated": known_.today.isoformat(),
    }
    change = Change("papers", NOTICE, known_.today, values=values)
    return Prepared(known_.today, change, found.steps)


def _retired(known_: _Known) -> Prepared | None:
    if known_.facts.retires_on is not None:
        return None
    found = explain_retirement(known_.facts.birth_date or "", known_.facts.sex)
    on = found.result.pension_from
    values = {"kind": codes.code("exit_kind", "retire", on).stored()}
    steps = known_.told(RETIRING) or found.steps
    return Prepared(on, Change("exit", "", on, values=values), steps)


def _reappointed(known_: _Known) -> Prepared | None:
    """A new term of five years in the same post, behind the one that ends."""
    post = known_.post()
    if post is None or known_.facts.term_end is None:
        return None
    on = known_.since(known_.facts.term_end)
    found = explain_term(on)
    values = dict(post.values) | {
        "kind": codes.code("assignment_kind", "reappoint", on).stored(),
        "reappointed_on": on.isoformat(),
        "term_end": found.result.ends.isoformat(),
    }
    steps = (*known_.told((Coming.TERM_WARNING, Coming.TERM_END)), *found.steps)
    return Prepared(on, Change("assignment", PRIMARY, on, values=values), steps)


def _contracted(known_: _Known) -> Prepared | None:
    """As long as the contract that ends; its number and the day of its signature are new."""
    held, last = known_.newest("contract"), known_.facts.contract_end
    if held is None or last is None:
        return None
    on = known_.since(last)
    months = whole_months(held.valid_from, last)[0]
    until = add_months(on, months) if months else None
    new = {"number", "signed_on", "annexes"}
    values = {name: value for name, value in held.values.items() if name not in new}
    steps = known_.told((Coming.CONTRACT_WARNING, Coming.CONTRACT_END))
    return Prepared(on, Change("contract", "", on, until, values), steps)


def _contract_ended(known_: _Known) -> Prepared | None:
    held, last = known_.newest("contract"), known_.facts.contract_end
    if held is None or last is None:
        return None
    on = known_.since(last)
    steps = known_.told((Coming.CONTRACT_WARNING, Coming.CONTRACT_END))
    return Prepared(on, Change("contract", held.slot, on, ends=True), steps)


def _seconded(known_: _Known) -> Prepared | None:
    """The secondment goes on; without a new decision the home post holds again."""
    post, last = known_.post(), known_.facts.secondment_end
    if post is None or last is None:
        return None
    on = known_.since(last)
    steps = known_.told((Coming.SECONDMENT_WARNING, Coming.SECONDMENT_END))
    return Prepared(on, Change("assignment", PRIMARY, on, values=dict(post.values)), steps)


def _made_permanent(known_: _Known) -> Prepared | None:
    """After the probation the grade is given with full pay (bổ nhiệm vào ngạch)."""
    held = known_.newest("pay")
    if held is None or known_.facts.probation_end is None:
        return None
    on = known_.since(known_.facts.probation_end)
    values = dict(held.values) | {"share": 100, "step_since": on.isoformat()}
    values.pop("next_raise_base", None)
    steps = known_.told((Coming.PROBATION_WARNING, Coming.PROBATION_END))
    return Prepared(on, Change("pay", "", on, values=values), steps)


def _rated(known_: _Known) -> Prepared | None:
    """The rating of the last closed year, which was left out."""
    values = {"period": str(last_closed_year(known_.today))}
    change = Change("evaluation", slot_of("evaluation", values), known_.today, values=values)
    return Prepared(known_.today, change, known_.told((Coming.EVALUATION_MISSING,)))


_WAYS: Mapping[str, Callable[[_Known], Prepared | None]] = {
    "raise": _raised,
    "over_grade": _raised,
    "early_raise": _raised,
    "retire_notice": _noticed,
    "retire": _retired,
    "reappoint": _reappointed,
    "contract": _contracted,
    "contract_end": _contract_ended,
    "second": _seconded,
    "grade_change": _made_permanent,
    "evaluation": _rated,
}


# ----------------------------------------------------------------------- how far it has come


@dataclass(frozen=True)
class Progress:
    """What was done already of what comes for some officials."""

    noticed: Mapping[int, date]
    decided: Mapping[int, date]
    drafts: Mapping[tuple[int, str], UUID]

    def draft_of(self, dossier: Dossier, kinds: Sequence[str]) -> UUID | None:
        """The decision on its way that answers what comes for an official."""
        wanted = (self.drafts.get((dossier.id, one)) for one in kinds)
        return next(filter(None, wanted), None)


def progress_of(dossiers: Collection[int]) -> Progress:
    """Notices given, days of leaving decided, decisions on the way; for one page of a list."""
    lines = _lines(dossiers)
    noticed = {row.dossier_id: row.valid_from for row in lines if row.slot == NOTICE}
    decided = {row.dossier_id: row.valid_from for row in lines if row.group == "exit"}
    return Progress(noticed, decided, _drafts(dossiers))


def _lines(dossiers: Collection[int]) -> list[RecordRow]:
    """Of each line that says so the version known last, unless it was taken away."""
    wanted = select(RecordRow).where(
        RecordRow.dossier_id.in_(dossiers),
        or_(RecordRow.slot == NOTICE, RecordRow.group == "exit"),
    )
    last = {row.line: row for row in db.session.scalars(wanted.order_by(RecordRow.number))}
    return [row for row in last.values() if not row.is_void and not row.ends]


def _drafts(dossiers: Collection[int]) -> dict[tuple[int, str], UUID]:
    wanted = (
        select(DecisionChange.dossier_id, PersonnelDecision.kind, PersonnelDecision.uid)
        .join(PersonnelDecision, PersonnelDecision.id == DecisionChange.decision_id)
        .where(DecisionChange.dossier_id.in_(dossiers), PersonnelDecision.state.in_(OPEN))
        .order_by(PersonnelDecision.id)
    )
    return {(row.dossier_id, row.kind): row.uid for row in db.session.execute(wanted)}


def preparable(actor: Actor, dossiers: Collection[int]) -> set[int]:
    """For which officials the actor prepares decisions."""
    if not allowed(actor, Can.PREPARE, None):
        return set()
    own = Dossier.person_id == (actor.person_id or 0)
    wanted = select(Dossier.id).where(Dossier.id.in_(dossiers), kept_by(actor), ~own)
    return set(db.session.scalars(wanted))
