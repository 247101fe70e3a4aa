"""Forms and extracts as PDF/A-2b."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from office.typesetting import typeset
from personnel.compose.body import Body, Entry, body, by_line, people
from personnel.compose.facts import FormRecord
from personnel.compose.layouts import PEOPLE, Form, forms
from personnel.compose.words import clean

TEMPLATE = Path(__file__).parent / "templates" / "form.typ"
PNG = b"\x89PNG"
FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 600"><image width="400" height="600"'
    ' preserveAspectRatio="xMidYMid slice" href="data:image/{kind};base64,{data}"/></svg>'
)


def form_pdf(form: Form, record: FormRecord) -> bytes:
    """One form of one record; the same record on the same day gives the same bytes."""
    return _set(body(form, record), record)


def people_pdf(records: Sequence[FormRecord]) -> bytes:
    """The list of several persons (danh sách trích ngang)."""
    made = people(forms()[PEOPLE], records)
    return _set(made, records[0])


def _set(made: Body, record: FormRecord) -> bytes:
    made_at = datetime.combine(record.printed_on, datetime.min.time(), UTC)
    return typeset(TEMPLATE, _data(made, record), made_at=made_at).pdf


def _data(made: Body, record: FormRecord) -> dict[str, Any]:
    form = made.form
    first, rest = made.entries[: form.next_to_photo], made.entries[form.next_to_photo :]
    told = {name: getattr(made, name) for name in ("person", "subtitle", "mark", "legend")}
    asked = ("title", "of_whom", "short", "basis_line", "remarks", "pledge")
    layout = {name: getattr(form, name) for name in asked}
    return {
        **told,
        **layout,
        "is_form": form.has_photo,
        "is_wide": form.is_wide,
        "agency": clean(record.heading.agency),
        "parent": clean(record.heading.parent_agency),
        "photo": _photo(record.photo) if form.has_photo else "",
        "head": [asdict(one) for one in made.head],
        "first": _lines(first),
        "rest": _lines(rest),
        "ends_with_table": not form.remarks and _ends_with_table(made.entries[-1]),
        "left_out": made.left_out,
        "signers": [asdict(one) for one in made.signers],
    }


def _lines(entries: Sequence[Entry]) -> list[list[dict[str, Any]]]:
    return [[asdict(entry) for entry in line] for line in by_line(entries)]


def _ends_with_table(entry: Entry) -> bool:
    """Such a paper would put its signatures alone on a page."""
    return bool(entry.grids) and not entry.room and len(entry.grids[-1].rows) > 1


def _photo(data: bytes) -> str:
    """The picture inside a drawing, because data of a template is words only."""
    kind = "png" if data.startswith(PNG) else "jpeg"
    return FRAME.format(kind=kind, data=b64encode(data).decode()) if data else ""
