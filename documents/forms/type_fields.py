"""What a draft asks for because of its type: fields of the sample, attached text, annexes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from documents.compose.content import annex_label
from documents.forms.answers import AGAIN, Filled
from office import clock
from office.errors import Invalid
from office.i18n import _, language
from office.law.layouts import DraftField, FieldInput, draft_fields, layout_of

ANNEX, MOST_ANNEXES, LONGEST = "annex", 20, 4000
ATTACHED = ("name", "title", "body")
MARKS = ("circulation", "drafter_mark")
SPANS = {"leave_until": "leave_from", "delegated_until": "delegated_from"}
JOINT_PARTS = 3
CIRCULATION = ("", "LƯU HÀNH NỘI BỘ", "XEM XONG TRẢ LẠI")  # Annex I II.10.c, printed as it is
KINDS = {FieldInput.LINE: "text", FieldInput.LINES: "textarea", FieldInput.DATE: "date"}


@dataclass(frozen=True)
class Asked:
    """A field as the page shows it."""

    name: str
    label: str
    hint: str
    kind: str
    is_needed: bool


@dataclass(frozen=True)
class AnnexSlot:
    """Room for one annex on the page."""

    place: int
    label: str


def name_of(code: str) -> str:
    """The name of a field in the form."""
    return f"f_{code}"


def asked(type_code: str) -> list[Asked]:
    """The fields of a type in the order of its sample."""
    layout, known, locale = layout_of(type_code), draft_fields(), language()
    return [
        _asked(known[code], locale, is_needed=code in layout.required) for code in layout.fields
    ]


def _asked(field: DraftField, locale: str, *, is_needed: bool) -> Asked:
    name, kind = name_of(field.code), KINDS[field.input]
    return Asked(name, field.name(locale), field.hint(locale), kind, is_needed)


def set_aside(type_code: str, filled: Filled) -> list[tuple[str, str]]:
    """What was typed for another type: kept out of sight, there again when the type returns."""
    shown = {name_of(code) for code in layout_of(type_code).fields}
    names = [name_of(code) for code in draft_fields()]
    return [(name, filled[name]) for name in names if name not in shown and filled[name]]


def usual(type_code: str) -> tuple[str, ...]:
    """The usual boxes that a type has: addressees, legal basis, contact, attached text."""
    return layout_of(type_code).usual


def annex_slots(filled: Filled) -> list[AnnexSlot]:
    """Room for every annex that is typed, and for one more when it is asked for."""
    places = [place for place in range(1, MOST_ANNEXES + 1) if _has_annex(filled.values, place)]
    count = max(places, default=0)
    if filled[AGAIN] == ANNEX and count < MOST_ANNEXES:
        count += 1
    return [AnnexSlot(place, annex_label(place, count)) for place in range(1, count + 1)]


def values_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The saved facts as the fields show them."""
    values = {name_of(code): text for code, text in content.get("fields", {}).items()}
    values |= {name: content.get(name, "") for name in MARKS}
    values |= {f"attached_{part}": text for part, text in (content.get("attached") or {}).items()}
    for place, annex in enumerate(content.get("annexes", ()), start=1):
        values[f"annex_title_{place}"] = annex["title"]
        values[f"annex_body_{place}"] = annex["body"]
        values[f"annex_wide_{place}"] = "1" if annex.get("wide") else ""
    return values


# ----------------------------------------------------------------------------- reading


def content_of(type_code: str, typed: Mapping[str, str], *, whole: bool) -> dict[str, Any]:
    """Read the fields; a `whole` document needs those that its sample cannot do without."""
    fields = _fields(typed)
    annexes, attached = _annexes(typed), _attached(typed)
    errors = dict(_faults(type_code, fields)) | dict(_halves(typed))
    if whole:
        errors = dict(_gaps(type_code, fields)) | errors
    if errors:
        raise Invalid(_("Some fields need your attention."), fields=errors)
    circulation = typed.get("circulation", "")
    return {
        "fields": fields,
        "annexes": annexes,
        "attached": attached,
        "circulation": circulation if circulation in CIRCULATION else "",
        "drafter_mark": typed.get("drafter_mark", "").strip()[:60],
    }


def checked(type_code: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that a program sends by their codes; an unknown one is refused."""
    unknown = {
        code: _("No document type has this field.") for code in fields if code not in draft_fields()
    }
    faults = unknown or {name.removeprefix("f_"): text for name, text in _faults(type_code, fields)}
    if faults:
        raise Invalid(_("Some fields need your attention."), fields=faults)
    return {code: text.strip() for code, text in fields.items() if text.strip()}


def _fields(typed: Mapping[str, str]) -> dict[str, str]:
    found = {code: typed.get(name_of(code), "").strip() for code in draft_fields()}
    return {code: text.replace("\r\n", "\n") for code, text in found.items() if text}


def _attached(typed: Mapping[str, str]) -> dict[str, str] | None:
    parts = {part: typed.get(f"attached_{part}", "").strip() for part in ATTACHED}
    return parts if all(parts.values()) else None


def _annexes(typed: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "title": typed.get(f"annex_title_{place}", "").strip(),
            "body": typed.get(f"annex_body_{place}", "").replace("\r\n", "\n").strip(),
            "wide": bool(typed.get(f"annex_wide_{place}")),
        }
        for place in range(1, MOST_ANNEXES + 1)
        if _has_annex(typed, place)
    ]


def _has_annex(typed: Mapping[str, str], place: int) -> bool:
    return any(str(typed.get(f"annex_{part}_{place}", "")).strip() for part in ("title", "body"))


def _faults(type_code: str, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What was typed and cannot stand; fields of other types wait unread."""
    for code in layout_of(type_code).fields:
        if fault := _fault(code, fields):
            yield name_of(code), fault


def _fault(code: str, fields: Mapping[str, str]) -> str:
    text = fields.get(code, "")
    if len(text) > LONGEST:
        return _("This is too long for a field; put it into the body.")
    if draft_fields()[code].input is FieldInput.DATE and text:
        return _fault_of_day(text, fields.get(SPANS.get(code, ""), ""))
    if code == "joint" and not _are_agencies(text):
        return _("Write on each line: agency; post of the signer; full name.")
    return ""


def _fault_of_day(text: str, first: str) -> str:
    day = clock.read_day(text)
    if day is None:
        return _("Write the day as 2026-11-24.")
    began = clock.read_day(first)
    return _("This day is before the first one.") if began and day < began else ""


def _are_agencies(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return all(
        len([one for one in line.split(";") if one.strip()]) == JOINT_PARTS for line in lines
    )


def _gaps(type_code: str, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for code in layout_of(type_code).required:
        if not fields.get(code):
            yield name_of(code), _("Fill in this field; without it dots stand on the page.")


def _halves(typed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """An annex has a title and a text, an attached text also the name of its type."""
    for place in range(1, MOST_ANNEXES + 1):
        if _has_annex(typed, place):
            yield from _missing(typed, [f"annex_title_{place}", f"annex_body_{place}"])
    names = [f"attached_{part}" for part in ATTACHED]
    if any(typed.get(name, "").strip() for name in names):
        yield from _missing(typed, names)


def _missing(typed: Mapping[str, str], names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        if not typed.get(name, "").strip():
            yield name, _("Fill this in too, or empty the others.")
