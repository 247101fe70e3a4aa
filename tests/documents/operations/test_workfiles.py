"""A work file from its opening to the archive, and who may do what with it."""

from datetime import timedelta

import pytest

from documents import operations, queries
from documents.models import (
    AccessKind,
    AccessState,
    HandOverState,
    PlanLevel,
    PlanState,
    WorkFileState,
)
from documents.operations.fileplans import PlanLine
from documents.operations.files import NewFile
from documents.operations.workfile_packages import keep_package
from documents.operations.workfiles import Further, Opening
from documents.policy.workfiles import Can
from office import blobs, clock, notices, outbox
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound, Refusal
from office.permissions import SYSTEM, allowed
from office.units import operations as reorganising
from office.units.models import AgencySetting
from tests import build
from tests.documents import stages

S = WorkFileState


@pytest.fixture
def snv(house):
    return build.agency()


def opening(**given):
    facts = {
        "title": "Sắp xếp đơn vị năm 2026",
        "notation": "01.TCCB",
        "retention": "years-10",
        "started_on": clock.today() - timedelta(days=30),
    }
    return Opening(**(facts | given))


def opened(snv, **given):
    return operations.open_file(opening(**given), by=snv.official)


def photo(file, snv, data=b"a photo", name="anh.png"):
    given = Further(blobs.put(data), name, "image/png", "Ảnh hội nghị", clock.now())
    return operations.add_further(file, given, by=snv.official)


def closed(snv, ended_on=None, **given):
    file = opened(snv, **given)
    photo(file, snv, data=file.notation.encode())
    operations.close_file(file, ended_on=ended_on or clock.today(), by=snv.official)
    return file


def archived(snv, **given):
    file = closed(snv, **given)
    made = operations.offer_files([file], by=snv.official)
    operations.take_over(made, by=snv.clerk)
    return file


# ------------------------------------------------------------------------------ opening


def test_the_code_is_made_of_agency_year_and_notation(snv):
    file = opened(snv)
    assert file.code == f"H99.1.{file.started_on.year}.01.TCCB"
    assert file.creator == snv.official.name


def test_a_notation_is_given_once_a_year(snv):
    opened(snv)
    with pytest.raises(Invalid) as refusal:
        operations.open_file(opening(), by=snv.colleague)
    assert "notation" in refusal.value.fields


def test_a_file_whose_papers_cannot_go_in_is_not_opened(snv):
    papers = [build.registered(snv), build.arrived(snv)]
    with pytest.raises(Refusal):
        operations.open_file(opening(), papers, by=snv.official)
    assert not queries.listed_work_files(snv.official, "mine")


def test_missing_fields_are_named_together(snv):
    given = opening(title="", retention="for ever", started_on=clock.today() + timedelta(days=2))
    with pytest.raises(Invalid) as refusal:
        operations.open_file(given, by=snv.official)
    assert set(refusal.value.fields) == {"title", "retention", "started_on"}


def test_the_administrator_opens_no_file(snv):
    assert not allowed(snv.admin, Can.OPEN_FILE, snv.admin)
    with pytest.raises(Forbidden):
        operations.open_file(opening(), by=snv.admin)


# ---------------------------------------------------------------------------- contents


def test_a_document_lies_in_two_files_and_is_not_copied(snv):
    document = build.handed_on(snv)
    one, two = opened(snv), opened(snv, notation="02.TCCB")
    for file in (one, two):
        assert operations.put_in(file, [document], by=snv.official) == 1
    assert operations.put_in(one, [document], by=snv.official) == 0
    assert one.document_count == two.document_count == 1
    assert [row.act for row in queries.progress_of(document)].count("work_file.put_in") == 2


def test_the_order_is_that_of_time(snv):
    file = opened(snv)
    late = photo(file, snv)
    operations.put_in(file, [build.handed_on(snv)], by=snv.official)
    assert [item.id for item in queries.items_of(file)][-1] == late.id


def test_an_arrival_that_is_not_registered_belongs_to_no_file(snv):
    with pytest.raises(Refusal):
        operations.put_in(opened(snv), [build.arrived(snv)], by=snv.official)


