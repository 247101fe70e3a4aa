"""Spreadsheets of officials: read as they come, checked cell by cell, entered once."""

from datetime import date

import pytest
from sqlalchemy import func, select

from office.accounts.models import Notice
from office.db import db
from office.errors import Forbidden, Refusal
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.jobs import importing
from personnel.models import Dossier, ImportRow, ImportState, Purpose, RecordRow, RowState
from personnel.operations.rows import is_whole
from personnel.queries.imports import content
from tests import build
from tests.personnel import house as register
from tests.personnel import sheet

TODAY = date(2026, 7, 1)


@pytest.fixture
def snv(house):
    return build.agency()


def brought(snv, data, purpose=Purpose.OPEN, name="danh-sach.xlsx"):
    """A spreadsheet that the worker has read."""
    batch = operations.bring_import(operations.Brought(name, purpose, TODAY), data, by=snv.hr)
    importing.read_import({"batch_id": batch.id})
    return batch


def checked(snv, data, purpose=Purpose.OPEN):
    """The same with its columns as they were guessed, and every row looked at."""
    batch = brought(snv, data, purpose)
    operations.assign_columns(batch, batch.mapping, by=snv.hr)
    importing.check_import({"batch_id": batch.id})
    return batch


def entered(snv, batch):
    """Approved by the leader and entered."""
    operations.approve_import(batch, by=snv.leader)
    importing.run_import({"batch_id": batch.id})
    return batch


def reasons(batch):
    """What is wrong, by row of the file: the headings of the bad cells."""
    names = queries.column_names(batch)
    rows = db.session.scalars(queries.import_rows(batch, states=[RowState.BAD]))
    return {
        row.line: [
            names[fault.place] if fault.place >= 0 else ""
            for fault in content(row)[1]
            if not fault.is_warning
        ]
        for row in rows
    }


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_good_rows_become_dossiers_after_a_second_person_approved(snv):
    batch = checked(snv, sheet.xlsx([sheet.row(number) for number in range(1, 6)]))
    assert (reasons(batch), count(Dossier)) == ({}, 0)
    with pytest.raises(Forbidden):
        operations.approve_import(batch, by=snv.hr)
    entered(snv, batch)
    assert batch.state is ImportState.DONE
    found = db.session.scalars(select(Dossier).where(Dossier.staff_no == "CB00003")).one()
    assert (found.full_name, found.unit_id, found.step, found.sex) == (
        "Phạm Thị An",
        snv.rooms["staff"].id,
        4,
        "2",
    )
    rows = queries.rows_of(found)
    assert is_whole(rows)
    assert {row.by for row in rows} == {snv.leader.name}


def test_each_bad_cell_is_named_and_only_its_row_stays_out(snv):
    rows = [sheet.row(number) for number in range(1, 10)]
    rows[1] |= {"Ngày sinh": "32/13/1980"}
    rows[2] |= {"Số CCCD": "12345"}
    rows[3] |= {"Đơn vị": "Phòng Không Có"}
    rows[4] |= {"Giới tính": "Nam" if rows[4]["Giới tính"] == "Nữ" else "Nữ"}
    rows[5] |= {"Họ và tên": "Trần 5"}
    rows[6] |= {"Số CCCD": rows[0]["Số CCCD"], "Ngày sinh": rows[0]["Ngày sinh"], "Giới tính": "Nữ"}
    rows[7] |= {"Ngày hưởng": "01/07/2014"}
    batch = checked(snv, sheet.xlsx(rows))
    assert {line: names[0] for line, names in reasons(batch).items()} == {
        3: "Ngày sinh",
        4: "Số CCCD",
        5: "Đơn vị",
        6: "Số CCCD",
        7: "Họ và tên",
        8: "Số CCCD",
        9: "Mã ngạch",
    }
    entered(snv, batch)
    assert count(Dossier) == 2


def test_corrected_rows_come_into_the_same_batch_and_nothing_twice(snv, client):
    rows = [sheet.row(number) for number in range(1, 5)]
    rows[2] |= {"Ngày sinh": "không rõ"}
    batch = entered(snv, checked(snv, sheet.xlsx(rows)))
    assert (count(Dossier), list(reasons(batch))) == (3, [4])
    headings = ["Dòng số", *sheet.HEADINGS]
    mended = sheet.row(3) | {"Dòng số": 4}
    operations.mend_import(batch, sheet.xlsx([mended], headings), by=snv.hr)
    importing.read_import({"batch_id": batch.id})
    importing.check_import({"batch_id": batch.id})
    assert batch.state is ImportState.CHECKED
    entered(snv, batch)
    assert (count(Dossier), reasons(batch)) == (4, {})
    importing.run_import({"batch_id": batch.id})
    assert count(Dossier) == 4


def test_what_was_killed_in_between_goes_on_where_it_was(snv, monkeypatch):
    monkeypatch.setattr("personnel.operations.importing_runs.PIECE", 2)
    batch = checked(snv, sheet.xlsx([sheet.row(number) for number in range(1, 6)]))
    operations.approve_import(batch, by=snv.leader)
    operations.run_piece(batch, by=SYSTEM)
    assert count(Dossier) == 2
    importing.run_import({"batch_id": batch.id})
    assert (count(Dossier), batch.state) == (5, ImportState.DONE)


