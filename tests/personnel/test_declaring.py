"""The official declares, his staff office decides; a dossier is opened by hand."""

import base64
import io
from datetime import date

import pytest
from PIL import Image
from sqlalchemy import select

from office import blobs, clock
from office.accounts.models import Notice
from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import allowed
from personnel import operations, queries
from personnel.models import DeclarationState, DeclaredChange, Dossier, RecordRow, Source
from personnel.operations.rows import is_whole
from personnel.policy.declarations import CanDeclare
from personnel.queries.files import portrait_of
from personnel.record.timeline import Change, state, value
from tests import build
from tests.documents.pages import Reader
from tests.permissions.forms import pdf
from tests.personnel import house as register

SINCE = date(2026, 3, 1)
ACCOUNT = "1234567890123"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    return register.opened(snv, snv.official)


def phone(number="+84912345678"):
    return Change("contact", "", SINCE, values={"phone": number})


def bank():
    return Change("insurance", "", SINCE, values={"bank_account": ACCOUNT})


def held(dossier, group, name):
    rows = queries.timeline(dossier, [group], opened=[group])
    return value(state(rows, clock.today()), group, name)


def notices_of(desk):
    told = db.session.scalars(select(Notice).where(Notice.desk_id == desk.id))
    return [one.url for one in told]


def declared_on_page(reader, dossier, group, **typed):
    """The address of the declaration that the page leads to."""
    path = f"/personnel/{dossier.uid}/declarations/new?group={group}"
    return reader.post(path, valid_from=SINCE.isoformat(), **typed)


# ---------------------------------------------------------------------- from proposal to row


def test_a_declaration_becomes_a_row_when_it_is_accepted(house, snv, dossier):
    own, hr = Reader(house, snv.official), Reader(house, snv.hr)
    place = declared_on_page(
        own, dossier, "contact", **{"contact.phone": "0912 345 678", "files": (pdf(), "don.pdf")}
    )
    assert held(dossier, "contact", "phone") is None
    assert place in notices_of(snv.desks["hr"])
    assert dossier.full_name in hr.get("/personnel/declarations")
    assert "0912 345 678" in hr.get(place)
    assert hr.post(f"{place}/acceptance") == "/personnel/declarations"
    assert held(dossier, "contact", "phone") == "+84912345678"
    row = queries.rows_of(dossier)[-1]
    assert (row.source, row.by) == (Source.DECLARATION, snv.hr.name)
    assert is_whole(queries.rows_of(dossier))
    assert place in notices_of(snv.desks["official"])
    kept = own.answer(f"/personnel/{dossier.uid}/files/{row.files[0]}")
    assert kept.data.startswith(b"%PDF")
    assert kept.headers["Cache-Control"] == "no-store"
    assert "attachment" in kept.headers["Content-Disposition"]
    Reader(house, snv.colleague).get(f"/personnel/{dossier.uid}/files/{row.files[0]}", 404)


def test_a_refusal_says_why_and_changes_nothing(house, snv, dossier):
    made = operations.propose_change(dossier, phone(), by=snv.official)
    hr, count = Reader(house, snv.hr), dossier.row_count
    place = f"/personnel/declarations/{made.uid}"
    hr.post(f"{place}/refusal", 422, answer=" ")
    hr.post(f"{place}/refusal", answer="Thiếu xác nhận")
    assert "Thiếu xác nhận" in Reader(house, snv.official).get(place)
    assert (made.state, dossier.row_count) == (DeclarationState.REFUSED, count)
    hr.post(f"{place}/acceptance", 409)


def test_what_nobody_decided_is_withdrawn(snv, dossier):
    made = operations.propose_change(dossier, phone(), by=snv.official)
    operations.withdraw_declaration(made, by=snv.official)
    with pytest.raises(Refusal):
        operations.accept_declaration(made, by=snv.hr)


def test_sensitive_values_lie_sealed_until_and_after_the_acceptance(snv, dossier):
    made = operations.propose_change(dossier, bank(), by=snv.official)
    assert ACCOUNT not in str(made.values)
    operations.change_key(by=snv.admin)
    while operations.reseal(by=snv.admin):
        pass
    operations.accept_declaration(made, by=snv.hr)
    assert held(dossier, "insurance", "bank_account") == ACCOUNT
    rows = db.session.scalars(select(RecordRow).where(RecordRow.dossier_id == dossier.id))
    assert ACCOUNT not in str([row.values for row in rows])


def test_pay_and_posts_are_not_declared(house, snv, dossier):
    with pytest.raises(Refusal):
        operations.propose_change(dossier, register.pay(9, SINCE, "4.98"), by=snv.official)
    Reader(house, snv.official).get(f"/personnel/{dossier.uid}/declarations/new?group=pay", 404)


