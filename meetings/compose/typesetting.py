"""One way to set a paper of a meeting: its templates stand here."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from office import typesetting
from office.typesetting import Pages, Standard

__all__ = ["Pages", "typeset"]

TEMPLATES = Path(__file__).parent / "templates"


def typeset(
    template: str, data: Mapping[str, Any], *, made_at: datetime, standard: Standard = "a-2b"
) -> Pages:
    """Set a template of this package."""
    return typesetting.typeset(TEMPLATES / template, data, made_at=made_at, standard=standard)
