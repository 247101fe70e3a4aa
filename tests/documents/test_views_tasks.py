"""The pages of tasks: board, giving, one task, acts, statistics, spreadsheets."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from documents import operations, queries
from documents.models import Duty, TaskState
from documents.views import tasks_statistics
from office import clock
from office.db import db
from tests import build
from tests.documents import tasks
from tests.documents.pages import Reader


@pytest.fixture
def snv(house):
    return build.agency()


def path(task, *more):
    return "/".join(["/tasks", str(task.uid), *more])


def texts(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def fresh(task):
    """The task as the request has left it."""
    db.session.refresh(task)
    return task


def cells(answer):
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0)
    return sheet.to_python()[3:]


# --------------------------------------------------------------------------------- board


def test_the_board_opens_where_something_waits(house, snv):
    task = tasks.given(snv, cooperate=["other_head"])
    operations.report_done(task, "Xong", left_open="Không chờ", by=snv.head)
    page = Reader(house, snv.leader).get("/tasks/")
    assert (
        "Waiting for my decision"
        in re.search(r'aria-current="true">([^<]+)', page[page.index("tabs") :])[1]
    )
    assert "Evaluate the result" in page
    assert "Tasks, " not in Reader(house, snv.head).get("/tasks/?view=todo")


def test_my_work_shows_tasks_among_the_documents(house, snv):
    paper = build.handed_on(snv, subject="Văn bản có hạn")
    tasks.given(snv, by="head", lead="official", title="Nhiệm vụ gần hạn")
    page = Reader(house, snv.official).get("/")
    assert page.index("Nhiệm vụ gần hạn") < page.index(str(paper.uid))
    assert "Accept the task" in page
    only = Reader(house, snv.official).get("/?kind=tasks")
    assert "Nhiệm vụ gần hạn" in only
    assert str(paper.uid) not in only


def test_my_work_goes_on_where_the_page_before_ended(house, snv, monkeypatch):
    for number in range(4):
        build.handed_on(snv, subject=f"Văn bản {number}", identifier=str(number))
        tasks.given(snv, by="head", lead="official", title=f"Nhiệm vụ {number}")
    reader = Reader(house, snv.official)
    for order in ("nearest", "newest"):
        monkeypatch.setattr("office.ui.paging.SIZE", 3)
        seen, url = [], f"/?order={order}"
        while url:
            page = reader.get(url)
            seen += re.findall(r'class="cut" href="/(?:tasks|documents)/([^"]+)"', page)
            found = re.search(r'href="([^"]+)" rel="next"', page)
            url = found[1].replace("&amp;", "&") if found else ""
        assert len(seen) == len(set(seen)) == 8, order


@pytest.mark.parametrize(
    ("part", "view", "sees"),
    [
        ("leader", "given", True),
        ("leader", "all", True),
        ("office_head", "unit", True),
        ("head", "todo", True),
        ("head", "unit", True),
        ("other_head", "all", False),
        ("admin", "all", False),
        ("clerk", "all", False),
    ],
)
def test_each_view_shows_what_the_reader_may_see(house, snv, part, view, sees):
    tasks.given(snv, title="Rà soát biên chế")
    page = Reader(house, snv.people[part]).get(f"/tasks/?view={view}")
    assert ("Rà soát biên chế" in page) is sees


def test_what_is_late_stands_in_the_heading_and_in_its_view(house, snv, monkeypatch):
    task = tasks.given(snv)
    tasks.make_late(task)
    page = Reader(house, snv.leader).get("/tasks/?view=overdue")
    assert "Tasks, 1 overdue" in page
    assert str(task.uid) in page


def test_the_board_finds_words_without_their_marks(house, snv):
    tasks.given(snv, title="Rà soát biên chế", code="TTg-118")
    tasks.given(snv, title="Chuyển đổi số")
    reader = Reader(house, snv.leader)
    for words in ("ra soat", "ttg-118"):
        page = reader.get(f"/tasks/?view=all&q={words}")
        assert "Rà soát biên chế" in page
        assert "Chuyển đổi số" not in page
    unit = snv.rooms["finance"].uid
    assert "Rà soát" not in reader.get(f"/tasks/?view=all&unit={unit}")


def test_a_view_is_a_spreadsheet_too(house, snv):
    tasks.given(snv, title="=1+1", code="TTg-1")
    answer = Reader(house, snv.leader).answer("/tasks/sheet?view=all")
    assert cells(answer)[0][:2] == ["TTg-1", "=1+1"]


# --------------------------------------------------------------------------------- giving


def form(snv, **facts):
    return {
        "title": "Rà soát",
        "lead": str(snv.desks["head"].uid),
        "due": "5",
        "origin": "prime_minister",
        "code": "TTg-7",
    } | facts


def test_a_leader_gives_a_task_by_the_form(house, snv):
    reader = Reader(house, snv.leader)
    page = reader.get("/tasks/new")
    assert "Following" in page
    to = reader.post("/tasks/new", **form(snv, inform=str(snv.desks["other_official"].uid)))
    shown = texts(reader.get(to))
    for words in ("TTg-7", "The Prime Minister", "Phòng Công chức", "Following"):
        assert words in shown


def test_what_was_typed_stays_when_the_form_comes_back(house, snv):
    page = Reader(house, snv.leader).post(
        "/tasks/new", 422, **form(snv, title="", text="Nội dung dài")
    )
    assert "Nội dung dài" in page
    assert "TTg-7" in page


def test_a_head_is_offered_his_own_people_only(house, snv):
    page = Reader(house, snv.head).get("/tasks/new")
    assert str(snv.desks["official"].uid) in page
    for part in ("head", "other_head", "other_official", "leader"):
        assert str(snv.desks[part].uid) not in page


def test_a_task_is_given_from_a_document(house, snv):
    paper = build.presented(snv, subject="Đề nghị báo cáo", symbol="36/CĐ")
    reader = Reader(house, snv.leader)
    assert f"/tasks/new?document={paper.uid}" in reader.get(f"/documents/{paper.uid}")
    page = reader.get(f"/tasks/new?document={paper.uid}")
    assert "Đề nghị báo cáo" in page
    to = reader.post("/tasks/new", **form(snv, document=str(paper.uid), origin="document"))
    assert "36/CĐ" in reader.get(to)
    assert "Tasks from this document" in reader.get(f"/documents/{paper.uid}")
    Reader(house, snv.other_head).get(f"/tasks/new?document={paper.uid}", 404)


def test_a_part_is_handed_down_by_the_form(house, snv):
    whole = tasks.given(snv)
    reader = Reader(house, snv.head)
    assert f"/tasks/new?parent={whole.uid}" in reader.get(path(whole))
    desk = str(snv.desks["official"].uid)
    to = reader.post("/tasks/new", **form(snv, parent=str(whole.uid), lead=desk, due="3"))
    assert "A part of" in reader.get(to)
    assert "Parts handed down" in reader.get(path(whole))


# ------------------------------------------------------------------------------- one task


def test_the_page_of_a_task_carries_it_from_giving_to_closing(house, snv):
    task = tasks.given(snv, cooperate=["other_head"])
    head, leader = Reader(house, snv.head), Reader(house, snv.leader)
    head.post(path(task, "acceptance"))
    head.post(
        path(task, "progress"),
        percent="40",
        text="Đang tổng hợp",
        files=(BytesIO(b"so lieu"), "so-lieu.txt"),
    )
    page = head.get(path(task))
    assert "so-lieu.txt" in page
    assert "Progress: 40 percent" in page
    file = queries.files_of_task(task)[0]
    assert head.answer(f"/tasks/files/{file.uid}").data == b"so lieu"
    Reader(house, snv.colleague).get(f"/tasks/files/{file.uid}", 404)
    leader.post(path(task, "urging"), text="Khẩn trương", kind="remind")
    Reader(house, snv.other_head).post(path(task, "contribution"), text="Góp ý")
    head.post(path(task, "report"), text="Đã ban hành")
    leader.post(path(task, "evaluation"), grade="good", text="Tốt")
    shown = texts(leader.get(path(task)))
    assert fresh(task).state is TaskState.CLOSED
    for words in ("Evaluation: Good", "Khẩn trương", "Góp ý", "Đã ban hành", "No. 1"):
        assert words in shown


@pytest.mark.parametrize("act", ["progress", "outcome", "report", "return", "extension"])
def test_the_lead_has_a_form_for_each_act(house, snv, act):
    task = tasks.given(snv)
    reader = Reader(house, snv.head)
    assert "Back to the task" in reader.get(path(task, act))
    Reader(house, snv.leader).get(path(task, act), 403)
    Reader(house, snv.other_official).get(path(task, act), 404)


@pytest.mark.parametrize(
    "act", ["decision", "urging", "evaluation", "sending-back", "recall", "reopening"]
)
def test_the_giver_has_a_form_for_each_act(house, snv, act):
    task = tasks.given(snv)
    assert "Back to the task" in Reader(house, snv.leader).get(path(task, act))
    Reader(house, snv.head).get(path(task, act), 403)


def test_an_extension_is_granted_or_refused_by_one_form(house, snv):
    task = tasks.given(snv)
    wanted = (clock.to_local(task.due_at) + timedelta(days=14)).date().isoformat()
    Reader(house, snv.head).post(path(task, "extension"), due_on=wanted, text="Chờ số liệu")
    leader = Reader(house, snv.leader)
    page = leader.get(path(task, "decision"))
    assert "Chờ số liệu" in page
    assert f'value="{wanted}"' in page
    leader.post(path(task, "decision"), due_on=wanted, text="", verdict="refuse", status=422)
    leader.post(path(task, "decision"), due_on=wanted, text="Đồng ý")
    assert clock.to_local(fresh(task).due_at).date().isoformat() == wanted
    assert "First deadline" in leader.get(path(task))


def test_a_returned_task_is_assigned_anew_by_the_form(house, snv):
    task = tasks.given(snv)
    Reader(house, snv.head).post(path(task, "return"), text="Không đúng chức năng")
    leader = Reader(house, snv.leader)
    assert "Phòng Kế hoạch" in leader.get(path(task, "assignment"))
    leader.post(path(task, "assignment"), lead=str(snv.desks["other_head"].uid), text="Nhờ anh")
    assert fresh(task).state is TaskState.GIVEN


def test_a_document_is_an_outcome_by_its_number(house, snv):
    task = tasks.given(snv)
    paper = build.handed_on(snv, symbol="15/BC-SNV")
    head = Reader(house, snv.head)
    head.post(path(task, "outcome"), symbol="99/KHAC", status=422)
    head.post(path(task, "outcome"), symbol="15/BC-SNV")
    assert str(paper.uid) in head.get(path(task))


def test_the_draft_of_an_answer_stands_with_the_task(house, snv):
    task = tasks.given(snv, code="TTg-9")
    to = Reader(house, snv.head).post(path(task, "answer"))
    assert to.endswith("/draft")
    assert "Draft" in Reader(house, snv.head).get(path(task))


def test_opening_the_page_marks_the_task_as_read(house, snv):
    task = tasks.given(snv)
    Reader(house, snv.head).post(path(task, "reading"), status=204)
    assert tasks.owed(snv.head)[0].read_at is not None


# ------------------------------------------------------------------------------ statistics


def test_statistics_count_by_unit_and_person_and_lead_to_the_lists(house, snv):
    tasks.closed(snv, title="Đúng hạn")
    tasks.make_late(tasks.given(snv, title="Quá hạn"))
    tasks.given(snv, lead="other_head")
    reader = Reader(house, snv.leader)
    page = texts(reader.get("/tasks/statistics"))
    assert "2 open, 1 overdue; 1 closed in the span, 100 percent on time." in page
    assert "Phòng Công chức 1 1" in page
    people = reader.get("/tasks/statistics?by=person")
    found = re.search(r'href="(/tasks/\?view=closed[^"]+result=on-time[^"]*)"', people)[1]
    assert "Đúng hạn" in reader.get(found.replace("&amp;", "&"))
    rows = cells(reader.answer("/tasks/statistics/sheet?by=unit"))
    assert sum(row[4] for row in rows) == 2


@pytest.mark.parametrize(
    ("load", "light"), [(None, ""), (0, "ok"), (84, "ok"), (85, "ask"), (100, "ask"), (101, "bad")]
)
def test_the_light_follows_the_load(load, light):
    assert tasks_statistics.light_of(load) == light


def test_a_quota_gives_each_line_its_load(house, snv):
    tasks.set_quota(snv, 1)
    for _number in range(2):
        tasks.given(snv, lead="official")
    page = texts(Reader(house, snv.leader).get("/tasks/statistics?by=person"))
    assert "200 percent over the quota" in page


def test_the_navigation_counts_what_tasks_wait_for_me(house, snv):
    tasks.given(snv)
    assert "Tasks" in Reader(house, snv.head).get("/tasks/")
    assert queries.counts_at(snv.head).open == {Duty.TASK_ACCEPT: 1}
