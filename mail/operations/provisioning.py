"""Boxes follow people and desks: made, moved and handed over by what the tenures say today.

Everything is found anew from the tables, so that a round may be done twice, late, or after a
restore, and comes to the same boxes.
"""

from dataclasses import dataclass

from mail.models import BoxState, Mailbox, MailDomain, rules_of
from mail.operations.boxes import open_desk_box, open_person_box
from mail.operations.handover import BACK, LEFT, hand_over, join_boxes, move_box, reopen
from mail.operations.naming import free_local, local_of, local_of_desk
from mail.operations.reserving import reserve
from mail.policy import Can
from mail.queries.boxes import address_of, box_of_desk, domains_of
from mail.queries.seats import (
    Seated,
    boxes_of_leavers,
    boxes_of_people,
    desks_that_had_a_box,
    desks_with_function,
    open_desk_boxes,
    seated,
    successor_desk,
    took_post_since,
    works_in,
)
from office import outbox
from office.accounts import operations as accounts
from office.db import operation
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import Desk, DeskKind, Unit

PROVIDE = "mail.provide"
CLERKS = "Văn thư {agency}"  # the name of a box, Vietnamese for every reader
MERGER, TRANSFER = "merger", "transfer"
GONE = (BoxState.HANDOVER, BoxState.CLOSED, BoxState.PURGED)


@dataclass
class Provided:
    """What a round has done."""

    opened: int = 0
    moved: int = 0
    joined: int = 0
    reopened: int = 0


@operation
def provide(agency: Unit, *, by: Actor) -> Provided:
    """Give the people and desks of an agency the boxes that they lack (cấp hộp thư)."""
    require(by, Can.KEEP_BOXES, agency.id)
    done = Provided()
    domains = domains_of(agency.id)
    for one in domains:
        reserve(one, by=by)
    domain = next(iter(domains), None)
    if domain is not None:
        _provide_desks(agency, domain, done, by)
        _provide_people(agency, domain, done, by)
    return done


def _provide_people(agency: Unit, domain: MailDomain, done: Provided, by: Actor) -> None:
    people = seated(agency.id)
    boxes = boxes_of_people([one.person.id for one in people])
    rule = rules_of(domain).naming
    for one in people:
        box = boxes.get(one.person.id)
        if box is None:
            local = local_of(one.person.full_name, one.account.login, rule)
            box = open_person_box(one.person, domain, free_local(domain, local), by=by)
            done.opened += 1
        else:
            _follow(box, agency, done, by)
        if not one.account.email:
            _note_address(one, box, by)


def _follow(box: Mailbox, agency: Unit, done: Provided, by: Actor) -> None:
    """Who came back has his box again; who went to another agency takes it along."""
    if box.state in GONE and _is_to_reopen(box):
        reopen(box, reason=BACK, by=by)
        done.reopened += 1
    if box.agency_id != agency.id and not works_in(box.person_id or 0, [box.agency_id]):
        is_merged = box.agency_id in units.lineage(agency.id)
        move_box(box, agency.id, reason=MERGER if is_merged else TRANSFER, by=by)
        done.moved += 1


def _is_to_reopen(box: Mailbox) -> bool:
    """What an administrator closed stays closed until its owner takes another post."""
    return box.decided_at is None or took_post_since(box.person_id or 0, box.decided_at)


def _note_address(one: Seated, box: Mailbox, by: Actor) -> None:
    address = address_of(box)
    if address and by.is_machine:
        accounts.change_email(one.account, address, by=by)


@operation
def provide_soon(*, by: Actor) -> None:
    """Ask for the next round now: whoever took another post today has his box there at once."""
    require(by, Can.CARRY_OUT)
    outbox.repeat(PROVIDE, key=f"{PROVIDE}:soon")


@operation
def hand_over_leavers(*, by: Actor) -> int:
    """Hand over the boxes of those who have no post any more; says how many."""
    require(by, Can.CARRY_OUT)
    left = boxes_of_leavers()
    for box in left:
        hand_over(box, reason=LEFT, by=by)
    return len(left)


# ------------------------------------------------------------------- desks with a function


def _provide_desks(agency: Unit, domain: MailDomain, done: Provided, by: Actor) -> None:
    desks = desks_with_function(agency.id)
    known = desks_that_had_a_box([desk.id for desk in desks])
    for desk in desks:
        if desk.id not in known and successor_desk(desk).id == desk.id and _has_function(desk):
            _open(desk, domain, by)
            done.opened += 1
    _join_merged(agency, done, by)


def _has_function(desk: Desk) -> bool:
    """A leader's post has a box once somebody holds it."""
    return desk.kind is not DeskKind.POST or bool(units.holders(desk.id))


def _open(desk: Desk, domain: MailDomain, by: Actor) -> None:
    unit_id = units.location(desk.id) or desk.agency_id
    held = units.holders(desk.id)
    title = desk.label or (held[0].title if held else "")
    unit_name = units.name_of(unit_id)
    symbol = units.symbol_of(unit_id)
    local = local_of_desk(desk, unit_name=unit_name, symbol=symbol, title=title)
    names = {
        DeskKind.CLERK: CLERKS.format(agency=units.short_name_of(desk.agency_id)),
        DeskKind.UNIT: unit_name,
        DeskKind.POST: f"{title} · {units.short_name_of(unit_id)}",
    }
    open_desk_box(desk, domain, free_local(domain, local), names[desk.kind], by=by)


def _join_merged(agency: Unit, done: Provided, by: Actor) -> None:
    """The boxes of desks that came by a merger: their addresses lead to the successor's box."""
    for box, desk in open_desk_boxes(agency.id):
        working = successor_desk(desk)
        into = box_of_desk(working.id) if working.id != desk.id else None
        if into is not None:
            join_boxes(box, into, reason=MERGER, by=by)
            done.joined += 1
        elif working.id == desk.id and box.agency_id != agency.id:
            move_box(box, agency.id, reason=MERGER, by=by)
            done.moved += 1
