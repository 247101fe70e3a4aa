"""Spreadsheets that people bring, and the columns they choose."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import BinaryIO

from flask import request

from office import clock
from office.errors import Invalid
from office.foreign.kinds import Kind
from office.foreign.refusals import WORDS, ForeignFileRefused, Reason
from office.foreign.tables import TABLE_KINDS
from office.foreign.uploads import check_upload, safe_name
from office.i18n import _
from personnel.models import Purpose
from personnel.operations import Brought
from personnel.record import days
from personnel.record.groups import GROUPS
from personnel.record.sheets.columns import SINCE, field_of, groups
from personnel.record.sheets.letters import as_utf8

SIZE_LIMIT = 20 * 1024 * 1024
LETTERS = (".csv", ".txt")
Options = list[tuple[str, list[tuple[str, str]]]]


def file_sent(name: str = "file") -> tuple[str, bytes]:
    """The spreadsheet of a form: its name and its bytes, as Unicode where it is text."""
    found = request.files.get(name)
    if found is None or not found.filename:
        raise Invalid(_("The file is missing."), fields={name: _("Choose the spreadsheet.")})
    return taken(found.stream, found.filename, name)  # type: ignore[arg-type]  # a spooled file reads like one


def taken(stream: BinaryIO, filename: str, field: str = "file") -> tuple[str, bytes]:
    """A spreadsheet checked at the door; a text of any letters that can be told is turned."""
    try:
        name = safe_name(filename)
        data = stream.read(SIZE_LIMIT + 1)
        if name.lower().endswith(LETTERS) and not data.startswith(b"PK"):
            data = as_utf8(data)
        kinds = (*TABLE_KINDS, Kind.TEXT)
        check_upload(BytesIO(data), name, allowed=kinds, size_limit=SIZE_LIMIT)
    except ForeignFileRefused as refusal:
        other_kind = refusal.reason in (Reason.NOT_ALLOWED, Reason.WRONG_TYPE)
        message, fix = WORDS[Reason.NOT_A_SPREADSHEET if other_kind else refusal.reason]
        raise Invalid(str(message), fields={field: f"{message} {fix}"}) from None
    return name, data


def brought_of(typed: Mapping[str, str], name: str) -> Brought:
    """What is said of a spreadsheet when it is brought."""
    try:
        purpose = Purpose(typed.get("purpose", ""))
    except ValueError:
        message = _("Say what the rows are for.")
        raise Invalid(message, fields={"purpose": message}) from None
    return Brought(name, purpose, _day(typed.get("effective_on", "")))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(days.whole(text)) if text.strip() else clock.today()
    except Invalid as refusal:
        fields = {"effective_on": refusal.message}
        raise Invalid(refusal.message, fields=fields) from None


def mapping_of(typed: Mapping[str, str], count: int) -> dict[str, str]:
    """The field chosen for each column."""
    chosen = {str(place): typed.get(f"column-{place}", "") for place in range(count)}
    return {place: target for place, target in chosen.items() if target}


def target_options() -> Options:
    """What a column can be for, by group, in the words of the printed form."""
    since = _("Holds since")
    return [
        (
            group.form_label,
            [(f"{group.name}.{one.name}", one.form_label) for one in group.fields]
            + [(f"{group.name}.{SINCE}", since)],
        )
        for group in groups()
    ]


def target_label(target: str) -> str:
    """The words of a field as the printed form has them."""
    found = field_of(target)
    group = GROUPS[target.partition(".")[0]].form_label
    return found.form_label if found else f"{group}: {_('Holds since')}"
