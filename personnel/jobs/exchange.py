"""Hearing the national database and bringing it the answers of people, each step safe again."""

from typing import Any
from uuid import UUID

from office import outbox
from office.db import transaction
from office.errors import Refusal
from office.outbox import delivers, every
from office.permissions import SYSTEM
from office.units import queries as units
from personnel import operations, queries
from personnel.jobs.national import LineDown
from personnel.models import (
    Dossier,
    HandOver,
    HandOverState,
    NationalConflict,
    NationalConnection,
    NationalLink,
)
from personnel.national.client import Later, Refused, Register, Trouble
from personnel.national.client.answers import Record, Resolved, Transfer
from personnel.national.codes import Ack, Choice, Code, Purpose, TransferState
from personnel.operations.comparing import COMPARE, PIECE
from personnel.operations.telling import EXCHANGE, exchange_soon
from personnel.queries import hearing as waiting
from personnel.queries.national_compare import CHANGE, own_rows

PAGE = 200
SECONDS = 60
OVER = frozenset({Code.NOT_FOUND, Code.VERSION_CONFLICT})
"""Refusals which say that a question waits no more over there."""
PLACE_LOST = frozenset({Code.CURSOR_EXPIRED, Code.DATA_INVALID})
"""Refusals of a place that was too long ago, or given out by a register that was set up anew."""
outbox.RETRIES[EXCHANGE] = outbox.RETRIES[COMPARE] = outbox.Retry(limit=10_000)


@every(name="national.exchange", seconds=SECONDS)
def ask_exchange(_body: dict[str, Any]) -> None:
    """Hear each minute what is new, while there is a line."""
    if queries.national_connection() is not None:
        with transaction():
            exchange_soon()


@every(name="national.compare", cron="0 3 * * 0")
def ask_comparison(_body: dict[str, Any]) -> None:
    """Compare both ends each week."""
    if queries.national_connection() is not None:
        operations.begin_comparison(by=SYSTEM)


@delivers(EXCHANGE)
def exchange(_body: dict[str, Any]) -> None:
    """Answers first, then what is new, then what is doubtful; a call that fails stops only itself.

    A line that is down lets the whole job be tried again later.
    """
    line = queries.national_connection()
    if line is None:
        return
    for step in STEPS:
        try:
            step(line, queries.national_register(line))
        except Trouble as trouble:
            _down(line, trouble)


def _down(line: NationalConnection, trouble: Trouble) -> str:
    """Why a call did not succeed; raises where the line itself is down."""
    outcome = trouble.outcome
    why = getattr(outcome, "why", "") or str(outcome)
    if getattr(outcome, "code", "") != Code.SCHEMA_UNSUPPORTED and isinstance(
        outcome, Later | Refused
    ):
        operations.note_trouble(line, outcome, by=SYSTEM)
    if isinstance(outcome, Later):
        raise LineDown(why) from trouble
    return why


# ------------------------------------------------------------------------------- answers


def _answer_questions(line: NationalConnection, register: Register) -> None:
    for conflict in waiting.answered_conflicts():
        try:
            said = _resolved(line, conflict)
        except Trouble as trouble:
            if not isinstance(trouble.outcome, Refused):
                raise
            operations.note_unsettled(conflict, trouble.outcome.why, by=SYSTEM)
        else:
            operations.settle_conflict(conflict, said, by=SYSTEM)


def _resolved(line: NationalConnection, conflict: NationalConflict) -> Resolved | None:
    """The answer over there; None where nobody waits for it."""
    if conflict.kind == CHANGE:
        return None
    dossier = queries.dossier_of(conflict)
    choice = Choice(conflict.choice)
    rows = own_rows(dossier, conflict.group, line) if choice is Choice.EDIT else None
    register = _spoken_for(line, dossier)
    try:
        said = register.resolve(
            conflict.remote_id, choice, resolved_by=conflict.by, note=conflict.note, rows=rows
        )
    except Trouble as trouble:
        if isinstance(trouble.outcome, Refused) and trouble.outcome.code in OVER:
            return None
        raise
    operations.note_call("resolve", conflict.remote_id, choice, count=1, by=SYSTEM)
    return said


def _spoken_for(line: NationalConnection, dossier: Dossier) -> Register:
    return queries.national_register(line, agency=units.organ_id(dossier.agency_id))


def _answer_hand_overs(line: NationalConnection, register: Register) -> None:
    for hand in waiting.waiting_hand_overs():
        try:
            _send(line, hand)
        except Trouble as trouble:
            if not isinstance(trouble.outcome, Refused):
                raise
            note = operations.note_proposed if _is_ours(hand) else operations.note_answered
            note(hand, problem=trouble.outcome.why, by=SYSTEM)


def _is_ours(hand: HandOver) -> bool:
    return hand.state is HandOverState.TO_PROPOSE