def test_what_is_taken_out_stays_on_record(snv):
    file = opened(snv)
    item = photo(file, snv)
    with pytest.raises(Invalid):
        operations.take_out(file, item, " ", by=snv.official)
    operations.take_out(file, item, "Trùng", by=snv.official)
    assert queries.items_of(file) == []
    assert [one.removal_reason for one in queries.removed_from(file)] == ["Trùng"]
    assert file.document_count == 0


def test_only_its_keeper_and_the_head_of_the_unit_put_in(snv):
    file = opened(snv)
    assert allowed(snv.head, Can.KEEP_FILE, file)
    assert not allowed(snv.colleague, Can.KEEP_FILE, file)
    with pytest.raises(Forbidden):
        operations.put_in(file, [build.handed_on(snv)], by=snv.colleague)


# --------------------------------------------------------------------------- who sees it


def sees(file, actor):
    return bool(queries.visible_work_files([file.uid], actor))


def test_keeper_head_and_leaders_see_an_open_file(snv):
    file = opened(snv)
    seeing = {part for part, actor in snv.people.items() if sees(file, actor)}
    assert seeing == {"official", "head", "leader", "deputy", "office_head"}


def test_the_archive_sees_closed_files(snv):
    assert sees(closed(snv), snv.clerk)


def test_a_restricted_file_is_no_leaders_reading(snv):
    file = opened(snv, is_restricted=True)
    assert not sees(file, snv.leader)
    assert sees(file, snv.head)


def test_a_file_shows_no_document_that_its_reader_may_not_see(snv):
    document = build.handed_on(snv, is_restricted=True)
    file = opened(snv)
    operations.put_in(file, [document], by=snv.official)
    (own,) = queries.contents_of(file, snv.official)
    (others,) = queries.contents_of(file, snv.deputy)
    assert own.document is document
    assert others.is_hidden


