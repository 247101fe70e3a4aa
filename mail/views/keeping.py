"""The boxes of an agency as its administrator keeps them: states and addresses, no content."""

from functools import partial
from uuid import UUID

from flask import Flask, g, redirect, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.forms import keeping as forms
from mail.models import MIB, AddressKind, BoxKind, BoxState, MailAddress, Mailbox
from mail.operations.boxes import MOVES
from mail.policy import Can
from mail.queries import freezes, keeper
from mail.views.blueprint import keeping as bp
from mail.views.keeping_frame import agency, chosen_domain, guard, tabs
from office.accounts.forms import text
from office.accounts.models import Person
from office.db import db
from office.i18n import _, _l
from office.permissions import allowed
from office.ui import menu, paging, parts
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast

STATES = {
    BoxState.ACTIVE: _l("Open it again"),
    BoxState.SUSPENDED: _l("Suspend it"),
    BoxState.HANDOVER: _l("Hand it over"),
    BoxState.CLOSED: _l("Close it"),
}
REASONS = {
    "merger": _l("after a merger"),
    "transfer": _l("after a transfer"),
    "renamed": _l("former address"),
}


def register(app: Flask) -> None:
    """Add the entry."""
    menu.register(
        app,
        menu.Entry(
            "mailkeep.list_boxes",
            _l("Mailboxes"),
            "mail",
            menu.Section.OPERATION,
            order=60,
            visible=lambda actor: allowed(actor, Can.KEEP_BOXES, actor.agency_id),
        ),
    )


@bp.get("")
def list_boxes() -> str:
    guard()
    return _list(NOTHING)


def _list(filled: Filled) -> str:
    state = request.args.get("state", "")
    words = request.args.get("q", "")[:100]
    states = [BoxState(state)] if state in list(BoxState) else []
    wanted = keeper.boxes(g.actor, states=states, words=words)
    found = paging.eldest(wanted, Mailbox.id, request.args.get("after"))
    ids = [box.id for box in found.rows]
    return page(
        "mailkeep/boxes.html",
        tabs=tabs("mailkeep.list_boxes"),
        page=found,
        views=_views(state),
        state=state,
        words=words,
        addresses=queries.primary_addresses(ids),
        last=keeper.last_mail(ids),
        domains=queries.domains_of(g.actor.agency_id),
        filled=filled,
    )


def _views(current: str) -> list[parts.Link]:
    numbers = keeper.counts_by_state(g.actor)
    every = [("", _("All"), sum(numbers.values()))]
    every += [
        (one.value, str(one.label), numbers.get(one, 0)) for one in BoxState if one in numbers
    ]
    return [
        parts.Link(label, url_for(".list_boxes", state=name or None), number, name == current)
        for name, label, number in every
    ]


@bp.post("/provision")
def provide() -> Response:
    guard()

    def act() -> str:
        done = operations.provide(agency(), by=g.actor)
        toast(_("%(number)d mailboxes were opened.", number=done.opened))
        return url_for(".list_boxes")

    return answer(act, _list)


@bp.post("/domains")
def open_domain() -> Response:
    guard()

    def act() -> str:
        domain = operations.open_domain(agency(), text("name", longest=253), by=g.actor)
        toast(_("Now publish the text that proves that the agency has this domain."))
        return url_for(".domain", uid=domain.uid)

    return answer(act, _list, name="domain")


# ------------------------------------------------------------------------------ one box


@bp.get("/boxes/<uuid:uid>")
def box(uid: UUID) -> str:
    guard()
    return _box(queries.kept_box(uid, g.actor), NOTHING)


def _box(found: Mailbox, filled: Filled) -> str:
    menu.mark_current("mailkeep.list_boxes")
    acts = [(one.value, STATES[one]) for one in MOVES[found.state] if _is_for(one, found)]
    return page(
        "mailkeep/box.html",
        box=found,
        address=queries.address_of(found),
        addresses=queries.addresses_of(found),
        last=keeper.last_mail([found.id]).get(found.id),
        quota=found.quota_bytes // MIB,
        used=found.used_bytes / MIB,
        acts=acts,
        reasons=REASONS,
        domains=[(str(one.uid), one.shown) for one in queries.domains_of(g.actor.agency_id)],
        people=_people(),
        receiver=_receiver(found),
        freeze=freezes.freeze_of(found),
        held=freezes.held_of(found),
        stopped=freezes.stopped_of(found),
        account=freezes.account_of_box(found),
        filled=filled,
    )


