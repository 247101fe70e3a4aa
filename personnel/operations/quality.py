"""Looking at a dossier with the validation rules: findings come, stay, are answered and vanish."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from office import audit, clock, notices
from office.db import db, new_uid, operation, session_info
from office.errors import Invalid
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units
from office.units.models import Tenure
from personnel.models import (
    Dossier,
    DossierQuality,
    FindingState,
    Plan,
    QualityFinding,
)
from personnel.operations.rows import hold_many
from personnel.operations.telling import let_go
from personnel.policy.quality import Can
from personnel.quality.facts import Facts
from personnel.quality.rules import RULES, check_unit
from personnel.quality.score import Score, score
from personnel.quality.shapes import Finding, Measure, Owner
from personnel.queries.quality_facts import quality_facts, signs_of
from personnel.queries.quality_units import unit_facts
from personnel.record.groups import sensitive_fields

HIDDEN = "…"
LONGEST = 2000


@operation
def check_quality(dossiers: Sequence[Dossier], *, by: Actor) -> None:
    """Bring findings and points of dossiers up to date with few statements; safe to run again.

    Raises `Refusal` when sealed values of one of them do not open; then none is looked at.
    """
    for dossier in dossiers:
        require(by, Can.CHECK, dossier)
    hold_many(dossiers)
    refresh(dossiers)
    db.session.flush()
    let_go(dossiers)


@operation
def check_unit_quality(unit_id: int, agency_id: int, *, by: Actor) -> None:
    """Bring the findings of a unit up to date."""
    require(by, Can.CHECK, unit_id)
    found = check_unit(unit_facts(unit_id))
    own = select(QualityFinding).where(QualityFinding.unit_id == unit_id)
    keeper = _Keeper(f"unit:{unit_id}", list(db.session.scalars(own)))
    keeper.unit_id = unit_id
    for one in found:
        keeper.keep(one, _unit_desk(RULES[one.rule].owner, unit_id, agency_id))
    keeper.resolve_rest()


@operation
def answer_finding(finding: QualityFinding, note: str, plan: Plan, *, by: Actor) -> None:
    """Say cause and plan of a fault; the clock of the plan runs from the day it was found."""
    require(by, Can.ANSWER, finding)
    said = note.strip()[:LONGEST]
    if not said:
        message = _("Say the cause and what is done about it.")
        raise Invalid(message, fields={"note": message})
    if finding.state is FindingState.RESOLVED:
        raise Invalid(_("This fault is mended already."), fields={"note": _("It is resolved.")})
    found_on = clock.to_local(finding.found_at).date()
    finding.state, finding.note = FindingState.ANSWERED, said
    finding.answered_by, finding.answered_at = by.name, clock.now()
    finding.due_on = max(finding.due_on, clock.add_working_days(found_on, plan.days))
    finding.told_on = None
    audit.record("finding.answer", finding, by=by, rule=finding.rule, plan=plan, due=finding.due_on)


def refresh(dossiers: Sequence[Dossier]) -> None:
    """Look now; whoever calls holds the dossiers."""
    facts = quality_facts(dossiers)
    numbers = list(facts)
    own = select(DossierQuality).where(DossierQuality.dossier_id.in_(numbers))
    points = {row.dossier_id: row for row in db.session.scalars(own)}
    stored = defaultdict[int, list[QualityFinding]](list)
    findings = select(QualityFinding).where(QualityFinding.dossier_id.in_(numbers))
    for row in db.session.scalars(findings):
        stored[row.dossier_id or 0].append(row)
    seats = _seats(dossiers)
    for dossier in dossiers:
        found = score(facts[dossier.id])
        _keep_points(dossier, found, facts[dossier.id], points.get(dossier.id))
        _keep_findings(dossier, found, facts[dossier.id], stored[dossier.id], seats)


def _keep_findings(
    dossier: Dossier,
    found: Score,
    facts: Facts,
    stored: Iterable[QualityFinding],
    seats: Mapping[int, int],
) -> None:
    keeper = _Keeper(f"dossier:{dossier.id}", stored)
    keeper.dossier_id = dossier.id
    keeper.lines = {row.uid: row.line for row in facts.rows}
    desks = {owner: _desk(owner, dossier, seats) for owner in Owner}
    for one in found.findings:
        keeper.keep(one, desks[RULES[one.rule].owner])
    keeper.resolve_rest()
    _ask_official(dossier, keeper.new, desks[Owner.OFFICIAL])


def _keep_points(dossier: Dossier, found: Score, facts: Facts, kept: DossierQuality | None) -> None:
    kept = kept or DossierQuality(dossier_id=dossier.id)
    signs = signs_of(dossier, facts.rows)
    kept.checked_at = clock.now()
    for measure in Measure:
        setattr(kept, measure.value, found.measures[measure])
    kept.identity, kept.errors = found.identity, found.errors
    kept.warnings = len(found.findings) - found.errors
    kept.person_mark, kept.insurance_mark = signs.person, signs.insurance
    dossier.score = found.total
    db.session.add(kept)


class _Keeper:
    """The stored findings of one subject beside those that were found now."""

    def __init__(self, subject: str, stored: Iterable[QualityFinding]) -> None:
        self.subject = subject
        self.stored = {row.mark: row for row in stored}
        self.seen: Counter[str] = Counter()
        self.marks: set[str] = set()
        self.new: list[QualityFinding] = []
        self.lines: dict[UUID, UUID] = {}
        self.dossier_id: int | None = None
        self.unit_id: int | None = None

    def keep(self, found: Finding, desk_id: int | None) -> None:
        """Found again is the same row; what had vanished and is back begins anew."""
        mark = self._mark(found)
        self.marks.add(mark)
        row = self.stored.get(mark)
        if row is None:
            row = self._made(mark, found)
        if row.state is FindingState.RESOLVED:
            _begin(row, RULES[found.rule].sla_days, clock.now())
            self.new.append(row)
        row.severity, row.row_uid = found.severity.value, found.row
        row.facts, row.desk_id = _open_words(found), desk_id
        db.session.add(row)

    def resolve_rest(self) -> None:
        """What was not found any more is mended today."""
        for mark, row in self.stored.items():
            if mark not in self.marks and row.state is not FindingState.RESOLVED:
                row.state, row.resolved_at = FindingState.RESOLVED, clock.now()

    def _made(self, mark: str, found: Finding) -> QualityFinding:
        return QualityFinding(
            uid=new_uid(),
            dossier_id=self.dossier_id,
            unit_id=self.unit_id,
            mark=mark,
            rule=found.rule,
            what=found.what,
            group=found.group,
            field=found.field,
            owner=RULES[found.rule].owner.value,
            state=FindingState.RESOLVED,
        )

    def _mark(self, found: Finding) -> str:
        line = self.lines.get(found.row, found.row) if found.row else ""
        said = f"{self.subject}|{found.rule}|{found.what}|{found.group}|{found.field}|{line}"
        self.seen[said] += 1
        return hashlib.sha256(f"{said}|{self.seen[said]}".encode()).hexdigest()


def _begin(row: QualityFinding, days: int, at: datetime) -> None:
    row.state, row.found_at, row.resolved_at = FindingState.OPEN, at, None
    row.due_on = clock.add_working_days(clock.to_local(at).date(), days)
    row.told_on = row.answered_at = None
    row.note = row.answered_by = ""


def _open_words(found: Finding) -> dict[str, str]:
    """The words of the message; of a sensitive field nothing is repeated here."""
    is_secret = bool(found.group) and found.field in sensitive_fields(found.group)
    return {name: HIDDEN if is_secret else word for name, word in found.words.items()}


def _ask_official(dossier: Dossier, new: Sequence[QualityFinding], desk_id: int | None) -> None:
    """What only the official can say is asked of him, once for all that was found now."""
    asked = [row for row in new if row.owner == Owner.OFFICIAL]
    if not asked or desk_id is None or desk_id != asked[0].desk_id:
        return
    notices.tell(
        desk_id,
        kind="personnel.quality_asked",
        text=_l("Your dossier lacks something: propose what is missing or wrong."),
        url=f"/personnel/{dossier.uid}/quality",
        key=f"quality-asked:{dossier.uid}:{clock.today().isoformat()}",
    )


# --------------------------------------------------------------------------- whose task it is


def _seats(dossiers: Sequence[Dossier]) -> Mapping[int, int]:
    """The first desk of each official, by person."""
    people = [one.person_id for one in dossiers]
    held = select(Tenure.person_id, Tenure.desk_id).where(
        Tenure.person_id.in_(people), Tenure.valid_to.is_(None)
    )
    found: dict[int, int] = {}
    for person_id, desk_id in db.session.execute(held.order_by(Tenure.id)):
        found.setdefault(person_id or 0, desk_id)
    return found


def _desk(owner: Owner, dossier: Dossier, seats: Mapping[int, int]) -> int | None:
    """The desk of an owner; where there is none the staff office of the body."""
    if owner is Owner.OFFICIAL and dossier.person_id in seats:
        return seats[dossier.person_id]
    if owner is Owner.HEAD and dossier.unit_id is not None:
        return _unit_desk(owner, dossier.unit_id, dossier.agency_id)
    role = Role.ADMIN if owner is Owner.ADMIN else Role.HR
    return _first(dossier.agency_id, role) or _office_desk(dossier.agency_id)


def _unit_desk(owner: Owner, unit_id: int, agency_id: int) -> int | None:
    """Asked once in an operation, for a piece of the night has few units."""
    known: dict[int, int | None] = session_info("personnel.heads", {})
    if owner is Owner.HEAD and unit_id not in known:
        head = select(Tenure.desk_id).where(
            Tenure.unit_id == unit_id,
            Tenure.function == Role.UNIT_HEAD,
            Tenure.valid_to.is_(None),
        )
        known[unit_id] = db.session.scalars(head.order_by(Tenure.id)).first()
    found = known[unit_id] if owner is Owner.HEAD else None
    return _office_desk(agency_id) if found is None else found


def _office_desk(agency_id: int) -> int | None:
    return _first(agency_id, Role.HR)


def _first(agency_id: int, role: Role) -> int | None:
    """The desk of a role in the body that the agency is now; asked once in an operation."""
    known: dict[tuple[int, Role], int | None] = session_info("personnel.desks", {})
    if (agency_id, role) not in known:
        desks = units.desks_of_role(units.successor_of(agency_id), role)
        known[agency_id, role] = desks[0].id if desks else None
    return known[agency_id, role]
