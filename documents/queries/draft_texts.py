"""What a version of a draft says, part by part, and what differs between two of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from documents.models import DraftSource, DraftVersion, Urgency
from office import law
from office.differences import Block, composed, differences
from office.i18n import _, _l, language
from office.law.layouts import draft_fields
from office.units import queries as units

LISTS: Mapping[str, object] = {
    "addressees": _l("Addressees (Kính gửi)"),
    "legal_basis": _l("Legal basis (Căn cứ)"),
}
FOOT: Mapping[str, object] = {
    "copies": _l("Copies (Nơi nhận)"),
    "circulation": _l("Circulation"),
    "drafter_mark": _l("Drafter and number of copies"),
    "contact": _l("Contact at the foot of page 1"),
}
FILE = "file"
Named = Callable[[str], str]


@dataclass(frozen=True)
class Part:
    """One part of a draft under its name."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class PartDifference:
    """What changed in one part."""

    label: str
    blocks: list[Block]


@dataclass(frozen=True)
class Text:
    """A text to compare: that of a version, or one that somebody has typed."""

    source: DraftSource
    content: Mapping[str, Any]
    words: str | None = None


def text_of(version: DraftVersion) -> Text:
    """The text of a version."""
    return Text(version.source, version.content, version.words)


def parts_of(text: Text, named: Named = str) -> list[Part]:
    """The parts in the order of the page; `named` tells receivers by their codes."""
    if text.source is not DraftSource.FORM:
        name = str(text.content.get("docx_name", ""))
        return [Part(FILE, _("Text of the file %(name)s", name=name), text.words or "")]
    return [part for part in _form_parts(text.content, named) if part.text]


def plain_text(version: DraftVersion) -> str | None:
    """All that is printed, to quote from; none while a file was not read yet."""
    text = text_of(version)
    if text.source is not DraftSource.FORM and text.words is None:
        return None
    return _whole(text)


def holds(words: str, passage: str) -> bool:
    """Whether a passage stands in a text, however its lines and blanks run."""
    return passage in passages_in(words, [passage])


def passages_in(words: str, passages: Iterable[str]) -> set[str]:
    """Those of the passages that stand in a text."""
    whole = _run_on(words)
    return {passage for passage in passages if passage and _run_on(passage) in whole}


def _run_on(words: str) -> str:
    return " ".join(composed(words).split())


def part_differences(old: Text, new: Text, named: Named = str) -> list[PartDifference]:
    """What changed, part by part; a form and a file are compared as wholes."""
    if DraftSource.FORM in {old.source, new.source} and old.source is not new.source:
        return _changed_only([(_("Text"), differences(_whole(old), _whole(new)))])
    before = {part.key: part for part in parts_of(old, named)}
    after = {part.key: part for part in parts_of(new, named)}
    keys = [*after, *(key for key in before if key not in after)]
    rows = [
        (
            (after.get(key) or before[key]).label,
            differences(_said(before.get(key)), _said(after.get(key))),
        )
        for key in keys
    ]
    return _changed_only(rows)


def _changed_only(rows: list[tuple[str, list[Block]]]) -> list[PartDifference]:
    return [
        PartDifference(label, blocks)
        for label, blocks in rows
        if any(block.is_changed for block in blocks)
    ]


def _said(part: Part | None) -> str:
    return part.text if part else ""


def _whole(text: Text) -> str:
    if text.source is not DraftSource.FORM:
        return text.words or ""
    return "\n".join(part.text for part in _printed(text.content) if part.text)


def _form_parts(content: Mapping[str, Any], named: Named) -> Iterator[Part]:
    code = str(content.get("type_code", ""))
    yield Part("type_code", _("Document type"), law.document_type(code).vi if code else "")
    yield from _printed(content)
    receivers = (named(one) for one in content.get("recipients", ()))
    yield Part("recipients", _("Receivers"), "\n".join(receivers))
    yield Part("urgency", _("Urgency"), _urgency(content))
    signer = content.get("signer_desk_id")
    yield Part("signer", _("Signer"), units.desk_label(signer) if signer else "")


def _printed(content: Mapping[str, Any]) -> Iterator[Part]:
    """What stands on the pages, from top to bottom."""
    yield Part("subject", _("Subject"), str(content.get("subject", "")))
    yield from _listed(content, LISTS)
    known, locale = draft_fields(), language()
    for code, text in content.get("fields", {}).items():
        yield Part(f"field:{code}", known[code].name(locale) if code in known else code, text)
    yield Part("body", _("Body"), str(content.get("body", "")))
    yield from _attached(content)
    yield from _listed(content, FOOT)


def _listed(content: Mapping[str, Any], names: Mapping[str, object]) -> Iterator[Part]:
    for name, label in names.items():
        value = content.get(name, "")
        yield Part(name, str(label), value if isinstance(value, str) else "\n".join(value))


def _attached(content: Mapping[str, Any]) -> Iterator[Part]:
    if attached := content.get("attached"):
        words = (attached.get(one, "") for one in ("name", "title", "body"))
        yield Part(
            "attached", _("Text issued with this document (ban hành kèm theo)"), _rows(words)
        )
    for place, annex in enumerate(content.get("annexes", ()), start=1):
        label = _("Annex %(number)s", number=place)
        yield Part(f"annex:{place}", label, _rows((annex.get("title", ""), annex.get("body", ""))))


def _rows(words: Any) -> str:
    return "\n".join(filter(None, words))


def _urgency(content: Mapping[str, Any]) -> str:
    level = Urgency(content.get("urgency", Urgency.NORMAL))
    return level.stamp or _("Normal")
