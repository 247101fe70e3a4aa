"""What somebody is looked for by beside his name: skills, learning, the codes of his service."""

from collections.abc import Iterator, Mapping
from typing import Any

from personnel.record.groups import GROUPS
from personnel.record.shapes import Field, Kind
from personnel.record.timeline import State

LEARNED = ("skills", "education", "training")
CODED = ("identity", "service", "assignment", "pay")
WRITTEN = frozenset({"position", "scale", "title"})
"""Texts beside the codes: what a post is called and the codes that people write themselves."""
TOLD = frozenset((*LEARNED, *CODED))
"""Groups that whoever sees the dossier may read; of them nothing that is sealed is told."""


def said_of(found: State) -> Iterator[str]:
    """The texts of what he has learned, and each code with its name."""
    for group in (*LEARNED, *CODED):
        for row in found.get(group, []):
            yield from _said(group, row.values)


def _said(group: str, values: Mapping[str, Any]) -> Iterator[str]:
    for field in GROUPS[group].fields:
        value = values.get(field.name)
        if value and not field.is_sensitive:
            if isinstance(value, Mapping) and field.kind is Kind.CODE:
                yield f"{value.get('code', '')} {value.get('label', '')}"
            elif field.kind is Kind.CODE or _is_told(group, field):
                yield str(value)


def _is_told(group: str, field: Field) -> bool:
    return field.kind is Kind.TEXT and (group in LEARNED or field.name in WRITTEN)