def _is_for(state: BoxState, box: Mailbox) -> bool:
    """A desk's box is handed over by a reorganisation alone; the program's own stays."""
    is_handed_over = state is BoxState.HANDOVER
    return box.person_id is not None or (box.kind is BoxKind.DESK and not is_handed_over)


def _people() -> list[tuple[str, str]]:
    found = keeper.colleagues(g.actor.agency_id)
    return [
        ("", _("Choose one.")),
        *((str(one.uid), f"{one.full_name} · {where}") for one, where in found),
    ]


def _receiver(box: Mailbox) -> str:
    found = db.session.get(Person, box.receiver_id) if box.receiver_id else None
    return found.full_name if found else ""


@bp.post("/boxes/<uuid:uid>/state")
def change_state(uid: UUID) -> Response:
    guard()
    found = queries.kept_box(uid, g.actor)

    def act() -> str:
        chosen = request.form.get("state", "")
        state = BoxState(chosen) if chosen in list(BoxState) else found.state
        reason, decision = text("reason"), text("decision", longest=100)
        if state is not BoxState.HANDOVER:
            operations.change_state(found, state, reason=reason, decision=decision, by=g.actor)
        elif operations.hand_over(found, reason=reason, decision=decision, by=g.actor):
            toast(_("A second person was asked to confirm it."))
            return url_for(".list_wishes")
        toast(_("The mailbox has changed its state."))
        return url_for(".box", uid=uid)

    return answer(act, partial(_box, found), name="state")


@bp.post("/boxes/<uuid:uid>/freeze")
def freeze(uid: UUID) -> Response:
    guard()
    found = queries.kept_box(uid, g.actor)

    def act() -> str:
        operations.freeze_account(found, reason=text("reason"), by=g.actor)
        toast(_("The account is frozen: nobody signs in, and nothing of it leaves."))
        return url_for(".box", uid=uid)

    return answer(act, partial(_box, found), name="freeze")


@bp.post("/boxes/<uuid:uid>/thaw")
def thaw(uid: UUID) -> Response:
    guard()
    account = operations.thaw_account(queries.kept_box(uid, g.actor), by=g.actor)
    toast(_("The account is given back; hand its owner a slip with a new password."))
    return redirect(url_for("accounts.show", uid=account.uid), code=303)


@bp.post("/boxes/<uuid:uid>/addresses")
def give_address(uid: UUID) -> Response:
    guard()
    found = queries.kept_box(uid, g.actor)

    def act() -> str:
        kind = AddressKind.PRIMARY if request.form.get("kind") == "primary" else AddressKind.ALIAS
        given = operations.give_address(
            found,
            chosen_domain(),
            text("local", longest=64),
            kind=kind,
            reason=text("reason"),
            by=g.actor,
        )
        toast(_("%(address)s leads to this mailbox now.", address=given.shown))
        return url_for(".box", uid=uid)

    return answer(act, partial(_box, found), name="address")


@bp.post("/boxes/<uuid:uid>/addresses/<uuid:item_uid>/ending")
def end_address(uid: UUID, item_uid: UUID) -> Response:
    guard()
    found = queries.kept_box(uid, g.actor)
    row: MailAddress = keeper.address_in(found, item_uid)

    def act() -> str:
        operations.end_address(row, by=g.actor)
        toast(_("The address leads nowhere now and stays reserved."))
        return url_for(".box", uid=uid)

    return answer(act, partial(_box, found), name="address")


@bp.post("/boxes/<uuid:uid>/quota")
def set_quota(uid: UUID) -> Response:
    guard()
    found = queries.kept_box(uid, g.actor)

    def act() -> str:
        operations.set_quota(found, forms.whole("quota"), by=g.actor)
        toast(_("The quota has been set."))
        return url_for(".box", uid=uid)

    return answer(act, partial(_box, found), name="quota")


@bp.post("/boxes/<uuid:uid>/receiver")
def name_receiver(uid: UUID) -> Response:
    guard()
    found = queries.kept_box(uid, g.actor)

    def act() -> str:
        person, reason = forms.chosen_person(), text("reason")
        if operations.name_receiver(found, person, reason=reason, by=g.actor):
            toast(_("A second person was asked to confirm it."))
            return url_for(".list_wishes")
        toast(_("The receiver reads this mailbox from now on."))
        return url_for(".box", uid=uid)

    return answer(act, partial(_box, found), name="receiver")
