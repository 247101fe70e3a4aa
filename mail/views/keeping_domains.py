"""Domains of an agency: their mail rules, their DKIM keys, and what DNS should show."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import g, request, url_for
from flask import render_template as page
from werkzeug.wrappers import Response

from mail import operations, queries
from mail.models import MailDomain, rules_of
from mail.models.accounts import BLOCKED
from mail.operations.ruling import ESCROWS, RECEIPTS, SPANS, STS_MODES, YES_OR_NO
from mail.queries.domains import is_without_dns, key_by_uid, keys_of, records_of
from mail.views.blueprint import keeping as bp
from mail.views.keeping_frame import guard, tabs
from mail.wire.records import Purpose, Standing
from office.i18n import _, _l
from office.ui import menu
from office.ui.filled import NOTHING, Filled, Words, answer
from office.ui.toasts import toast

NUMBERS = {
    "quota_mib": (_l("Quota of a personal mailbox (MiB)"), ""),
    "desk_quota_mib": (_l("Quota of a function's mailbox (MiB)"), ""),
    "largest_mib": (
        _l("Largest message (MiB)"),
        _l("A larger file goes as a link that opens for 30 days."),
    ),
    "trash_days": (_l("Deleted mail can be recovered for (days)"), ""),
    "keep_days": (
        _l("Mail is kept for (days)"),
        _l("0 means without an end; labels and holds keep longer."),
    ),
    "closed_days": (
        _l("A closed mailbox ends after (days)"),
        _l("Its mail is purged with a certificate; 0 means never. Holds keep it longer."),
    ),
    "app_password_days": (_l("A device password lasts (days)"), ""),
    "leaver_answer_days": (
        _l("A leaver's mailbox takes mail and names the function's address for (days)"),
        _l("Afterwards the mail is refused, with that address."),
    ),
    "receiver_days": (_l("Who receives a leaver's mailbox reads it for (days)"), ""),
}
QUESTIONS = {
    "may_forward_outside": _l("Rules may forward mail to the outside; security officers are told"),
    "is_dmarc_enforced": _l("Mail that fails its sender's DMARC policy is set aside"),
    "refuses_own_from_outside": _l("Mail from outside under our own name is refused"),
    "names_successor": _l("Who writes to an ended address is told the new one"),
    "allows_private": _l(
        "Officials may mark mail as private; receivers of a mailbox do not see it"
    ),
    "publishes_directory": _l("Everybody may have the address book of this domain"),
}
KINDS = {
    "executable": _l("Programs"),
    "script": _l("Scripts"),
    "shortcut": _l("Shortcuts"),
    "disk_image": _l("Disk images"),
    "encrypted_archive": _l("Encrypted archives"),
}
ANSWERS = {
    "never": _l("Never"),
    "ask": _l("Ask the reader"),
}
ESCROW = {
    "off": _l("For their readers and their writer only"),
    "required": _l("Also for the agency's certificate below; the writer is told"),
}
STS = {
    "off": _l("No promise"),
    "testing": _l("On trial: failures are reported, mail comes all the same"),
    "enforce": _l("In force: without encryption no mail comes"),
    "none": _l("Withdrawn: others forget an earlier promise"),
}
PURPOSES = {
    Purpose.PROOF: _l("That the agency has this domain"),
    Purpose.MX: _l("Where mail is delivered"),
    Purpose.SPF: _l("Which machines send"),
    Purpose.DKIM: _l("Signature of letters"),
    Purpose.DMARC: _l("What others do with forgeries"),
    Purpose.MTA_STS: _l("Encrypted delivery is promised"),
    Purpose.TLS_RPT: _l("Where failures of encryption are reported"),
}
STANDINGS = {
    Standing.SEEN: (_l("seen"), "ok"),
    Standing.OTHER: (_l("something else stands there"), "ask"),
    Standing.MISSING: (_l("not there yet"), "bad"),
    Standing.UNKNOWN: (_l("DNS did not answer"), ""),
}


@bp.get("/domains")
def domains() -> str:
    guard()
    return page(
        "mailkeep/domains.html",
        tabs=tabs("mailkeep.domains"),
        domains=queries.kept_domains(g.actor.agency_id),
        rules_of=rules_of,
        filled=NOTHING,
    )


@bp.get("/domains/<uuid:uid>/rules")
def rules(uid: UUID) -> str:
    guard()
    return _rules(queries.kept_domain(uid, g.actor), NOTHING)


def _rules(domain: MailDomain, filled: Filled) -> str:
    menu.mark_current("mailkeep.list_boxes")
    now = rules_of(domain)
    return page(
        "mailkeep/rules.html",
        domain=domain,
        now=now,
        values=filled.values if filled.errors else Words(vars(now)),
        errors=filled.errors,
        numbers=NUMBERS,
        questions=QUESTIONS,
        kinds=KINDS,
        answers=list(ANSWERS.items()),
        promises=list(STS.items()),
        escrows=list(ESCROW.items()),
    )


@bp.post("/domains/<uuid:uid>/rules")
def set_rules(uid: UUID) -> Response:
    guard()
    domain = queries.kept_domain(uid, g.actor)

    def act() -> str:
        operations.set_rules(domain, _given(), by=g.actor)
        toast(_("The mail rules hold from now on."))
        return url_for(".rules", uid=uid)

    return answer(act, partial(_rules, domain))


def _given() -> dict[str, Any]:
    form = request.form
    given: dict[str, Any] = {name: form.get(name, "") for name in ("naming", "footer", *SPANS)}
    given |= {name: form.get(name) == "1" for name in YES_OR_NO}
    given["answers_receipts"] = form.get("answers_receipts", RECEIPTS[0])
    given["escrow"] = form.get("escrow", ESCROWS[0])
    given["escrow_certificate"] = form.get("escrow_certificate", "")
    given["sts_mode"] = form.get("sts_mode", STS_MODES[0])
    given["blocked"] = [one for one in BLOCKED if one in form.getlist("blocked")]
    return given


# ---------------------------------------------------------------------------- keys, DNS


@bp.get("/domains/<uuid:uid>")
def domain(uid: UUID) -> str:
    guard()
    return show_domain(queries.kept_domain(uid, g.actor), NOTHING)


def show_domain(found: MailDomain, filled: Filled) -> str:
    """The page of a domain, with what was filled in wrongly."""
    seen: dict[str, Any] = found.seen
    records = [(one, seen.get(f"{one.name}/{one.purpose}", {})) for one in records_of(found)]
    return page(
        "mailkeep/domain.html",
        domain=found,
        is_without_dns=is_without_dns(found),
        filled=filled,
        keys=keys_of(found),
        records=records,
        purposes=PURPOSES,
        standings=STANDINGS,
    )


def _back(uid: UUID, words: str) -> str:
    toast(words)
    return url_for(".domain", uid=uid)


@bp.post("/domains/<uuid:uid>/keys")
def make_key(uid: UUID) -> Response:
    guard()
    found = queries.kept_domain(uid, g.actor)

    def act() -> str:
        operations.make_key(found, by=g.actor)
        return _back(uid, _("The key was made. Publish its text, then put it to use."))

    return answer(act, lambda _filled: domain(uid))


@bp.post("/domains/<uuid:uid>/keys/<uuid:item_uid>/use")
def use_key(uid: UUID, item_uid: UUID) -> Response:
    guard()
    key = key_by_uid(queries.kept_domain(uid, g.actor), item_uid)

    def act() -> str:
        operations.use_key(key, by=g.actor)
        return _back(uid, _("Letters are signed with this key now."))

    return answer(act, lambda _filled: domain(uid))


@bp.post("/domains/<uuid:uid>/keys/<uuid:item_uid>/retirement")
def retire_key(uid: UUID, item_uid: UUID) -> Response:
    guard()
    key = key_by_uid(queries.kept_domain(uid, g.actor), item_uid)

    def act() -> str:
        operations.retire_key(key, by=g.actor)
        return _back(uid, _("The key signs no more. Leave its text in DNS for a week."))

    return answer(act, lambda _filled: domain(uid))


@bp.post("/domains/<uuid:uid>/check")
def ask_dns(uid: UUID) -> Response:
    guard()
    found = queries.kept_domain(uid, g.actor)

    def act() -> str:
        operations.ask_dns(found, by=g.actor)
        return _back(uid, _("DNS is being asked; reload the page in a moment."))

    return answer(act, lambda _filled: domain(uid))
