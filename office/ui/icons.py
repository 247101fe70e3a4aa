"""Icons are symbols of one sprite: a word stands beside each, or it carries its own label."""

import re
from functools import cache, lru_cache

from markupsafe import Markup, escape

from office.ui.assets import STATIC, asset_url

# Only these turn round in a right-to-left page; clocks, ticks and pens never do.
MIRRORED = frozenset({"next", "back", "reply", "send", "undo"})


@cache
def icon_names() -> frozenset[str]:
    """The symbols that the sprite holds."""
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite))


def icon(name: str, size: str = "", label: str = "") -> Markup:
    """The picture of a name; with a label it speaks for itself.

    `size` is "", "s" (small) or "tick" (shown only while chosen).
    """
    return _icon(name, size, str(label), asset_url("icons.svg"))


@lru_cache(maxsize=1024)
def _icon(name: str, size: str, label: str, sprite: str) -> Markup:
    if name not in icon_names():
        raise LookupError(name)
    classes = " ".join(filter(None, ["i", size, "m" if name in MIRRORED else ""]))
    speech = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    return Markup('<svg class="{}" {}><use href="{}#{}"/></svg>').format(
        classes, speech, escape(sprite), name
    )
