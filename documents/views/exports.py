"""What leaves the house: lists with chosen columns, and prints that bear who made them."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.compose.found import table_docx
from documents.compose.tables import Paper, PaperColumn, compose_paper
from documents.forms import columns
from documents.forms.columns import COLUMNS, USUAL, ListColumn, printed
from documents.forms.questions import Question
from documents.models import Document, DocumentFile, UseKind
from documents.policy.finding import Can
from documents.views.blueprint import actor, bp, visible
from documents.views.files import disposition, locked, note
from office import clock, sheets
from office.errors import NotFound, Refusal
from office.i18n import _, ngettext
from office.permissions import Actor, allowed, require
from office.step_up import require_step_up
from office.ui.parts import Act
from office.units import queries as units

MOST = {"xlsx": 10_000, "docx": 1_000, "pdf": 1_000}
SHOWN = 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/list-export", endpoint="list_export")
def list_export() -> str:
    """The columns to choose and the first rows as they would leave."""
    require(actor(), Can.EXPORT_LIST, None)
    require_step_up(actor())
    asked = Question.of(request.args)
    taken = columns.chosen(request.args.getlist("column"))
    rows = _documents(asked, SHOWN)
    return render_template(
        "documents/list_export.html",
        asked=asked,
        columns=[(one.name, one.heading, one in taken) for one in COLUMNS],
        taken=taken,
        rows=[[printed(one.value(row)) for one in taken] for row in rows],
        usual=USUAL,
    )


@bp.post("/list-export", endpoint="take_list")
def take_list() -> Response:
    """The list itself; a line of the audit trail says who took it."""
    asked = Question.of(request.form)
    form = request.form.get("form", "")
    if form not in MOST:
        raise Refusal(_("Choose Excel, Word or PDF."))
    taken = columns.chosen(request.form.getlist("column"))
    rows = _documents(asked, MOST[form] + 1)
    if len(rows) > MOST[form]:
        raise _too_many(form)
    names = [one.name for one in taken]
    operations.record_export(asked.values(), names, len(rows), form=form, by=actor())
    return _sent(MADE[form](rows, taken), form)


def _documents(asked: Question, most: int) -> list[Document]:
    found = queries.found(actor(), asked.q, narrow=asked.conditions())
    return queries.records_of(found, most) if asked.values() else []


def _too_many(form: str) -> Refusal:
    return Refusal(
        ngettext(
            "More than %(num)d row is too much for this form.",
            "More than %(num)d rows are too much for this form.",
            MOST[form],
        ),
        fix=_("Narrow the search, or take it as Excel."),
    )


def _workbook(rows: Sequence[Document], taken: Sequence[ListColumn]) -> bytes:
    heads = [sheets.Column(str(one.heading), one.width) for one in taken]
    values = ([one.value(row) for one in taken] for row in rows)
    return sheets.workbook(columns.title(), heads, values)


def _cells(rows: Sequence[Document], taken: Sequence[ListColumn]) -> list[list[str]]:
    return [[printed(one.value(row)) for one in taken] for row in rows]


def _made_note() -> str:
    now = clock.to_local(clock.now())
    return _("Exported by %(name)s on %(time)s", name=actor().name, time=f"{now:%d/%m/%Y %H:%M}")


def _word(rows: Sequence[Document], taken: Sequence[ListColumn]) -> bytes:
    heads = [str(one.heading) for one in taken]
    return table_docx(columns.title(), _made_note(), heads, _cells(rows, taken))


def _pdf(rows: Sequence[Document], taken: Sequence[ListColumn]) -> bytes:
    paper = Paper(
        columns.title(),
        agency=units.name_of(actor().agency_id or 0),
        columns=tuple(PaperColumn(str(one.heading), one.width) for one in taken),
        rows=_cells(rows, taken),
        after=(_made_note(),),
        is_wide=True,
    )
    return compose_paper(paper)


MADE: dict[str, Callable[[Sequence[Document], Sequence[ListColumn]], bytes]] = {
    "xlsx": _workbook,
    "docx": _word,
    "pdf": _pdf,
}
MEDIA = {"xlsx": sheets.MEDIA_TYPE, "docx": WORD, "pdf": "application/pdf"}


def _sent(data: bytes, form: str) -> Response:
    answer = Response(data, mimetype=MEDIA[form])
    name = f"van-ban-{clock.today():%Y%m%d}.{form}"
    answer.headers["Content-Disposition"] = disposition(name)
    return locked(answer)


# ------------------------------------------------------------------- prints with a mark


@bp.get("/<uuid:uid>/print", endpoint="print_copy")
def print_copy(uid: UUID) -> str:
    """The pages with a mark across: who printed them and when (AnVI III.6)."""
    document = visible(uid)
    file = _printable(document)
    note(document, UseKind.PRINT)
    now = clock.to_local(clock.now())
    return render_template(
        "documents/print_copy.html",
        document=document,
        mark=f"{actor().name} · {now:%d/%m/%Y %H:%M}",
        images=[
            url_for("documents.page_image", uid=file.uid, number=number)
            for number in range(1, len(file.pages or []) + 1)
        ],
    )


def _printable(document: Document) -> DocumentFile:
    file = queries.main_file(document)
    if file is None or not file.pages:
        raise NotFound(_("The pictures of the pages are not ready, so there is nothing to print."))
    return file


@bp.get("/<uuid:uid>/accesses", endpoint="accesses")
def accesses(uid: UUID) -> str:
    """Who opened, took or printed the document."""
    document = visible(uid)
    require(actor(), Can.READ_ACCESSES, document)
    return render_template(
        "documents/accesses.html",
        document=document,
        rows=queries.accesses_of(document),
        people=ngettext(
            "%(num)d person has seen this document.",
            "%(num)d persons have seen this document.",
            queries.access_count(document),
        ),
    )


def offered(document: Document, reader: Actor) -> list[Act]:
    """The log of use stands behind the acts."""
    if not allowed(reader, Can.READ_ACCESSES, document):
        return []
    url = url_for("documents.accesses", uid=document.uid)
    return [Act(_("Log of use"), url, icon="eye", method="get", is_minor=True)]
