"""What people type on the pages of signing."""

from uuid import UUID

from flask import request

from office.accounts.resume import safe_next
from office.errors import Invalid
from office.i18n import _
from signing import queries
from signing.models import SigningRequest

LONGEST_PIN = 64


def pin(name: str = "pin") -> str:
    """A PIN as typed; it is never written into a log, a form or an answer."""
    given = request.form.get(name, "")
    if not given or len(given) > LONGEST_PIN:
        message = _("Enter your PIN.")
        raise Invalid(message, fields={name: message})
    return given


def chosen_requests() -> list[SigningRequest]:
    """The requests ticked on the page of a batch."""
    try:
        uids = [UUID(uid) for uid in dict.fromkeys(request.form.getlist("request"))]
    except ValueError:
        uids = []
    if not uids:
        message = _("Choose what to sign.")
        raise Invalid(message, fields={"request": message})
    return [queries.request_by_uid(uid) for uid in uids]


def onward() -> str:
    """Where the page of the package above goes on."""
    return safe_next(request.values.get("next", ""))
