"""The papers of work files: index, list and minutes of a hand-over, plan, list of destruction.

They are official papers: their words are Vietnamese in every language of the pages.
"""

from collections.abc import Sequence
from datetime import date

from documents.compose.tables import Paper, PaperColumn, PaperSigner, compose_paper
from documents.models import (
    DestructionList,
    FilePlan,
    FilePlanLine,
    HandOver,
    PlanLevel,
    WorkFile,
)
from documents.queries import Content
from office import clock, law
from office.units import queries as units
from office.units.headings import heading_of

HIDDEN = "(văn bản thuộc diện hạn chế tiếp cận)"
ROMANS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
TWO_SIDES = ("Bản của bên giao", "Bản của bên nhận")
INDEX_COLUMNS = (
    PaperColumn("STT", 1, center=True),
    PaperColumn("Số, ký hiệu văn bản", 3),
    PaperColumn("Ngày tháng văn bản", 2, center=True),
    PaperColumn("Tên loại và trích yếu nội dung văn bản", 7),
    PaperColumn("Tác giả văn bản", 3),
    PaperColumn("Tờ số/ Trang số", 2, center=True),
    PaperColumn("Ghi chú", 2),
)
LIST_COLUMNS = (
    PaperColumn("Số TT", 1, center=True),
    PaperColumn("Số, ký hiệu hồ sơ", 4),
    PaperColumn("Tiêu đề hồ sơ", 8),
    PaperColumn("Thời gian tài liệu", 3, center=True),
    PaperColumn("Thời hạn bảo quản", 2, center=True),
    PaperColumn("Số tờ/ Số trang", 2, center=True),
    PaperColumn("Ghi chú", 2),
)
PLAN_COLUMNS = (
    PaperColumn("Số và ký hiệu hồ sơ", 2),
    PaperColumn("Tên đề mục và tiêu đề hồ sơ", 7),
    PaperColumn("Thời hạn bảo quản", 2, center=True),
    PaperColumn("Người lập hồ sơ", 3),
    PaperColumn("Ghi chú", 2),
)


def kept_for(code: str) -> str:
    """A period as papers name it."""
    return law.retention(code).vi if code else ""


def short(day: date | None) -> str:
    """A day as papers write it."""
    return f"{day:%d/%m/%Y}" if day else ""


def span_of(file: WorkFile) -> str:
    """From when to when its documents go."""
    return " - ".join(filter(None, (short(file.started_on), short(file.ended_on))))


def _today_at(agency_id: int) -> str:
    today = clock.today()
    place = units.place_of(agency_id)
    return f"{place}, ngày {today.day:02} tháng {today.month:02} năm {today.year}"


def index_paper(file: WorkFile, contents: Sequence[Content]) -> bytes:
    """Mục lục văn bản trong hồ sơ, as far as its reader sees what lies in the file."""
    parent, own = heading_of(file.agency_id)
    return compose_paper(
        Paper(
            title="MỤC LỤC VĂN BẢN TRONG HỒ SƠ",
            agency=own,
            parent=parent,
            subtitle=(f"Hồ sơ số: {file.code}", file.title),
            before=(f"Thời hạn bảo quản: {kept_for(file.retention)}",),
            columns=INDEX_COLUMNS,
            rows=[_index_row(place, one) for place, one in enumerate(contents, 1)],
            after=(f"Tổng số: {len(contents)} văn bản, tài liệu.",),
            place_date=_today_at(file.agency_id),
            signers=(PaperSigner("Người lập hồ sơ", file.creator),),
            foot=file.code,
            is_wide=True,
        )
    )


def _index_row(place: int, one: Content) -> list[str]:
    item = one.item
    if one.is_hidden:
        return [str(place), "", "", HIDDEN, "", "", ""]
    facts = item.facts or {}
    title = " ".join(filter(None, (facts.get("type", ""), item.title)))
    note = "" if item.document_id else "Tài liệu khác"
    return [
        str(place),
        facts.get("symbol", ""),
        short(clock.to_local(item.dated).date()),
        title,
        facts.get("issuer", ""),
        str(item.pages or ""),
        note,
    ]


def hand_over_list(made: HandOver, files: Sequence[WorkFile]) -> bytes:
    """Mục lục hồ sơ, tài liệu nộp lưu, one copy for each side."""
    parent, own = heading_of(made.agency_id)
    return compose_paper(
        Paper(
            title="MỤC LỤC HỒ SƠ, TÀI LIỆU NỘP LƯU",
            agency=own,
            parent=parent,
            subtitle=(f"Năm {made.year} - Số {made.number:02}", f"Đơn vị nộp: {made.unit_name}"),
            columns=LIST_COLUMNS,
            rows=_list_rows(files),
            after=(f"Mục lục này gồm: {len(files)} hồ sơ (đơn vị bảo quản).",),
            place_date=_today_at(made.agency_id),
            signers=(PaperSigner("Người lập", made.given_by),),
            copies=TWO_SIDES,
            foot=f"Mục lục nộp lưu số {made.number:02}/{made.year}",
            is_wide=True,
        )
    )


def _list_rows(files: Sequence[WorkFile]) -> list[list[str]]:
    return [
        [
            str(place),
            file.code,
            file.title,
            span_of(file),
            kept_for(file.retention),
            str(file.page_count or ""),
            "",
        ]
        for place, file in enumerate(files, 1)
    ]


