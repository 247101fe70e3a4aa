"""Formats of the kept files: which of them age, copies that last, and the report of the copies."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.models import LastingCopy
from documents.policy.workfiles import Can
from documents.queries.formats import MOST_COPIES
from documents.views.blueprint import actor, bp
from office.db import db
from office.i18n import ngettext
from office.permissions import require
from office.ui import paging
from office.ui.toasts import toast


@bp.get("/formats")
def formats() -> str:
    """Every format with what it lacks, and what became of the copies."""
    require(actor(), Can.KEEP_ARCHIVE, actor())
    statement = queries.lasting_of(actor())
    before = paging.decode(request.args.get("after"), int)
    if before:
        statement = statement.where(LastingCopy.id < before[0])
    found = db.session.execute(statement.limit(paging.SIZE + 1)).all()
    page = paging.page_of(found, key=lambda row: (row[0].id,))
    counted = queries.formats_of(actor())
    return render_template(
        "documents/formats.html",
        formats=counted.value,
        counted_at=counted.at,
        waiting=min(sum(row.waiting for row in counted.value), MOST_COPIES),
        copies=page.rows,
        next_url=url_for("documents.formats", after=page.after) if page.after else "",
        first_url=url_for("documents.formats") if before else "",
    )


@bp.post("/formats")
def copy_formats() -> Response:
    """Ask for copies of the oldest files that lack one."""
    require(actor(), Can.KEEP_ARCHIVE, actor())
    made = operations.ask_lasting(queries.aging_files(actor()), by=actor())
    toast(
        ngettext(
            "%(num)d copy is being made; the report below tells its end.",
            "%(num)d copies are being made; the report below tells their end.",
            len(made),
        )
    )
    return redirect(url_for("documents.formats"), code=303)
