"""Distribution lists (danh sách phân phối): what they are of, who may write to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update

from mail.models import (
    AddressKind,
    ListKind,
    MailAddress,
    MailDomain,
    MailList,
    Posting,
)
from mail.operations.boxes import keeper_of, refuse_unproved
from mail.operations.naming import new_address
from mail.policy import Can
from mail.wire import names
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, Role, require
from office.units import queries as units
from office.units.models import Unit

MOST_CHOSEN = 500


@dataclass(frozen=True)
class ListWords:
    """What a list is: computed of a unit, of heads or holders of a function, or chosen."""

    name: str
    kind: ListKind
    posting: Posting = Posting.AGENCY
    unit: Unit | None = None
    function: Role | None = None
    chosen: tuple[str, ...] = ()


@operation
def open_list(domain: MailDomain, local: str, words: ListWords, *, by: Actor) -> MailList:
    """Open a list under an address that nobody ever had."""
    agency_id = keeper_of(domain.agency_id)
    require(by, Can.KEEP_BOXES, agency_id)
    refuse_unproved(domain)
    folded = _free(domain, local)
    row = MailList(agency_id=agency_id, name="", kind=words.kind)
    _write(row, words)
    db.session.add(row)
    db.session.flush()
    db.session.add(new_address(domain, local, list_id=row.id))
    audit.record("mail.list_opened", row, by=by, name=row.name, kind=row.kind, address=folded)
    return row


def _free(domain: MailDomain, local: str) -> str:
    try:
        folded = names.folded(names.read_typed(f"{local.strip()}@{domain.name}"))
    except Invalid as fault:
        raise Invalid(str(fault), fields={"local": str(fault)}) from fault
    if db.session.scalar(select(MailAddress.id).where(MailAddress.folded == folded)) is not None:
        told = _("“%(address)s” was given to somebody before.", address=folded)
        raise Invalid(told, fields={"local": told})
    return folded


@operation
def change_list(row: MailList, words: ListWords, *, by: Actor) -> None:
    """Say anew who is on a list and who may write to it."""
    require(by, Can.KEEP_BOXES, keeper_of(row.agency_id))
    _refuse_closed(row)
    _write(row, words)
    audit.record("mail.list_changed", row, by=by, name=row.name, kind=row.kind)


@operation
def close_list(row: MailList, *, reason: str, by: Actor) -> None:
    """Close a list; its address stays reserved."""
    require(by, Can.KEEP_BOXES, keeper_of(row.agency_id))
    _refuse_closed(row)
    if not reason.strip():
        told = _("Say why; it stands in the audit log.")
        raise Invalid(told, fields={"reason": told})
    row.closed_at = clock.now()
    mine = update(MailAddress).where(MailAddress.list_id == row.id)
    db.session.execute(mine.values(kind=AddressKind.TOMBSTONE, valid_to=row.closed_at))
    audit.record("mail.list_closed", row, by=by, reason=reason.strip())


def _refuse_closed(row: MailList) -> None:
    if row.closed_at is not None:
        raise Refusal(_("This list was closed."))


def _write(row: MailList, words: ListWords) -> None:
    faults = dict(_faults(words))
    if words.unit is not None and not _is_of(words.unit, row.agency_id):
        faults["unit"] = _("Choose a unit of your agency.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    row.name, row.kind, row.posting = words.name.strip(), words.kind, words.posting
    row.unit_id = words.unit.id if words.unit else None
    row.function = words.function if words.kind is ListKind.FUNCTION else None
    row.chosen = list(words.chosen) if words.kind is ListKind.CHOSEN else []
    row.failing = {one: told for one, told in (row.failing or {}).items() if one in row.chosen}


def _is_of(unit: Unit, agency_id: int) -> bool:
    """Who works in another agency is on no list of ours."""
    return (unit.agency_id or unit.id) in units.lineage(keeper_of(agency_id))


def _faults(words: ListWords) -> Iterable[tuple[str, str]]:
    if not words.name.strip():
        yield "name", _("Give the list a name.")
    if words.kind is ListKind.FUNCTION and words.function is None:
        yield "function", _("Choose the function.")
    if words.kind is ListKind.CHOSEN and not 0 < len(words.chosen) <= MOST_CHOSEN:
        yield "chosen", _("Enter up to %(number)d addresses, one on a line.", number=MOST_CHOSEN)


def typed_addresses(text: str) -> tuple[str, ...]:
    """Addresses as they were typed, one on a line or with commas, each checked, none twice."""
    typed = [one.strip() for one in text.replace(",", "\n").splitlines() if one.strip()]
    try:
        return tuple(dict.fromkeys(names.read_typed(one) for one in typed))
    except Invalid as fault:
        raise Invalid(str(fault), fields={"chosen": str(fault)}) from fault
