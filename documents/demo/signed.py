"""Documents of today in every state after the draft: made by the real signing steps."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import select

from documents import operations, queries
from documents.demo.history import SEED, form_of
from documents.demo.staff import Staff, working_agencies
from documents.models import Document, DocumentState
from office import clock, demo_data
from office.accounts.models import Account
from office.db import db
from office.demo import Demo, in_turn
from office.permissions import Actor
from office.units import queries as units
from signing import operations as signing
from signing import queries as signatures

STAGES = (
    *(DocumentState.ISSUED,) * 10,
    *(DocumentState.SUBMITTED,) * 3,
    *(DocumentState.SIGNED,) * 3,
    *(DocumentState.NUMBERED,) * 2,
    *(DocumentState.SEALED,) * 2,
)
PATIENCE = 120.0
PAUSE = 0.3


class TooSlow(Exception):
    """The workers did not come to it in time; the step is begun anew at the next start."""


@dataclass
class Desk:
    """One agency with the PINs of its people."""

    staff: Staff
    demo: Demo

    def pin(self, actor: Actor) -> str:
        """The PIN of a demo account."""
        login = db.session.scalars(
            select(Account.login).where(Account.id == actor.account_id)
        ).one()
        return self.demo.account(login).pin


def write_signed(demo: Demo) -> None:
    """Make documents that wait for a signature, a number, a seal, or have left.

    The next is begun when the pages and the verdict of the last are there: people who already
    look around would else stand behind all of them with a document of their own.
    """
    dice = random.Random(SEED)  # noqa: S311 - the same documents each time
    houses = [Desk(staff, demo) for staff in working_agencies() if staff.officials]
    drafts = demo_data.outgoing_subjects(clock.today())
    for place, stage in in_turn(list(enumerate(STAGES, 1)), demo.tell):
        document = _make(dice.choice(houses[:2]), drafts[-place], stage)
        _wait(partial(_is_shown, document))


def _make(desk: Desk, draft: demo_data.DemoDraft, stage: DocumentState) -> Document:
    people = next(iter(desk.staff.officials.values()))
    document = operations.start_draft(subject=draft.text, type_code=draft.type, by=people[0])
    today = clock.today()
    authority = units.signers_of(document.agency_id, document.type_code, today)
    signers = {row.desk_id for row in authority}
    leader = next(one for one in desk.staff.leaders if one.desk_id in signers)
    form = form_of(draft, document) | {"signer_desk_id": leader.desk_id}
    operations.save_form(document, form, by=people[0])
    _wait(lambda: _has_pdf(document))
    operations.submit(document, leader.desk_id or 0, by=people[0])
    for move in _moves(desk, document, leader, stage):
        move()
    return document


def _is_shown(document: Document) -> bool:
    """The verdict comes last; a file that could not be shown has none."""
    db.session.rollback()
    db.session.expire_all()
    file = queries.main_file(document)
    return file is not None and (file.verdict is not None or bool(file.problem))


def _moves(
    desk: Desk, document: Document, leader: Actor, stage: DocumentState
) -> list[Callable[[], None]]:
    """What is done after the submission to get a document into a state."""
    clerk = desk.staff.clerk

    def sign() -> None:
        _sign(desk, leader, operations.prepare_signature(document, by=leader))
        _wait(lambda: _is(document, DocumentState.SIGNED))

    def number() -> None:
        leaves = stage is DocumentState.ISSUED
        operations.number_document(document, issue_when_sealed=leaves, by=clerk)

    def seal() -> None:
        draft = queries.draft_of(document)
        if draft:
            _sign(desk, clerk, signatures.request_by_uid(UUID(draft.seal_request)))
        _wait(lambda: _is(document, DocumentState.SEALED, DocumentState.ISSUED))

    order = {
        DocumentState.SUBMITTED: [],
        DocumentState.SIGNED: [sign],
        DocumentState.NUMBERED: [sign, number],
    }
    return order.get(stage, [sign, number, seal])


def _sign(desk: Desk, actor: Actor, request: signing.SigningRequest) -> None:
    _wait(lambda: _state(request) == "ready")
    signing.sign_value(request, pin=desk.pin(actor), by=actor)


def _state(request: signing.SigningRequest) -> str:
    db.session.rollback()
    db.session.refresh(request)
    return str(request.state.value)


def _has_pdf(document: Document) -> bool:
    db.session.rollback()
    db.session.expire_all()
    draft = queries.draft_of(document)
    return bool(draft and draft.pdf_sha256)


def _is(document: Document, *states: DocumentState) -> bool:
    db.session.rollback()
    db.session.refresh(document)
    return document.state in states


def _wait(reached: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > ends:
            raise TooSlow
        time.sleep(PAUSE)
