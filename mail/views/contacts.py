"""Addresses outside the house: kept by hand or from a letter, changed, removed."""

from functools import partial
from uuid import UUID

from flask import g, redirect, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.models import Contact
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.views.blueprint import webmail as bp
from mail.views.settings_frame import boxes, opened, tabs
from office.i18n import _
from office.ui.filled import NOTHING, Filled, Words, answer
from office.ui.toasts import toast

FORM = "contact"


@bp.get("/settings/boxes/<uuid:uid>/contacts")
def settings_contacts(uid: UUID) -> str:
    """All contacts; the form may be filled with one of them, or with who wrote a letter."""
    found = opened(uid, Can.KEEP_CONTACTS)
    if chosen := _asked("contact"):
        return _page(found, _filled(queries.contact_by_uid(found, chosen)))
    if letter := _asked("letter"):
        return _page(found, _of_letter(found, letter))
    return _page(found, NOTHING)


def _asked(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def _filled(row: Contact) -> Filled:
    kept = {"name": row.name, "address": row.address, "organisation": row.organisation}
    return Filled(Words(kept | {"is_kept": "1"}), name=FORM)


def _of_letter(found: OpenBox, letter: UUID) -> Filled:
    """Who wrote it, or what is kept of him already."""
    message = queries.open_item(letter, g.actor).message
    address = queries.folded_sender(message)
    kept = next((one for one in queries.contacts_in(found) if one.address == address), None)
    if kept is not None:
        return _filled(kept)
    return Filled(Words(name=message.sender_name, address=address), name=FORM)


def _page(found: OpenBox, filled: Filled) -> str:
    rows, given = queries.contacts_in(found), filled.of(FORM)
    return page(
        "mailsettings/contacts.html",
        found=found,
        tabs=tabs(found, "webmail.settings_contacts"),
        boxes=boxes(found, "webmail.settings_contacts"),
        rows=rows,
        sealed=[row.address for row in rows if row.certificate],
        is_own=found.box.person_id is not None,
        given=given,
    )


@bp.post("/settings/boxes/<uuid:uid>/contacts")
def keep_contact(uid: UUID) -> Response:
    """One more address, or another name for one that is kept."""
    found = opened(uid, Can.KEEP_CONTACTS)

    def act() -> str:
        typed = {name: request.form.get(name, "") for name in ("name", "address", "organisation")}
        words = operations.ContactWords(**typed, certificate=_certificate())
        kept = operations.keep_contact(found, words, by=g.actor)
        toast(_("%(name)s is kept and found as you write.", name=kept.name))
        return url_for(".settings_contacts", uid=uid)

    return answer(act, partial(_page, found), name=FORM)


def _certificate() -> bytes | None:
    """What was brought; nothing of it keeps, the tick takes away."""
    file = request.files.get("certificate")
    found = file.read() if file else b""
    return found or (None if request.form.get("certificate_ends") == "1" else b"")


@bp.post("/settings/boxes/<uuid:uid>/contacts/<uuid:item_uid>/ending")
def drop_contact(uid: UUID, item_uid: UUID) -> Response:
    """Away with it; the mail stays."""
    found = opened(uid, Can.KEEP_CONTACTS)
    operations.drop_contact(found, queries.contact_by_uid(found, item_uid), by=g.actor)
    toast(_("The contact was removed."))
    return redirect(url_for(".settings_contacts", uid=uid), code=303)
