"""The PDF of a draft from its present source, with the fields for signature, seal and number."""

from typing import Any

from sqlalchemy import select

from documents import operations
from documents.compose.docx import convert_docx
from documents.compose.form import compose_form
from documents.compose.pdf import place_in_pdf
from documents.compose.places import Composed, Place
from documents.jobs.contents import content_of
from documents.models import Document, Draft, DraftSource
from office import blobs
from office.db import db
from office.errors import Refusal
from office.outbox import delivers
from office.permissions import SYSTEM
from office.units.settings import settings_of
from signing import operations as signing

TEXTS = ("so", "ngay", "thang")


@delivers("documents.compose")
def compose(body: dict[str, Any]) -> None:
    """Make the PDF of a draft; a fault of the source is said on the draft."""
    draft = db.session.scalars(select(Draft).where(Draft.id == body["draft_id"])).one()
    if draft.revision != body["revision"]:
        return
    try:
        _compose(draft)
    except Refusal as refusal:
        operations.note_compose_problem(
            draft, body["revision"], str(refusal.message), by=SYSTEM
        )


def _compose(draft: Draft) -> None:
    document = db.session.get_one(Document, draft.document_id)
    revision = draft.revision
    made = _made(document, draft)
    ready = signing.lay_out(
        made.pdf, signatures=_signatures(made.places), texts=_texts(made.places)
    )
    places = {name: vars(place) for name, place in made.places.items()}
    operations.keep_composed(draft, revision, blobs.put(ready), places, by=SYSTEM)


def _made(document: Document, draft: Draft) -> Composed:
    if draft.source is DraftSource.FORM:
        return compose_form(content_of(document, draft))
    source = blobs.read(draft.source_sha256)
    diameter = settings_of(document.agency_id).seal_diameter_mm
    if draft.source is DraftSource.DOCX:
        return convert_docx(source, seal_diameter_mm=diameter)
    return place_in_pdf(source, seal_diameter_mm=diameter)


def _signatures(places: dict[str, Place]) -> list[signing.SignatureField]:
    return [
        signing.SignatureField(
            name,
            place.page,
            signing.Rect(place.x0, place.y0, place.x1, place.y1),
            signing.Lock.ALL if name == "dau" else signing.Lock.OWN,
        )
        for name, place in places.items()
        if name not in TEXTS
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
        if name in TEXTS
    ]
