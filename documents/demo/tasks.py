"""Tasks of the demo: from every origin, at every stage, some late, some evaluated."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from documents import operations
from documents.demo.history import Days
from documents.demo.staff import Staff, working_agencies
from documents.models import Task, TaskOrigin, Urgency, UrgingKind
from documents.operations import NewTask
from office import clock
from office.db import db, transaction
from office.demo import Demo, demo_step, in_turn
from office.i18n import _l
from office.permissions import Actor
from office.units.models import AgencySetting

SEED = 41
QUOTA = 5


class Plan(NamedTuple):
    """A task of the demo: what, from where, when it began and runs out, how far it came."""

    title: str
    origin: TaskOrigin
    began: int
    due: int
    stage: str
    code: str = ""
    source: str = ""
    urgency: Urgency = Urgency.NORMAL


FROM, HOW = TaskOrigin, Urgency
PLANS = (
    Plan(
        "Rà soát, sắp xếp vị trí việc làm sau hợp nhất",
        FROM.PRIME_MINISTER,
        40,
        4,
        "parts",
        "TTg-2026-0118",
        "118/CĐ-TTg",
        HOW.URGENT,
    ),
    Plan(
        "Báo cáo kết quả cắt giảm thủ tục hành chính quý IV",
        FROM.GOVERNMENT,
        30,
        9,
        "progress",
        "CP-2026-0093",
        "93/NQ-CP",
    ),
    Plan(
        "Xây dựng kế hoạch chuyển đổi số năm 2027",
        FROM.PROVINCE,
        25,
        -6,
        "urged",
        "UBND-2026-0412",
        "412/UBND-KSTT",
        HOW.URGENT,
    ),
    Plan("Hoàn thiện quy chế làm việc của cơ quan", FROM.MEETING, 20, 2, "extension"),
    Plan("Kiểm tra công tác văn thư, lưu trữ tại các xã", FROM.OWN, 18, 6, "progress"),
    Plan("Tổng hợp kiến nghị của công dân tháng 11", FROM.MAIL, 12, -2, "progress"),
    Plan("Chuẩn bị nội dung hội nghị tổng kết năm", FROM.OWN, 10, 12, "given"),
    Plan("Rà soát trang thiết bị phòng họp trực tuyến", FROM.OWN, 9, 3, "given"),
    Plan("Cập nhật danh mục hồ sơ năm 2027", FROM.OWN, 15, 1, "reported"),
    Plan("Tham mưu quyết định phân công nhiệm vụ", FROM.OWN, 14, -1, "reported"),
    Plan("Thống kê biên chế đến hết quý III", FROM.PROVINCE, 50, -20, "late", "UBND-2026-0377"),
    Plan("Góp ý dự thảo nghị quyết của Hội đồng nhân dân", FROM.OWN, 45, -15, "closed"),
    Plan("Báo cáo công tác dân vận chính quyền", FROM.OWN, 42, -12, "closed"),
    Plan("Rà soát quỹ đất công", FROM.OWN, 16, 5, "returned"),
    Plan("Khảo sát nhu cầu đào tạo", FROM.OWN, 33, -3, "recalled"),
    Plan("Đối chiếu số liệu đơn vị hành chính", FROM.OWN, 38, -10, "closed"),
)


@demo_step(220, "tasks", label=_l("Tasks"))
def build_tasks(demo: Demo) -> None:
    """Give the tasks of the two best staffed agencies, each at its own day."""
    chance = random.Random(SEED)  # noqa: S311 - the same tasks each time
    houses = [house for house in working_agencies() if len(house.heads) > 1][:2]
    whole = [(house, plan) for house in houses for plan in PLANS]
    for house, plan in in_turn(whole, demo.tell):
        _build(house, plan, chance)
    with transaction():
        for house in houses:
            value = {"value": QUOTA}
            row = AgencySetting(agency_id=house.agency_id, name="task_quota", value=value)
            db.session.add(row)


def _build(house: Staff, plan: Plan, chance: random.Random) -> None:
    head, helper = chance.sample(list(house.heads.values()), 2)
    if plan.stage == "parts":
        head = max(house.heads.values(), key=lambda one: _people(house, one))
        helper = next(one for one in house.heads.values() if one is not head)
    began, due = _day(-plan.began), _day(plan.due)
    days = Days(clock.end_of_work(began) - timedelta(hours=6))
    with days.later(0):
        new = NewTask(
            title=plan.title,
            lead_desk_id=head.desk_id or 0,
            due_at=clock.end_of_work(due),
            text="Chủ trì, phối hợp với các đơn vị liên quan thực hiện; báo cáo kết quả đúng hạn.",
            cooperate=[helper.desk_id or 0] if plan.stage != "given" else [],
            urgency=plan.urgency,
            code=plan.code,
            source_symbol=plan.source,
            source_date=began if plan.source else None,
        )
        task = operations.give_task(new, origin=plan.origin, by=house.leaders[0])
    STAGES[plan.stage](task, house, head, days)


def _people(house: Staff, head: Actor) -> int:
    return len(house.officials.get(head.unit_id or 0, []))


def _day(days: int) -> date:
    day = clock.today() + timedelta(days=days)
    return day if clock.is_working_day(day) else clock.add_working_days(day, -1)


def _given(_task: Task, _house: Staff, _head: Actor, _days: Days) -> None:
    """It waits for its lead."""


def _progress(task: Task, _house: Staff, head: Actor, days: Days) -> None:
    with days.later(90):
        operations.accept_task(task, by=head)
    with days.later(3 * 1440):
        text = "Đã tổng hợp số liệu của các đơn vị; đang dự thảo báo cáo."
        operations.report_progress(task, text, percent=40, by=head)


def _urged(task: Task, house: Staff, head: Actor, days: Days) -> None:
    _progress(task, house, head, days)
    with days.later(12 * 1440):
        words = operations.UrgingWords("Khẩn trương hoàn thành, đã đến hạn báo cáo tỉnh.")
        operations.urge_task(task, words, by=house.leaders[0])
    with days.later(6 * 1440):
        words = operations.UrgingWords("Chậm so với yêu cầu.", UrgingKind.CRITICISE)
        operations.urge_task(task, words, by=house.leaders[0])


def _extension(task: Task, house: Staff, head: Actor, days: Days) -> None:
    _progress(task, house, head, days)
    with days.later(14 * 1440):
        due_at = task.due_at + timedelta(days=7)
        text = "Chờ ý kiến của các đơn vị trực thuộc."
        operations.ask_extension(task, text, due_at=due_at, by=head)


def _parts(task: Task, house: Staff, head: Actor, days: Days) -> None:
    _progress(task, house, head, days)
    for official in house.officials.get(head.unit_id or 0, [])[:3]:
        with days.later(60):
            title = f"{task.title}: phần của {official.name}"
            new = NewTask(title=title, lead_desk_id=official.desk_id or 0, due_at=task.due_at)
            part = operations.hand_down(task, new, by=head)
        with days.later(1440):
            operations.report_progress(part, "Đang làm", percent=60, by=official)


def _reported(task: Task, house: Staff, head: Actor, days: Days) -> None:
    _progress(task, house, head, days)
    with days.later(5 * 1440):
        text, why = "Đã hoàn thành, kèm báo cáo.", "Đơn vị phối hợp đã góp ý trực tiếp."
        operations.report_done(task, text, left_open=why, by=head)


def _closed(task: Task, house: Staff, head: Actor, days: Days) -> None:
    _reported(task, house, head, days)
    with days.later(1440):
        operations.evaluate(task, grade="good", remark="Kịp thời.", by=house.leaders[0])


def _late(task: Task, house: Staff, head: Actor, days: Days) -> None:
    with days.later(35 * 1440):
        text, why = "Đã nộp, chậm do chờ số liệu.", "Không chờ thêm."
        operations.report_done(task, text, left_open=why, by=head)
    with days.later(1440):
        operations.evaluate(task, grade="met", remark="Chậm năm ngày.", by=house.leaders[0])


def _returned(task: Task, _house: Staff, head: Actor, days: Days) -> None:
    with days.later(300):
        operations.return_task(task, "Không thuộc chức năng của phòng.", by=head)


def _recalled(task: Task, house: Staff, _head: Actor, days: Days) -> None:
    with days.later(1440):
        operations.recall_task(task, "Tỉnh đã giao đơn vị khác.", by=house.leaders[0])


STAGES: dict[str, Callable[[Task, Staff, Actor, Days], None]] = {
    "given": _given,
    "progress": _progress,
    "urged": _urged,
    "extension": _extension,
    "parts": _parts,
    "reported": _reported,
    "closed": _closed,
    "late": _late,
    "returned": _returned,
    "recalled": _recalled,
}
