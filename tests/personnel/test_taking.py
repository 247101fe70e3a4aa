"""Lists of officials that leave the house: who may, what they hold, what each official reads."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from office.accounts.models import SessionRow
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden
from office.permissions import allowed
from personnel import operations, queries
from personnel.forms import taking as forms
from personnel.models import Purpose, Scope
from personnel.policy import Can
from personnel.queries.taking import Reaches
from personnel.record.sheets.columns import guess
from personnel.record.sheets.taking import HIDDEN, chosen
from personnel.record.timeline import Change
from tests import build
from tests.documents.pages import Reader
from tests.meetings.compose.papers import text_of
from tests.personnel import house as register
from tests.personnel import sheet
from tests.personnel import test_imports as imports

WHY = "Rà soát bảo hiểm năm 2026"
PAGE = "/personnel/taking"
RAISED = date(2018, 7, 1)
SKILL = Change("skills", "1", register.RECRUITED, values={"name": "=SUM(1;2)"})
FAMILY = {"side": register.code("family_side", "self"), "full_name": "Trần Bé Thử"}
JOINED = Change("organisations", "", register.RECRUITED, values={"party_join_date": "2010-02-03"})
CHILD = Change("family", "1", register.RECRUITED, values=FAMILY)


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    return register.opened(snv, snv.official, SKILL, CHILD, JOINED)


def taken(reader, status=200, **typed):
    """The answer of the house to who takes the list."""
    data = {"form": "xlsx"} | typed
    answer = reader.client.post(PAGE, data=data, headers={"Accept-Language": "en"})
    assert answer.status_code == status, answer.text[:500]
    return answer


def table(answer):
    """Headings and rows of the spreadsheet."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    return sheet.to_python()[2:]


def accesses(dossier):
    """What its official reads of it."""
    found = db.session.scalars(queries.accesses_of(dossier)).all()
    return [(one.what, one.name, one.groups, one.purpose) for one in found]


def test_the_staff_office_takes_the_list_and_each_official_reads_it(house, snv, dossier):
    hr = Reader(house, snv.hr)
    headings, row = table(taken(hr))
    assert (row[0], row[1], row[-1]) == (dossier.full_name, "CB001", 2.34)
    assert row[2] == date(1985, 3, 14)
    groups = ["assignment", "identity", "pay", "service"]
    assert accesses(dossier) == [("taken", snv.hr.name, groups, "")]
    own = Reader(house, snv.official)
    page = own.get(f"/personnel/{dossier.uid}/accesses")
    assert snv.hr.name in page
    assert "Taken out in a list" in page
    line = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "dossiers.taken")).one()
    assert (line.facts["count"], line.facts["form"]) == (1, "xlsx")
    assert set(guess(headings, {}).values()) >= {"identity.full_name", "service.staff_no"}


def test_sensitive_columns_ask_for_a_reason_and_formulas_stay_text(house, snv, dossier):
    hr = Reader(house, snv.hr)
    wanted = ["identity.citizen_id", "skills.name", "family.full_name"]
    shown = hr.get(f"{PAGE}?column=identity.citizen_id&column=skills.name")
    assert HIDDEN in shown
    assert register.CITIZEN not in shown
    page = taken(hr, 422, column=wanted).text
    assert "Say what for" in page
    assert accesses(dossier) == []
    _head, row = table(taken(hr, column=wanted, purpose=WHY))
    assert row == [register.CITIZEN, "Trần Bé Thử", "=SUM(1;2)"]
    assert accesses(dossier)[0][2:] == (["family", "identity", "skills"], WHY)


def test_a_head_takes_work_and_neither_numbers_nor_families(house, snv, dossier):
    head = Reader(house, snv.head)
    wanted = ["identity.full_name", "identity.citizen_id", "family.full_name"]
    _head, row = table(taken(head, column=wanted, purpose=WHY))
    assert row == [dossier.full_name, HIDDEN, ""]
    assert accesses(dossier)[0][2] == ["identity"]


