"""Work files: their lists, one file with all that lies in it, opening and describing one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms import workfiles as forms
from documents.forms.answers import Filled, answer
from documents.forms.many import chosen_of
from documents.models import FilePlanLine, WorkFile
from documents.policy.workfiles import Can
from documents.views.access_changes import ChangeLine
from documents.views.access_changes import lines_of as change_lines
from documents.views.blueprint import actor, files
from documents.views.workfile_bar import acts_on
from documents.views.workfile_log import lines_of
from office import clock
from office.db import db
from office.errors import Invalid
from office.i18n import _, _l, day
from office.permissions import Actor, allowed, require
from office.ui import menu, paging
from office.ui.parts import Act, Link
from office.ui.toasts import toast
from office.units import queries as units

VIEWS: Mapping[str, object] = {
    "mine": _l("My files"),
    "unit": _l("All open"),
    "closed": _l("Closed"),
    "hand-over": _l("To hand over"),
    "late": _l("Late"),
    "archive": _l("Archive"),
    "destroyed": _l("Destroyed"),
}
LONGEST = 100


@files.get("/")
def list_files() -> Response:
    """Saved views over the files that the reader sees; words fit notation and title."""
    name = request.args.get("view", "mine")
    name = name if name in VIEWS else "mine"
    wanted = request.args.get("q", "").strip()[:LONGEST]
    before = paging.decode(request.args.get("after"), int)
    size = paging.size_wanted()
    found = queries.listed_work_files(
        actor(), name, words=wanted, before=before[0] if before else None, size=size
    )
    page = paging.page_of(found, key=lambda file: (file.id,), size=size)
    here = url_for("workfiles.list_files", view=name, q=wanted or None)
    text = render_template(
        "documents/work_files.html",
        rows=page.rows,
        view=name,
        wanted=wanted,
        tabs=_tabs(name, queries.late_files(actor())),
        acts=_bulk(name, actor()),
        may_open=allowed(actor(), Can.OPEN_FILE, actor()),
        keeps_archive=allowed(actor(), Can.KEEP_ARCHIVE, actor()),
        today=clock.today(),
        retention_name=forms.retention_name,
        next_url=url_for("workfiles.list_files", view=name, q=wanted or None, after=page.after)
        if page.after
        else "",
        first_url=here if before else "",
        other_rows=paging.other_size(page.after),
    )
    return make_response(text)


def _tabs(here: str, late: int) -> list[Link]:
    counts = {"late": late}
    return [
        Link(
            str(label),
            url_for("workfiles.list_files", view=name),
            counts.get(name) or None,
            is_current=name == here,
        )
        for name, label in VIEWS.items()
    ]


def _bulk(view: str, reader: Actor) -> list[Act]:
    """What is done with several chosen files."""
    if view not in {"closed", "hand-over", "late"}:
        return []
    found = []
    if allowed(reader, Can.OPEN_FILE, reader):
        url = url_for("workfiles.offer")
        found.append(Act(_("Hand over to the archive"), url, "go-on", "send"))
    if allowed(reader, Can.KEEP_ARCHIVE, reader):
        url = url_for("workfiles.announce")
        found.append(Act(_("Send the notice"), url, "", "bell"))
    return found


@dataclass(frozen=True)
class FilePage:
    """What the page of a file shows besides the file itself."""

    contents: list[queries.Content]
    removed: list[Any]
    changes: list[ChangeLine]
    readers: list[str]
    packages: list[Any]
    lines: list[Any]
    acts: list[Act]
    keeps: bool
    exports: bool


@files.get("/<uuid:uid>")
def show(uid: UUID) -> Response:
    """One file: what lies in it in the order of time, who may see it, what was done with it."""
    file = seen(uid)
    menu.mark_current("workfiles.list_files")
    may_export = allowed(actor(), Can.EXPORT_FILE, file)
    contents = queries.contents_of(file, actor())
    changes = change_lines(file, queries.file_changes(file), actor(), _titles(contents))
    grants = [row.desk_id for row in queries.granted_desks(file)]
    page = FilePage(
        contents=contents,
        removed=queries.removed_from(file),
        changes=changes,
        readers=list(units.desk_labels(grants).values()),
        packages=queries.packages_of(file, actor()) if may_export else [],
        lines=lines_of(file, changes),
        acts=acts_on(file, actor()),
        keeps=allowed(actor(), Can.KEEP_FILE, file),
        exports=may_export,
    )
    text = render_template(
        "documents/work_file.html",
        file=file,
        page=page,
        facts=facts_of(file),
        frozen=queries.holding(file),
        opens=lambda item: queries.is_open_to(item, file, actor()),
        today=clock.today(),
    )
    return make_response(text)


def _titles(contents: list[queries.Content]) -> dict[int, str]:
    """What the further files are called; a document is named by its own page alone."""
    return {one.item.id: one.item.title for one in contents if one.item.document_id is None}


def seen(uid: UUID) -> WorkFile:
    """The file of the address, or 404."""
    return queries.visible_work_file(uid, actor())


def page_of(file: WorkFile) -> str:
    """The address of a file's page."""
    return url_for("workfiles.show", uid=file.uid)


