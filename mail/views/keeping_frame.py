"""What the administrator's pages of mail share: their gate, their tabs, the chosen domain."""

from uuid import UUID

from flask import g, request, url_for

from mail import queries
from mail.models import MailDomain
from mail.policy import Can
from office.db import db
from office.errors import Invalid, NotFound
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui import menu, parts
from office.units.models import Unit

PAGES = (
    ("mailkeep.list_boxes", _l("Mailboxes"), Can.KEEP_BOXES),
    ("mailkeep.domains", _l("Domains and rules"), Can.KEEP_BOXES),
    ("mailkeep.pools", _l("Shared space"), Can.KEEP_BOXES),
    ("mailkeep.lists", _l("Distribution lists"), Can.KEEP_BOXES),
    ("mailkeep.list_wishes", _l("Confirmations"), Can.CONFIRM),
    ("mailkeep.holds", _l("Holds"), Can.HOLD),
    ("mailkeep.list_refusals", _l("Refused senders"), Can.KEEP_DOOR),
    ("mailkeep.reports", _l("Reports"), Can.KEEP_BOXES),
    ("mailkeep.list_former", _l("Imports"), Can.KEEP_BOXES),
)


def guard() -> None:
    """The pages of boxes, domains and lists are the administrator's."""
    require(g.actor, Can.KEEP_BOXES, g.actor.agency_id)
    menu.mark_current("mailkeep.list_boxes")


def agency() -> Unit:
    """The agency in which somebody acts."""
    return db.session.get_one(Unit, g.actor.agency_id)


def tabs(current: str) -> list[parts.Link]:
    """The pages beside each other, as far as the reader may open them."""
    return [
        parts.Link(str(label), url_for(endpoint), is_current=endpoint == current)
        for endpoint, label, can in PAGES
        if allowed(g.actor, can, g.actor.agency_id)
    ]


def chosen_domain() -> MailDomain:
    """The domain chosen in a form."""
    try:
        return queries.kept_domain(UUID(request.form.get("domain", "")), g.actor)
    except (ValueError, NotFound):
        told = _("Choose one.")
        raise Invalid(told, fields={"domain": told}) from None
