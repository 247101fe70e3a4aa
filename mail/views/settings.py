"""Who uses a mailbox besides its owner, which devices read it, and who answers while he is away."""

from functools import partial
from uuid import UUID

from flask import g, redirect, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations
from mail.forms import keeping as forms
from mail.models import AwayNote, MailGrant, Right
from mail.policy import Can
from mail.queries import keeper, settings
from mail.queries.boxes import OpenBox
from mail.queries.seats import handed_over
from mail.views.blueprint import webmail as bp
from mail.views.settings_frame import boxes, first_box, opened, tabs
from office import clock
from office.accounts.forms import text
from office.accounts.models import Account, Person
from office.db import db
from office.i18n import _, _l
from office.permissions import allowed, require
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast

SCOPES = {"smtp": _l("Send"), "imap": _l("Read")}


def people() -> list[tuple[str, str]]:
    """Who works in the agency, for a select."""
    found = keeper.colleagues(g.actor.agency_id)
    named = [
        (str(one.uid), f"{one.full_name} · {where}")
        for one, where in found
        if one.id != g.actor.person_id
    ]
    return [("", _("Choose one.")), *named]


@bp.get("/settings")
def settings_home() -> Response:
    """The first page of settings that somebody may open."""
    links = tabs(first_box(), "")
    return redirect(links[0].url if links else url_for(".settings_devices"), code=303)


# ------------------------------------------------------------------------ who else uses it


@bp.get("/settings/boxes/<uuid:uid>/sharing")
def settings_sharing(uid: UUID) -> str:
    return _sharing(opened(uid, Can.SHARE), NOTHING)


def _sharing(found: OpenBox, filled: Filled) -> str:
    return page(
        "mailsettings/sharing.html",
        found=found,
        tabs=tabs(found, "webmail.settings_sharing"),
        boxes=boxes(found, "webmail.settings_sharing"),
        rows=settings.grants_in(found),
        mine=settings.grants_of(g.actor),
        rights=[one for one in Right if one is not Right.READ],
        chosen=request.form.getlist("rights"),
        people=people(),
        now=clock.now(),
        filled=filled,
    )


@bp.post("/settings/boxes/<uuid:uid>/sharing")
def grant(uid: UUID) -> Response:
    found = opened(uid, Can.SHARE)

    def act() -> str:
        operations.grant(
            found,
            forms.chosen_person(),
            forms.chosen_rights(),
            reason=text("reason"),
            valid_from=forms.first_instant(),
            valid_to=forms.last_instant(),
            by=g.actor,
        )
        toast(_("The right was given; it ends by itself."))
        return url_for(".settings_sharing", uid=uid)

    return answer(act, partial(_sharing, found), name="grant")


@bp.post("/settings/grants/<uuid:uid>/revocation")
def revoke(uid: UUID) -> Response:
    require(g.actor, Can.HAVE_BOX)
    operations.revoke(settings.grant_by_uid(uid, g.actor), by=g.actor)
    toast(_("The right has ended."))
    return redirect(url_for(".settings_home"), code=303)


# -------------------------------------------------------------------------------- devices


@bp.get("/settings/devices")
def settings_devices() -> str:
    return _devices(NOTHING)


def _devices(filled: Filled, secret: str = "") -> str:
    found = first_box()
    return page(
        "mailsettings/devices.html",
        found=found,
        tabs=tabs(found, "webmail.settings_devices"),
        rows=settings.devices_of(g.actor),
        scopes=SCOPES,
        chosen=request.form.getlist("scopes") if request.method == "POST" else list(SCOPES),
        days=settings.longest_device_days(g.actor),
        now=clock.now(),
        secret=secret,
        filled=filled,
    )


@bp.post("/settings/devices")
def make_device() -> Response:
    """The password is shown in the answer itself and stands nowhere else."""
    account = db.session.get_one(Account, g.actor.account_id)
    first_box()
    made: list[str] = []

    def act() -> str:
        _row, secret = operations.make_app_password(
            account,
            text("name", longest=100),
            request.form.getlist("scopes"),
            days=forms.whole("days"),
            by=g.actor,
        )
        made.append(secret)
        return url_for(".settings_devices")

    found = answer(act, _devices, name="device")
    if not made:
        return found
    shown = Response(_devices(NOTHING, made[0]), mimetype="text/html")
    shown.headers["Cache-Control"] = "no-store"
    return shown


