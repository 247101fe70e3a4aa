"""Buttons: pages are full of them and most stand on many pages; each is written once and kept."""

from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from office.ui.icons import icon

KEPT = 4_096
SENT = {
    "name": "name",
    "value": "value",
    "form": "form",
    "formaction": "formaction",
    "popover": "popovertarget",
}


def button(
    label: object, kind: str = "", icon_name: str = "", key: str = "", **more: object
) -> Markup:
    """A button of a form, or with `href` a link that looks like one.

    `kind` is "" plain, "go-on" the one primary act, "bare", "harm", "big", "icon" or "wide";
    several may be joined. `more` is type, name, value, form, formaction and popover; `because`
    says why it cannot be pressed, with `opt` a narrow screen does without it.
    """
    picture = icon(icon_name) if icon_name else Markup()
    given = {name: escape(value) for name, value in more.items() if value or name == "value"}
    return _button(escape(label), kind, key, picture, **given)


@lru_cache(maxsize=KEPT)
def _button(label: str, kind: str, key: str, picture: str, **more: str) -> Markup:
    kinds = [*kind.split(), *(["opt"] if "opt" in more else [])]
    is_bare, sign = "icon" in kinds, escape(key)
    told = f' aria-label="{label}" title="{label}"' if is_bare else ""
    pressed = f' data-key="{sign}"' if key else ""
    words = "" if is_bare else f"<span>{label}</span>"
    inner = f'{picture}{words}<kbd aria-hidden="true">{sign}</kbd>' if key else f"{picture}{words}"
    start = f'class="{" ".join(["btn", *kinds])}"'
    if "href" in more:
        made = f'<a {start} href="{more["href"]}"{told}{pressed}>{inner}</a>'
    else:
        made = f"<button {start}{_sent(more)}{told}{pressed}{_off(more)}>{inner}</button>"
    why = f'<span class="small quiet">{more["because"]}</span>' if "because" in more else ""
    return Markup(made + why)  # noqa: S704  # escaped piece by piece


def _sent(more: Mapping[str, str]) -> str:
    """What the button sends and where it belongs; with a name goes a value."""
    given = {"value": "", **more} if "name" in more else more
    kind = f' type="{given.get("type", "submit")}"'
    rest = [f' {word}="{given[name]}"' for name, word in SENT.items() if name in given]
    return kind + "".join(rest)


def _off(more: Mapping[str, str]) -> str:
    return " disabled" if "because" in more else ""
