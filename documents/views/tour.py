"""The guided tour of a demo folder: the steps of the first matter, who takes them and where."""

from dataclasses import dataclass
from functools import lru_cache

from flask import current_app, url_for

from office import demo_data
from office.i18n import _l, language
from office.permissions import Actor
from office.ui import is_demo


@dataclass(frozen=True)
class TourStep:
    """One step of the matter: what, by whom (sign-in name), and the page where it is taken."""

    what: str
    name: str
    login: str
    url: str


STEPS = (
    ("clerk", _l("Register the ministry’s letter and present it"), "incoming"),
    ("leader", _l("Read it, write the direction and assign the units"), "incoming"),
    ("unit_head", _l("Hand it to an official of the unit"), "incoming"),
    ("official", _l("Draft the reply, ask for an opinion, submit it"), "drafts"),
    ("adviser", _l("Give the opinion"), "incoming"),
    ("leader", _l("Sign with the PIN"), "signing"),
    ("clerk", _l("Give the number, seal and issue"), "outgoing"),
    ("official", _l("Watch the receipts come back"), "outgoing"),
)


def tour_of(actor: Actor) -> list[TourStep]:
    """The steps of the tour; a real folder has none."""
    return _steps(language()) if is_demo(current_app) and not actor.is_machine else []


@lru_cache(maxsize=8)
def _steps(_code: str) -> list[TourStep]:
    play = demo_data.first_matter().play
    return [
        TourStep(
            what=str(words),
            name=demo_data.person(getattr(play, who)).name,
            login=getattr(play, who),
            url=url_for(f"documents.{page}"),
        )
        for who, words, page in STEPS
    ]
