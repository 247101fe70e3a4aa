"""Letters as files: a folder or what was chosen leaves as MBOX, EML and MBOX files come in."""

from functools import partial
from uuid import UUID

from flask import Response, g, request, stream_with_context, url_for
from flask import render_template as page
from werkzeug.wrappers import Response as BaseResponse

from mail import operations, queries
from mail.models import Folder
from mail.operations.exchanging import INTO
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.queries.exchanging import Choice
from mail.views.blueprint import webmail as bp
from mail.views.downloads import disposition, locked
from mail.views.letter_words import IMPORT_FAULTS
from mail.views.many import chosen_items
from mail.views.settings_frame import boxes, opened, tabs
from office import clock
from office.errors import Invalid
from office.i18n import _
from office.ui.filled import NOTHING, Filled, answer
from office.ui.toasts import toast

KIND = "application/mbox"
HERE = "webmail.settings_exchange"


@bp.get("/settings/boxes/<uuid:uid>/exchange")
def settings_exchange(uid: UUID) -> str:
    """Take a folder out, bring files in, see what became of those before."""
    return _page(opened(uid, Can.EXCHANGE), NOTHING)


def _page(found: OpenBox, filled: Filled) -> str:
    rows = queries.imports_of(found)
    return page(
        "mailsettings/exchange.html",
        found=found,
        tabs=tabs(found, HERE),
        boxes=boxes(found, HERE),
        folders=[(one.value, one.label) for one in Folder if one is not Folder.QUARANTINE],
        into=[(one.value, one.label) for one in INTO],
        rows=rows,
        faults=IMPORT_FAULTS,
        is_busy=any(row.done_at is None for row in rows),
        filled=filled,
    )


@bp.post("/settings/boxes/<uuid:uid>/exchange")
def bring_file(uid: UUID) -> BaseResponse:
    """Take the chosen files in."""
    found = opened(uid, Can.EXCHANGE)

    def act() -> str:
        files = [one for one in request.files.getlist("files") if one.filename]
        if not files:
            message = _("Choose a file with letters.")
            raise Invalid(message, fields={"files": message})
        for one in files:
            operations.bring_file(
                found, _folder("folder"), one.filename or "", one.stream, by=g.actor
            )
        toast(_("The letters are being brought in."))
        return url_for(HERE, uid=uid)

    return answer(act, partial(_page, found), name="file")


def _folder(name: str) -> Folder:
    try:
        return Folder(request.form.get(name, ""))
    except ValueError:
        message = _("Choose one.")
        raise Invalid(message, fields={name: message}) from None


@bp.post("/boxes/<uuid:uid>/export")
def export(uid: UUID) -> Response:
    """A whole folder, or the chosen conversations, as one MBOX file."""
    found = opened(uid, Can.EXCHANGE)
    items = chosen_items(found) if "chosen" in request.form else None
    ids = None if items is None else tuple(item.id for item in items)
    folder = _folder("folder") if items is None else Folder.INBOX
    choice = Choice(folder, g.actor.person_id, ids)
    operations.note_export(found, choice, by=g.actor)
    name = folder.value if items is None else "letters"
    made = Response(stream_with_context(queries.mbox_of(found, choice)), mimetype=KIND)
    shown = f"{found.box.name} {name} {clock.today():%Y-%m-%d}.mbox"
    made.headers["Content-Disposition"] = disposition(shown, is_shown=False)
    locked(made)
    return made
