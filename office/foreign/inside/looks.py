"""A file as its reader first meets it: the pictures of its pages and its words, in one go."""

from pathlib import Path
from typing import Any

from office.foreign.inside.images import page_images
from office.foreign.inside.inspection import inspect
from office.foreign.inside.words import text
from office.foreign.kinds import Kind


def look(source: Path, out: Path, *, most: int, width: int, picture: str) -> dict[str, Any]:
    """Its first pages as `page_images` tells them, and all its words when it is a PDF."""
    found = inspect(source, out)
    wanted = list(range(min(found.get("pages") or 1, most)))
    told = page_images(source, out, pages=wanted, width=width, picture=picture)
    words = text(source, out)["pages"] if found["kind"] is Kind.PDF else []
    return {"pages": told["pages"], "words": words}
