"""What the pages of the national database share: their tabs."""

from collections.abc import Callable, Mapping

from flask import url_for

from office.i18n import _l
from office.permissions import Actor
from office.ui import menu
from office.ui.parts import Link
from personnel.policy.national import keeps_dossiers, sees_line
from personnel.views.blueprint import actor

PAGES: Mapping[str, tuple[object, Callable[[Actor], bool]]] = {
    "personnel.national": (_l("Overview"), sees_line),
    "personnel.national_dossiers": (_l("Dossiers"), keeps_dossiers),
    "personnel.national_calls": (_l("Calls"), sees_line),
    "personnel.questions": (_l("Questions"), keeps_dossiers),
    "personnel.hand_overs": (_l("Officials handed over"), keeps_dossiers),
    "personnel.comparisons": (_l("Comparisons"), sees_line),
    "personnel.packages": (_l("Packages"), sees_line),
}
"""The pages beside each other, with who sees them; another page is one more line."""


def national_tabs(here: str) -> list[Link]:
    """The pages of the exchange for this reader."""
    menu.mark_current("personnel.national")
    return [
        Link(str(label), url_for(endpoint), is_current=endpoint == here)
        for endpoint, (label, sees) in PAGES.items()
        if sees(actor())
    ]
