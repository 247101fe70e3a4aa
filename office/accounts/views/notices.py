"""What came to the acting desk."""

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from office import notices
from office.accounts.models import Notice
from office.accounts.resume import safe_next
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.ui import paging

bp = Blueprint("notices", __name__)


@bp.get("/notices")
def list_notices() -> str:
    shown = paging.latest(notices.notices_at(g.actor), Notice.id, request.args.get("after"))
    return render_template(
        "accounts/notices.html",
        page=shown,
        words=notices.words,
        verb_of=notices.verb_of,
        subjects=notices.subjects(shown.rows, g.actor),
    )


@bp.post("/notices/reading")
def read_all() -> BaseResponse:
    notices.mark_all_read(by=g.actor)
    return redirect(url_for(".list_notices"), code=303)


@bp.post("/notices/<uuid:uid>/reading")
def read(uid: UUID) -> BaseResponse:
    notice = db.session.scalar(
        select(Notice).where(Notice.uid == uid, Notice.desk_id == g.actor.desk_id)
    )
    if notice is None:
        raise NotFound(_("There is no such notice on this desk."))
    notices.mark_read([notice], by=g.actor)
    return redirect(safe_next(notice.url), code=303)
