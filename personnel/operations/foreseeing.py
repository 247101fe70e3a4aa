"""Keeping what comes for officials: with every act that adds rows, and for everybody each night."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, insert, or_, select, update

from office import audit, clock, notices, outbox
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units
from personnel.law.ahead import READ, SEALED, Ahead, ahead
from personnel.law.forecast import Coming, Item
from personnel.law.months import add_months
from personnel.models import Dossier, ForecastRun, Foreseen, RecordRow, Standing
from personnel.policy import Can
from personnel.queries.foreseen import LABELS, running, untold
from personnel.queries.secrets import open_values
from personnel.record.slots import NOTICE
from personnel.record.timeline import Row

FORECAST = "personnel.forecast"
PIECE = 500
MOST_TOLD = 20  # of one body in one piece; more are told in one notice
COLUMNS = ("raise_on", "retires_on", "term_ends_on", "contract_ends_on")
TOLD = frozenset(Coming) - {
    *(Coming.RAISE, Coming.OVER_GRADE, Coming.EVALUATION_MISSING, Coming.PLACEMENT),
    Coming.UNCLEAR,
}
"""What a notice of its own is written of; the rest stands in the notice of the week."""


# ----------------------------------------------------------------------------- one dossier


def foresee(dossier: Dossier, rows: Iterable[Row], today: date) -> None:
    """Keep what comes for one official; part of every act that adds rows."""
    foresee_many([(dossier, rows)], today)


def foresee_many(wanted: Iterable[tuple[Dossier, Iterable[Row]]], today: date) -> None:
    """The same for several with few statements."""
    kept: dict[int, Sequence[Item]] = {}
    for dossier, rows in wanted:
        found = ahead(rows, today)
        for name in COLUMNS:
            setattr(dossier, name, getattr(found, name))
        kept[dossier.id] = found.items
    _keep(kept)


def _keep(found: Mapping[int, Sequence[Item]]) -> None:
    """Make what is foreseen of these dossiers what was reckoned now, line by line."""
    kept = {
        (row.dossier_id, *_key(row)): row.id
        for row in db.session.execute(
            select(
                Foreseen.id,
                Foreseen.dossier_id,
                Foreseen.kind,
                Foreseen.due_on,
                Foreseen.step,
                Foreseen.over_grade,
                Foreseen.problem,
            ).where(Foreseen.dossier_id.in_(list(found)))
        )
    }
    wanted = {
        (number, *_key(line)): line
        for number, items in found.items()
        for line in (_line(number, item) for item in items)
    }
    stale = [number for key, number in kept.items() if key not in wanted]
    new = [line.values for key, line in wanted.items() if key not in kept]
    if stale:
        db.session.execute(delete(Foreseen).where(Foreseen.id.in_(stale)))
    if new:
        db.session.execute(insert(Foreseen), new)


class _Line:
    """A row of `Foreseen` that is to be written."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    def __getattr__(self, name: str) -> Any:
        return self.values[name]


def _line(number: int, item: Item) -> _Line:
    proposed = item.raise_
    return _Line(
        dossier_id=number,
        kind=item.kind.value,
        due_on=item.on,
        step=proposed.step if proposed else 0,
        over_grade=proposed.over_grade if proposed else 0,
        coefficient=proposed.coefficient if proposed else None,
        problem=item.problem,
    )


def _key(row: Any) -> tuple[object, ...]:
    """What is unclear keeps the day on which it was first found so."""
    day = None if row.kind == Coming.UNCLEAR else row.due_on
    return (row.kind, day, row.step, row.over_grade, row.problem)


# ----------------------------------------------------------------------------- everybody


@operation
def begin_forecast(*, by: Actor) -> ForecastRun:
    """Have everybody reckoned anew."""
    require(by, Can.RECORD, None)
    return _begun(None, by)


@operation
def ask_forecast(*, by: Actor) -> ForecastRun:
    """Have the officials of one's own body reckoned anew; `Refusal` while that is being done."""
    require(by, Can.FORESEE, by)
    agency_id = by.agency_id
    if running(agency_id) is not None:
        raise Refusal(
            _("The forecast is being reckoned already."),
            fix=_("Look again in a moment; the page says when it was done."),
        )
    run = _begun(agency_id, by)
    audit.record("forecast.ask", run, by=by, agency=units.organ_id(agency_id or 0))
    return run


def _begun(agency_id: int | None, by: Actor) -> ForecastRun:
    run = ForecastRun(uid=new_uid(), agency_id=agency_id, asked_by=by.name, started_at=clock.now())
    db.session.add(run)
    db.session.flush()
    outbox.enqueue(FORECAST, key=f"forecast:{run.uid}", lane=outbox.Lane.BULK, run_id=run.id)
    return run


@operation
def reckon_piece(run: ForecastRun, *, by: Actor) -> bool:
    """Reckon the next dossiers of a run; False when there are no more and the run has ended.

    Nothing is reckoned twice in a run that is taken up again: it goes on behind `reached`.
    """
    require(by, Can.RECORD, None)
    piece = list(db.session.execute(_next(run)))
    if not piece:
        run.ended_at = clock.now()
        _tell_week(run)
        return False
    found = _reckoned([row.id for row in piece])
    _tell(found)
    _keep({number: one.items for number, one in found.items()})
    _tell(found)
    _show([row for row in piece if _differs(row, found[row.id])], found)
    run.reached = piece[-1].id
    run.people += len(piece)
    run.found += sum(len(one.items) for one in found.values())
    run.unclear += sum(_is_unclear(one) for one in found.values())
    run.failed += sum(bool(one.fault) for one in found.values())
    return True


