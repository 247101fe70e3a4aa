"""What other houses report about our mail: by day, by source, by fault, and the reports."""

from flask import g, request, url_for
from flask import render_template as page

from mail import queries
from mail.models import FeedbackKind, MailFeedback
from mail.operations.feedback import NO_DAY, NOT_OURS
from mail.queries import feedback
from mail.views.blueprint import keeping as bp
from mail.views.keeping_frame import guard, tabs
from office.foreign.refusals import WORDS, Reason
from office.i18n import _, _l
from office.ui import paging, parts

VIEWS = (
    ("dmarc", _l("Letters under our name")),
    ("tls", _l("Lines to our hosts")),
    ("received", _l("Reports received")),
)
SPANS = ((7, _l("7 days")), (30, _l("30 days")), (90, _l("90 days")))
FAULTS = {
    "starttls-not-supported": _l("Our host offered no encryption"),
    "certificate-host-mismatch": _l("The certificate names another host"),
    "certificate-expired": _l("The certificate had run out"),
    "certificate-not-trusted": _l("The certificate was not trusted"),
    "validation-failure": _l("The line could not be made private"),
    "tlsa-invalid": _l("The TLSA record is wrong"),
    "dnssec-invalid": _l("DNSSEC failed"),
    "dane-required": _l("DANE was asked for and not found"),
    "sts-policy-fetch-error": _l("The MTA-STS policy could not be fetched"),
    "sts-policy-invalid": _l("The MTA-STS policy is wrong"),
    "sts-webpki-invalid": _l("The certificate of the MTA-STS host is wrong"),
    "unknown": _l("Not said"),
}
PROBLEMS = {
    NOT_OURS: _l("It speaks of a domain that is not the one it came to."),
    NO_DAY: _l("It does not say of which day it speaks."),
}


@bp.get("/reports")
def reports() -> str:
    guard()
    view = next((name for name, _label in VIEWS if name == request.args.get("view")), "dmarc")
    domains = queries.domains_of(g.actor.agency_id)
    ids = [one.id for one in domains]
    first = feedback.since(_days())
    facts: dict[str, object] = {}
    if view == "dmarc":
        days, sources = feedback.dmarc_days(ids, first), feedback.dmarc_sources(ids, first)
        facts = {"days": days, "sources": sources}
    elif view == "tls":
        facts = {"days": feedback.tls_days(ids, first), "faults": feedback.tls_faults(ids, first)}
    else:
        facts = {"received": _received(ids)}
    return page(
        "feedback/page.html",
        tabs=tabs("mailkeep.reports"),
        views=[
            parts.Link(str(label), url_for(".reports", view=name), is_current=name == view)
            for name, label in VIEWS
        ],
        spans=[
            parts.Link(
                str(label), url_for(".reports", view=view, days=days), is_current=days == _days()
            )
            for days, label in SPANS
        ],
        view=view,
        shown={one.id: one.shown for one in domains},
        fault_words=FAULTS,
        problem_words=_problem,
        kinds=FeedbackKind,
        **facts,
    )


def _days() -> int:
    asked = request.args.get("days", "")
    return next((days for days, _label in SPANS if str(days) == asked), 30)


def _received(domain_ids: list[int]) -> paging.Page[MailFeedback]:
    wanted = feedback.received(domain_ids)
    return paging.latest(wanted, MailFeedback.id, request.args.get("after"))


def _problem(code: str) -> str:
    """Why a report could not be read, in a sentence."""
    if code in PROBLEMS:
        return str(PROBLEMS[code])
    known = {one.value: one for one in Reason}
    return str(WORDS[known[code]][0]) if code in known else _("It could not be read.")
