"""Packages of work files, made and read by the worker; the warnings before a hand-over."""

from tempfile import TemporaryFile
from typing import Any

from sqlalchemy import select

from documents import operations, queries
from documents.jobs.file_package import METADATA, Record, originals_of, write_package
from documents.jobs.file_package_reading import brought_of
from documents.jobs.file_papers import index_paper
from documents.models import (
    Document,
    PackageState,
    WorkFile,
    WorkFilePackage,
    WorkFileState,
)
from documents.operations.archiving import NOTICE, warn
from office import blobs, clock
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Refusal
from office.foreign import reading
from office.outbox import delivers, every
from office.permissions import SYSTEM


@delivers("documents.work_file_export")
def make(body: dict[str, Any]) -> None:
    """Write the package of a file."""
    package = db.session.get_one(WorkFilePackage, body["package_id"])
    if package.state is not PackageState.ASKED:
        return
    file = db.session.get_one(WorkFile, package.work_file_id or 0)
    contents = queries.contents_of(file, SYSTEM)
    records = [_record(one) for one in contents]
    with TemporaryFile() as target:
        report = write_package(
            target,
            file,
            records,
            history=_history(file, contents),
            summary=index_paper(file, contents),
            own=[*queries.own_metadata(file), *file.origin.get("own", ())],
        )
        target.seek(0)
        stored = blobs.put(target)
    operations.keep_package(package, stored, f"{file.code}.zip", report, by=SYSTEM)


def _record(one: queries.Content) -> Record:
    files = queries.files_of(one.document) if one.document else []
    own = queries.own_metadata(one.document) if one.document else one.item.facts.get("own", ())
    return Record(one.item, one.document, originals_of(one.item, files), own)


def _history(file: WorkFile, contents: list[queries.Content]) -> dict[str, object]:
    """The official acts on the file, and the progress log of each document."""
    lines = select(AuditEvent).where(AuditEvent.subject_uid == str(file.uid))
    acts = [
        event.content() | {"hash": event.content_hash}
        for event in db.session.scalars(lines.order_by(AuditEvent.id))
    ]
    return {"acts": acts, "documents": [_log(one.document) for one in contents if one.document]}


def _log(document: Document) -> dict[str, object]:
    rows = [
        {
            "at": row.at.isoformat(),
            "act": row.act,
            "actor": row.actor_name,
            "title": row.actor_title,
            "on_behalf_of": row.on_behalf_of,
            "text": row.text,
        }
        for row in queries.progress_of(document)
    ]
    return {"uid": str(document.uid), "log": rows}


@delivers("documents.work_file_import")
def read(body: dict[str, Any]) -> None:
    """Check a package in the limited child and keep its file; a bad one leaves only its refusal."""
    package = db.session.get_one(WorkFilePackage, body["package_id"])
    if package.state is not PackageState.ASKED:
        return
    try:
        entries, tree = reading.bag(blobs.path_of(package.sha256), xml=METADATA)
        brought = brought_of(tree, entries)
        report = {"equal": len(entries), "sums": {path: entries[path].sha256 for path in entries}}
        operations.take_in(package, brought, report, by=SYSTEM)
    except Refusal as refusal:
        words = " ".join(filter(None, (str(refusal.message), str(refusal.fix or ""))))
        operations.refuse_package(package, words, by=SYSTEM)


@every(name="documents.warn_of_hand_over", cron="15 6 * * *")
def warn_keepers(_body: dict[str, Any]) -> None:
    """Thirty days before the archive expects a file its keeper is told, once."""
    until = clock.today() + NOTICE
    closed = select(WorkFile).where(
        WorkFile.state == WorkFileState.CLOSED,
        WorkFile.hand_over_by.is_not(None),
        WorkFile.hand_over_by <= until,
    )
    with transaction():
        for file in db.session.scalars(closed):
            if file.due_on and file.due_on <= until:
                warn(file, "due")
