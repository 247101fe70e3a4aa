"""What a draft says, put into the boxes of the Decree 30/2020/NĐ-CP layout."""

from collections.abc import Mapping
from typing import Any

from documents import queries
from documents.compose.content import Annex, Attached, Content, Kind, Signer, Urgency
from documents.models import Document, Draft
from documents.models import Urgency as Degree
from documents.operations.numbers import body_of
from office import clock, law
from office.law.layouts import layout_of
from office.units import queries as units
from office.units.headings import heading_of
from office.units.settings import settings_of

DEGREES = {
    Degree.NORMAL: Urgency.ORDINARY,
    Degree.URGENT: Urgency.URGENT,
    Degree.VERY_URGENT: Urgency.VERY_URGENT,
    Degree.MOST_URGENT: Urgency.EXPRESS,
}
COLLECTIVE = "TM."


def content_of(document: Document, draft: Draft) -> Content:
    """The composed document of the form source; number and date stay open for their fields."""
    form = draft.content
    kind = law.document_type(document.type_code)
    parent, own = _heading(document)
    return Content(
        kind=Kind(kind.vi, kind.abbreviation, kind.template, kind.code),
        agency=own,
        agency_name=units.name_of(document.agency_id),
        parent_agency=parent,
        notation=document.notation,
        place=document.place,
        year=clock.today().year,
        subject=document.subject,
        body=form.get("body", ""),
        signers=_signers(document, draft),
        addressees=tuple(form.get("addressees", ())),
        legal_basis=tuple(form.get("legal_basis", ())),
        recipients=tuple(form.get("copies", ())),
        kept_at=_kept_at(document),
        urgency=DEGREES[document.urgency],
        enacted_by=_enacted_by(document, draft),
        circulation=form.get("circulation", ""),
        drafter_mark=form.get("drafter_mark", ""),
        contact=tuple(form.get("contact", ())),
        fields=form.get("fields", {}),
        attached=_attached(form.get("attached")),
        annexes=tuple(_annex(row) for row in form.get("annexes", ())),
        seal_diameter_mm=settings_of(document.agency_id).seal_diameter_mm,
    )


def _attached(row: Mapping[str, str] | None) -> Attached | None:
    return Attached(row["name"], row["title"], row["body"]) if row else None


def _annex(row: Mapping[str, Any]) -> Annex:
    return Annex(row["title"], row["body"], bool(row.get("wide")))


def _heading(document: Document) -> tuple[str, str]:
    """The two lines above; a body that issues in its own name stands below its agency."""
    parent, own = heading_of(document.agency_id)
    body = body_of(document)
    return (own, body.name) if body else (parent, own)


def _signers(document: Document, draft: Draft) -> tuple[Signer, ...]:
    """The main signer, then those who sign with him in the order of their fields."""
    others = queries.co_signers_of(document)
    return (_signer(document, draft), *(_signer_at(desk_id, document) for desk_id in others))


def _signer(document: Document, draft: Draft) -> Signer:
    return _signer_at(draft.signer_desk_id, document)


def _signer_at(desk_id: int | None, document: Document) -> Signer:
    rows: list[Any] = (
        units.authority_for(desk_id, document.type_code, clock.today()) if desk_id else []
    )
    lines = tuple(rows[0].lines) if rows else ()
    return Signer(lines, units.holder_name(desk_id) if desk_id else "")


def _enacted_by(document: Document, draft: Draft) -> str:
    """The competent authority: the head whoever signs for him, or the body (TM.) itself."""
    agency, lines = units.name_of(document.agency_id), _signer(document, draft).authority
    if not lines or lines[0].startswith(COLLECTIVE):
        return agency
    title = lines[0].rpartition(".")[2]  # what follows Q., KT., TL. or TUQ.
    return _head_of(title.split(), agency.split())


def _head_of(title: list[str], agency: list[str]) -> str:
    """Words that end the post and begin the agency's name are said once: CHÁNH VĂN PHÒNG UBND."""
    upper = [word.upper() for word in agency]
    common = next(
        size for size in range(len(title), -1, -1) if title[len(title) - size :] == upper[:size]
    )
    return " ".join(title + upper[common:])


def _kept_at(document: Document) -> str:
    if kept := layout_of(document.type_code).kept:
        return f"VT, {kept}"
    (symbol,) = queries.drafting_symbols([(document, clock.now())])
    return f"VT, {symbol}"
