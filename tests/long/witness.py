"""What must be true once the matter is over, whatever happened on the way."""

import hashlib
import json
import shutil
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from documents import queries
from documents.models import (
    AccessState,
    AxisDelivery,
    AxisOutgoing,
    CommentState,
    CopyState,
    DeliveryState,
    DeskCount,
    Direction,
    Document,
    DocumentAccess,
    DocumentCopy,
    DocumentFile,
    DocumentState,
    Draft,
    DraftComment,
    Freeze,
    FreezeState,
    LineState,
    NumberEntry,
    NumberSeries,
    ReviewStep,
    Routing,
    RoutingState,
    StepKind,
    StepState,
    Task,
    TaskLine,
    TaskState,
    WorkFile,
    WorkFileState,
)
from office import audit, blobs
from office.db import db
from office.outbox import JobState, Lane, OutboxMessage
from signing.models import Revision, SignatureRecord, StoredVerdict
from tests.long import letters
from tests.long.house import House

REST = 240.0


def settle(house: House) -> None:
    """Wait until all is done, acknowledged and sealed; the house may still fall meanwhile.

    What the axis was not told at once it is told in the next round of asking, which is clockwork
    and no job of its own.
    """
    until = time.monotonic() + REST
    while time.monotonic() < until:
        house.look()
        with house.app.app_context():
            if not (_open_jobs() or _untold() or _unsealed() or letters.wait(house)):
                return
        time.sleep(0.4)


def faults(house: House) -> list[str]:
    """Every broken promise in plain words."""
    with house.app.app_context():
        messages = logged(house)
        return [
            *_jobs(),
            *letters.faults(),
            *_story(),
            *_upkeep(),
            *_beside(),
            *_registers(),
            *_arrivals(messages),
            *_sendings(messages),
            *_counters(),
            *_files(),
            *_signatures(house.folder),
            *(f"audit: {line}" for line in audit.verify()),
            *(f"audit: {count} lines unsealed" for count in [_unsealed()] if count),
        ]


def logged(house: House) -> list[dict]:
    """What the axis itself has seen, one row for each delivery."""
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{house.axis.url}/log", headers={"Authorization": f"Bearer {house.axis.token}"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        rows = json.load(answer)
    return [
        row | {"receiver": one["to"], "delivery": one["docId"], "state": one["state"]}
        for row in rows
        for one in row["deliveries"]
    ]


def _open_jobs() -> int:
    waiting = (OutboxMessage.state == JobState.READY) & (OutboxMessage.lane != Lane.TICK)
    lasting = ~OutboxMessage.topic.in_(["signing.raise_level"])
    return db.session.scalar(select(func.count()).where(waiting, lasting)) or 0


def _untold() -> int:
    rows = select(func.count()).select_from(AxisDelivery)
    return db.session.scalar(rows.where(AxisDelivery.acknowledged_at.is_(None))) or 0


def _unsealed() -> int:
    lines = db.session.scalar(select(func.count()).select_from(audit.AuditEvent))
    return lines - db.session.scalar(select(func.count()).select_from(audit.AuditSeal))


def _jobs() -> Iterator[str]:
    for job in db.session.scalars(select(OutboxMessage)):
        if job.state is JobState.DEAD:
            yield f"dead letter {job.topic} {job.key}: {job.last_error}"
        elif job.state is JobState.READY and job.lane is not Lane.TICK:
            yield f"open job {job.topic} {job.key}, tried {job.attempts} times: {job.last_error}"


def _story() -> Iterator[str]:
    for direction, wanted, count in (
        (Direction.INCOMING, DocumentState.COMPLETED, 1),
        (Direction.OUTGOING, DocumentState.ISSUED, 2),  # the reply and its copy
    ):
        found = db.session.scalars(select(Document).where(Document.direction == direction)).all()
        if [one.state for one in found] != [wanted] * count:
            yield f"{direction.value}: {[one.state.value for one in found]}"


def _upkeep() -> Iterator[str]:
    states = [row.state for row in db.session.scalars(select(Task))]
    if states != [TaskState.CLOSED]:
        yield f"tasks: {[one.value for one in states]}"
    files = db.session.scalars(select(WorkFile)).all()
    if [(one.state, one.document_count) for one in files] != [(WorkFileState.CLOSED, 2)]:
        yield f"work files: {[(one.code, one.state.value, one.document_count) for one in files]}"


def _beside() -> Iterator[str]:
    for model, wanted in (
        (DocumentCopy, CopyState.ISSUED),
        (DraftComment, CommentState.SETTLED),
        (DocumentAccess, AccessState.CONFIRMED),
        (Freeze, FreezeState.LIFTED),
    ):
        states = [row.state for row in db.session.scalars(select(model))]
        if states != [wanted]:
            yield f"{model.__tablename__}: {[one.value for one in states]}"
    steps = db.session.scalars(select(ReviewStep).order_by(ReviewStep.id)).all()
    if [(one.kind, one.state) for one in steps] != [
        (StepKind.CONTENT, StepState.PASSED),
        (StepKind.SIGN, StepState.PASSED),
    ]:
        yield f"way to the signature: {[(one.kind.value, one.state.value) for one in steps]}"
    frozen = db.session.scalars(select(Document.id).where(Document.is_frozen)).all()
    if frozen:
        yield f"documents {frozen} are still frozen"


