"""What the validation rules are told: rows with decisions, scales, units and twins beside them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from office import clock, vault
from office.db import db
from office.errors import Refusal
from office.units.models import Unit
from personnel.law import discipline, of_record, raises
from personnel.law.evaluation import is_rated, last_closed_year
from personnel.law.forecast import Facts as Ahead
from personnel.law.months import add_months
from personnel.law.retirement import retirement
from personnel.law.scales import scale_of
from personnel.models import (
    UNSETTLED,
    DecisionState,
    Dossier,
    NationalEvent,
    NationalLink,
    PersonnelDecision,
)
from personnel.quality.facts import DecisionFacts, Facts, PayFacts, Span, Twin
from personnel.queries.quality_twins import Signs, twins_of_many
from personnel.queries.timeline import timelines
from personnel.record.groups import GROUPS
from personnel.record.timeline import Row, known, state, value
from personnel.record.values import plain
from signing import queries as signing

INSURANCE = "personnel.insurance"
PROVEN = (DecisionState.RECORDED, DecisionState.CANCELLED)
BAD = "bad"


def quality_facts(dossiers: Sequence[Dossier]) -> Mapping[int, Facts]:
    """Everything that the rules ask of dossiers today, by number, with few statements for all.

    No population database is connected here, so that nothing is said of it. Raises `Refusal` when
    sealed values of one of them do not open.
    """
    rows = timelines(dossiers, opened=GROUPS)
    lines = {number: known(own) for number, own in rows.items()}
    signs = {one.id: signs_of(one, rows[one.id]) for one in dossiers}
    every = [row for own in lines.values() for row in own]
    beside = _Beside(
        decisions=_decisions(every),
        units=_units(every),
        waiting=_waiting_since(dossiers),
        twins=twins_of_many(dossiers, signs),
    )
    return {one.id: _facts(one, rows[one.id], lines[one.id], beside) for one in dossiers}


@dataclass(frozen=True)
class _Beside:
    """What was asked for all dossiers at once."""

    decisions: Mapping[UUID, DecisionFacts]
    units: Mapping[str, Sequence[Span]]
    waiting: Mapping[int, date]
    twins: Mapping[int, Sequence[Twin]]


def _facts(dossier: Dossier, rows: Sequence[Row], lines: Sequence[Row], beside: _Beside) -> Facts:
    today = clock.today()
    ahead = of_record.facts_of(rows, today)
    proven = {row.decision_uid for row in lines} & beside.decisions.keys()
    return Facts(
        on=today,
        rows=rows,
        decisions={uid: beside.decisions[uid] for uid in proven if uid},
        pay=_pay(lines),
        forms_allowed=_forms_allowed(lines, str(_category(rows, today))),
        extension_ends=_extension_ends(lines),
        units=beside.units,
        twins=beside.twins.get(dossier.id, ()),
        closed_period=_closed_period(ahead, today),
        raise_due=_raise_due(ahead),
        retires_on=_retires_on(ahead),
        waiting_since=beside.waiting.get(dossier.id),
    )


def signs_of(dossier: Dossier, rows: Iterable[Row]) -> Signs:
    """The marks by which the register finds another dossier of the same person."""
    found = state(rows, clock.today())
    number = str(plain(value(found, "insurance", "social_insurance_no")) or "")
    mark = vault.mark(number, purpose=INSURANCE) if number else None
    return Signs.of(dossier, mark)


def _waiting_since(dossiers: Sequence[Dossier]) -> Mapping[int, date]:
    """The day since which the national database has owed an answer; rows may be much older."""
    recorded = func.min(NationalEvent.recorded_at)
    changed = func.coalesce(func.max(NationalLink.changed_at), recorded)
    eldest = (
        select(NationalEvent.dossier_id, recorded, changed)
        .outerjoin(NationalLink, NationalLink.dossier_id == NationalEvent.dossier_id)
        .where(
            NationalEvent.dossier_id.in_([one.id for one in dossiers]),
            NationalEvent.state.in_(UNSETTLED),
        )
        .group_by(NationalEvent.dossier_id)
    )
    found = db.session.execute(eldest)
    return {number: clock.to_local(max(at, since)).date() for number, at, since in found}


def _category(rows: Sequence[Row], on: date) -> object:
    return plain(value(state(rows, on), "service", "category")) or ""


def _decisions(lines: Iterable[Row]) -> Mapping[UUID, DecisionFacts]:
    """What was proven when it was recorded; a verdict that has turned bad since counts too."""
    uids = {row.decision_uid for row in lines if row.decision_uid}
    if not uids:
        return {}
    found = select(PersonnelDecision).where(PersonnelDecision.uid.in_(uids))
    return {one.uid: _decision(one) for one in db.session.scalars(found)}


def _decision(found: PersonnelDecision) -> DecisionFacts:
    verdict = signing.verdict_of(found.file_sha256)
    was_proven = found.state in PROVEN
    return DecisionFacts(
        number=found.number,
        signed_on=found.decided_on,
        issuer=found.issuer,
        signer=found.signer,
        is_signature_valid=was_proven and (verdict is None or verdict.state != BAD),
        signer_held_post=was_proven,
    )


def _pay(lines: Iterable[Row]) -> Mapping[UUID, PayFacts]:
    """By the scale of the grade on the row's day; a grade that no table names says nothing."""
    found: dict[UUID, PayFacts] = {}
    for row in lines:
        step = row.values.get("step")
        if row.group != "pay" or not isinstance(step, int):
            continue
        with suppress(Refusal):
            due = scale_of(str(plain(row.values.get("grade")) or ""), row.valid_from)
            if due is not None:
                is_there = 1 <= step <= due.steps
                figure = due.coefficient(step) if is_there else None
                found[row.uid] = PayFacts(coefficient=figure, steps=due.steps)
    return found


