"""The form source of a draft: content set by typst in the layout of Annex I, as PDF/A-2b."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import typst

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
from office import fonts
from office.errors import Invalid
from office.i18n import _

TEMPLATES = Path(__file__).parent / "templates"
STANDARD: Literal["a-2b"] = "a-2b"
A4_HEIGHT = 297 * 72 / 25.4
BODY_LIMIT = 400_000
STAMP_MM = {Urgency.EXPRESS: 30, Urgency.VERY_URGENT: 40, Urgency.URGENT: 20}  # Annex I II.10.b
STAMP_HEIGHT_MM = 8
UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')


def compose_form(content: Content) -> Composed:
    """Set the document; the places of its fields come from the set pages, never from a guess."""
    compiler = typst.Compiler(
        TEMPLATES / "decree30.typ",
        root=TEMPLATES,
        font_paths=fonts.typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(template_data(content))},
    )
    pdf = _compile(compiler, made_at=datetime(content.year, 1, 1, tzinfo=UTC))
    marks = json.loads(compiler.query("<place>", field="value", format="json"))
    pages = json.loads(compiler.query("<pages>", field="value", format="json", one=True))
    return Composed(pdf, _places(marks, content), pages, fonts.substitute_used())


def template_data(content: Content) -> dict[str, Any]:
    """Everything the template prints, as plain data."""
    return {
        **_head(content),
        **_middle(content),
        "signers": [_signer(signer) for signer in content.signers],
        "recipients": words.recipient_lines(content),
        "drafter-mark": clean(content.drafter_mark),
        "contact": [clean(line) for line in content.contact],
        "fonts": fonts.font_stack(),
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


def _signer(signer: Signer) -> dict[str, Any]:
    lines = [clean(line) for line in signer.authority]
    return {"authority": lines, "name": clean(signer.full_name)}


def _urgency(urgency: Urgency) -> dict[str, Any] | None:
    if urgency is Urgency.ORDINARY:
        return None
    return {"words": urgency.value, "width": STAMP_MM[urgency], "height": STAMP_HEIGHT_MM}


def _compile(compiler: typst.Compiler, *, made_at: datetime) -> bytes:
    """Equal content gives equal bytes: the date inside is of the year, not of the clock."""
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=made_at)
    except typst.TypstError as error:
        raise _as_refusal(error) from error
    if not isinstance(pdf, bytes):  # pragma: no cover  # a list only for image formats
        raise TypeError(type(pdf))
    return pdf


def _as_refusal(error: typst.TypstError) -> Invalid:
    signs = sorted(set(UNSHOWN.findall(error.diagnostic)))
    if signs:
        message = _("The fonts of official papers cannot show: %(signs)s", signs=" ".join(signs))
        return Invalid(message, fields={"body": message})
    return Invalid(_("The document could not be set: %(reason)s", reason=error.message))


def _places(marks: Iterable[dict[str, Any]], content: Content) -> dict[str, Place]:
    found = {mark["name"]: _place(mark) for mark in marks}
    if content.seal_diameter_mm and "chuky1" in found:
        found["dau"] = seal_on(found["chuky1"], content.seal_diameter_mm)
    return found


def _place(mark: dict[str, Any]) -> Place:
    top = A4_HEIGHT - mark["y"]
    return Place(
        page=mark["page"] - 1,
        x0=mark["x"],
        y0=top - mark["height"],
        x1=mark["x"] + mark["width"],
        y1=top,
        font_size=mark["size"],
    )
