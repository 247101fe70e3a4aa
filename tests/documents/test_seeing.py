"""The overview and the statistics: each number leads to a list with exactly so many rows."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from itertools import count

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from bench.readers import counted
from documents import operations, queries
from documents.forms.spans import MONTH, QUARTER, YEAR, Period, period_of
from documents.models import Direction, Routing, UseKind
from documents.operations.incoming import Registration
from documents.policy.seeing import Can
from documents.queries import figures, kept_figures, overview, statistics
from office import clock, outbox
from office.audit import AuditEvent
from office.db import db, new_uid, transaction
from office.errors import Forbidden, Refusal
from office.permissions import allowed
from tests import build
from tests.conftest import rolled_back
from tests.documents import stages
from tests.documents.pages import Reader
from tests.documents.tasks import given

ROW = re.compile(r'<li class="li')
LINKED = re.compile(r'<a href="([^"]+)"(?: aria-label="[^"]*")?>(?:<b class="latev">)?(\d+)<')
WAITS = re.compile(r'<li><a href="([^"]+)">[^<]+</a> <b class="num[^"]*">(\d+)</b>')
BARS = re.compile(r'<a href="([^"]+)" aria-label="[^"]*?(\d+) (?:due|documents?)"><title>')


NUMBERS = count(2)


@pytest.fixture(scope="module")
def house(app):
    """One transaction for all: nobody changes the work of `desks`."""
    with rolled_back(app):
        yield app


@pytest.fixture
def snv(house):
    """An agency of the test's own."""
    number = next(NUMBERS)
    return build.agency(code=f"H99.{number}", name=f"Sở mẫu {number}", symbol=f"S{number}")


@pytest.fixture(scope="module")
def desks(house):
    """Work in every state: late, in time, without a deadline, done, sent, of both rooms."""
    snv = build.agency()
    build.arrived(snv, identifier="mới")
    build.registered(snv, identifier="vào sổ")
    due(build.handed_on(snv, identifier="trễ"), -3)
    due(build.handed_on(snv, identifier="hôm sau"), 2)
    due(build.assigned(snv, lead="other_head", identifier="phòng kia"), -1)
    due(stages.completed(snv, identifier="đúng hạn"), 1)
    due(stages.completed(snv, identifier="quá hạn"), -1)
    returned = build.handed_on(snv, identifier="trả về phòng")
    operations.give_back(returned, "Không thuộc việc của tôi", by=snv.official)
    stages.issued(snv)
    stages.submitted(snv, "Về việc khen thưởng")
    operations.invite_drafters(stages.drafted(snv), [snv.desks["head"].id], by=snv.official)
    given(snv)
    return snv


def due(document, days):
    """Let a document and its open duties run out some days from now."""
    at = clock.now() + timedelta(days=days)
    if document.closed_at:
        at = document.closed_at + timedelta(days=days)
    with transaction():
        document.due_at = at
        owed = update(Routing).where(Routing.document_id == document.id)
        db.session.execute(owed.values(due_at=at))
    return document


def rows_behind(reader, url):
    """How many rows the list of an address has; none of these lists goes on."""
    page = reader.get(unescape(url))
    assert 'rel="next"' not in page
    return len(ROW.findall(page))


def numbers_of(page):
    """Every number of a page with its address."""
    return {(url, int(count)) for way in (LINKED, WAITS, BARS) for url, count in way.findall(page)}


@pytest.mark.parametrize("part", ["leader", "head", "official", "clerk"])
def test_every_number_of_the_overview_is_the_length_of_its_list(house, desks, part):
    reader = Reader(house, desks.people[part])
    found = numbers_of(reader.get("/overview"))
    assert len(found) >= 2
    wrong = {url: (count, n) for url, count in found if (n := rows_behind(reader, url)) != count}
    assert not wrong