def test_headings_in_two_rows_merged_areas_and_empty_columns_are_read(snv):
    single = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "", "Đối tượng"]
    top = [*single, "Lương", "", "Đơn vị"]
    below = ["", "", "", "", "", "", "", "Mã ngạch", "Hệ số", ""]
    wanted = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "", "Đối tượng", "Mã ngạch")
    people = [[*sheet.cells_of(sheet.row(n), wanted), 2.34, ""] for n in (1, 2)]
    numbers = [f"({n})" for n in range(1, 11)]
    rows = [["DANH SÁCH CÔNG CHỨC NĂM 2026"], [], top, below, numbers, [], *people]
    merged = [(2, 7, 2, 8, "Lương"), (6, 9, 7, 9, "Văn phòng")]
    merged += [(2, at, 3, at, top[at]) for at in (0, 1, 2, 3, 4, 6, 9)]
    batch = checked(snv, sheet.grid(rows, merged))
    assert reasons(batch) == {}
    assert set(batch.mapping.values()) >= {"pay.grade", "pay.coefficient", "assignment.unit"}
    entered(snv, batch)
    assert {one.unit_id for one in db.session.scalars(select(Dossier))} == {snv.rooms["office"].id}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_text_files_of_any_unicode_are_read(snv, encoding):
    from personnel.record.sheets.letters import as_utf8

    data = as_utf8(sheet.csv_text([sheet.row(1)]).encode(encoding))
    assert reasons(checked(snv, data)) == {}


def test_days_as_numbers_and_lost_zeros_are_understood(snv):
    one = sheet.row(2) | {"Ngày tuyển dụng": 42186, "Số CCCD": int(sheet.row(2)["Số CCCD"])}
    batch = checked(snv, sheet.xlsx([one]))
    assert reasons(batch) == {}
    assert queries.warned_count(batch) == 1
    entered(snv, batch)
    row = next(one for one in db.session.scalars(select(RecordRow)) if one.group == "service")
    assert row.values["recruited_on"] == "2015-07-01"


def test_changes_go_into_declared_groups_only(snv):
    register.opened(snv, snv.official, citizen=sheet.citizen(7, 1985))
    headings = ("Số CCCD", "Số điện thoại", "Chức vụ", "Hệ số")
    who = {"Số CCCD": sheet.citizen(7, 1985)}
    batch = checked(snv, sheet.xlsx([who | {"Hệ số": "4.98"}], headings), Purpose.UPDATE)
    assert reasons(batch) == {2: ["Hệ số"]}
    batch = checked(
        snv, sheet.xlsx([who | {"Số điện thoại": "0912345678"}], headings), Purpose.UPDATE
    )
    entered(snv, batch)
    dossier = db.session.scalars(select(Dossier)).one()
    assert queries.timeline(dossier, ["contact"])[0].values == {"phone": "+84912345678"}
    again = checked(
        snv, sheet.xlsx([who | {"Số điện thoại": "0912345678"}], headings), Purpose.UPDATE
    )
    entered(snv, again)
    assert len(queries.rows_of(dossier, ["contact"])) == 1


def test_an_official_who_has_a_dossier_is_not_opened_again(snv):
    entered(snv, checked(snv, sheet.xlsx([sheet.row(1)])))
    other = sheet.row(1) | {"Số CCCD": sheet.citizen(99, 1971)}
    batch = checked(snv, sheet.xlsx([sheet.row(1), other]))
    assert list(reasons(batch)) == [2, 3]
    with pytest.raises(Refusal):
        operations.approve_import(batch, by=snv.leader)


def test_cells_lie_sealed_and_are_forgotten_when_they_are_entered(snv):
    batch = checked(snv, sheet.xlsx([sheet.row(1)]))
    row = db.session.scalars(select(ImportRow)).one()
    assert sheet.row(1)["Số CCCD"].encode() not in row.sealed
    assert content(row)[0][4] == sheet.row(1)["Số CCCD"]
    assert batch.sha256 == ""
    entered(snv, batch)
    assert row.sealed is None


def test_a_file_without_headings_is_refused_with_what_to_do(snv):
    batch = brought(snv, sheet.xlsx([], ["a", "b"]))
    assert batch.state is ImportState.UNREADABLE
    assert batch.problem


def test_remembered_columns_are_known_the_next_time(snv):
    headings = ("Tên gọi đầy đủ", "Số giấy tờ tùy thân", "Loại")
    one = {"Tên gọi đầy đủ": "Lê Văn Mẫu", "Số giấy tờ tùy thân": sheet.citizen(5, 1990, "1")}
    data = sheet.xlsx([one | {"Loại": "x"}], ("Họ và tên", *headings))
    batch = brought(snv, data)
    chosen = {"1": "identity.full_name", "2": "identity.citizen_id"}
    operations.assign_columns(batch, chosen, remember="Biểu 1", by=snv.hr)
    assert brought(snv, data).mapping["2"] == "identity.citizen_id"


def told_of_approval(batch):
    keys = select(Notice.desk_id).where(Notice.key.startswith(f"import-approve:{batch.uid}"))
    return set(db.session.scalars(keys))


def test_whoever_may_approve_is_told_and_never_the_one_who_brought_it(snv):
    batch = checked(snv, sheet.xlsx([sheet.row(1)]))
    assert snv.hr.desk_id not in told_of_approval(batch)
    assert snv.leader.desk_id in told_of_approval(batch), "there is no other second person"
    register.named(snv, snv.colleague)
    again = checked(snv, sheet.xlsx([sheet.row(2)]))
    assert told_of_approval(again) == {snv.colleague.desk_id}


def test_a_batch_without_a_good_row_asks_nobody(snv):
    wrong = sheet.row(1, **{"Ngày sinh": "hôm qua"})
    assert told_of_approval(checked(snv, sheet.xlsx([wrong]))) == set()
