"""Metadata of the agency's own: which fields there are, and what a record has in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from documents.models import (
    Document,
    DocumentState,
    FieldKind,
    FieldOf,
    MetadataField,
    MetadataValue,
    WorkFile,
    refuse_frozen,
)
from documents.operations.desk_work import log
from documents.policy.keeping import Can
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units

NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{1,39}")
WHOLE = re.compile(r"-?\d+")
LONGEST = 2000
LONGEST_LABEL = 200
MOST_FIELDS = 50


@dataclass(frozen=True)
class NewField:
    """A field as it is asked for; `name` stands in packages, `label` on pages."""

    of: FieldOf
    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT


@operation
def add_field(given: NewField, *, by: Actor) -> MetadataField:
    """Add a field to those of the law (bổ sung trường siêu dữ liệu)."""
    require(by, Can.KEEP_FIELDS, None)
    _refuse_unfit(given, by)
    field = MetadataField(
        agency_id=by.agency_id,
        of=given.of,
        name=given.name,
        label=given.label.strip()[:LONGEST_LABEL],
        kind=given.kind,
        added_at=clock.now(),
        added_by=by.name,
    )
    db.session.add(field)
    db.session.flush()
    audit.record("metadata.add_field", field, by=by, name=field.name, label=field.label)
    return field


@operation
def end_field(field: MetadataField, *, by: Actor) -> None:
    """Take nothing new in a field; whatever it holds stays bound to its records."""
    require(by, Can.KEEP_FIELDS, field)
    field.ended_at = field.ended_at or clock.now()
    audit.record("metadata.end_field", field, by=by, name=field.name)


@operation
def describe_document(document: Document, values: Mapping[str, str], *, by: Actor) -> list[str]:
    """Give a document values in the agency's fields; says which were changed."""
    require(by, Can.DESCRIBE_DOCUMENT, document)
    _refuse_ended(document)
    changed = _keep(FieldOf.DOCUMENT, document, values, by)
    if changed:
        audit.record("document.describe", document, by=by, fields=changed)
        log(document, "document.describe", by=by, text=", ".join(changed))
    return sorted(changed)


@operation
def describe_work_file(file: WorkFile, values: Mapping[str, str], *, by: Actor) -> list[str]:
    """Give a work file values in the agency's fields, in the archive too."""
    require(by, Can.DESCRIBE_FILE, file)
    refuse_frozen(file)
    changed = _keep(FieldOf.WORK_FILE, file, values, by)
    if changed:
        audit.record("work_file.add_metadata", file, by=by, fields=changed)
    return sorted(changed)


def _refuse_ended(document: Document) -> None:
    """What is frozen or was recalled keeps its metadata as they are."""
    refuse_frozen(document)
    if document.state is DocumentState.RECALLED:
        raise Refusal(
            _("A recalled document keeps its metadata as they are."),
            basis=_("Decree 30/2020/NĐ-CP, Annex VI, III.8."),
        )


def _refuse_unfit(given: NewField, by: Actor) -> None:
    known = select(MetadataField.name, MetadataField.ended_at).where(
        MetadataField.agency_id == by.agency_id, MetadataField.of == given.of
    )
    rows = db.session.execute(known).all()
    wrong = {}
    if not NAME.fullmatch(given.name):
        wrong["name"] = _("Latin letters and digits, beginning with a letter, without blanks.")
    elif given.name.casefold() in {row.name.casefold() for row in rows}:
        wrong["name"] = _("There is a field of this name.")
    if not given.label.strip():
        wrong["label"] = _("Say what stands in the field.")
    if len([row for row in rows if row.ended_at is None]) >= MOST_FIELDS:
        wrong["label"] = _("An agency adds at most %(most)s fields.", most=MOST_FIELDS)
    if wrong:
        raise Invalid(_("The field cannot be added."), fields=wrong)


def _keep(
    of: FieldOf, record: Document | WorkFile, values: Mapping[str, str], by: Actor
) -> list[str]:
    """Write what differs; a former value stays with the day on which it was replaced."""
    fields = _fields(of, record)
    given = {name: text.strip() for name, text in values.items()}
    _refuse_values(fields, given)
    known = _present(record)
    changed = []
    for name, text in given.items():
        before = known.get(fields[name].id)
        if text == (before.text if before else ""):
            continue
        if before:
            before.replaced_at = clock.now()
        db.session.add(_value(fields[name], record, text, by))
        changed.append(fields[name].label)
    return changed


def _fields(of: FieldOf, record: Document | WorkFile) -> dict[str, MetadataField]:
    own = units.lineage(units.successor_of(record.agency_id))
    statement = select(MetadataField).where(
        MetadataField.agency_id.in_(own), MetadataField.of == of, MetadataField.ended_at.is_(None)
    )
    return {field.name: field for field in db.session.scalars(statement)}


def _present(record: Document | WorkFile) -> dict[int, MetadataValue]:
    owner = (
        MetadataValue.document_id if isinstance(record, Document) else MetadataValue.work_file_id
    )
    statement = select(MetadataValue).where(owner == record.id, MetadataValue.replaced_at.is_(None))
    return {row.field_id: row for row in db.session.scalars(statement)}


def _value(
    field: MetadataField, record: Document | WorkFile, text: str, by: Actor
) -> MetadataValue:
    is_document = isinstance(record, Document)
    return MetadataValue(
        field_id=field.id,
        document_id=record.id if is_document else None,
        work_file_id=None if is_document else record.id,
        text=text,
        given_at=clock.now(),
        given_by=by.name,
    )


def _refuse_values(fields: Mapping[str, MetadataField], given: Mapping[str, str]) -> None:
    wrong = {name: _fault(fields.get(name), text) for name, text in given.items()}
    wrong = {name: words for name, words in wrong.items() if words}
    if wrong:
        raise Invalid(_("Some values cannot be kept."), fields=wrong)


def _fault(field: MetadataField | None, text: str) -> str:
    if field is None:
        return _("Your agency has no such field.")
    if len(text) > LONGEST:
        return _("At most %(most)s characters.", most=LONGEST)
    if field.kind is FieldKind.DAY and text and not _is_day(text):
        return _("Write a day.")
    if field.kind is FieldKind.NUMBER and text and not WHOLE.fullmatch(text):
        return _("Write a whole number.")
    return ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
