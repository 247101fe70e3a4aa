"""Packages for a commune without a line: what waits goes out, the answers come back."""

from functools import partial

from flask import Response as FlaskResponse
from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from office.errors import Invalid
from office.foreign.uploads import safe_name
from office.i18n import _
from office.permissions import allowed, require
from office.ui import paging
from office.ui.filled import Filled, answer
from office.ui.toasts import toast
from personnel import operations, queries
from personnel.models import NationalPackage
from personnel.policy.national import CanTell
from personnel.queries import hearing
from personnel.views.blueprint import actor, bp
from personnel.views.files import locked
from personnel.views.national_head import national_tabs

SIZE_LIMIT = 64 << 20


@bp.get("/national/packages")
def packages() -> str:
    """What left on a stick and what came back."""
    require(actor(), CanTell.SEE, None)
    return _page(Filled())


@bp.post("/national/packages")
def pack_events() -> FlaskResponse:
    """The package as a file; its taker proves himself once more."""
    made, data = operations.pack_events(by=actor())
    found = FlaskResponse(data, mimetype="application/zip")
    found.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return locked(found)


@bp.post("/national/packages/answers")
def take_answers() -> Response:
    """Take the answers of the national database."""

    def act() -> str:
        made = operations.take_answers(*_file(), by=actor())
        if made.problem:
            toast(_("The package was refused; the list says why."))
        else:
            toast(_("The answers are taken."))
        return url_for("personnel.packages")

    return answer(act, _page, name="file")


@bp.post("/national/packages/key")
def trust_register() -> Response:
    """Keep the key of the national database."""

    def act() -> str:
        line = queries.national_connection()
        if line is None:
            raise Invalid(_("The register is not connected with the national database."))
        operations.trust_register(line, request.form.get("key", ""), by=actor())
        toast(_("The key is kept."))
        return url_for("personnel.packages")

    return answer(act, partial(_page), name="key")


def _file() -> tuple[str, bytes]:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        message = _("Choose the package with the answers.")
        raise Invalid(message, fields={"file": message})
    data = sent.stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        message = _("The package is too large.")
        raise Invalid(message, fields={"file": message})
    return safe_name(sent.filename), data


def _page(filled: Filled) -> str:
    page = paging.latest(hearing.packages(actor()), NationalPackage.id, request.args.get("after"))
    line = queries.national_connection()
    return render_template(
        "personnel/national_packages.html",
        rows=page.rows,
        line=line,
        may_carry=line is not None and allowed(actor(), CanTell.CARRY, None),
        may_connect=line is not None and allowed(actor(), CanTell.CONNECT, None),
        filled=filled,
        tabs=national_tabs("personnel.packages"),
        next_url=url_for("personnel.packages", after=page.after) if page.after else "",
    )
