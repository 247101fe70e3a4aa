"""The form source of a draft: content set by typst in the layout of Annex I, as PDF/A-2b."""

from dataclasses import asdict
from typing import Any

from documents.compose import content as words
from documents.compose.body import blocks, ended
from documents.compose.content import Annex, Attached, Content, Urgency, clean
from documents.compose.layouts import Placed, foot, joint_agencies, text_blocks
from documents.compose.places import (
    DATE_WIDTH,
    INITIALS,
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
CONFIRMATION = (
    "Xác nhận của cơ quan (tổ chức) hoặc chính quyền địa phương nơi nghỉ phép (nếu cần)",
    "(Chữ ký, dấu)",
)


def compose_form(content: Content) -> Composed:
    """Set the document; the places of its fields come from the set pages, never from a guess."""
    made = typeset("decree30.typ", template_data(content), year=content.year)
    return Composed(made.pdf, _places(made.places, content), made.count, fonts.substitute_used())


def template_data(content: Content) -> dict[str, Any]:
    """Everything the template prints, as plain data."""
    return {
        **_head(content),
        **_middle(content),
        **_annexes(content),
        "signers": [_signer(placed) for placed in foot(content)],
        "recipients": words.recipient_lines(content),
        "drafter-mark": clean(content.drafter_mark),
        "contact": [clean(line) for line in content.contact],
        "widths": {"number": NUMBER_WIDTH, "date": DATE_WIDTH},
        "initials": dict(zip(("width", "height", "size"), INITIALS, strict=True)),
        "room": SIGNATURE_ROOM_MM,
        "signature": dict(zip(("width", "height"), SIGNATURE_MM, strict=True)),
    }


def _head(content: Content) -> dict[str, Any]:
    day, month = words.day_words(content.issued_on) if content.issued_on else ("", "")
    return {
        "title": words.abstract(content),
        "agency": clean(content.agency),
        "parent": clean(content.parent_agency).upper(),
        "agencies": [words.name_lines(name) for name in _agencies(content)],
        "dated": content.kind.layout.dated,
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


def _agencies(content: Content) -> list[str]:
    return [clean(content.agency).upper(), *joint_agencies(content)]


def _middle(content: Content) -> dict[str, Any]:
    return {
        "type-name": content.kind.name.upper(),
        "addressees": words.addressee_lines(content),
        "enacted-by": words.enacting_authority(content),
        "basis": words.basis_lines(content),
        "enacting": content.kind.enacting_words,
        "body": _text(content),
    }


def _text(content: Content) -> list[dict[str, Any]]:
    refuse_long(content.body)
    return [asdict(block) for block in text_blocks(content)]


def _annexes(content: Content) -> dict[str, Any]:
    return {
        "confirmation": CONFIRMATION if content.kind.layout.confirmed else (),
        "attached": _attached(content.attached, content),
        "annexes": [_annex(one, place, content) for place, one in enumerate(content.annexes, 1)],
    }


def _attached(attached: Attached | None, content: Content) -> dict[str, Any] | None:
    if attached is None:
        return None
    title = clean(attached.title).strip().rstrip(".")
    return {
        "name": clean(attached.name).upper(),
        "title": title[:1].upper() + title[1:],
        "note": words.attached_note(content),
        "body": _blocks(attached.body),
    }


def _annex(annex: Annex, place: int, content: Content) -> dict[str, Any]:
    return {
        "label": words.annex_label(place, len(content.annexes)),
        "title": clean(annex.title).strip().rstrip(".").upper(),
        "note": words.annex_note(content),
        "body": _blocks(annex.body),
        "wide": annex.is_wide,
    }


def _blocks(text: str) -> list[dict[str, Any]]:
    refuse_long(text)
    return [asdict(block) for block in ended(blocks(text))]


def refuse_long(text: str) -> None:
    """A text as long as a book is no single document."""
    if len(text) > BODY_LIMIT:
        raise Invalid(_("The text is too long for one document."), fields={"body": _("Too long.")})


def _signer(placed: Placed) -> dict[str, Any]:
    lines = [part for line in placed.signer.authority for part in words.name_lines(clean(line))]
    return {"authority": lines, "name": clean(placed.signer.full_name), "mark": placed.mark}


def _urgency(urgency: Urgency) -> dict[str, Any] | None:
    if urgency is Urgency.ORDINARY:
        return None
    return {"words": urgency.value, "width": STAMP_MM[urgency], "height": STAMP_HEIGHT_MM}


def _places(marked: dict[str, Place], content: Content) -> dict[str, Place]:
    if content.seal_diameter_mm and "chuky1" in marked:
        return marked | {"dau": seal_on(marked["chuky1"], content.seal_diameter_mm)}
    return marked
