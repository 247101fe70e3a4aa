"""Packages of work files: asked for by people, made and read by the worker."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from documents.models import (
    PackageState,
    PackageWay,
    WorkFile,
    WorkFileItem,
    WorkFilePackage,
    WorkFileState,
)
from documents.operations.workfiles import folded, recount
from documents.policy import Can
from documents.policy.workfiles import Can as FileCan
from documents.queries.workfiles import contents_of
from office import audit, clock, outbox
from office.blobs import Stored
from office.db import db, operation
from office.errors import Refusal
from office.i18n import _
from office.permissions import Actor, require


@operation
def ask_package(file: WorkFile, *, by: Actor) -> WorkFilePackage:
    """Ask the worker for the package of a closed or archived file."""
    require(by, FileCan.EXPORT_FILE, file)
    if file.state in (WorkFileState.OPEN, WorkFileState.DESTROYED):
        raise Refusal(
            _("This file is at “%(state)s”.", state=file.state.label),
            fix=_("Close the file first: only a complete file goes into a package."),
        )
    _refuse_hidden(file, by)
    package = _asked(PackageWay.EXPORT, by, file=file)
    audit.record("work_file.export", file, by=by, package=package.uid)
    return package


def _refuse_hidden(file: WorkFile, by: Actor) -> None:
    """A package holds everything: who makes it must see everything in it."""
    hidden = sum(one.is_hidden for one in contents_of(file, by))
    if hidden:
        raise Refusal(
            _("The file holds documents that you may not see, so you cannot take it out whole."),
            who=_("Somebody who sees all of them."),
        )


@operation
def bring_package(stored: Stored, name: str, *, by: Actor) -> WorkFilePackage:
    """Bring a package from another installation; the worker checks it before it is taken."""
    require(by, FileCan.KEEP_ARCHIVE, by)
    package = _asked(PackageWay.IMPORT, by)
    package.name, package.sha256, package.size = name, stored.sha256, stored.size
    audit.record("work_file.bring", package, by=by, sha256=stored.sha256)
    return package


def _asked(way: PackageWay, by: Actor, file: WorkFile | None = None) -> WorkFilePackage:
    package = WorkFilePackage(
        agency_id=by.agency_id or 0,
        work_file_id=file.id if file else None,
        desk_id=by.desk_id or 0,
        way=way,
        state=PackageState.ASKED,
        asked_by=by.name,
        asked_at=clock.now(),
    )
    db.session.add(package)
    db.session.flush()
    outbox.enqueue(
        f"documents.work_file_{way.value}",
        key=f"work-file-package:{package.uid}",
        lane=outbox.Lane.BULK,
        urgent=True,
        package_id=package.id,
    )
    return package


@operation
def keep_package(
    package: WorkFilePackage, stored: Stored, name: str, report: dict[str, Any], *, by: Actor
) -> None:
    """Keep the package that the worker has made."""
    require(by, Can.RECORD, package)
    package.sha256, package.size, package.name = stored.sha256, stored.size, name
    package.report, package.state, package.done_at = report, PackageState.READY, clock.now()


def drop_packages(files: Sequence[int], problem: str) -> set[str]:
    """What a package of these files holds is destroyed: it goes too; says which bytes those are."""
    made = select(WorkFilePackage).where(
        WorkFilePackage.work_file_id.in_(files), WorkFilePackage.state == PackageState.READY
    )
    hashes = set()
    for package in db.session.scalars(made):
        hashes.add(package.sha256)
        package.sha256, package.size, package.problem = "", 0, problem
        package.state = PackageState.REFUSED
    return hashes


@operation
def refuse_package(package: WorkFilePackage, problem: str, *, by: Actor) -> None:
    """Say why a package was not taken or could not be made."""
    require(by, Can.RECORD, package)
    package.problem, package.state, package.done_at = problem, PackageState.REFUSED, clock.now()


@dataclass(frozen=True)
class Brought:
    """A work file as its package tells it."""

    uid: str
    organ_id: str
    catalog: int
    notation: str
    title: str
    retention: str
    creator: str
    language: str
    rights: str
    description: str
    started_on: date
    ended_on: date | None
    items: Sequence["BroughtItem"] = field(default_factory=tuple)
    own: Sequence[dict[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class BroughtItem:
    """A record of such a file with its original in our store."""

    title: str
    facts: dict[str, Any]
    dated: datetime
    name: str
    media_type: str
    pages: int
    stored: Stored


@operation
def take_in(
    package: WorkFilePackage, brought: Brought, report: dict[str, Any], *, by: Actor
) -> WorkFile:
    """Keep a file of another installation, read-only, with its origin."""
    require(by, Can.RECORD, package)
    _refuse_known(package, brought)
    facts = {
        name: getattr(brought, name)
        for name in Brought.__dataclass_fields__
        if name not in {"uid", "items", "own"}
    }
    origin = {"uid": brought.uid, "package": package.sha256, "brought_by": package.asked_by}
    now = clock.now()
    file = WorkFile(
        **facts,
        agency_id=package.agency_id,
        desk_id=package.desk_id,
        state=WorkFileState.ARCHIVED,
        folded=folded(brought.notation, brought.title),
        opened_at=now,
        closed_at=now,
        archived_at=now,
        origin=origin | {"brought_at": now.isoformat(), "own": list(brought.own)},
    )
    db.session.add(file)
    db.session.flush()
    db.session.add_all(_row(file, one) for one in brought.items)
    db.session.flush()
    recount(file)
    package.work_file_id = file.id
    package.report = report | {"uid": str(file.uid), "code": file.code}
    package.state, package.done_at = PackageState.READY, now
    audit.record("work_file.take_in", file, by=by, package=package.sha256, code=file.code)
    return file


def _refuse_known(package: WorkFilePackage, brought: Brought) -> None:
    known = select(WorkFile.id).where(
        WorkFile.agency_id == package.agency_id,
        WorkFile.organ_id == brought.organ_id,
        WorkFile.catalog == brought.catalog,
        WorkFile.notation == brought.notation,
    )
    if db.session.scalar(known) is not None:
        code = f"{brought.organ_id}.{brought.catalog}.{brought.notation}"
        raise Refusal(_("The file %(code)s is here already.", code=code))


def _row(file: WorkFile, one: BroughtItem) -> WorkFileItem:
    return WorkFileItem(
        work_file_id=file.id,
        title=one.title,
        facts=one.facts,
        dated=one.dated,
        name=one.name,
        media_type=one.media_type,
        sha256=one.stored.sha256,
        size=one.stored.size,
        pages=one.pages,
        added_at=clock.now(),
        added_by=file.creator,
    )
