"""A declaration out of its form: the line, its dates, its evidence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from office import blobs, clock
from office.errors import Invalid
from office.foreign.kinds import Kind
from office.foreign.refusals import ForeignFileRefused
from office.foreign.uploads import check_upload
from office.i18n import _
from personnel import operations
from personnel.forms.fields import typed_of, values_in
from personnel.models import Dossier
from personnel.queries.timeline import timeline
from personnel.record.groups import GROUPS
from personnel.record.shapes import Authority, Shape
from personnel.record.slots import slot_of
from personnel.record.timeline import Change, Row, known, state

EVIDENCE = (Kind.PDF, Kind.PNG, Kind.JPEG)
PORTRAIT = (Kind.PNG, Kind.JPEG)
SIZE_LIMIT = 20 << 20
PHOTO = "photo"
OPEN = tuple(name for name, one in GROUPS.items() if one.authority is Authority.DECLARED)


def line_of(dossier: Dossier, group: str, uid: str) -> Row | None:
    """The line that is to be changed, as it is known now; with its sensitive values."""
    rows = known(timeline(dossier, [group], opened=[group]))
    return next((row for row in rows if str(row.line) == uid), None)


def begun_with(dossier: Dossier, group: str, line: Row | None) -> dict[str, str]:
    """What stands in the form at first: the line that is changed, or what holds today."""
    held = line or _held(dossier, group)
    first = held.valid_from if line and held else clock.today()
    return typed_of(group, held.values if held else {}) | {"valid_from": first.isoformat()}


def _held(dossier: Dossier, group: str) -> Row | None:
    if GROUPS[group].shape is not Shape.ONE:
        return None
    rows = state(timeline(dossier, [group], opened=[group]), clock.today()).get(group, [])
    return rows[-1] if rows else None


def change_in(group: str, typed: Mapping[str, str], line: Row | None) -> Change:
    """The change as it was typed; raises `Invalid` with every problem at its input."""
    first, last = clock.read_day(typed.get("valid_from", "")), typed.get("valid_to", "")
    values, wrong = values_in(group, typed, first or clock.today())
    if first is None:
        wrong["valid_from"] = _("Say since when it holds.")
    until = clock.read_day(last)
    if last and until is None:
        wrong["valid_to"] = _("There is no such day in the calendar.")
    if not values and not wrong and group != PHOTO:
        wrong["valid_from"] = _("Fill in at least one field.")
    if wrong or first is None:
        raise Invalid(_("Some fields cannot be taken."), fields=wrong)
    return made(group, values, first, until, line)


def made(
    group: str, values: Mapping[str, Any], first: date, until: date | None, line: Row | None
) -> Change:
    """A new line in its slot, or another version of a line."""
    slot = line.slot if line else slot_of(group, values)
    return Change(group, slot, first, until, values, line=line.line if line else None)


def files_in(group: str) -> list[operations.Evidence]:
    """The evidence of the form, each file checked at the door."""
    sent = [one for one in request.files.getlist("files") if one.filename]
    return [_kept(one, PORTRAIT if group == PHOTO else EVIDENCE) for one in sent]


def _kept(sent: FileStorage, allowed: tuple[Kind, ...]) -> operations.Evidence:
    try:
        found = check_upload(
            sent.stream,  # type: ignore[arg-type]  # a spooled file reads like one
            sent.filename or "",
            allowed=allowed,
            size_limit=SIZE_LIMIT,
        )
    except ForeignFileRefused as refusal:
        words = " ".join(filter(None, map(str, (refusal.message, refusal.fix or ""))))
        raise Invalid(refusal.message, fields={"files": words}) from None
    stored = blobs.put(sent.stream)  # type: ignore[arg-type]  # the same
    return operations.Evidence(found.name, found.media_type, stored.sha256)
