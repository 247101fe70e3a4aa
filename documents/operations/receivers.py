"""Receivers of a document as they are written, and the row that follows each of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, unquote

from documents.models import Channel, Dispatch, DispatchState, Document
from documents.queries import external_name
from mail.queries import checked_address
from office import clock
from office.db import db
from office.errors import Invalid
from office.i18n import _
from office.units import queries as units
from office.units.models import Desk

MAIL, PAPER, UNIT = "mailto:", "post:", "desk:"
AT_ONCE = timedelta(minutes=60)
NOON = timedelta(hours=12)


@dataclass(frozen=True)
class Recipient:
    """One receiver: how it is written in a list, how it is reached, what it is called."""

    code: str
    channel: Channel
    name: str
    address: str = ""
    target_id: int | None = None


def recipient_of(code: str) -> Recipient:
    """Read a receiver as lists and groups keep it: an OrganId, mailto:, post: or desk:."""
    if code.startswith(MAIL):
        return _by_mail(code)
    if code.startswith(PAPER):
        return _on_paper(code)
    if code.startswith(UNIT):
        return _inside(code)
    local = units.agency_by_code(code, clock.today())
    if local:
        return Recipient(code, Channel.LOCAL, units.name_of(local.id), target_id=local.id)
    return Recipient(code, Channel.AXIS, external_name(code))


def _by_mail(code: str) -> Recipient:
    """`mailto:address` or `mailto:address?name`."""
    address, _mark, name = code.removeprefix(MAIL).partition("?")
    address = checked_address(address)
    return Recipient(code, Channel.MAIL, unquote(name) or address, address)


def _on_paper(code: str) -> Recipient:
    """`post:name?address`, both percent-encoded."""
    name, _mark, address = code.removeprefix(PAPER).partition("?")
    name, address = unquote(name).strip(), unquote(address).strip()
    if not name or not address:
        message = _("A receiver by post needs a name and an address.")
        raise Invalid(message, fields={"address": message})
    return Recipient(code, Channel.PAPER, name, address)


def _inside(code: str) -> Recipient:
    desk = db.session.get(Desk, _number(code.removeprefix(UNIT)))
    if desk is None:
        raise Invalid(_("This receiver is not known."))
    return Recipient(code, Channel.INTERNAL, units.desk_label(desk.id), target_id=desk.id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def mail_code(address: str, name: str = "") -> str:
    """How a receiver by mail is written in a list."""
    return f"{MAIL}{checked_address(address)}" + (f"?{quote(name.strip())}" if name.strip() else "")


def paper_code(name: str, address: str) -> str:
    """How a receiver by post is written in a list."""
    code = f"{PAPER}{quote(name.strip())}?{quote(address.strip())}"
    return recipient_of(code).code


def desk_code(desk_id: int) -> str:
    """How an own unit is written in a list."""
    return f"{UNIT}{desk_id}"


def address_to(document: Document, recipient: Recipient) -> Dispatch:
    """The row of one receiver; its clock runs from now."""
    is_local = recipient.channel is Channel.LOCAL
    row = Dispatch(
        document_id=document.id,
        receiver_code=recipient.code,
        receiver_name=recipient.name,
        local_agency_id=recipient.target_id if is_local else None,
        channel=recipient.channel,
        address=recipient.address,
        state=DispatchState.QUEUED,
        changed_at=clock.now(),
        due_at=due_for(document),
    )
    db.session.add(row)
    return row


def due_for(document: Document) -> datetime:
    """Until when it must have left: urgent at once, else by noon of the next working day.

    Decision 28/2018/QĐ-TTg art. 6, stricter than Decree 30/2020/NĐ-CP art. 18.
    """
    if document.urgency.priority > 0:
        return clock.now() + AT_ONCE
    day = clock.add_working_days(document.issued_on or clock.today(), 1)
    return clock.local_midnight(day) + NOON
