"""Who may use and keep mail; the rules of a box ask what somebody holds in it."""

from enum import StrEnum
from typing import Any, Protocol

from mail.models import BoxState, Right
from office.permissions import Actor, Role, rule


class Can(StrEnum):
    """The permissions of this package."""

    POST = "post"
    KEEP_DOOR = "keep_door"
    CARRY_OUT = "carry_out"
    KEEP_BOXES = "keep_boxes"
    HAVE_BOX = "have_box"
    READ = "read"
    ORGANISE = "organise"
    EXCHANGE = "exchange"
    DRAFT = "draft"
    SEND = "send"
    MANAGE = "manage"
    KEEP_CONTACTS = "keep_contacts"
    SHARE = "share"
    HOLD = "hold"
    NAME_RECEIVER = "name_receiver"
    CONFIRM = "confirm"


class Opened(Protocol):
    """A box as somebody has it open: what he may do there, and how the box stands."""

    @property
    def rights(self) -> frozenset[Right]: ...

    @property
    def state(self) -> BoxState: ...

    @property
    def is_lent(self) -> bool: ...

    @property
    def is_shared(self) -> bool: ...


class HandedOver(Protocol):
    """The box of a leaver, and the desk of who answers for it."""

    @property
    def agency_id(self) -> int: ...

    @property
    def head_desk_id(self) -> int | None: ...


@rule(Can.POST)
def may_post(actor: Actor, _mail: Any) -> bool:
    """Messages are posted by an act of an official, or by the house itself."""
    return actor.is_machine or actor.person_id is not None


@rule(Can.KEEP_DOOR)
def may_keep_door(actor: Actor, agency_id: Any) -> bool:
    """Only an administrator, acting in his own post, opens the door of his agency's mail."""
    is_own = agency_id in (None, actor.agency_id)
    return is_own and actor.holds(Role.ADMIN) and actor.delegation_id is None


@rule(Can.CARRY_OUT)
def may_carry_out(actor: Actor, _mail: Any) -> bool:
    """Messages are handed over by the house itself."""
    return actor.is_machine


@rule(Can.KEEP_BOXES)
def may_keep_boxes(actor: Actor, agency_id: Any) -> bool:
    """Domains, boxes and addresses are kept by an administrator of the agency, without content."""
    return actor.is_machine or may_keep_door(actor, agency_id)


@rule(Can.HAVE_BOX)
def may_have_box(actor: Actor, _subject: Any) -> bool:
    """Mail is read and written by officials in their own posts and at the desks they hold."""
    return actor.person_id is not None and actor.tenure_id is not None


@rule(Can.READ)
def may_read(actor: Actor, opened: Opened) -> bool:
    """A box is read by its owner, the holders of its desk, and who was given a right in it."""
    return not actor.is_machine and Right.READ in opened.rights


@rule(Can.ORGANISE)
def may_organise(actor: Actor, opened: Opened) -> bool:
    """Mail is moved and labelled by its owner, the holders of the desk, and who may organise it."""
    is_kept = opened.state in (BoxState.ACTIVE, BoxState.SUSPENDED, BoxState.HANDOVER)
    return is_kept and not actor.is_machine and Right.ORGANISE in opened.rights


@rule(Can.EXCHANGE)
def may_exchange(actor: Actor, opened: Opened) -> bool:
    """Letters leave and enter as files by its owner, its desk's holders, and who may organise."""
    return may_organise(actor, opened)


@rule(Can.DRAFT)
def may_draft(actor: Actor, opened: Opened) -> bool:
    """Letters are drafted by the owner of an open box, the holders of its desk, and who may."""
    return _is_usable(actor, opened) and Right.DRAFT in opened.rights


@rule(Can.SEND)
def may_send(actor: Actor, opened: Opened) -> bool:
    """Letters leave an open box by its owner, the holders of its desk, or who may send for it."""
    may = opened.rights & {Right.SEND_AS, Right.SEND_ON_BEHALF}
    return _is_usable(actor, opened) and bool(may)


@rule(Can.MANAGE)
def may_manage(actor: Actor, opened: Opened) -> bool:
    """Rules, labels, texts and absence notes are set by the owner of a box or who manages it."""
    return _is_usable(actor, opened) and Right.MANAGE in opened.rights


@rule(Can.KEEP_CONTACTS)
def may_keep_contacts(actor: Actor, opened: Opened) -> bool:
    """One's own contacts are kept by who manages the box, the agency's by its records clerks."""
    is_keeper = actor.holds(Role.CLERK) or actor.holds(Role.ADMIN)
    is_his = not opened.is_shared or (is_keeper and not opened.is_lent)
    return is_his and may_manage(actor, opened)


@rule(Can.SHARE)
def may_share(actor: Actor, opened: Opened) -> bool:
    """Rights in a box are given by its owner, or by a holder of its desk, in his own post."""
    is_his = Right.MANAGE in opened.rights and not opened.is_lent
    return _is_usable(actor, opened) and is_his and not actor.delegation_id


@rule(Can.HOLD)
def may_hold(actor: Actor, agency_id: Any) -> bool:
    """Holds on mail are placed and released by the security officer or the administrator."""
    is_own = actor.agency_id == agency_id and actor.delegation_id is None
    return is_own and (actor.holds(Role.SECURITY) or actor.holds(Role.ADMIN))


@rule(Can.CONFIRM)
def may_confirm(actor: Actor, agency_id: Any) -> bool:
    """What opens others' mail is confirmed by a second administrator or the security officer."""
    return may_hold(actor, agency_id)


@rule(Can.NAME_RECEIVER)
def may_name_receiver(actor: Actor, given: HandedOver) -> bool:
    """Who receives a leaver's mailbox is said by the head of his last unit or an administrator."""
    is_head = actor.desk_id is not None and actor.desk_id == given.head_desk_id
    return is_head or (not actor.is_machine and may_keep_door(actor, given.agency_id))


def _is_usable(actor: Actor, opened: Opened) -> bool:
    return not actor.is_machine and opened.state is BoxState.ACTIVE
