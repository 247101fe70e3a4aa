"""The PDF of a draft from its present source, with the fields for signature, seal and number."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import select

from documents import operations, queries
from documents.compose import checks
from documents.compose.data import Data, with_data
from documents.compose.docx import EXPECTED, convert_docx
from documents.compose.form import compose_form
from documents.compose.layouts import empty_fields
from documents.compose.places import (
    POINTS_A_MM,
    SIGNATURE_MM,
    Composed,
    Place,
    seal_on,
    text_field_box,
)
from documents.jobs.contents import content_of
from documents.models import Document, Draft, DraftSource
from documents.operations.drafting import Made
from documents.operations.numbers import MONTH
from office import blobs, clock
from office.db import db
from office.errors import Refusal
from office.foreign.child import run_child
from office.foreign.reading import inspect, rewrite
from office.foreign.refusals import ForeignFileRefused
from office.law.layouts import layout_of
from office.outbox import delivers
from office.permissions import SYSTEM
from office.units.settings import settings_of
from signing import operations as signing

TEXTS = ("so", "ngay", "thang")
DATES = ("ngay", "thang")
FIELDS = ("chuky1", "dau", *TEXTS)
INITIALS = ("nhay1", "nhay2")
FILLED = (*TEXTS, *INITIALS)


@delivers("documents.compose")
def compose(body: dict[str, Any]) -> None:
    """Make the PDF of a draft; a fault of the source is said on the draft."""
    draft = db.session.scalars(select(Draft).where(Draft.id == body["draft_id"])).one()
    if draft.revision != body["revision"]:
        return
    try:
        _compose(draft)
    except Refusal as refusal:
        operations.note_compose_problem(draft, body["revision"], str(refusal.message), by=SYSTEM)


def _compose(draft: Draft) -> None:
    document = db.session.get_one(Document, draft.document_id)
    revision, year = draft.revision, clock.today().year
    composed = _made(document, draft)
    places = composed.places | _spots(composed, draft, document)
    missing = tuple(name for name in composed.missing if name not in places)
    paper = _with_data(composed.pdf, document)
    ready = signing.lay_out(paper, signatures=_signatures(places), texts=_texts(places))
    kept = {name: dict(vars(place)) for name, place in places.items()}
    if draft.source is DraftSource.FORM and MONTH in kept:
        kept[MONTH]["year"] = year  # printed behind the month, never filled in later
    stored = blobs.put(ready)
    made = Made(stored, kept, missing, _checked(document, draft, stored))
    operations.keep_composed(draft, revision, made, by=SYSTEM)


def _with_data(pdf: bytes, document: Document) -> bytes:
    """What was laid in for programs lies inside, so that every signature covers it."""
    laid = document.details.get("data")
    return with_data(pdf, Data(laid["name"], laid["text"])) if laid else pdf


def _checked(document: Document, draft: Draft, stored: blobs.Stored) -> tuple[dict[str, Any], ...]:
    """What departs from the decree on the pages; a file that cannot be read is told elsewhere."""
    wanted = _wanted_words(document, draft)
    try:
        facts = run_child("measures", blobs.path_of(stored.sha256)).facts
    except ForeignFileRefused:
        return ()
    return tuple(asdict(found) for found in checks.check(checks.sheets_of(facts), wanted))


def _wanted_words(document: Document, draft: Draft) -> checks.Wanted:
    content = content_of(document, draft)
    is_form = draft.source is DraftSource.FORM
    return checks.Wanted(
        content.kind.name,
        is_letter=content.kind.is_letter,
        is_dated=content.kind.layout.dated,
        signer=content.signers[0].full_name,
        empty_fields=tuple(empty_fields(content)) if is_form else (),
    )


def _made(document: Document, draft: Draft) -> Composed:
    if draft.source is DraftSource.FORM:
        return compose_form(content_of(document, draft))
    if draft.source is DraftSource.DOCX:
        diameter = settings_of(document.agency_id).seal_diameter_mm
        source, wanted = blobs.read(draft.source_sha256), _wanted(document, EXPECTED)
        return convert_docx(source, seal_diameter_mm=diameter, expected=wanted)
    return _written_anew(blobs.path_of(draft.source_sha256), _wanted(document, FIELDS))


def _wanted(document: Document, names: Iterable[str]) -> tuple[str, ...]:
    """The fields that need a place: minutes bear no date (sample 1.9)."""
    is_dated = layout_of(document.type_code).dated
    others = range(2, 2 + len(queries.co_signers_of(document)))
    further = (f"chuky{place}" for place in others)
    return tuple(name for name in (*names, *further) if is_dated or name not in DATES)


def _written_anew(source: Path, wanted: tuple[str, ...]) -> Composed:
    """A PDF made elsewhere: its first reader is the limited child, the second gets a plain file."""
    return Composed(rewrite(source), {}, inspect(source).pages, missing=wanted)


def _spots(composed: Composed, draft: Draft, document: Document) -> dict[str, Place]:
    """The fields that the drafter placed by hand; the seal follows the signature."""
    spots = draft.content.get("spots", {})
    sizes = _page_sizes(composed.pdf) if spots else []
    found = {name: _spot(name, spot, sizes) for name, spot in spots.items() if _is_field(name)}
    if "chuky1" in found:
        diameter = settings_of(document.agency_id).seal_diameter_mm
        found["dau"] = seal_on(found["chuky1"], diameter)
    return found


def _is_field(name: str) -> bool:
    return name in FIELDS or name.startswith("chuky")


def _page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    return list(inspect(blobs.path_of(blobs.put(pdf).sha256)).page_sizes)


def _spot(name: str, spot: dict[str, float], sizes: list[tuple[float, float]]) -> Place:
    page = min(int(spot["page"]), len(sizes) - 1)
    width, height = sizes[page]
    left, top = spot["x"] * width, height * (1 - spot["y"])
    if name in TEXTS:
        size, wide = (13.0, 36.0) if name == "so" else (14.0, 18.0)
        return text_field_box(page=page, left=left, baseline=top, width=wide, size=size)
    wide, high = (mm * POINTS_A_MM for mm in SIGNATURE_MM)
    return Place(page, left - wide / 2, top - high / 2, left + wide / 2, top + high / 2)


def _signatures(places: dict[str, Place]) -> list[signing.SignatureField]:
    return [
        signing.SignatureField(
            name,
            place.page,
            signing.Rect(place.x0, place.y0, place.x1, place.y1),
            signing.Lock.ALL if name == "dau" else signing.Lock.OWN,
        )
        for name, place in places.items()
        if name not in FILLED
    ]


def _texts(places: dict[str, Place]) -> list[signing.TextField]:
    return [
        signing.TextField(
            name,
            place.page,
            signing.Rect(place.x0, place.y0, place.x1, place.y1),
            place.font_size or 13,
        )
        for name, place in places.items()
        if name in FILLED
    ]
