"""The address book of a domain for programs of the administrator."""

from flask import Response, g

from mail import queries
from mail.api.blueprint import bp
from mail.api.keeping_frame import guard
from mail.queries.directory import listed_in
from office.api import ByUid, Closed, scope, shown


class ListedOut(Closed):
    """What everybody may know of who has an address."""

    name: str
    address: str
    title: str
    unit: str
    agency: str


class AddressBook(Closed):
    """Everybody with an open mailbox in a domain."""

    items: list[ListedOut]


@bp.get("/mail-domains/<uuid:uid>/directory", responses={200: AddressBook})
@scope("admin")
def show_directory(path: ByUid) -> Response:
    """The address book of a domain."""
    guard()
    found = listed_in(queries.kept_domain(path.uid, g.actor))
    return shown(AddressBook(items=[ListedOut(**vars(one)) for one in found]))
