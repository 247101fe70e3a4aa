"""The papers of work files as PDF, and the plan as a spreadsheet."""

from io import BytesIO
from uuid import UUID

from flask import send_file
from werkzeug.wrappers import Response

from documents import queries
from documents.forms.workfiles import retention_name
from documents.models import PlanLevel
from documents.views.blueprint import actor, files
from documents.views.files import disposition, locked
from documents.views.workfiles import seen
from office import sheets
from office.i18n import _

PDF = "application/pdf"


def _sent(data: bytes, name: str, media_type: str = PDF) -> Response:
    answer = send_file(BytesIO(data), mimetype=media_type)
    answer.headers["Content-Disposition"] = disposition(name, media_type)
    return locked(answer)


@files.get("/<uuid:uid>/index")
def index(uid: UUID) -> Response:
    """Mục lục văn bản trong hồ sơ, as far as the reader may see it."""
    from documents.jobs.file_papers import index_paper  # the typesetter, when asked for

    file = seen(uid)
    return _sent(index_paper(file, queries.contents_of(file, actor())), f"{file.code}.pdf")


@files.get("/hand-overs/<uuid:uid>/list")
def hand_over_list(uid: UUID) -> Response:
    """Mục lục hồ sơ, tài liệu nộp lưu, in two copies."""
    from documents.jobs.file_papers import hand_over_list as composed

    made = queries.visible_hand_over(uid, actor())
    data = composed(made, queries.files_handed_over(made))
    return _sent(data, f"Muc luc nop luu {made.number:02}-{made.year}.pdf")


@files.get("/hand-overs/<uuid:uid>/minutes")
def minutes(uid: UUID) -> Response:
    """Biên bản giao nhận hồ sơ, tài liệu, in two copies."""
    from documents.jobs.file_papers import minutes_paper

    made = queries.visible_hand_over(uid, actor())
    data = minutes_paper(made, queries.files_handed_over(made))
    return _sent(data, f"Bien ban giao nhan {made.number:02}-{made.year}.pdf")


@files.get("/plans/<uuid:uid>/paper")
def plan_paper(uid: UUID) -> Response:
    """Danh mục hồ sơ as it is signed."""
    from documents.jobs.file_papers import plan_paper as composed

    plan = queries.visible_plan(uid, actor())
    return _sent(composed(plan, queries.plan_lines_of(plan)), f"Danh muc ho so {plan.year}.pdf")


@files.get("/plans/<uuid:uid>/sheet")
def plan_sheet(uid: UUID) -> Response:
    """The plan as a spreadsheet."""
    plan = queries.visible_plan(uid, actor())
    headings = (_("Notation"), _("Heading or title"), _("Kept for"), _("Kept by"), _("Note"))
    columns = [
        sheets.Column(heading, width)
        for heading, width in zip(headings, (16, 60, 14, 24, 30), strict=True)
    ]
    rows = [
        (line.notation, line.title, retention_name(line.retention), line.creator, line.note)
        if line.level is PlanLevel.FILE
        else ("", line.title, "", "", "")
        for line in queries.plan_lines_of(plan)
    ]
    book = sheets.workbook(f"Danh mục hồ sơ năm {plan.year}", columns, rows)
    return _sent(book, f"Danh muc ho so {plan.year}.xlsx", sheets.MEDIA_TYPE)


@files.get("/destruction/<uuid:uid>/paper")
def destruction_paper(uid: UUID) -> Response:
    """The list of destruction as it is filed."""
    from documents.jobs.file_papers import destruction_paper as composed

    paper = queries.visible_destruction(uid, actor())
    return _sent(composed(paper, queries.files_to_destroy(paper)), "Danh muc het gia tri.pdf")