@bp.post("/settings/devices/<uuid:uid>/revocation")
def revoke_device(uid: UUID) -> Response:
    operations.revoke_app_password(settings.device_by_uid(uid, g.actor), by=g.actor)
    toast(_("This device is shut out."))
    return redirect(url_for(".settings_devices"), code=303)


# --------------------------------------------------------------------------- absence note


@bp.get("/settings/boxes/<uuid:uid>/away")
def settings_away(uid: UUID) -> str:
    return _away(opened(uid, Can.MANAGE), NOTHING)


def _away(found: OpenBox, filled: Filled) -> str:
    note = settings.note_of(found)
    substitute = db.session.get(Person, note.substitute_id) if note and note.substitute_id else None
    return page(
        "mailsettings/away.html",
        found=found,
        tabs=tabs(found, "webmail.settings_away"),
        boxes=boxes(found, "webmail.settings_away"),
        note=note,
        substitute=substitute,
        people=people(),
        rights=list(Right) if allowed(g.actor, Can.SHARE, found) else [],
        chosen=_standing_in(note),
        today=clock.today(),
        filled=filled,
    )


def _standing_in(note: AwayNote | None) -> list[str]:
    """What the substitute may do, as it was chosen now or before."""
    if request.method == "POST":
        return request.form.getlist("rights")
    right = db.session.get(MailGrant, note.grant_id) if note and note.grant_id else None
    return right.rights if right and right.revoked_at is None else []


@bp.post("/settings/boxes/<uuid:uid>/away")
def set_away(uid: UUID) -> Response:
    found = opened(uid, Can.MANAGE)

    def act() -> str:
        operations.set_away(
            found,
            inside=text("inside", longest=4000),
            outside=text("outside", longest=4000),
            valid_from=forms.first_instant(),
            valid_to=forms.last_instant(),
            substitute=forms.some_person("substitute"),
            rights=forms.chosen_rights(),
            by=g.actor,
        )
        toast(_("Whoever writes while you are away gets this answer."))
        return url_for(".settings_away", uid=uid)

    return answer(act, partial(_away, found), name="away")


@bp.post("/settings/boxes/<uuid:uid>/away/ending")
def end_away(uid: UUID) -> Response:
    operations.end_away(opened(uid, Can.MANAGE), by=g.actor)
    toast(_("Nobody is answered for you any more."))
    return redirect(url_for(".settings_away", uid=uid), code=303)


# ------------------------------------------------------------------------- who left


@bp.get("/handovers/<uuid:uid>")
def handover(uid: UUID) -> str:
    return _handover(uid, NOTHING)


def _handover(uid: UUID, filled: Filled) -> str:
    box = settings.handover_box(uid)
    require(g.actor, Can.NAME_RECEIVER, handed_over(box))
    receiver = db.session.get(Person, box.receiver_id) if box.receiver_id else None
    return page(
        "mailsettings/handover.html",
        box=box,
        receiver=receiver,
        people=_receivers(),
        filled=filled,
    )


def _receivers() -> list[tuple[str, str]]:
    """The head may read on himself."""
    own = db.session.get_one(Person, g.actor.person_id)
    return [*people(), (str(own.uid), own.full_name)]


@bp.post("/handovers/<uuid:uid>")
def name_receiver(uid: UUID) -> Response:
    box = settings.handover_box(uid)

    def act() -> str:
        person, reason = forms.chosen_person(), text("reason")
        if operations.name_receiver(box, person, reason=reason, by=g.actor):
            toast(_("A second person was asked to confirm it."))
            return url_for("mailkeep.list_wishes")
        toast(_("The receiver reads this mailbox from now on."))
        return url_for(".handover", uid=uid)

    return answer(act, partial(_handover, uid), name="receiver")