def facts_of(file: WorkFile) -> tuple[tuple[Any, ...], ...]:
    """The header data of a file."""
    due = file.due_on
    return (
        (_("File code"), file.code, "num"),
        (_("Kept for"), forms.retention_name(file.retention)),
        (_("Kept by"), file.creator, "vi"),
        (_("Begun"), day(file.started_on), "num"),
        (_("Ended"), day(file.ended_on) if file.ended_on else "", "num"),
        (_("Hand over by"), day(due) if due else "", "num"),
        (_("Records"), f"{file.document_count}", "num"),
    )


# ------------------------------------------------------------------------------ opening


@files.get("/new")
def new_file() -> Response:
    """A file from the plan of the year, or one that is not in it."""
    require(actor(), Can.OPEN_FILE, actor())
    line = _line(request.args.get("line", ""))
    values = {"started_on": clock.today().isoformat(), "retention": "years-10"}
    if line:
        values |= {
            "title": line.title,
            "notation": line.notation,
            "retention": line.retention,
            "line": str(line.uid),
        }
    return _new_page(Filled(values))


@files.post("/new")
def open_file() -> Response:
    """Open it and go there; chosen documents go in at once."""
    return answer(_open, _new_page, request.form)


def _open() -> Response:
    given = forms.opening_of(request.form, line=_line(request.form.get("line", "")))
    documents = queries.visible_documents(chosen_of(request.form.getlist("chosen")), actor())
    file = operations.open_file(given, documents, by=actor())
    toast(_("The file %(code)s is open.", code=file.code))
    return redirect(page_of(file), code=303)


def _line(value: str) -> FilePlanLine | None:
    try:
        wanted = UUID(value)
    except ValueError:
        return None
    found = db.session.scalars(select(FilePlanLine).where(FilePlanLine.uid == wanted)).first()
    planned = {line.id for line in queries.planned_files(actor())}
    if found is None or found.id not in planned:
        raise Invalid(_("This line of the plan has its file already."))
    return found


def _new_page(filled: Filled) -> Response:
    text = render_template(
        "documents/work_file_form.html",
        filled=filled,
        file=None,
        action=url_for("workfiles.open_file"),
        planned=queries.planned_files(actor()),
        chosen=request.values.getlist("chosen"),
        retentions=forms.retention_options(),
    )
    return make_response(text)


@files.get("/<uuid:uid>/description")
def description(uid: UUID) -> Response:
    """Title, period and description of an open file."""
    file = seen(uid)
    require(actor(), Can.KEEP_FILE, file)
    return _description_page(file, Filled(forms.values_of(file)))


@files.post("/<uuid:uid>/description")
def describe(uid: UUID) -> Response:
    """Keep what was changed."""
    file = seen(uid)

    def keep() -> Response:
        operations.describe_file(file, forms.opening_of(request.form, file=file), by=actor())
        toast(_("The file has been described anew."))
        return redirect(page_of(file), code=303)

    return answer(keep, lambda filled: _description_page(file, filled), request.form)


def _description_page(file: WorkFile, filled: Filled) -> Response:
    text = render_template(
        "documents/work_file_form.html",
        filled=filled,
        file=file,
        action=url_for("workfiles.describe", uid=file.uid),
        planned=[],
        chosen=[],
        retentions=forms.retention_options(),
    )
    return make_response(text)
