"""What the people of the demo say at their meetings: words of record, in Vietnamese."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def briefings() -> dict[str, Any]:
    """The weekly briefings: who sits there, what was treated, what was handed out."""
    text = (Path(__file__).parent / "briefings.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
