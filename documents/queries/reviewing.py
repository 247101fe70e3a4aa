"""The way of a draft: which checks are asked for, its steps, its marks, who signs with."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from documents.models import (
    CHECKS,
    CoSigner,
    Document,
    Draft,
    DraftMark,
    ReviewRule,
    ReviewStep,
    StepKind,
    StepState,
    SubmissionSheet,
)
from office import clock, missing
from office.db import db
from office.errors import NotFound
from office.i18n import _, _l
from office.permissions import Role
from office.units import queries as units
from office.units.models import Tenure

HEADS = (Role.UNIT_HEAD, Role.OFFICE_HEAD)


@missing.asks(
    "review",
    order=120,
    label=_l("Checks before the signature"),
    why=_l("Who checks content, law and form of a draft before it is signed; else nobody does."),
    endpoint="documents.review_rules",
    otherwise=missing.State.ADVISED,
)
def checks_set(agency_id: int) -> missing.Answer:
    """Which checks are in force."""
    today = clock.today()
    found = [row for row in review_rules(agency_id) if not _is_over(row, today)]
    names = ", ".join(dict.fromkeys(str(row.kind.label) for row in found))
    return missing.Answer(bool(found), names)


def review_rules(agency_id: int) -> list[ReviewRule]:
    """Every rule of an agency, those in force first, then the ended ones."""
    today = clock.today()
    rows = db.session.scalars(
        select(ReviewRule).where(ReviewRule.agency_id == agency_id).order_by(ReviewRule.id)
    ).all()
    return sorted(rows, key=lambda row: (_is_over(row, today), CHECKS.index(row.kind), row.id))


def _is_over(row: ReviewRule, today: date) -> bool:
    return row.valid_to is not None and row.valid_to <= today


def rule_by(uid: UUID) -> ReviewRule:
    """A rule by its public name."""
    found = db.session.scalars(select(ReviewRule).where(ReviewRule.uid == uid)).first()
    if found is None:
        raise NotFound(_("There is no such step."))
    return found


def checks_of(document: Document) -> list[tuple[StepKind, int]]:
    """The checks that a document of this type passes today, in order, each with its desk."""
    agency_id = units.successor_of(document.agency_id)
    found = {kind: _rule_for(agency_id, kind, document.type_code) for kind in CHECKS}
    desks = {
        kind: row.desk_id or head_desk_over(document.desk_id) for kind, row in found.items() if row
    }
    return [(kind, desk_id) for kind, desk_id in desks.items() if desk_id is not None]


def _rule_for(agency_id: int, kind: StepKind, type_code: str) -> ReviewRule | None:
    """The rule that names the type goes before the one for every type."""
    today = clock.today()
    rows = db.session.scalars(
        select(ReviewRule)
        .where(
            ReviewRule.agency_id == agency_id,
            ReviewRule.kind == kind,
            ReviewRule.valid_from <= today,
            or_(ReviewRule.valid_to.is_(None), ReviewRule.valid_to > today),
        )
        .order_by(ReviewRule.id.desc())
    ).all()
    fitting = [row for row in rows if not row.type_codes or type_code in row.type_codes]
    return min(fitting, key=lambda row: not row.type_codes, default=None)


def head_desk_over(desk_id: int) -> int | None:
    """The desk of the head of the unit in which a desk stands."""
    unit_id = units.location(desk_id)
    now = clock.now()
    return db.session.scalar(
        select(Tenure.desk_id)
        .where(
            Tenure.unit_id == unit_id,
            Tenure.function.in_(HEADS),
            Tenure.valid_from <= now,
            or_(Tenure.valid_to.is_(None), Tenure.valid_to > now),
        )
        .order_by(Tenure.id)
        .limit(1)
    )


def co_signers_of(document: Document) -> list[int]:
    """The desks that sign beside the main signer, in the order of their fields."""
    rows = select(CoSigner.desk_id).where(CoSigner.document_id == document.id)
    return list(db.session.scalars(rows.order_by(CoSigner.position)))


def steps_of(document: Document) -> list[ReviewStep]:
    """The steps of every submission, in order; most documents have few."""
    rows = select(ReviewStep).where(ReviewStep.document_id == document.id)
    return list(db.session.scalars(rows.order_by(ReviewStep.round, ReviewStep.position)))


def present_steps(document: Document) -> list[ReviewStep]:
    """The steps of the latest submission."""
    latest = select(func.max(ReviewStep.round)).where(ReviewStep.document_id == document.id)
    rows = select(ReviewStep).where(
        and_(ReviewStep.document_id == document.id, ReviewStep.round == latest.scalar_subquery())
    )
    return list(db.session.scalars(rows.order_by(ReviewStep.position)))


def step_in_turn(document: Document) -> ReviewStep | None:
    """The step that is open now."""
    open_here = ReviewStep.document_id == document.id, ReviewStep.state == StepState.OPEN
    return db.session.scalars(select(ReviewStep).where(*open_here)).first()


def initials_of(document: Document, kinds: Sequence[StepKind]) -> list[ReviewStep]:
    """The passed checks whose initials stand on the pages."""
    return [
        step
        for step in present_steps(document)
        if step.kind in kinds and step.state is StepState.PASSED
    ]


def marks_of(document: Document) -> list[DraftMark]:
    """The marks of a draft, the newest first; those not settled stand before the others."""
    rows = select(DraftMark).where(DraftMark.document_id == document.id)
    found = db.session.scalars(rows.order_by(DraftMark.id.desc())).all()
    return sorted(found, key=lambda row: row.is_settled)


def open_marks(document: Document) -> list[DraftMark]:
    """The marks that wait to be settled, in the order of the pages."""
    rows = select(DraftMark).where(
        DraftMark.document_id == document.id, DraftMark.settled_revision.is_(None)
    )
    return list(db.session.scalars(rows.order_by(DraftMark.page, DraftMark.id)))


def unmended_marks(document: Document, draft: Draft) -> list[DraftMark]:
    """The marks that neither a changed text nor the drafter's words have met yet."""
    left = open_marks(document)
    return [mark for mark in left if not mark.answer and mark.revision == draft.revision]


def mark_on(document: Document, uid: UUID) -> DraftMark:
    """A mark of this document."""
    mine = DraftMark.document_id == document.id, DraftMark.uid == uid
    found = db.session.scalars(select(DraftMark).where(*mine)).first()
    if found is None:
        raise NotFound(_("There is no such mark."))
    return found


def sheet_of(document: Document) -> SubmissionSheet | None:
    """The submission sheet of a draft, if there is one."""
    mine = SubmissionSheet.document_id == document.id
    return db.session.scalars(select(SubmissionSheet).where(mine)).first()