def test_a_leader_sees_which_unit_is_late_and_a_head_who(house, desks):
    page = Reader(house, desks.leader).get("/overview")
    assert "4 in hand, 2 overdue." in page
    assert page.index("Phòng Công chức</th>") < page.index("Phòng Kế hoạch</th>")
    assert "Waiting for my signature" in page
    lines = overview.loads_by_person(desks.head).value.lines
    official, head = desks.official.name, desks.head.name
    assert {(one.name, one.in_hand, one.overdue) for one in lines} == {
        (official, 2, 1),
        ("Phòng Công chức", 1, 0),
    }, head
    own = Reader(house, desks.head).get("/overview")
    assert "Phòng Kế hoạch" not in own
    assert "/documents/drafts?view=mine" in own
    assert "In hand</th>" not in Reader(house, desks.official).get("/overview")


def test_a_day_of_the_week_is_a_list_of_documents_and_tasks_together(house, desks):
    reader = Reader(house, desks.official)
    tomorrow_after = (clock.today() + timedelta(days=2)).isoformat()
    page = reader.get(f"/?due={tomorrow_after}")
    assert len(ROW.findall(page)) == 1
    assert len(ROW.findall(reader.get("/?due=late"))) == 1
    assert "chip on" in page
    assert reader.get("/?due=nie") == reader.get("/")


def test_a_deputy_counts_nothing_that_names_its_readers(snv):
    spans = list(overview.spans_of_week().values())
    official, deputy = snv.official, stages.deputy_of(snv.official, snv.colleague)
    due(build.handed_on(snv), 1)
    assert sum(overview.week_of(deputy, spans, tasks=True)) == 1
    due(build.handed_on(snv, is_restricted=True), 1)
    assert sum(overview.week_of(official, spans, tasks=True)) == 2
    assert sum(overview.week_of(deputy, spans, tasks=True)) == 1


def test_the_overview_takes_few_statements_however_much_there_is(house, desks):
    for part, most in (("leader", 12), ("clerk", 10), ("official", 6)):
        reader = Reader(house, desks.people[part])
        reader.get("/overview")
        with counted(house) as said:
            reader.get("/overview")
        assert len(said) <= most, said


# ------------------------------------------------------------------------- statistics


def test_every_number_of_the_statistics_is_the_length_of_its_list(house, desks):
    reader = Reader(house, desks.leader)
    today = clock.today().isoformat()
    page = reader.get(f"/statistics?from={today}&to={today}")
    found = numbers_of(page)
    assert len(found) > 20
    wrong = {url: (count, n) for url, count in found if (n := rows_behind(reader, url)) != count}
    assert not wrong


def test_all_cuts_have_the_same_sum_and_agree_with_the_report_of_annex_vi(desks, snv):
    parts = Period(clock.today() - timedelta(days=400), clock.today()).parts()
    found = statistics.report(desks.leader, parts).value
    for lines in (found.by_part, found.by_type, found.by_urgency, found.by_unit, found.by_person):
        whole = statistics.Sums()
        for line in lines:
            whole = whole.plus(line.sums)
        assert whole == found.whole
    assert found.whole == statistics.Sums(7, 1, 1, 1, 3, 2)
    assert found.whole.share == 50
    official = queries.handling_report(
        Direction.INCOMING, parts[0].first, parts[-1].last, desks.leader
    )
    names = {line.name: line.sums for line in found.by_unit}
    for name, total, on_time, late, still_open, overdue in official[:-1]:
        sums = names[name if name != "Chưa giao" else ""]
        assert (sums.arrived, *sums[2:]) == (total, on_time, late, still_open, overdue)
    assert statistics.report(snv.leader, parts).value.whole == statistics.Sums()


def test_a_restricted_document_is_counted_only_for_its_own_readers(house, snv):
    document = build.handed_on(snv, is_restricted=True)
    parts = Period(clock.today(), clock.today()).parts()
    seen = {
        part: statistics.report(snv.people[part], parts).value.whole.arrived
        for part in ("leader", "official", "deputy", "other_head")
    }
    assert seen == {"leader": 1, "official": 1, "deputy": 0, "other_head": 0}
    assert document.is_restricted