def _next(run: ForecastRun) -> Select[Any]:
    columns = [getattr(Dossier, name) for name in COLUMNS]
    due = (
        select(Dossier.id, *columns)
        .where(Dossier.id > run.reached, Dossier.standing != Standing.LEFT)
        .order_by(Dossier.id)
        .limit(PIECE)
    )
    return due if run.agency_id is None else due.where(Dossier.agency_id == run.agency_id)


def _is_unclear(one: Ahead) -> bool:
    return any(item.kind is Coming.UNCLEAR for item in one.items)


def _reckoned(numbers: Sequence[int]) -> dict[int, Ahead]:
    """Plain columns, for the whole register passes through here each night."""
    today, rows = clock.today(), defaultdict[int, list[Row]](list)
    columns = (
        *(RecordRow.dossier_id, RecordRow.uid, RecordRow.sealed, RecordRow.key_id),
        *(RecordRow.line, RecordRow.group, RecordRow.slot, RecordRow.valid_from),
        *(RecordRow.number, RecordRow.recorded_at, RecordRow.values, RecordRow.valid_to),
        *(RecordRow.ends, RecordRow.is_void),
    )
    wanted = select(*columns).where(
        RecordRow.dossier_id.in_(numbers),
        RecordRow.group.in_(READ),
        or_(RecordRow.group != "papers", RecordRow.slot == NOTICE),
    )
    for number, uid, sealed, key_id, *row in db.session.execute(wanted):
        made = Row(uid, *row)
        if sealed and made.group in SEALED:
            made = replace(made, values={**made.values, **open_values(sealed, key_id, uid)})
        rows[number].append(made)
    return {number: ahead(rows[number], today) for number in numbers}


def _differs(row: Any, found: Ahead) -> bool:
    return any(getattr(row, name) != getattr(found, name) for name in COLUMNS)


def _show(changed: Sequence[Any], found: Mapping[int, Ahead]) -> None:
    if changed:
        days = [
            {"id": row.id} | {name: getattr(found[row.id], name) for name in COLUMNS}
            for row in changed
        ]
        db.session.execute(update(Dossier), days)


# ----------------------------------------------------------------------------- telling


def _tell(found: Mapping[int, Ahead]) -> None:
    """A notice for each milestone that is reached, once; also for one that a night had missed."""
    told = defaultdict[int, list[tuple[Foreseen, Dossier]]](list)
    for line, dossier in db.session.execute(untold(list(found), TOLD)):
        told[dossier.agency_id].append((line, dossier))
        line.told_at = clock.now()
    for agency_id, lines in told.items():
        if len(lines) > MOST_TOLD:
            _tell_many(agency_id, len(lines), lines[-1][0].id)
            continue
        for line, dossier in lines:
            _write(
                agency_id,
                LABELS[Coming(line.kind)],
                f"/personnel/{dossier.uid}/coming",
                f"foreseen:{dossier.uid}:{line.kind}:{line.due_on}",
            )


def _tell_many(agency_id: int, count: int, last: int) -> None:
    text = _l("%(count)s things in the register have come or are late", count=count)
    _write(agency_id, text, "/personnel/coming", f"foreseen:{agency_id}:{last}")


def _tell_week(run: ForecastRun) -> None:
    """Once a week, by the first run over everybody: how much comes and what is late or unclear."""
    if run.agency_id is not None:
        return
    today = clock.today()
    week = "{}-{}".format(*today.isocalendar()[:2])
    is_unclear, is_late = Foreseen.kind == Coming.UNCLEAR, Foreseen.due_on < today
    counts = (
        select(
            Dossier.agency_id,
            func.count().filter(~is_unclear, ~is_late),
            func.count().filter(~is_unclear, is_late),
            func.count().filter(is_unclear),
        )
        .join(Foreseen, Foreseen.dossier_id == Dossier.id)
        .where(Foreseen.due_on < add_months(today, 1))
        .group_by(Dossier.agency_id)
    )
    for agency_id, coming, late, unclear in db.session.execute(counts).all():
        text = _l(
            "This month: %(coming)s to come, %(late)s late, %(unclear)s that cannot be reckoned",
            coming=coming,
            late=late,
            unclear=unclear,
        )
        _write(agency_id, text, "/personnel/coming?months=1", f"foreseen:{agency_id}:{week}")


def _write(agency_id: int, text: object, url: str, key: str) -> None:
    for desk in units.desks_of_role(units.successor_of(agency_id), Role.HR):
        notices.tell(desk.id, kind="personnel", text=text, url=url, key=f"{key}:{desk.id}")


@operation
def forget_runs(*, by: Actor) -> None:
    """Drop the lines of runs that nobody asks for any more."""
    require(by, Can.RECORD, None)
    old = clock.now() - timedelta(days=90)
    db.session.execute(delete(ForecastRun).where(ForecastRun.started_at < old))