def test_who_may_declare_and_who_decides(snv, dossier):
    made = operations.propose_change(dossier, phone(), by=snv.official)
    for part, actor in snv.people.items():
        told = [allowed(actor, can, made) for can in (CanDeclare.READ, CanDeclare.DECIDE)]
        assert told == [part in ("official", "hr"), part == "hr"], part
        assert allowed(actor, CanDeclare.PROPOSE, dossier) == (part == "official")
        assert allowed(actor, CanDeclare.WITHDRAW, made) == (part == "official")
        assert not allowed(actor, CanDeclare.DRAW, made)
    own = register.opened(snv, snv.hr, citizen="001085009999", room="office")
    mine = operations.propose_change(own, phone(), by=snv.hr)
    with pytest.raises(Forbidden):
        operations.accept_declaration(mine, by=snv.hr)


def test_a_new_citizen_number_finds_the_official_and_no_second_one(snv, dossier):
    other = register.opened(snv, snv.colleague, citizen="001085000777")
    identity = register.identity(dossier.full_name, "001085000888")
    made = operations.propose_change(dossier, identity, by=snv.official)
    operations.accept_declaration(made, by=snv.hr)
    found = queries.listed(snv.hr, queries.Narrow(words="001085000888"), after=None, size=5)
    assert found == [dossier]
    taken = register.identity(other.full_name, "001085000888")
    with pytest.raises(Invalid) as said:
        operations.propose_change(other, taken, by=snv.colleague)
    assert "citizen_id" in said.value.fields


def test_what_was_typed_wrong_comes_back_at_its_input(house, snv, dossier):
    own = Reader(house, snv.official)
    path = f"/personnel/{dossier.uid}/declarations/new?group=contact"
    page = own.post(path, 422, **{"contact.phone": "ba", "valid_from": ""})
    assert 'value="ba"' in page
    assert 'href="#contact.phone"' in page
    assert 'href="#valid_from"' in page
    page = own.post(
        path,
        422,
        valid_from=SINCE.isoformat(),
        **{"contact.phone": "0912345678"},
        files=(io.BytesIO(b"MZ\x90\0"), "a.pdf"),
    )
    assert "has-error" in page or 'class="field bad"' in page
    assert db.session.scalar(select(DeclaredChange.id)) is None


def test_a_portrait_is_drawn_anew_before_it_is_taken(house, snv, dossier):
    picture = io.BytesIO()
    Image.new("RGB", (40, 60), "navy").save(picture, "PNG")
    sent = picture.getvalue()
    own = Reader(house, snv.official)
    place = declared_on_page(own, dossier, "photo", files=(io.BytesIO(sent), "anh.png"))
    made = db.session.scalars(select(DeclaredChange)).one()
    Reader(house, snv.hr).post(f"{place}/acceptance", 409)
    from personnel.jobs.portraits import draw

    draw({"declaration_id": made.id})
    hr = Reader(house, snv.hr)
    drawn = f"{place}/files/{made.picture_sha256}"
    assert f'src="{drawn}"' in hr.get(place)
    assert hr.answer(drawn).mimetype == "image/png"
    hr.post(f"{place}/acceptance")
    shown = own.answer(f"/personnel/{dossier.uid}/portrait")
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert blobs.read(portrait_of(dossier)) == shown.data
    assert shown.data != sent
    assert f"/personnel/{dossier.uid}/portrait" in own.get(f"/personnel/{dossier.uid}")


# ------------------------------------------------------------------------- opening by hand

FORM = {
    "identity.full_name": "Lò Thị Mẫu",
    "identity.birth_date": "03/1990",
    "identity.sex": "2",
    "identity.citizen_id": "001190001234",
    "identity.home_town.province": "01",
    "identity.home_town.detail": "Xã Mẫu",
    "service.category": "cong_chuc",
    "service.staff_no": "CB777",
    "service.recruited_on": "2016-07-01",
    "assignment.since": "2016-07-01",
    "assignment.kind": "assign",
    "assignment.title": "Chuyên viên",
    "pay.mode": "grade_step",
    "pay.grade": "01.003",
    "pay.step": "2",
    "pay.coefficient": "2,67",
    "pay.step_since": "2019-07-01",
}