def test_the_report_leaves_as_spreadsheet_and_as_paper(house, desks):
    reader = Reader(house, desks.leader)
    sheet = reader.answer("/statistics/sheet")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    assert rows[-1] == ["Cộng", 7, 1, 1, 1, 3, 2]
    assert ["Phòng Kế hoạch", 1, 0, 0, 0, 0, 1] in rows
    paper = pypdfium2.PdfDocument(reader.answer("/statistics/paper").data)
    words = paper[0].get_textpage().get_text_range()
    assert "THỐNG KÊ VĂN BẢN" in words
    assert "Theo độ khẩn" in words
    paper = pypdfium2.PdfDocument(reader.answer("/documents/books/reports/paper").data)
    words = paper[0].get_textpage().get_text_range()
    assert "BÁO CÁO TÌNH HÌNH GIẢI QUYẾT VĂN BẢN ĐẾN" in words
    assert "Phòng Kế hoạch 1 0 0 0 1" in words


def test_uses_are_counted_for_who_may_read_the_log(house, snv):
    document, today = build.registered(snv), clock.today()
    before = today - timedelta(days=1)
    for part in ("clerk", "leader"):
        operations.note_access(document, UseKind.PAGE, by=snv.people[part])
    assert statistics.uses(snv.leader, today, today) == [(UseKind.PAGE, 2, 1, 2)]
    assert statistics.uses(snv.other_official, today, today) == []
    assert statistics.uses(snv.leader, before, before) == []
    assert "Opened by most" in Reader(house, snv.leader).get("/statistics")
    assert "Opened by most" not in Reader(house, snv.official).get("/statistics")


def test_programs_read_the_same_figures(house, desks):
    reader = Reader(house, desks.leader)
    made = reader.answer("/api/v1/overview").json
    assert sum(one["overdue"] for one in made["units"]) == 2
    assert [one["span"] for one in made["due"]][::8] == ["late", "later"]
    days = f"from_on={clock.today().isoformat()}&to_on={clock.today().isoformat()}"
    found = reader.answer(f"/api/v1/statistics?{days}").json
    assert sum(line["arrived"] for line in found["by_unit"]) == 7
    wrong = reader.answer("/api/v1/statistics?from_on=2026-02-01&to_on=2026-01-01")
    assert wrong.status_code == 422


# ---------------------------------------------------------------------- what is asked


def test_a_period_is_cut_into_months_quarters_and_years():
    period = Period(date(2026, 1, 15), date(2026, 7, 2), MONTH)
    months = period.parts()
    assert months[0] == (date(2026, 1, 15), date(2026, 1, 31))
    assert months[-1] == (date(2026, 7, 1), date(2026, 7, 2))
    assert [part.first.month for part in replace(period, step=QUARTER).parts()] == [1, 4, 7]
    assert len(replace(period, step=YEAR).parts()) == 1
    long = Period(date(1990, 1, 1), date(2026, 12, 31), MONTH).parts()
    assert (len(long), long[0].last) == (37, date(1990, 12, 31))
    assert Period(date(1945, 1, 1), date(2026, 1, 1), YEAR).parts() == [
        (date(1945, 1, 1), date(2026, 1, 1))
    ]


def test_a_period_that_makes_no_sense_is_turned_round_or_left_out():
    asked = period_of({"from": "2026-05-01", "to": "2026-04-01", "step": "week"})
    assert asked == Period(date(2026, 4, 1), date(2026, 5, 1), MONTH)
    assert period_of({"from": "9999-12-31", "to": "0001-01-01"}).last == clock.today()
    far = period_of({"from": "2190-01-01", "to": "2199-12-31", "step": "year"})
    assert far.parts()[-1] == (date(2199, 1, 1), date(2199, 12, 31))