def _registers() -> Iterator[str]:
    for series in db.session.scalars(select(NumberSeries)):
        if gaps := queries.register_gaps(series):
            yield f"register {series.name}: numbers {gaps} have no row"
        rows = db.session.scalars(
            select(NumberEntry.document_id).where(NumberEntry.series_id == series.id)
        ).all()
        if len(rows) != series.last or len(set(rows)) != len(rows):
            yield f"register {series.name}: {len(rows)} rows for the last number {series.last}"


def _arrivals(messages: list[dict]) -> Iterator[str]:
    waiting = [row["delivery"] for row in messages if row["receiver"] in _own_codes()]
    kept = Counter(db.session.scalars(select(AxisDelivery.axis_id)))
    if Counter(waiting) != kept:
        yield f"packages: {len(waiting)} laid out at the axis, {kept.total()} kept"
    for row in messages:
        if row["receiver"] in _own_codes() and row["state"] != "done":
            yield f"package {row['delivery']} is {row['state']} at the axis"
    for delivery in db.session.scalars(select(AxisDelivery)):
        if delivery.state is not DeliveryState.READ or delivery.acknowledged_at is None:
            yield f"package {delivery.axis_id}: {delivery.state}, {delivery.acknowledged_at}"


def _own_codes() -> set[str]:
    from office.units import queries as units

    agencies = {row.agency_id for row in queries.connections()}
    return {code for agency_id in agencies for code in units.organ_ids(agency_id)}


def _sendings(messages: list[dict]) -> Iterator[str]:
    at_axis = Counter((row["sha256"], row["receiver"]) for row in messages if _is_ours(row))
    for (sha256, receiver), count in at_axis.items():
        if count != 1:
            yield f"message {sha256[:8]} reached {receiver} {count} times"
    for row, count in Counter(
        (row["kind"], row["document_id"], row["status"], row["receiver"])
        for row in messages
        if _is_ours(row)
    ).items():
        if count != 1:
            yield f"{row} stands {count} times at the axis"
    ours = db.session.scalars(select(AxisOutgoing)).all()
    if {one.sha256 for one in ours} != {sha256 for sha256, _receiver in at_axis}:
        yield f"{len(ours)} messages of ours, {len(at_axis)} at the axis"
    known = {row["id"] for row in messages}
    for one in ours:
        if one.sent_at is None or one.axis_id not in known:
            yield f"message {one.key}: sent {one.sent_at}, known to the axis as {one.axis_id!r}"


def _is_ours(row: dict) -> bool:
    return row["source"] == "wire"


def _counters() -> Iterator[str]:
    is_open, is_owed = Routing.state == RoutingState.OPEN, TaskLine.state == LineState.OWED
    counted = {**_counted(Routing, is_open), **_counted(TaskLine, is_owed)}
    kept = {
        (row.desk_id, row.duty): (row.open, row.unread)
        for row in db.session.scalars(select(DeskCount))
        if row.open or row.unread
    }
    if counted != kept:
        yield f"counters say {kept}, the rows are {counted}"


def _counted(model: type, condition) -> dict:
    unread = func.count().filter(model.read_at.is_(None))
    rows = select(model.desk_id, model.duty, func.count(), unread).where(condition)
    found = db.session.execute(rows.group_by(model.desk_id, model.duty))
    return {(desk, duty): (number, new) for desk, duty, number, new in found}


def _files() -> Iterator[str]:
    for sha256 in sorted(_referenced()):
        try:
            data = blobs.path_of(sha256).read_bytes()
        except FileNotFoundError:
            yield f"file {sha256} is not in the store"
            continue
        if hashlib.sha256(data).hexdigest() != sha256:
            yield f"file {sha256} has other bytes"


def _referenced() -> set[str]:
    columns = [
        AxisDelivery.sha256,
        AxisOutgoing.sha256,
        DocumentFile.sha256,
        Draft.pdf_sha256,
        Draft.submitted_sha256,
        Revision.sha256,
        SignatureRecord.sha256,
        StoredVerdict.sha256,
    ]
    found = {one for column in columns for one in db.session.scalars(select(column))}
    for pages in db.session.scalars(select(DocumentFile.pages)):
        found |= set(pages or [])
    return found - {""}


def _signatures(folder: Path) -> Iterator[str]:
    reply = db.session.scalars(
        select(Document).where(Document.direction == Direction.OUTGOING)
    ).first()
    main = queries.main_file(reply) if reply else None
    records = db.session.scalars(select(SignatureRecord)).all()
    if len(records) != 2:
        yield f"{len(records)} signatures are on record"
    if main is None:
        yield "no file was issued"
    elif shutil.which("pdfsig"):
        yield from _by_pdfsig(folder, blobs.read(main.sha256))


def _by_pdfsig(folder: Path, pdf: bytes) -> Iterator[str]:
    path = folder / "issued.pdf"
    path.write_bytes(pdf)
    words = ["pdfsig", "-nocert", str(path)]
    said = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120).stdout
    if said.count("Signature is Valid.") != 2:
        yield f"pdfsig says: {said}"
