"""What comes: lists of it narrowed by the reader's rights, and when it was last reckoned."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from office import clock
from office.db import db
from office.i18n import _l
from office.permissions import Actor
from office.units import queries as units
from office.units.models import Unit
from personnel.law.forecast import Coming
from personnel.law.months import add_months
from personnel.models import Dossier, ForecastRun, Foreseen, Standing
from personnel.queries.dossiers import kept_by, visible_to

LABELS: Mapping[Coming, object] = {
    Coming.RAISE: _l("Periodic raise"),
    Coming.OVER_GRADE: _l("Seniority beyond the last step"),
    Coming.RETIREMENT_WARNING: _l("Retirement approaches"),
    Coming.RETIREMENT_NOTICE: _l("Notice of retirement due"),
    Coming.RETIREMENT_DECISION: _l("Decision on retirement due"),
    Coming.RETIREMENT: _l("Last day before retirement"),
    Coming.TERM_WARNING: _l("Term of office: reappointment to prepare"),
    Coming.TERM_END: _l("Term of office ends"),
    Coming.CONTRACT_WARNING: _l("Contract approaches its end"),
    Coming.CONTRACT_END: _l("Contract ends"),
    Coming.SECONDMENT_WARNING: _l("Return from secondment to prepare"),
    Coming.SECONDMENT_END: _l("Secondment ends"),
    Coming.PROBATION_WARNING: _l("Probation: its result to be judged"),
    Coming.PROBATION_END: _l("Probation ends"),
    Coming.DISCIPLINE_END: _l("A discipline loses its effect"),
    Coming.EVALUATION_MISSING: _l("Yearly evaluation missing"),
    Coming.PLACEMENT: _l("No job position named"),
    Coming.UNCLEAR: _l("Cannot be reckoned"),
}
FAMILIES: Mapping[str, tuple[object, tuple[Coming, ...]]] = {
    "raise": (_l("Raises"), (Coming.RAISE, Coming.OVER_GRADE)),
    "retirement": (
        _l("Retirements"),
        (
            Coming.RETIREMENT_WARNING,
            Coming.RETIREMENT_NOTICE,
            Coming.RETIREMENT_DECISION,
            Coming.RETIREMENT,
        ),
    ),
    "term": (_l("Terms of office"), (Coming.TERM_WARNING, Coming.TERM_END)),
    "contract": (_l("Contracts"), (Coming.CONTRACT_WARNING, Coming.CONTRACT_END)),
    "secondment": (_l("Secondments"), (Coming.SECONDMENT_WARNING, Coming.SECONDMENT_END)),
    "probation": (_l("Probations"), (Coming.PROBATION_WARNING, Coming.PROBATION_END)),
    "discipline": (_l("Disciplines"), (Coming.DISCIPLINE_END,)),
    "evaluation": (_l("Evaluations missing"), (Coming.EVALUATION_MISSING,)),
    "placement": (_l("Job positions missing"), (Coming.PLACEMENT,)),
    "unclear": (_l("Cannot be reckoned"), (Coming.UNCLEAR,)),
}
WAIT = timedelta(hours=1)
OLD = timedelta(days=1, hours=2)


@dataclass(frozen=True)
class Wanted:
    """How far to look, and what of it; an empty family or no unit is everything."""

    months: int = 6
    family: str = ""
    unit: UUID | None = None


def coming(actor: Actor, wanted: Wanted) -> Select[Foreseen, Dossier]:
    """What comes for the officials whom the actor sees, the earliest first.

    That a discipline loses its effect is for whoever keeps the dossier.
    """
    end = add_months(clock.today(), wanted.months)
    found = (
        select(Foreseen, Dossier)
        .join(Dossier, Dossier.id == Foreseen.dossier_id)
        .where(visible_to(actor), Foreseen.due_on < end)
        .where(or_(Foreseen.kind != Coming.DISCIPLINE_END, kept_by(actor)))
        .order_by(Foreseen.due_on, Foreseen.id)
    )
    if wanted.family in FAMILIES:
        found = found.where(Foreseen.kind.in_(FAMILIES[wanted.family][1]))
    if wanted.unit is not None:
        found = found.where(Dossier.unit_id.in_(_below(wanted.unit)))
    return found


def after_place(place: tuple[date, int]) -> ColumnElement[bool]:
    """Behind the last row that was shown."""
    day, number = place
    return or_(Foreseen.due_on > day, and_(Foreseen.due_on == day, Foreseen.id > number))


def _below(uid: UUID) -> list[int]:
    return units.subtree_ids(db.session.scalar(select(Unit.id).where(Unit.uid == uid)))


def foreseen_of(dossier: Dossier) -> list[Foreseen]:
    """What was foreseen of one official when he was last reckoned."""
    mine = select(Foreseen).where(Foreseen.dossier_id == dossier.id)
    return list(db.session.scalars(mine.order_by(Foreseen.due_on, Foreseen.id)))


def untold(dossiers: Collection[int], kinds: Collection[Coming]) -> Select[Foreseen, Dossier]:
    """What has come of these kinds and no staff desk knows of yet."""
    return (
        select(Foreseen, Dossier)
        .join(Dossier, Dossier.id == Foreseen.dossier_id)
        .where(
            Foreseen.dossier_id.in_(dossiers),
            Foreseen.due_on <= clock.today(),
            Foreseen.told_at.is_(None),
            Foreseen.kind.in_(kinds),
        )
        .order_by(Foreseen.id)
    )


def units_seen(actor: Actor) -> list[tuple[UUID, str]]:
    """The units in which officials work whom the actor sees."""
    mine = select(Dossier.unit_id).where(visible_to(actor), Dossier.unit_id.is_not(None)).distinct()
    rows = db.session.execute(select(Unit.id, Unit.uid).where(Unit.id.in_(mine)))
    return sorted(((row.uid, units.name_of(row.id)) for row in rows), key=_name)


def _name(pair: tuple[UUID, str]) -> str:
    return pair[1]


def names_of(uids: Sequence[UUID], actor: Actor) -> dict[UUID, str]:
    """The names of officials whose dossiers the actor sees."""
    named = select(Dossier.uid, Dossier.full_name).where(Dossier.uid.in_(uids), visible_to(actor))
    return {row.uid: row.full_name for row in db.session.execute(named)}


# ----------------------------------------------------------------------------- the runs


def last_run(agency_id: int | None) -> ForecastRun | None:
    """The last run that ended and reckoned the officials of a body."""
    ended = _runs(agency_id).where(ForecastRun.ended_at.is_not(None))
    return db.session.scalars(ended.limit(1)).first()


def running(agency_id: int | None) -> ForecastRun | None:
    """A run over a body that began within the hour and has not ended."""
    since = clock.now() - WAIT
    open_runs = _runs(agency_id).where(
        ForecastRun.ended_at.is_(None), ForecastRun.started_at > since
    )
    return db.session.scalars(open_runs.limit(1)).first()


def _runs(agency_id: int | None) -> Select[ForecastRun]:
    whose = or_(ForecastRun.agency_id.is_(None), ForecastRun.agency_id == agency_id)
    return select(ForecastRun).where(whose).order_by(ForecastRun.id.desc())


def is_old(run: ForecastRun | None) -> bool:
    """Whether what is shown was reckoned longer ago than a night."""
    return run is None or run.ended_at is None or run.ended_at < clock.now() - OLD


def forecast_faults() -> Iterator[str]:
    """What is wrong with the forecast of the whole register; nothing where there is no dossier."""
    serving = select(Dossier.id).where(Dossier.standing != Standing.LEFT).limit(1)
    if db.session.scalar(serving) is None:
        return
    run = last_run(None)
    if run is None or run.ended_at is None:
        yield "what comes for officials was never reckoned: is a worker running?"
    elif is_old(run):
        yield f"what comes for officials was last reckoned at {run.ended_at:%Y-%m-%d %H:%M} UTC"
    if run is not None and run.failed:
        yield f"{run.failed} dossiers hold values that the forecast cannot read"