def test_a_question_with_an_unknown_unit_or_desk_finds_nothing(house, desks):
    reader = Reader(house, desks.leader)
    for name in ("unit", "desk"):
        assert rows_behind(reader, f"/documents/search?{name}={new_uid()}") == 0
    assert rows_behind(reader, "/documents/search?handling=late&unit=xyz") == 1
    nobody = "/documents/search?direction=incoming&handling=registered&unit=none"
    assert rows_behind(reader, nobody) == 1


def test_very_many_rows_are_kept_for_a_while_and_few_are_not(snv, monkeypatch):
    def in_hand(actor):
        return overview.loads_by_unit(actor).value.in_hand

    build.handed_on(snv)
    assert in_hand(snv.leader) == 1
    monkeypatch.setattr(kept_figures, "FEW", 0)
    monkeypatch.setattr(kept_figures, "A_SECOND", 0.01)
    assert in_hand(snv.leader) == 1
    build.handed_on(snv, identifier="nữa")
    assert (in_hand(snv.leader), in_hand(snv.deputy)) == (1, 2)
    kept_figures.forget()
    assert in_hand(snv.leader) == 2
    kept_figures.forget()


def test_what_was_registered_late_counts_on_the_day_it_arrived(snv):
    document = build.arrived(snv)
    with transaction():
        document.created_at = clock.local_midnight(clock.today()) - timedelta(seconds=1)
    operations.register_incoming(document, Registration(document.subject), by=snv.clerk)
    days = [clock.today() - timedelta(days=1), clock.today()]
    assert overview.arrivals_by_day(snv.clerk, days).value == [1, 0]
    assert figures.HANDLED == ("on-time", "late", "open", "overdue")


# ----------------------------------------------------------------- the administrator


def test_an_administrator_sees_what_is_missing_and_which_jobs_failed(house, snv):
    with transaction():
        outbox.enqueue("axis.send", key="một việc", lane=outbox.Lane.ACT)
    job = db.session.query(outbox.OutboxMessage).filter_by(key="một việc").one()
    with transaction():
        job.state, job.last_error = outbox.JobState.DEAD, "FetchFailed: Tờ trình về nhân sự"
    admin = Reader(house, snv.admin)
    page = admin.get("/overview")
    assert "What is still missing" in page
    assert re.search(r'/overview/jobs">Jobs that failed</a> <b class="num latev">1<', page)
    jobs = admin.get("/overview/jobs")
    assert "FetchFailed" in jobs
    assert "nhân sự" not in jobs
    assert "Jobs that failed" not in Reader(house, snv.clerk).get("/overview")
    assert not allowed(snv.clerk, Can.TRY_JOBS_AGAIN)
    with pytest.raises(Forbidden):
        operations.try_job_again(job, by=snv.clerk)
    assert admin.post(f"/overview/jobs/{job.id}/again") == "/overview/jobs"
    assert "FetchFailed" not in admin.get("/overview/jobs")
    db.session.refresh(job)
    assert (job.state, job.attempts) == (outbox.JobState.READY, 0)
    with pytest.raises(Refusal):
        operations.try_job_again(job, by=snv.admin)
    line = db.session.query(AuditEvent).filter_by(act="job.tried_again").one()
    assert line.facts["topic"] == "axis.send"


WHO = {
    Can.SEE_UNITS: {"leader", "deputy", "office_head"},
    Can.SEE_PEOPLE: {"head", "other_head"},
    Can.SEE_ARRIVALS: {"clerk", "leader", "deputy", "office_head"},
    Can.COUNT_USES: {"clerk", "leader", "deputy", "office_head"},
    Can.SEE_RUNNING: {"admin"},
}


def test_figures_of_others_are_for_those_who_answer_for_them(snv):
    for can, may in WHO.items():
        assert {part for part, actor in snv.people.items() if allowed(actor, can)} == may
    assert not allowed(stages.deputy_of(snv.admin, snv.official), Can.SEE_RUNNING)


def test_a_whole_month_is_called_by_its_figures(house, snv):
    page = Reader(house, snv.leader).get("/statistics?from=2026-01-01&to=2026-02-15&step=month")
    assert "01/2026" in page
    assert "02/2026" not in page