def test_only_who_sees_the_register_takes_it_and_with_a_fresh_proof(house, snv, dossier):
    assert not allowed(snv.colleague, Can.TAKE_LIST)
    Reader(house, snv.colleague).get(PAGE, 403)
    hr = Reader(house, snv.hr)
    with transaction():
        row = db.session.get_one(SessionRow, hr.opened.row.id)
        row.stepped_up_at -= timedelta(minutes=6)
    assert "/step-up" in hr.client.get(PAGE).location
    taken(hr, 403)
    assert accesses(dossier) == []


def test_what_is_asked_for_many_is_what_the_rules_say_of_each(snv, dossier):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    far = register.opened(other, other.official, citizen="001085004321")
    register.named(snv, snv.clerk, Scope.RESTRICTED)
    register.named(other, other.colleague, Scope.BRANCH)
    for actor in [*snv.people.values(), *other.people.values()]:
        reaches = Reaches(actor)
        for one in (dossier, far, dossier):
            if not allowed(actor, Can.READ, one):
                with pytest.raises(Forbidden):
                    reaches.of(one)
                continue
            assert reaches.of(one).readable == queries.readable_groups(actor, one)
            assert reaches.of(one).openable == queries.may_open_groups(actor, one)


def test_ticked_officials_alone_are_taken_and_too_many_are_refused(
    house, snv, dossier, monkeypatch
):
    second = register.opened(snv, snv.colleague, citizen="001085004321")
    hr = Reader(house, snv.hr)
    assert hr.get(PAGE).count('name="official"') == 2
    rows = table(taken(hr, tick="1", official=str(second.uid)))[1:]
    assert [row[0] for row in rows] == [second.full_name]
    assert accesses(dossier) == []
    assert "Tick at least one" in taken(hr, 422, tick="1").text
    monkeypatch.setattr("personnel.operations.taking.MOST", {"xlsx": 1})
    monkeypatch.setattr(forms, "MOST", {"xlsx": 1})
    assert "too much" in taken(hr, 409).text


def test_a_printed_list_holds_sealed_fields_only_for_a_reason(house, snv, dossier):
    hr = Reader(house, snv.hr)
    words = text_of(taken(hr, form="pdf").data)
    assert dossier.full_name in words
    assert "03/02/2010" not in words
    assert "03/02/2010" in text_of(taken(hr, form="pdf", purpose=WHY).data)


def test_programs_take_lists_by_the_same_rules(house, snv, dossier):
    hr = Reader(house, snv.hr)
    body = {"columns": ["identity.full_name", "pay.grade"], "officials": [str(dossier.uid)]}
    answer = hr.client.post("/api/v1/personnel/lists", json=body)
    assert (answer.status_code, table(answer)[1]) == (200, [dossier.full_name, "01.003"])
    body["columns"] = ["identity.citizen_id"]
    answer = hr.client.post("/api/v1/personnel/lists", json=body)
    assert answer.status_code == 422
    assert "purpose" in str(answer.json)
    assert len(accesses(dossier)) == 1


def test_every_field_on_offer_can_be_a_column_and_headings_tell_them_apart(snv, dossier):
    every = [name for choice in forms.choices([]) for name, *_rest in choice.fields]
    columns = chosen(every)
    assert len({one.heading for one in columns}) == len(columns) == len(every)
    assert not {"travel", "assets", "clearance", "past"} & {one.group for one in columns}


def test_a_list_that_was_taken_comes_back_as_changes_and_what_was_hidden_stays(house, snv, dossier):
    bank = {"bank": "Ngân hàng Mẫu", "tax_code": "8012345678"}
    operations.accept_declaration(
        operations.propose_change(
            dossier, Change("insurance", "", RAISED, values=bank), by=snv.official
        ),
        by=snv.hr,
    )
    wanted = ["service.staff_no", "contact.phone", "insurance.bank"]
    head = Reader(house, snv.head)
    headings, row = table(taken(head, column=wanted, purpose=WHY))
    assert row == ["CB001", "", HIDDEN]
    row[1] = "0912345678"
    data = sheet.grid([headings, row])
    batch = imports.entered(snv, imports.checked(snv, data, Purpose.UPDATE))
    assert imports.reasons(batch) == {}
    assert queries.timeline(dossier, ["contact"])[0].values == {"phone": "+84912345678"}
    assert len(queries.rows_of(dossier, ["insurance"])) == 1
