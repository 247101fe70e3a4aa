"""Work that waits in the staff office: posts, declarations, looks, spreadsheets, faults."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import BytesIO, StringIO

import pikepdf
from sqlalchemy import select

from office import blobs, clock
from office.db import db
from office.demo import Demo, demo_step, in_turn
from office.i18n import _l
from office.permissions import SYSTEM
from office.units.models import Unit
from personnel import operations, queries
from personnel.demo.office import SIGNER, change_of, keeper, official
from personnel.jobs.importing import check_import, read_import
from personnel.models import Dossier, FindingState, Plan, Purpose, QualityFinding
from personnel.operations import Allotted, Brought, Evidence
from personnel.queries.looking import READ

DECISION, REASON = "2150/QĐ-UBND", "Theo giấy tờ gửi kèm"
HEADINGS = ("Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Đối tượng", "Mã cán bộ", "Đơn vị")
GIVEN = ("An", "Bích", "Châu", "Diễm", "Giang", "Hạnh", "Khuê", "Ngân")


@demo_step(179, "register-waiting", label=_l("Work of the staff office"))
def leave_work(demo: Demo) -> None:
    """Each part once; nothing of it waits for a signature."""
    parts: tuple[Callable[[Demo], None], ...] = (_allot, _declare, _look, _bring, _answer, _reckon)
    for part in in_turn(parts, demo.tell):
        part(demo)


def _allot(demo: Demo) -> None:
    """What the province allots: one room has somebody too many, others have posts free."""
    by = keeper(demo)
    since = clock.today().replace(month=1, day=1)
    for place, row in enumerate(queries.staffing(by)):
        unit = db.session.get_one(Unit, row.unit_id)
        if row.present and by.agency_id in (unit.id, unit.agency_id):
            wish = Allotted(
                category=row.category,
                posts=max(0, row.present + place % 3 - 1),
                decision_no=DECISION,
                valid_from=since,
            )
            operations.allot(unit, wish, by=by)
            operations.check_unit_quality(unit.id, by.agency_id or unit.id, by=SYSTEM)


def _declare(demo: Demo) -> None:
    """Officials declare with a paper; one is taken in, one is refused, the others wait."""
    proof = Evidence("giay-to-chung-minh.pdf", "application/pdf", blobs.put(_pdf()).sha256)
    made = []
    for login, group, raw in _declared():
        actor = official(demo, login)
        change = change_of(group, dict(raw), clock.today())
        mine = _own(actor.person_id)
        made.append(operations.propose_change(mine, change, [proof], REASON, by=actor))
    operations.accept_declaration(made[0], by=keeper(demo))
    answer = "Bản chụp không đọc được số văn bằng; đề nghị gửi lại."
    operations.refuse_declaration(made[1], answer, by=keeper(demo))


def _pdf() -> bytes:
    """A page without words: nobody shall take it for a document."""
    made, into = pikepdf.new(), BytesIO()
    made.add_blank_page(page_size=(595, 842))
    made.save(into, deterministic_id=True)
    return into.getvalue()


def _declared() -> Iterator[tuple[str, str, Mapping[str, object]]]:
    diploma = {
        "institution": "Học viện Hành chính",
        "field": "Quản lý công",
        "degree": "ThS",
        "mode": "part_time",
        "to_month": "06/2026",
    }
    child = {
        "side": "self",
        "relation": "daughter",
        "full_name": "Trịnh Minh Anh",
        "birth_year": 2026,
    }
    language = {"kind": "foreign_language", "name": "Tiếng Anh", "level": "Bậc 4"}
    yield "nhai.vt", "training", {"kind": "it", "level": "Nâng cao"}
    yield "pao.lv", "education", diploma
    yield "thu.th", "family", child
    yield "huy.dq", "education", diploma
    yield "binh.qt", "training", language


def _look(demo: Demo) -> None:
    """Who looked into a dossier, and what for, is read by its official."""
    staff, chief = keeper(demo), official(demo, SIGNER)
    for login in ("thu.th", "tra.nt", "phuong.th"):
        dossier = _own(official(demo, login).person_id)
        operations.note_access(dossier, READ, ["identity", "pay"], by=chief)
        purpose = "Đối chiếu sơ yếu lý lịch trước kỳ quy hoạch"
        operations.look_into(dossier, ["family"], purpose, by=staff)


def _own(person_id: int | None) -> Dossier:
    return db.session.scalars(select(Dossier).where(Dossier.person_id == person_id)).one()


# ---------------------------------------------------------------------------- spreadsheets


def _bring(demo: Demo) -> None:
    """A spreadsheet that waits for approval, and one with rows that cannot be entered."""
    by = keeper(demo)
    good = [_row(number) for number in range(8)]
    bad = [_row(number) for number in range(8, 16)]
    bad[1] |= {"Số CCCD": "0010851"}
    bad[3] |= {"Ngày sinh": "31/02/1990"}
    bad[6] |= {"Đơn vị": "Phòng không còn nữa"}
    for name, rows in (("tuyen-dung-dot-1.csv", good), ("tuyen-dung-dot-2.csv", bad)):
        brought = Brought(name, Purpose.OPEN, clock.today())
        batch = operations.bring_import(brought, _csv(rows), by=by)
        read_import({"batch_id": batch.id})
        operations.assign_columns(batch, batch.mapping, by=by)
        check_import({"batch_id": batch.id})


def _row(number: int) -> dict[str, str]:
    born = date(1996, 1 + number % 12, 1 + number)
    return {
        "Họ và tên": f"Đào Thị {GIVEN[number % 8]}",
        "Ngày sinh": f"{born:%d/%m/%Y}",
        "Giới tính": "Nữ",
        "Số CCCD": f"001196{950_000 + number:06d}",
        "Đối tượng": "Công chức",
        "Mã cán bộ": f"LG9{number:04d}",
        "Đơn vị": "Văn phòng Sở",
    }


def _csv(rows: list[dict[str, str]]) -> bytes:
    made = StringIO()
    writer = csv.DictWriter(made, HEADINGS, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()


# --------------------------------------------------------------------------------- faults


def _answer(demo: Demo) -> None:
    """Of one dossier cause and plan of two faults are known; their clocks run."""
    by = keeper(demo)
    dossier = _own(official(demo, "tra.nt").person_id)
    operations.check_quality([dossier], by=SYSTEM)
    own = select(QualityFinding).where(
        QualityFinding.dossier_id == dossier.id,
        QualityFinding.state == FindingState.OPEN,
        QualityFinding.desk_id == by.desk_id,
    )
    plans = (
        (Plan.SOURCE, "Quyết định giấy chưa số hóa; đã yêu cầu lưu trữ cung cấp."),
        (Plan.FIELD, "Cơ quan cũ đã giải thể; phải đối chiếu hồ sơ gốc."),
    )
    for finding, (plan, note) in zip(db.session.scalars(own.limit(2)), plans, strict=False):
        operations.answer_finding(finding, note, plan, by=by)


def _reckon(_demo: Demo) -> None:
    """What comes is reckoned of everybody at once, as each night does it."""
    operations.begin_forecast(by=SYSTEM)