def _forms_allowed(lines: Iterable[Row], category: str) -> Mapping[UUID, bool]:
    found: dict[UUID, bool] = {}
    for row in lines:
        if row.group == "discipline" and not row.ends:
            allowed = discipline.forms(category, row.valid_from)
            form = str(plain(row.values.get("form")) or "")
            if allowed:
                found[row.uid] = any(one.form == form for one in allowed)
    return found


def _extension_ends(lines: Iterable[Row]) -> Mapping[UUID, date]:
    """Until when a discipline delays the raise; other forms have no such time."""
    found: dict[UUID, date] = {}
    for row in lines:
        if row.group == "discipline" and not row.ends:
            with suppress(Refusal):
                form = str(plain(row.values.get("form")) or "")
                months = raises.extension_rule(form, row.valid_from).months
                found[row.uid] = add_months(row.valid_from, months)
    return found


def _units(lines: Iterable[Row]) -> Mapping[str, Sequence[Span]]:
    """When each unit of the house that a row names was open."""
    uids = set(_unit_uids(lines))
    if not uids:
        return {}
    found = select(Unit.uid, Unit.opened_on, Unit.closed_on).where(Unit.uid.in_(uids))
    return {str(uid): [(opened, closed)] for uid, opened, closed in db.session.execute(found)}


def _unit_uids(lines: Iterable[Row]) -> Collection[UUID]:
    values = [stored for row in lines for stored in row.values.values()]
    return [UUID(one["unit"]) for one in values if isinstance(one, Mapping) and one.get("unit")]


def _closed_period(ahead: Ahead | None, on: date) -> str:
    """The last year whose evaluation must be there; who began too late has none."""
    if ahead is None or ahead.rated_year is None or ahead.serves_since is None:
        return ""
    year = last_closed_year(on)
    return str(year) if is_rated(ahead.serves_since, year) else ""


def _raise_due(ahead: Ahead | None) -> date | None:
    with suppress(Refusal):
        found = raises.next_raise(ahead.pay) if ahead and ahead.pay else None
        return found.due if found else None
    return None


def _retires_on(ahead: Ahead | None) -> date | None:
    """The last day of service: fixed by a decision, or by law."""
    if ahead is None or ahead.retires_on is not None:
        return ahead.retires_on if ahead else None
    with suppress(Refusal):
        return retirement(ahead.birth_date or "", ahead.sex).leaves_on
    return None