def minutes_paper(made: HandOver, files: Sequence[WorkFile]) -> bytes:
    """Biên bản giao nhận hồ sơ, tài liệu, one copy for each side."""
    parent, own = heading_of(made.agency_id)
    records = sum(file.document_count for file in files)
    days = [day for file in files for day in (file.started_on, file.ended_on) if day]
    span = f"{short(min(days))} - {short(max(days))}" if days else ""
    taker = (made.taken_by or "……………………", made.taken_title)
    taken = "đã kiểm tra, đủ và đúng theo Mục lục" if made.taken_at else ""
    return compose_paper(
        Paper(
            title="BIÊN BẢN GIAO NHẬN HỒ SƠ, TÀI LIỆU",
            agency=own,
            parent=parent,
            subtitle=(f"Số {made.number:02}/{made.year}",),
            before=(
                (
                    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về "
                    "công tác văn thư; chúng tôi gồm:"
                ),
                f"BÊN GIAO: {made.given_by}, {made.given_title}, {made.unit_name}",
                f"BÊN NHẬN: {', '.join(filter(None, taker))}, Lưu trữ cơ quan",
                "Thống nhất lập biên bản giao nhận hồ sơ, tài liệu với những nội dung như sau:",
                f"1. Tên khối tài liệu giao nộp: hồ sơ công việc của {made.unit_name}",
                f"2. Thời gian của hồ sơ, tài liệu: {span}",
                (
                    "3. Số lượng tài liệu: đối với hồ sơ, tài liệu điện tử: tổng số hồ sơ: "
                    f"{len(files)}; tổng số tệp tin trong hồ sơ: {records}"
                ),
                f"4. Tình trạng tài liệu giao nộp: {taken or '……………………'}",
                f"5. Mục lục hồ sơ, tài liệu nộp lưu kèm theo: số {made.number:02}/{made.year}.",
                "Biên bản này được lập thành hai bản; bên giao giữ một bản, bên nhận giữ một bản.",
            ),
            place_date=_today_at(made.agency_id),
            signers=(
                PaperSigner("ĐẠI DIỆN BÊN GIAO", made.given_by),
                PaperSigner("ĐẠI DIỆN BÊN NHẬN", made.taken_by),
            ),
            copies=TWO_SIDES,
            foot=f"Biên bản giao nhận số {made.number:02}/{made.year}",
        )
    )


def plan_paper(plan: FilePlan, lines: Sequence[FilePlanLine]) -> bytes:
    """Danh mục hồ sơ của năm, with its headings numbered."""
    parent, own = heading_of(plan.agency_id)
    files = [line for line in lines if line.level is PlanLevel.FILE]
    kept = sum(line.retention == "permanent" for line in files)
    return compose_paper(
        Paper(
            title="DANH MỤC HỒ SƠ",
            agency=own,
            parent=parent,
            subtitle=(f"Năm {plan.year}", units.name_of(plan.unit_id)),
            columns=PLAN_COLUMNS,
            rows=list(_plan_rows(lines)),
            after=(
                (
                    f"Bản Danh mục hồ sơ này có {len(files)} hồ sơ, bao gồm: {kept} hồ sơ bảo quản "
                    f"vĩnh viễn; {len(files) - kept} hồ sơ bảo quản có thời hạn."
                ),
            ),
            place_date=_today_at(plan.agency_id),
            signers=(PaperSigner("NGƯỜI ĐỨNG ĐẦU CƠ QUAN, TỔ CHỨC", plan.approved_by),),
            foot=f"Danh mục hồ sơ năm {plan.year}",
        )
    )


def _plan_rows(lines: Sequence[FilePlanLine]) -> Sequence[list[str]]:
    rows, large, small = [], 0, 0
    for line in lines:
        if line.level is PlanLevel.LARGE:
            large, small = large + 1, 0
            rows.append([f"{roman(large)}. {line.title.upper()}"])
        elif line.level is PlanLevel.SMALL:
            small += 1
            rows.append([f"{small}. {line.title}"])
        else:
            kept = kept_for(line.retention)
            rows.append([line.notation, line.title, kept, line.creator, line.note])
    return rows


def roman(number: int) -> str:
    """Large headings are numbered in Roman."""
    written = ""
    for value, letters in ROMANS:
        while number >= value:
            written, number = written + letters, number - value
    return written


def destruction_paper(paper: DestructionList, files: Sequence[WorkFile]) -> bytes:
    """Danh mục hồ sơ, tài liệu hết thời hạn lưu trữ, with opinion and decision."""
    parent, own = heading_of(paper.agency_id)
    said = (
        f"Lý do: {paper.reason}",
        f"Ý kiến: {paper.opinion} ({paper.judged_by})" if paper.judged_by else "",
        f"Quyết định: {paper.decision} ({paper.decided_by})" if paper.decided_by else "",
    )
    return compose_paper(
        Paper(
            title="DANH MỤC HỒ SƠ, TÀI LIỆU HẾT THỜI HẠN LƯU TRỮ",
            agency=own,
            parent=parent,
            columns=LIST_COLUMNS,
            rows=_list_rows(files),
            after=tuple(filter(None, said)),
            place_date=_today_at(paper.agency_id),
            signers=(
                PaperSigner("NGƯỜI LẬP", paper.made_by),
                PaperSigner("NGƯỜI QUYẾT ĐỊNH", paper.decided_by),
            ),
            is_wide=True,
        )
    )
