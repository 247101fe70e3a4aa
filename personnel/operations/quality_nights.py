"""Each night: the points of the day for the trend, and who is reminded of what is due."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from office import clock, notices
from office.db import db, operation
from office.i18n import _l
from office.permissions import Actor, require
from personnel.models import FindingState, QualityDay, QualityFinding
from personnel.policy.quality import Can
from personnel.queries.quality import points_of_agency

KEPT = timedelta(days=400)


@operation
def note_day(agency_id: int, *, by: Actor) -> None:
    """Keep how good the dossiers of a body are today; older days than kept ones go."""
    require(by, Can.CHECK, agency_id)
    today = clock.today()
    is_own = QualityDay.agency_id == agency_id
    is_over = (QualityDay.on == today) | (QualityDay.on < today - KEPT)
    db.session.execute(delete(QualityDay).where(is_own, is_over))
    found = points_of_agency(agency_id)
    db.session.add(
        QualityDay(
            agency_id=agency_id,
            on=today,
            records=found.records,
            total=found.total,
            identity=found.identity,
            faultless=found.faultless,
            errors=found.errors,
            warnings=found.warnings,
        )
    )


@operation
def remind_of_findings(*, by: Actor) -> None:
    """Tell each desk once what is due today or was due; the count stands in one notice a day."""
    require(by, Can.CHECK, None)
    today = clock.today()
    row = QualityFinding
    is_due = (
        (row.state != FindingState.RESOLVED)
        & (row.due_on <= today)
        & row.told_on.is_(None)
        & row.desk_id.is_not(None)
    )
    counted = select(row.desk_id, func.count()).where(is_due).group_by(row.desk_id)
    for desk_id, count in db.session.execute(counted).all():
        assert desk_id is not None  # noqa: S101 - narrowed by the condition
        notices.tell(
            desk_id,
            kind="personnel.quality_due",
            text=_l("Faults in dossiers that are due now: %(count)s", count=count),
            url="/personnel/quality/findings?mine=1",
            key=f"quality-due:{desk_id}:{today.isoformat()}",
        )
    told = update(row).where(is_due).values(told_on=today)
    db.session.execute(told.execution_options(synchronize_session=False))