def _send(line: NationalConnection, hand: HandOver) -> None:
    if _is_ours(hand):
        _propose(line, hand)
        return
    register = queries.national_register(line, agency=hand.receiver)
    if hand.state is HandOverState.TO_REJECT:
        register.reject(str(hand.remote_id), reason=hand.answer)
        operations.note_answered(hand, by=SYSTEM)
        return
    register.accept(str(hand.remote_id), staff_no=hand.staff_no, unit=hand.receiver)
    record = _read(register, waiting.citizen_of(hand), Purpose.TRANSFER)
    try:
        operations.note_answered(hand, record, by=SYSTEM)
    except Refusal as refusal:
        operations.note_answered(hand, problem=str(refusal), by=SYSTEM)


def _propose(line: NationalConnection, hand: HandOver) -> None:
    """Only when all that was recorded of him is over there."""
    if waiting.unsettled_in([hand.dossier_id or 0]):
        return
    offered = queries.national_register(line, agency=hand.sender).propose(
        waiting.citizen_of(hand),
        receiver=hand.receiver,
        effective_from=hand.effective_from,
        reason=hand.reason,
        key=str(hand.uid),
    )
    operations.note_call("transfer", offered.transfer_id, "proposed", count=1, by=SYSTEM)
    operations.note_proposed(hand, offered.transfer_id, by=SYSTEM)


# ---------------------------------------------------------------------------------- new


def _hear_changes(line: NationalConnection, register: Register) -> None:
    has_more = True
    while has_more:
        try:
            page = register.changes(line.cursor, limit=PAGE)
        except Trouble as trouble:
            if not line.cursor or getattr(trouble.outcome, "code", "") not in PLACE_LOST:
                raise
            operations.begin_anew(line, by=SYSTEM)
            operations.begin_comparison(by=SYSTEM)
            page = register.changes("", limit=PAGE)
        operations.take_changes(line, page, by=SYSTEM)
        _acknowledge(line, register)
        has_more = page.has_more


def _acknowledge(line: NationalConnection, register: Register) -> None:
    """Say what is safe here, also what a kill kept us from saying."""
    while kept := waiting.unacked(PAGE):
        register.acknowledge(line.cursor, {one.remote_id: Ack(one.outcome) for one in kept})
        operations.note_acked([one.id for one in kept], by=SYSTEM)


def _hear_questions(line: NationalConnection, register: Register) -> None:
    operations.take_questions(line, register.conflicts(), by=SYSTEM)


def _hear_hand_overs(line: NationalConnection, register: Register) -> None:
    said = register.transfers()
    operations.note_hand_overs(said, by=SYSTEM)
    for offer in said:
        if offer.state is TransferState.PROPOSED and waiting.is_new_here(offer):
            _note_offer(line, offer)


def _note_offer(line: NationalConnection, offer: Transfer) -> None:
    register = queries.national_register(line, agency=offer.receiver)
    record = _read(register, offer.citizen_id, Purpose.TRANSFER)
    if record is not None:
        operations.note_offered(offer, record, by=SYSTEM)


# ------------------------------------------------------------------------------ doubtful


def _read_doubtful(line: NationalConnection, register: Register) -> None:
    after = 0
    while links := waiting.doubtful_links(after):
        for link in links:
            after = link.id
            _look_at(line, register, link)


def _look_at(line: NationalConnection, register: Register, link: NationalLink) -> None:
    citizen = queries.digest_of(link).citizen_id
    record = _read(register, citizen, Purpose.SYNC)
    if record is None:
        operations.tell_lost(link, by=SYSTEM)
        operations.note_difference(link, {}, by=SYSTEM)
    elif waiting.is_kept_here(record.managing_body):
        found = operations.take_record(line, link, record, by=SYSTEM)
        operations.note_difference(link, found, by=SYSTEM)
    else:
        operations.note_not_ours(link, by=SYSTEM)


def _read(register: Register, citizen: str, purpose: Purpose) -> Record | None:
    """A record as it stands; None where nobody is known under this number."""
    try:
        return register.person(citizen, purpose=purpose)
    except Trouble as trouble:
        if getattr(trouble.outcome, "code", "") == Code.NOT_FOUND:
            return None
        raise


STEPS = (
    _answer_questions,
    _answer_hand_overs,
    _hear_changes,
    _hear_questions,
    _hear_hand_overs,
    _read_doubtful,
)


# ---------------------------------------------------------------------------- comparison


@delivers(COMPARE)
def compare(body: dict[str, Any]) -> None:
    """Digests of each body, piece by piece; begun again from the first when it was broken off."""
    line = queries.national_connection()
    found = waiting.comparison_by(UUID(body["uid"]))
    if line is None or found.done_at is not None:
        return
    operations.restart_comparison(found, by=SYSTEM)
    register = queries.national_register(line)
    unknown = 0
    for unit in waiting.told_units():
        try:
            said = {one.citizen_id: one for one in register.reconcile(unit).people}
        except Trouble as trouble:
            why = _down(line, trouble)
            operations.end_comparison(found, problem=why, by=SYSTEM)
            return
        ours: set[str] = set()
        after = 0
        while links := waiting.links_below(unit, after, PIECE):
            after = links[-1].id
            ours |= operations.compare_piece(found, links, said, by=SYSTEM)
        unknown += len(said.keys() - ours)
    operations.end_comparison(found, unknown, by=SYSTEM)
