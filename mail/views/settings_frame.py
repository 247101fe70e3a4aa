"""What the pages of an owner's settings share: the box that is meant and the pages beside it."""

from uuid import UUID

from flask import g, url_for

from mail import queries
from mail.models import BoxKind
from mail.policy import Can
from mail.queries.boxes import OpenBox
from office.errors import NotFound
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui import menu, parts

PAGES = (
    ("webmail.settings_sharing", _l("Sharing"), Can.SHARE),
    ("webmail.settings_rules", _l("Rules"), Can.MANAGE),
    ("webmail.settings_away", _l("Absence"), Can.MANAGE),
    ("webmail.settings_texts", _l("Signatures"), Can.DRAFT),
    ("webmail.settings_contacts", _l("Contacts"), Can.KEEP_CONTACTS),
    ("webmail.settings_labels", _l("Periods"), Can.MANAGE),
    ("webmail.settings_exchange", _l("As files"), Can.EXCHANGE),
    ("webmail.settings_pictures", _l("Pictures"), Can.READ),
)


def opened(uid: UUID, can: Can) -> OpenBox:
    """The box of the address, as somebody may set it up."""
    found = queries.open_box(uid, g.actor)
    require(g.actor, can, found)
    menu.mark_current("webmail.home")
    return found


def first_box() -> OpenBox:
    """One's own box, or the first that is there."""
    require(g.actor, Can.HAVE_BOX)
    menu.mark_current("webmail.home")
    boxes = queries.open_boxes(g.actor)
    if not boxes:
        raise NotFound(
            _("You have no mailbox in this post."),
            who=_("The administrator opens a domain for your agency."),
        )
    return boxes[0]


def entry(found: OpenBox) -> str:
    """The first page of settings of a box that its reader may open."""
    links = tabs(found, "")
    return links[0].url if links else ""


def tabs(found: OpenBox, current: str) -> list[parts.Link]:
    """The pages about a box; the devices are the person's own."""
    links = [
        parts.Link(str(label), url_for(endpoint, uid=found.box.uid), is_current=endpoint == current)
        for endpoint, label, can in PAGES
        if allowed(g.actor, can, found)
    ]
    if found.box.kind is BoxKind.PERSON and found.box.person_id == g.actor.person_id:
        devices = url_for("webmail.settings_devices")
        is_current = current == "webmail.settings_devices"
        links.append(parts.Link(_("Devices"), devices, is_current=is_current))
    return links


def boxes(found: OpenBox, endpoint: str) -> list[parts.Link]:
    """The other boxes that one may set up in the same way."""
    can = next((can for name, _label, can in PAGES if name == endpoint), Can.MANAGE)
    return [
        parts.Link(
            one.box.name, url_for(endpoint, uid=one.box.uid), is_current=one.box.id == found.box.id
        )
        for one in queries.open_boxes(g.actor)
        if allowed(g.actor, can, one)
    ]
