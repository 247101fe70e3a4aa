"""What goes into a work file and out of it."""

from collections.abc import Sequence
from uuid import UUID

from flask import make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import workfiles as forms
from documents.forms.answers import Filled, answer
from documents.forms.many import chosen_of
from documents.forms.uploads import stored
from documents.models import WorkFile, WorkFileItem
from documents.operations import bulk
from documents.operations.workfiles import Further
from documents.policy.workfiles import Can
from documents.views.blueprint import actor, files
from documents.views.files import SHOWN, disposition, locked
from documents.views.many import results
from documents.views.workfiles import page_of, seen
from office import blobs, clock
from office.errors import Invalid, NotFound
from office.foreign.kinds import Kind
from office.i18n import _, ngettext
from office.permissions import require
from office.ui.toasts import toast

TAKEN = tuple(kind for kind in Kind if kind not in (Kind.PROGRAM, Kind.UNKNOWN))


@files.get("/filing")
def filing() -> Response:
    """Into which file the chosen documents go."""
    return _filing_page(Filled(request.args))


@files.post("/filing")
def put_in() -> Response:
    """Put the chosen documents into the chosen file; without one the choice is shown."""
    if not request.form.get("file"):
        return _filing_page(Filled(request.form))
    return answer(_put_in, _filing_page, request.form)


def _put_in() -> Response:
    try:
        file = seen(UUID(request.form["file"]))
    except ValueError:
        raise Invalid(_("Choose a file."), fields={"file": _("Choose a file.")}) from None
    chosen = chosen_of(request.form.getlist("chosen"))
    require(actor(), Can.KEEP_FILE, file)
    rows = bulk.each(
        chosen, lambda document: operations.put_in(file, [document], by=actor()), by=actor()
    )
    if not all(row.is_done for row in rows):
        return results(rows, _("Put into a file"), again=url_for("workfiles.put_in"))
    toast(_put_in_words(rows, file), label=_("Show"), url=page_of(file))
    is_one = len(rows) == 1
    url = url_for("documents.show", uid=rows[0].uid) if is_one else page_of(file)
    return redirect(url, code=303)


def _put_in_words(rows: Sequence[bulk.Outcome], file: WorkFile) -> str:
    return ngettext(
        "%(num)d document put into %(code)s",
        "%(num)d documents put into %(code)s",
        sum(row.made for row in rows),
        code=file.code,
    )


def _filing_page(filled: Filled) -> Response:
    documents = queries.visible_documents(chosen_of(request.values.getlist("chosen")), actor())
    wanted = filled["q"]
    text = render_template(
        "documents/filing.html",
        filled=filled,
        documents=documents,
        open_files=queries.keepable_files(actor(), words=wanted),
        new_url=url_for("workfiles.new_file", chosen=[str(one.uid) for one in documents]),
    )
    return make_response(text)


@files.get("/<uuid:uid>/further")
def further(uid: UUID) -> Response:
    """A film, a photo, a recording, any file that is no document."""
    file = seen(uid)
    require(actor(), Can.KEEP_FILE, file)
    return _further_page(file, Filled({"dated": clock.today().isoformat()}))


@files.post("/<uuid:uid>/further")
def add_further(uid: UUID) -> Response:
    """Check it at the door and keep it."""
    file = seen(uid)
    require(actor(), Can.KEEP_FILE, file)

    def keep() -> Response:
        operations.add_further(file, _further(), by=actor())
        toast(_("The file was added."))
        return redirect(page_of(file), code=303)

    return answer(keep, lambda filled: _further_page(file, filled), request.form)


def _further() -> Further:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(_("The file is missing."), fields={"file": _("Choose a file.")})
    accepted, kept = stored(sent, allowed=TAKEN, field="file")
    return Further(
        kept,
        accepted.name,
        accepted.media_type,
        request.form.get("title", ""),
        clock.local_midnight(forms.day_in(request.form, "dated")),
        accepted.facts.pages,
    )


def _further_page(file: WorkFile, filled: Filled) -> Response:
    text = render_template("documents/work_file_further.html", file=file, filled=filled)
    return make_response(text)


@files.get("/<uuid:uid>/records/<uuid:item_uid>/removal")
def removal(uid: UUID, item_uid: UUID) -> Response:
    """Why a record leaves the file."""
    file = seen(uid)
    require(actor(), Can.KEEP_FILE, file)
    return _removal_page(file, queries.item_of(file, item_uid), Filled({}))


@files.post("/<uuid:uid>/records/<uuid:item_uid>/removal")
def take_out(uid: UUID, item_uid: UUID) -> Response:
    """Take it out with the reason."""
    file = seen(uid)
    require(actor(), Can.KEEP_FILE, file)
    item = queries.item_of(file, item_uid)

    def remove() -> Response:
        operations.take_out(file, item, request.form.get("text", ""), by=actor())
        toast(_("The record was taken out."))
        return redirect(page_of(file), code=303)

    return answer(remove, lambda filled: _removal_page(file, item, filled), request.form)


def _removal_page(file: WorkFile, item: WorkFileItem, filled: Filled) -> Response:
    is_hidden = item.document_id is not None and not any(
        one.item.id == item.id and one.document for one in queries.contents_of(file, actor())
    )
    text = render_template(
        "documents/work_file_act.html",
        file=file,
        filled=filled,
        title=_("Take out of the file"),
        said="" if is_hidden else item.title,
        button=_("Take out"),
        kind="harm",
        label=_("Reason"),
        day_name="",
        action=request.path,
    )
    return make_response(text)


@files.get("/<uuid:uid>/records/<uuid:item_uid>/content")
def content(uid: UUID, item_uid: UUID) -> Response:
    """The bytes of a further file; it can run nothing here."""
    file = seen(uid)
    item = queries.item_of(file, item_uid)
    if item.document_id is not None or not item.name:
        raise NotFound(_("There is no such file on your desk."))
    if not queries.is_open_to(item, file, actor()):
        raise NotFound(_("There is no such file on your desk."))
    shown = item.media_type if item.media_type in SHOWN else "application/octet-stream"
    sent = send_file(blobs.path_of(item.sha256), mimetype=shown)
    sent.headers["Content-Disposition"] = disposition(item.name, item.media_type)
    return locked(sent)
