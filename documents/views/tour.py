"""The guided tour of a demo folder: the steps of the first matter, how far it is, and where."""

from dataclasses import dataclass

from flask import current_app, url_for

from documents import queries
from documents.models import Document, DocumentState
from documents.views.blueprint import page_of
from office import clock, demo_data
from office.i18n import _l
from office.permissions import SYSTEM, Actor
from office.ui import is_demo
from office.ui.parts import Step

S = DocumentState
LAST_YEAR = "documents.books"


@dataclass(frozen=True)
class TourStep:
    """One step of the matter: what, by whom (sign-in name), its page if the reader sees it."""

    what: str
    name: str
    login: str
    url: str
    step: Step
    is_mine: bool


STEPS = (
    ("clerk", _l("Register the ministry’s letter and present it")),
    ("leader", _l("Read it, write the direction and assign the units")),
    ("unit_head", _l("Hand it to an official of the unit")),
    ("official", _l("Draft the reply, ask for an opinion, submit it")),
    ("adviser", _l("Give the opinion")),
    ("leader", _l("Sign with the PIN")),
    ("clerk", _l("Give the number, seal and issue")),
    ("official", _l("Watch the receipts come back")),
)
SIGHTS = (
    ("leader", _l("Tasks of every source: on time, late, by unit"), "tasks.board"),
    ("official", _l("Opinion rounds with their synthesis"), "documents.opinion_rounds"),
    ("official", _l("Work files, up to the archive"), "workfiles.list_files"),
    ("clerk", _l("Last year’s registers, closed"), LAST_YEAR),
    ("clerk", _l("Deliveries; what was recalled or replaced"), "documents.deliveries"),
    ("leader", _l("The overview with its charts"), "work.overview"),
)
DRAFTING, ADVISING = 3, 4
OF_LETTER = {
    S.ARRIVED: 0,
    S.REGISTERED: 0,
    S.PROPOSING: 1,
    S.PRESENTED: 1,
    S.ASSIGNED: 2,
    S.PROCESSING: DRAFTING,
    S.REFUSED: len(STEPS),
    S.COMPLETED: len(STEPS),
}
OF_REPLY = {S.CHECKING: 5, S.SUBMITTED: 5, S.SIGNED: 6, S.NUMBERED: 6, S.SEALED: 6, S.ISSUED: 7}


def tour_of(actor: Actor) -> list[TourStep]:
    """The steps of the tour; a real folder has none."""
    if actor.is_machine or not is_demo(current_app):
        return []
    matter = demo_data.first_matter()
    letter = queries.letter_over_axis(f"{matter.number}/{matter.symbol}")
    reply = _reply_to(letter) if letter else None
    reached = _reached(letter, reply)
    pages = _pages(actor, letter, reply)
    return [_step(number, reached, pages, actor) for number in range(len(STEPS))]


@dataclass(frozen=True)
class Sight:
    """A part of the house to look at besides, and in whose place."""

    what: str
    name: str
    login: str
    url: str


def sights_of(actor: Actor) -> list[Sight]:
    """What else the demo folder holds; the links of the reader's own part."""
    if actor.is_machine or not is_demo(current_app):
        return []
    return [_sight(part, words, endpoint, actor) for part, words, endpoint in SIGHTS]


def _sight(part: str, words: object, endpoint: str, actor: Actor) -> Sight:
    login = getattr(demo_data.first_matter().play, part)
    name = demo_data.person(login).name
    year = clock.today().year - 1 if endpoint == LAST_YEAR else None
    url = url_for(endpoint, year=year) if name == actor.name else ""
    return Sight(str(words), name, login, url)


def _step(number: int, reached: int, pages: tuple[str, str], actor: Actor) -> TourStep:
    part, words = STEPS[number]
    login = getattr(demo_data.first_matter().play, part)
    name = demo_data.person(login).name
    return TourStep(
        what=str(words),
        name=name,
        login=login,
        url=pages[number >= DRAFTING + (not pages[1])],
        step=Step.DONE if number < reached else Step.NOW if number == reached else Step.WAIT,
        is_mine=name == actor.name,
    )


def _pages(actor: Actor, letter: Document | None, reply: Document | None) -> tuple[str, str]:
    """The pages of the letter and of the reply, empty where the reader may not look."""
    both = [one for one in (letter, reply) if one]
    seen = {one.uid for one in queries.visible_documents([one.uid for one in both], actor)}
    first, second = (page_of(one) if one and one.uid in seen else "" for one in (letter, reply))
    return first, second


def _reply_to(letter: Document) -> Document | None:
    replies = [one for one in queries.replies_to(letter, SYSTEM) if one.state is not S.CANCELLED]
    return replies[0] if replies else None


def _reached(letter: Document | None, reply: Document | None) -> int:
    """The number of the step that comes next; all are done when the last receipt is here."""
    if letter is None:
        return 0
    if reply is None:
        return OF_LETTER[letter.state]
    if reply.state is S.ISSUED:
        return len(STEPS) if _is_accepted(reply) else OF_REPLY[reply.state]
    if reply.state is S.DRAFT and _is_advice_open(reply):
        return ADVISING
    return OF_REPLY.get(reply.state, DRAFTING)


def _is_advice_open(reply: Document) -> bool:
    return any(one.answered_at is None for one in queries.opinions_on(reply))


def _is_accepted(reply: Document) -> bool:
    states = [one.state for one in queries.dispatches_of(reply)]
    return bool(states) and all(one == "06" for one in states)