def test_a_dossier_is_opened_by_hand(house, snv):
    hr = Reader(house, snv.hr)
    hr.get("/personnel/new")
    unit = {"assignment.unit": str(snv.rooms["finance"].uid)}
    place = hr.post("/personnel/new", **FORM, **unit)
    made = db.session.scalars(select(Dossier)).one()
    assert place == f"/personnel/{made.uid}"
    assert (made.full_name, made.staff_no, made.step) == ("Lò Thị Mẫu", "CB777", 2)
    assert made.unit_id == snv.rooms["finance"].id
    assert "Xã Mẫu" in hr.get(place)
    page = hr.post("/personnel/new", 422, **FORM, **unit)
    assert 'href="#identity.citizen_id"' in page


def test_what_is_missing_is_said_at_its_input(house, snv):
    hr = Reader(house, snv.hr)
    page = hr.post("/personnel/new", 422, **{"identity.citizen_id": "12", "pay.step": "x"})
    for name in ("identity.full_name", "identity.citizen_id", "service.category", "pay.step"):
        assert f'href="#{name}"' in page
    Reader(house, snv.leader).get("/personnel/new", 403)
    late = FORM | {"pay.step_since": "2010-01-01", "assignment.unit": str(snv.rooms["staff"].uid)}
    assert 'href="#pay.step_since"' in hr.post("/personnel/new", 422, **late)


def test_a_dossier_is_opened_for_somebody_who_works_here(house, snv):
    from office.accounts.models import Person

    person = db.session.get_one(Person, snv.official.person_id)
    unit = {"assignment.unit": str(snv.rooms["staff"].uid), "person": str(person.uid)}
    Reader(house, snv.hr).post("/personnel/new", **FORM, **unit)
    assert queries.own_dossier(snv.official).staff_no == "CB777"


# ------------------------------------------------------------------------- files over the API


def brought(client, dossier, group, name, content):
    """Declare a group with one file, as a program does."""
    body = {
        "group": group,
        "valid_from": SINCE.isoformat(),
        "values": {"phone": "0912 345 678"} if group == "contact" else {},
        "files": [{"name": name, "content": base64.b64encode(content).decode()}],
    }
    return client.post(f"/api/v1/personnel/{dossier.uid}/declarations", json=body)


def test_a_program_brings_and_fetches_evidence_with_the_same_rights(house, snv, dossier):
    own, hr = Reader(house, snv.official).client, Reader(house, snv.hr).client
    made = brought(own, dossier, "contact", "don.pdf", pdf().read())
    assert made.status_code == 201, made.text
    (file,) = made.json["evidence"]
    place = f"/api/v1/personnel-declarations/{made.json['uid']}"
    fetched = hr.get(f"{place}/files/{file['sha256']}", buffered=True)
    assert fetched.data.startswith(b"%PDF")
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    assert hr.get(f"{place}/files/{'0' * 64}").status_code == 404
    for actor in (snv.colleague, snv.leader):
        other = Reader(house, actor).client
        assert other.get(f"{place}/files/{file['sha256']}").status_code == 404
    operations.accept_declaration(db.session.scalars(select(DeclaredChange)).one(), by=snv.hr)
    kept = f"/api/v1/personnel/{dossier.uid}/files/{file['sha256']}"
    assert hr.get(kept, buffered=True).data == fetched.data
    assert Reader(house, snv.colleague).client.get(kept).status_code == 404
    seen = own.get(f"/api/v1/personnel/{dossier.uid}/accesses").json["items"]
    assert {(one["what"], one["name"]) for one in seen} >= {("file", snv.hr.name)}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("don.exe", b"MZ" + bytes(90)),
        ("don.pdf", b"MZ" + bytes(90)),
        ("don.docx", b"PK\x03\x04"),
        ("../don.pdf", b"not one"),
        ("don.png", b"%PDF-1.7"),
    ],
)
def test_a_program_cannot_bring_what_may_not_be_kept(house, snv, dossier, name, content):
    refused = brought(Reader(house, snv.official).client, dossier, "contact", name, content)
    assert refused.status_code == 422
    assert not db.session.scalars(select(DeclaredChange)).all()


def test_a_program_fetches_the_portrait_that_the_house_drew(house, snv, dossier):
    from personnel.jobs.portraits import draw

    kept = io.BytesIO()
    Image.new("RGB", (300, 450), "navy").save(kept, "JPEG")
    own = Reader(house, snv.official).client
    place = f"/api/v1/personnel/{dossier.uid}/portrait"
    assert own.get(place).status_code == 404
    assert brought(own, dossier, "photo", "anh.jpg", kept.getvalue()).status_code == 201
    made = db.session.scalars(select(DeclaredChange)).one()
    draw({"declaration_id": made.id})
    operations.accept_declaration(made, by=snv.hr)
    drawn = own.get(place, buffered=True)
    assert drawn.data.startswith(b"\x89PNG")
    assert kept.getvalue() not in drawn.data
    assert Reader(house, snv.colleague).client.get(place).status_code == 404
