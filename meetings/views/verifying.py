"""Checking minutes: a file is brought, and each part of it is shown green or red by its name."""

import re
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from meetings import operations, queries
from meetings.compose.manifest import grouped
from meetings.forms import minutes as forms
from meetings.models import PaperState
from meetings.policy.minutes import Can
from meetings.views.blueprint import actor, bp
from office.errors import Invalid
from office.i18n import _l
from office.permissions import require
from signing import queries as signing

SIGNERS = 2
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
PARTS = {
    "recording": _l("Recording"),
    "course": _l("Course of the meeting"),
    "attendance": _l("Attendance"),
    "vote": _l("Vote"),
    "paper": _l("Paper"),
}


@bp.get("/verify")
def verify() -> Response:
    """Where minutes are brought, and the reader's last checks; the code on minutes leads here."""
    return _start()


def _start(error: str = "", status: int = 200) -> Response:
    require(actor(), Can.CHECK, actor())
    mark = request.args.get("fingerprint", "").lower()
    text = render_template(
        "meetings/verify.html",
        checks=queries.checks_by(actor()),
        error=error,
        mark=grouped(mark) if FINGERPRINT.fullmatch(mark) else "",
        paper=queries.paper_with(mark) if mark else None,
        signed=PaperState.SIGNED,
    )
    return make_response(text, status)


@bp.post("/verify")
def ask_check() -> Response:
    """Have a file checked."""
    require(actor(), Can.CHECK, actor())
    try:
        name, stored = forms.pdf_of(request.files.get("file"), "file")
    except Invalid as refusal:
        return _start(str(refusal.fields.get("file", refusal.message)), refusal.status)
    made = operations.ask_check(stored, name, by=actor())
    return redirect(url_for("meetings.check_found", uid=made.uid), code=303)


def _both_hold(sha256: str) -> bool:
    """Whether secretary and chair signed this very file and nothing speaks against it."""
    stored = signing.verdict_of(sha256)
    if stored is None or signing.panel(stored).trust != "valid":
        return False
    return len(signing.report_of(stored).signatures) >= SIGNERS


@bp.get("/verify/<uuid:uid>")
def check_found(uid: UUID) -> Response:
    """What was found: signatures, and one line for each part of the fingerprint."""
    check = queries.check_by(uid, actor())
    verdict = signing.verdict_of(check.sha256)
    lines = check.report.get("lines", [])
    text = render_template(
        "meetings/check.html",
        check=check,
        lines=lines,
        parts=PARTS,
        wrong=[line for line in lines if line["state"] == "bad"],
        gone=[line for line in lines if line["state"] == "gone"],
        fingerprint=grouped(check.report.get("fingerprint", "")),
        verdict=signing.panel(verdict) if verdict else None,
        holds=_both_hold(check.sha256),
    )
    answer = make_response(text)
    if check.checked_at is None or verdict is None:
        answer.headers["Refresh"] = "2"
    return answer