def test_another_agency_sees_nothing(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    file = archived(snv)
    assert not sees(file, other.clerk)
    assert not sees(file, other.leader)
    with pytest.raises(NotFound):
        queries.visible_work_file(file.uid, other.leader)


# ------------------------------------------------------------------------------- access


def asked(snv, file, kind=AccessKind.GRANT, item=None):
    desk_id = None if item else snv.desks["other_official"].id
    wish = operations.AccessWish(kind, None, "Phối hợp", desk_id, item)
    return operations.ask_access(file, wish, by=snv.official)


def told(actor):
    """What the latest notice at a desk is about."""
    return db.session.scalars(notices.notices_at(actor)).first().kind


def test_access_is_given_only_when_it_is_confirmed(snv):
    file = opened(snv)
    with pytest.raises(Invalid):
        asked(snv, file, AccessKind.WITHDRAW)
    change = asked(snv, file)
    assert not sees(file, snv.other_official)
    assert queries.asked_of_file(file) == [change]
    assert not allowed(snv.official, Can.CONFIRM_ACCESS, change)
    with pytest.raises(Forbidden):
        operations.confirm_access(change, by=snv.official)
    with pytest.raises(Refusal):
        asked(snv, file)
    operations.confirm_access(change, by=snv.head)
    assert sees(file, snv.other_official)
    assert [told(snv.head), told(snv.official)] == ["access_asked", "access_confirmed"]
    with pytest.raises(Invalid):
        asked(snv, file)
    operations.confirm_access(asked(snv, file, AccessKind.WITHDRAW), by=snv.head)
    assert not sees(file, snv.other_official)
    assert change.state is AccessState.ENDED


def test_a_refused_or_withdrawn_change_changes_nothing_and_is_settled_once(snv):
    file = opened(snv)
    refused, other = asked(snv, file), asked(snv, file, AccessKind.RESTRICT, item=photo(file, snv))
    operations.refuse_access(refused, by=snv.leader)
    assert refused.state is AccessState.REFUSED
    with pytest.raises(Forbidden):
        operations.withdraw_access(other, by=snv.head)
    operations.withdraw_access(other, by=snv.official)
    assert (other.state, other.decided_by) == (AccessState.WITHDRAWN, snv.official.name)
    assert queries.asked_of_file(file) == []
    assert not sees(file, snv.other_official)
    for change in (refused, other):
        with pytest.raises(Refusal):
            operations.confirm_access(change, by=snv.head)


def test_one_record_can_be_closed_to_those_given_access(snv):
    file = opened(snv)
    item = photo(file, snv)
    operations.confirm_access(asked(snv, file), by=snv.head)
    assert queries.is_open_to(item, file, snv.other_official)
    operations.confirm_access(asked(snv, file, AccessKind.RESTRICT, item=item), by=snv.head)
    assert not queries.is_open_to(item, file, snv.other_official)
    assert queries.is_open_to(item, file, snv.official)


# ------------------------------------------------------------------- closing and archive


def test_a_file_is_closed_without_its_drafts(snv):
    file = opened(snv)
    photo(file, snv)
    operations.put_in(file, [stages.drafted(snv)], by=snv.official)
    with pytest.raises(Refusal, match="1 d"):
        operations.close_file(file, ended_on=clock.today(), by=snv.official)
    draft = next(one for one in queries.items_of(file) if one.document_id)
    operations.take_out(file, draft, "Bản nháp", by=snv.official)
    operations.close_file(file, ended_on=clock.today(), by=snv.official)
    assert file.state is S.CLOSED


def test_an_empty_file_is_not_closed(snv):
    with pytest.raises(Refusal):
        operations.close_file(opened(snv), ended_on=clock.today(), by=snv.official)


def test_a_closed_file_has_its_day_and_nothing_goes_in(snv):
    file = closed(snv)
    assert file.hand_over_by.year == clock.today().year + 1
    with pytest.raises(Refusal):
        photo(file, snv)
    operations.reopen_file(file, "Còn thiếu", by=snv.official)
    assert file.state is S.OPEN
    assert file.hand_over_by is None


def test_the_work_ends_between_the_beginning_and_today(snv):
    file = opened(snv)
    photo(file, snv)
    for day in (file.started_on - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(Invalid):
            operations.close_file(file, ended_on=day, by=snv.official)


def test_the_notice_gives_thirty_days(snv):
    long_ago = clock.today() - timedelta(days=600)
    file = closed(snv, started_on=long_ago, ended_on=long_ago)
    assert file.due_on < clock.today()
    assert operations.announce_hand_over([file], by=snv.clerk) == 1
    assert file.due_on == clock.today() + timedelta(days=30)
    with pytest.raises(Forbidden):
        operations.announce_hand_over([file], by=snv.official)


def test_an_extension_is_two_years_at_most_and_needs_consent(snv):
    file = closed(snv)
    too_long = file.hand_over_by + timedelta(days=731)
    with pytest.raises(Invalid):
        operations.extend_keeping(file, too_long, "Số 5", by=snv.official)
    until = file.hand_over_by + timedelta(days=365)
    with pytest.raises(Invalid):
        operations.extend_keeping(file, until, "", by=snv.official)
    operations.extend_keeping(file, until, "Số 5/QĐ-SNV", by=snv.official)
    assert file.due_on == until


def test_the_archive_takes_over_or_gives_back(snv):
    file = closed(snv)
    made = operations.offer_files([file], by=snv.official)
    assert not allowed(snv.official, Can.KEEP_ARCHIVE, made)
    with pytest.raises(Forbidden):
        operations.take_over(made, by=snv.official)
    operations.give_back_files(made, "Thiếu tài liệu", by=snv.clerk)
    assert (file.state, made.state) == (S.CLOSED, HandOverState.RETURNED)
    again = operations.offer_files([file], by=snv.official)
    operations.take_over(again, by=snv.clerk)
    assert file.state is S.ARCHIVED
    assert again.number == made.number + 1
    assert queries.files_handed_over(again) == [file]


def test_lists_know_what_is_to_be_handed_over(snv):
    closed(snv, retention="years-2")
    owed = closed(snv, notation="02.TCCB")
    long_ago = clock.today() - timedelta(days=600)
    late = closed(snv, notation="03.TCCB", started_on=long_ago, ended_on=long_ago)

    def found(view, words=""):
        return queries.listed_work_files(snv.official, view, words=words)

    assert found("hand-over") == [late, owed]
    assert found("late") == [late]
    assert found("closed", "02.tccb sap xep") == [owed]
    assert queries.late_files(snv.official) == 1


# ---------------------------------------------------------------------------- file plan


LINES = [
    PlanLine(PlanLevel.LARGE, "Tài liệu tổ chức cán bộ"),
    PlanLine(PlanLevel.FILE, "Hồ sơ tuyển dụng", "07.TCCB", "years-70"),
]


def drawn_up(snv):
    plan = operations.start_plan(snv.rooms["staff"], clock.today().year, by=snv.head)
    operations.write_plan(plan, LINES, by=snv.head)
    operations.submit_plan(plan, by=snv.head)
    return plan


def test_a_plan_is_in_force_once_the_head_approves(snv):
    plan = drawn_up(snv)
    assert queries.planned_files(snv.official) == []
    assert not allowed(snv.head, Can.APPROVE_PLAN, plan)
    with pytest.raises(Forbidden):
        operations.approve_plan(plan, by=snv.head)
    operations.approve_plan(plan, by=snv.leader)
    assert plan.state is PlanState.IN_FORCE
    (line,) = queries.planned_files(snv.official)
    operations.open_file(opening(notation="07.TCCB", plan_line_id=line.id), by=snv.official)
    assert queries.planned_files(snv.official) == []
    with pytest.raises(Refusal):
        operations.write_plan(plan, LINES, by=snv.head)


def test_a_plan_sent_back_is_written_again(snv):
    plan = drawn_up(snv)
    operations.send_plan_back(plan, "Thiếu hồ sơ lương", by=snv.leader)
    operations.write_plan(plan, LINES[:1], by=snv.head)
    assert len(queries.plan_lines_of(plan)) == 1


def test_a_plan_begins_with_the_lines_of_the_year_before(snv):
    drawn_up(snv)
    following = operations.start_plan(snv.rooms["staff"], clock.today().year + 1, by=snv.head)
    assert [line.title for line in queries.plan_lines_of(following)] == [
        line.title for line in LINES
    ]


def test_faulty_lines_are_named(snv):
    plan = operations.start_plan(snv.rooms["staff"], clock.today().year, by=snv.head)
    twice = [*LINES, LINES[1]]
    unknown = [PlanLine(PlanLevel.FILE, "Hồ sơ", "08", "mãi mãi")]
    for lines in (twice, unknown, [PlanLine(PlanLevel.SMALL, "")]):
        with pytest.raises(Invalid) as refusal:
            operations.write_plan(plan, lines, by=snv.head)
        assert "lines" in refusal.value.fields


def test_a_head_draws_up_the_plan_of_the_own_unit_alone(snv):
    assert not allowed(snv.official, Can.DRAW_UP_PLAN, None)
    with pytest.raises(Forbidden):
        operations.start_plan(snv.rooms["finance"], clock.today().year, by=snv.head)


# -------------------------------------------------------------------------- destruction


def outlived(snv, **given):
    file = archived(snv, retention="years-2", **given)
    with transaction():
        file.ended_on = clock.today().replace(year=clock.today().year - 4)
    return file


def test_three_people_destroy_and_the_metadata_stays(snv):
    file = outlived(snv)
    (item,) = queries.items_of(file)
    paper = operations.list_outlived([file], "Hết thời hạn", by=snv.clerk)
    assert not allowed(snv.clerk, Can.JUDGE_DESTRUCTION, paper)
    with pytest.raises(Forbidden):
        operations.decide_destruction(paper, "Số 9", by=snv.clerk)
    operations.judge_destruction(paper, "Không còn giá trị", by=snv.deputy)
    assert not allowed(snv.deputy, Can.DECIDE_DESTRUCTION, paper)
    operations.decide_destruction(paper, "Quyết định số 9/QĐ-SNV", by=snv.leader)
    package, packed = operations.ask_package(file, by=snv.clerk), blobs.put(b"the package")
    keep_package(package, packed, "a.zip", {}, by=SYSTEM)
    assert operations.carry_out_destruction(paper, by=snv.clerk) == 1
    assert (file.state, package.state) == (S.DESTROYED, "refused")
    outbox.drain()
    assert not blobs.exists(item.sha256)
    assert not blobs.exists(packed.sha256)
    db.session.expire_all()
    assert (file.title, item.title, item.name) == (opening().title, "Ảnh hội nghị", "")


@pytest.mark.parametrize("where", ["file", "question"])
def test_bytes_that_another_record_needs_are_kept(snv, where):
    file = outlived(snv)
    (item,) = queries.items_of(file)
    if where == "file":
        photo(opened(snv, notation="09.TCCB"), snv, data=file.notation.encode())
    else:
        enclosed = NewFile("a.png", "image/png", item.sha256, item.size)
        desks = [snv.desks["head"].id]
        draft = stages.drafted(snv)
        operations.ask_opinion(draft, desks, "Ý kiến?", files=[enclosed], by=snv.official)
    paper = operations.list_outlived([file], "Hết thời hạn", by=snv.clerk)
    operations.judge_destruction(paper, "Hết giá trị", by=snv.head)
    operations.decide_destruction(paper, "Số 9", by=snv.leader)
    operations.carry_out_destruction(paper, by=snv.clerk)
    outbox.drain()
    assert blobs.exists(item.sha256)


def test_what_is_held_or_still_to_be_kept_is_on_no_list(snv):
    young = archived(snv, notation="02.TCCB")
    file = outlived(snv)
    operations.hold_file(file, "Đang thanh tra", by=snv.clerk)
    assert queries.outlived_files(snv.clerk) == []
    for one in (young, file):
        with pytest.raises(Refusal):
            operations.list_outlived([one], "Hết thời hạn", by=snv.clerk)
    operations.lift_hold(file, by=snv.clerk)
    paper = operations.list_outlived([file], "Hết thời hạn", by=snv.clerk)
    assert queries.outlived_files(snv.clerk) == []
    operations.drop_destruction(paper, by=snv.clerk)
    assert queries.outlived_files(snv.clerk) == [file]


def test_after_a_merger_the_archive_of_the_successor_goes_on_with_the_list(snv):
    new = build.agency(code="H99.2", name="Sở Mới", symbol="SM")
    file, later = outlived(snv), outlived(snv, notation="02.TCCB")
    paper = operations.list_outlived([file], "Hết thời hạn", by=snv.clerk)
    reorganising.merge([snv.unit], into=new.unit, on=clock.today(), by=SYSTEM)
    assert queries.visible_destruction(paper.uid, new.clerk) is paper
    assert queries.outlived_files(new.clerk) == [later]
    operations.drop_destruction(paper, by=new.clerk)
    assert queries.outlived_files(new.clerk) == [file, later]


def test_a_held_file_is_not_destroyed_even_after_the_decision(snv):
    file = outlived(snv)
    paper = operations.list_outlived([file], "Hết thời hạn", by=snv.clerk)
    operations.judge_destruction(paper, "Hết giá trị", by=snv.head)
    operations.decide_destruction(paper, "Số 9", by=snv.leader)
    operations.hold_file(file, "Tòa án yêu cầu", by=snv.clerk)
    with pytest.raises(Refusal):
        operations.carry_out_destruction(paper, by=snv.clerk)
    assert file.state is S.ARCHIVED


# ----------------------------------------------------------------------------- packages


def test_only_a_complete_file_goes_into_a_package(snv):
    with pytest.raises(Refusal):
        operations.ask_package(opened(snv), by=snv.official)
    done = closed(snv, notation="02.TCCB")
    assert not allowed(snv.colleague, Can.EXPORT_FILE, done)
    with pytest.raises(Forbidden):
        operations.ask_package(done, by=snv.colleague)


def test_nobody_takes_out_whole_what_he_may_not_see_whole(snv):
    file = opened(snv)
    operations.put_in(file, [build.handed_on(snv, is_restricted=True)], by=snv.official)
    operations.close_file(file, ended_on=clock.today(), by=snv.official)
    settings = {"agency_id": snv.unit.id, "name": "archive_kept_by"}
    with transaction():
        db.session.add(AgencySetting(**settings, value={"value": "office_head"}))
    assert allowed(snv.office_head, Can.KEEP_ARCHIVE, file)
    assert not allowed(snv.clerk, Can.KEEP_ARCHIVE, file)
    with pytest.raises(Refusal):
        operations.ask_package(file, by=snv.office_head)
    package = operations.ask_package(file, by=snv.official)
    assert queries.visible_package(package.uid, snv.official) is package
    assert queries.packages_of(file, snv.office_head) == []
    with pytest.raises(NotFound):
        queries.visible_package(package.uid, snv.office_head)
