"""Addresses outside the house, for programs that keep them for the owner of a mailbox."""

from uuid import UUID

from flask import Response, g
from pydantic import Field

from mail import operations, queries
from mail.api.blueprint import bp
from mail.api.settings import Done, OfBox
from mail.policy import Can
from mail.queries.boxes import OpenBox
from office.api import ByUid, Closed, scope, shown
from office.permissions import require


class ContactItem(Closed):
    """A contact as it is kept."""

    uid: UUID
    name: str
    address: str
    organisation: str
    can_be_sealed: bool


class ContactItems(Closed):
    """All of them by name."""

    items: list[ContactItem]


class NewContact(Closed):
    """Whom an address reaches; the same address again changes the contact.

    The certificate is PEM; letters to the address are sealed for it. Without one that
    which is kept stays, and null takes it away.
    """

    name: str = Field(max_length=100)
    address: str = Field(max_length=254)
    organisation: str = Field("", max_length=200)
    certificate: str | None = Field("", max_length=100_000)


def _opened(uid: UUID) -> OpenBox:
    found = queries.open_box(uid, g.actor)
    require(g.actor, Can.KEEP_CONTACTS, found)
    return found


@bp.get("/mailboxes/<uuid:uid>/contacts", responses={200: ContactItems})
@scope("read")
def list_contacts(path: ByUid) -> Response:
    """The contacts of the owner; at the mailbox of a desk those of the agency."""
    items = [
        ContactItem(
            uid=row.uid,
            name=row.name,
            address=row.address,
            organisation=row.organisation,
            can_be_sealed=bool(row.certificate),
        )
        for row in queries.contacts_in(_opened(path.uid))
    ]
    return shown(ContactItems(items=items))


@bp.post("/mailboxes/<uuid:uid>/contacts", responses={200: Done})
@scope("act")
def keep_contact(path: ByUid, body: NewContact) -> Response:
    """Keep an address."""
    file = None if body.certificate is None else body.certificate.encode()
    given = body.model_dump() | {"certificate": file}
    words = operations.ContactWords(**given)
    row = operations.keep_contact(_opened(path.uid), words, by=g.actor)
    return shown(Done(uid=row.uid))


@bp.post("/mailboxes/<uuid:uid>/contacts/<uuid:item_uid>/ending", responses={200: Done})
@scope("act")
def drop_contact(path: OfBox) -> Response:
    """Keep an address no longer."""
    found = _opened(path.uid)
    operations.drop_contact(found, queries.contact_by_uid(found, path.item_uid), by=g.actor)
    return shown(Done(uid=path.item_uid))
