"""The form source of a draft: content set by typst in the layout of Annex I, as PDF/A-2b."""

from dataclasses import asdict
from typing import Any

from documents.compose import content as words
from documents.compose.body import Block, Run, blocks, ended
from documents.compose.content import Content, Signer, Urgency, clean
from documents.compose.places import (
    DATE_WIDTH,
    NUMBER_WIDTH,
    SIGNATURE_MM,
    SIGNATURE_ROOM_MM,
    Composed,
    Place,
    seal_on,
)
from documents.compose.typesetting import typeset
from office import fonts
from office.errors import Invalid
from office.i18n import _

BODY_LIMIT = 400_000
STAMP_MM = {Urgency.EXPRESS: 30, Urgency.VERY_URGENT: 40, Urgency.URGENT: 20}  # Annex I II.10.b
STAMP_HEIGHT_MM = 8


def compose_form(content: Content) -> Composed:
    """Set the document; the places of its fields come from the set pages, never from a guess."""
    made = typeset("decree30.typ", template_data(content), year=content.year)
    return Composed(made.pdf, _places(made.places, content), made.count, fonts.substitute_used())


def template_data(content: Content) -> dict[str, Any]:
    """Everything the template prints, as plain data."""
    return {
        **_head(content),
        **_middle(content),
        "signers": [_signer(one, number) for number, one in enumerate(content.signers, start=1)],
        "recipients": words.recipient_lines(content),
        "drafter-mark": clean(content.drafter_mark),
        "contact": [clean(line) for line in content.contact],
        "widths": {"number": NUMBER_WIDTH, "date": DATE_WIDTH},
        "room": SIGNATURE_ROOM_MM,
        "signature": dict(zip(("width", "height"), SIGNATURE_MM, strict=True)),
    }


def _head(content: Content) -> dict[str, Any]:
    day, month = words.day_words(content.issued_on) if content.issued_on else ("", "")
    return {
        "title": words.abstract(content),
        "agency": clean(content.agency),
        "parent": clean(content.parent_agency).upper(),
        "agency-capitals": clean(content.agency).upper(),
        "number": content.number,
        "notation": clean(content.notation),
        "place": clean(content.place),
        "day": day,
        "month": month,
        "year": str(content.year),
        "letter": content.kind.is_letter,
        "abstract": words.abstract(content),
        "circulation": clean(content.circulation).upper(),
        "urgency": _urgency(content.urgency),
    }


def _middle(content: Content) -> dict[str, Any]:
    return {
        "type-name": content.kind.name.upper(),
        "addressees": words.addressee_lines(content),
        "enacted-by": words.enacting_authority(content),
        "basis": words.basis_lines(content),
        "enacting": content.kind.enacting_words,
        "body": [asdict(block) for block in _body(content.body)],
    }


def _body(text: str) -> list[Block]:
    if len(text) > BODY_LIMIT:
        raise Invalid(_("The text is too long for one document."), fields={"body": _("Too long.")})
    return ended(blocks(text)) or [Block("paragraph", (Run(""),))]


def _signer(signer: Signer, number: int) -> dict[str, Any]:
    lines = [clean(line) for line in signer.authority]
    return {"authority": lines, "name": clean(signer.full_name), "mark": f"chuky{number}"}


def _urgency(urgency: Urgency) -> dict[str, Any] | None:
    if urgency is Urgency.ORDINARY:
        return None
    return {"words": urgency.value, "width": STAMP_MM[urgency], "height": STAMP_HEIGHT_MM}


def _places(marked: dict[str, Place], content: Content) -> dict[str, Place]:
    if content.seal_diameter_mm and "chuky1" in marked:
        return marked | {"dau": seal_on(marked["chuky1"], content.seal_diameter_mm)}
    return marked
