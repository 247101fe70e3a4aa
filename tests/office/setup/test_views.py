"""The pages of the first day, filled in as an administrator fills them in."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from office import clock, csrf, missing, outbox
from office.accounts import operations as accounts
from office.accounts.models import Account, AuthLevel
from office.actor import cookie_name
from office.db import db
from office.setup import queries
from office.setup.models import StaffSheet
from office.units.models import SigningAuthority, Tenure, UnitKind
from office.units.queries import name_of
from office.units.settings import settings_of
from office.units.tree import tree
from office.units.versions import codes_of, versions_of
from tests.office.setup.conftest import file_of

TODAY = clock.today().isoformat()


@pytest.fixture
def sign_in(house, agency):
    """Gives a browser in which somebody of the agency is signed in, in English."""

    def enter(part):
        who = agency.people[part]
        account = db.session.get_one(Account, who.account_id)
        tenure = db.session.get_one(Tenure, who.tenure_id)
        accounts.give_factor(account)
        opened = accounts.open_session(account, level=AuthLevel.SECOND_FACTOR, tenure=tenure)
        client = house.test_client()
        client.set_cookie(cookie_name(), opened.token)
        client.set_cookie("lang", "en")
        client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf.token_for(str(opened.row.uid))
        return client

    return enter


@pytest.fixture
def desk(sign_in, house):
    """The administrator's browser: reads a page, and sends its form with its token."""
    return Desk(sign_in("admin"))


class Desk:
    """A browser without JavaScript at one desk."""

    def __init__(self, client):
        self.client = client

    def open(self, path):
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.get_data(as_text=True)

    def send(self, path, expect=303, **fields):
        answer = self.client.post(path, data=fields)
        assert answer.status_code == expect, answer.get_data(as_text=True)[:2000]
        return answer


def seal_picture(colour=(200, 16, 46, 255), background=(0, 0, 0, 0)):
    image = Image.new("RGBA", (400, 400), background)
    ImageDraw.Draw(image).ellipse((20, 20, 380, 380), outline=colour, width=12)
    made = BytesIO()
    image.save(made, "PNG")
    made.seek(0)
    return made


def test_the_guide_says_what_is_missing(agency, desk):
    text = desk.open("/set-up")
    states = {line.asked.code: line.state for line in missing.lines_of(agency.unit.id)}
    assert states["names"] is missing.State.MISSING
    assert states["leaders"] is missing.State.DONE
    count = len(missing.missing_in(agency.unit.id))
    assert "recommended" in text
    assert text.count(">missing<") == count == missing.count_lately(agency.unit.id)


def test_only_administrators_come_in(sign_in):
    assert sign_in("leader").get("/set-up").status_code == 403


def test_names_codes_and_contact(agency, desk):
    page = f"/set-up/agencies/{agency.unit.uid}"
    desk.open(page)
    names = {"name": "Sở Nội vụ và Lao động", "symbol": "SNV", "place": "Lam Giang"}
    more = {"address": "Số 1 phố Mẫu", "heading": "UBND TỈNH MẪU\nSỞ NỘI VỤ VÀ LAO ĐỘNG"}
    desk.send(f"{page}/naming", **names, **more, on=TODAY)
    desk.send(f"{page}/codes", scheme="organ_id", code="H99.77", on=TODAY)
    desk.send(f"{page}/contact", phone="0200 123", email="snv@mau.vn", website="mau.vn")
    assert name_of(agency.unit.id) == "Sở Nội vụ và Lao động"
    assert len(versions_of(agency.unit.id)) == 2
    assert [one.code for one in codes_of(agency.unit.id)] == ["H99.77", "H99.1"]
    assert settings_of(agency.unit.id).email == "snv@mau.vn"
    wrong = desk.send(f"{page}/codes", 422, scheme="organ_id", code="", on=TODAY)
    assert "Enter the code." in wrong.get_data(as_text=True)
    kept = desk.send(f"{page}/naming", 422, **names | {"name": ""}, place_of="", on=TODAY)
    assert 'value="Lam Giang"' in kept.get_data(as_text=True)


def test_the_seal(agency, desk):
    page = f"/set-up/agencies/{agency.unit.uid}"
    desk.open(page)
    white = seal_picture(background=(255, 255, 255, 255))
    refused = desk.send(f"{page}/seal", 422, diameter="38", picture=(white, "dau.png"))
    assert "transparent" in refused.get_data(as_text=True)
    desk.send(f"{page}/seal", 422, diameter="380")
    desk.send(f"{page}/seal", diameter="38", picture=(seal_picture(), "dau.png"))
    assert settings_of(agency.unit.id).seal_diameter_mm == 38
    image = Image.open(BytesIO(desk.client.get(f"{page}/seal.png").data))
    assert (image.mode, image.size) == ("RGBA", (361, 361))


def test_units_and_posts(agency, desk):
    page = f"/set-up/agencies/{agency.unit.uid}/units"
    assert "Phòng Công chức" in desk.open(page)
    under = str(agency.unit.uid)
    desk.send(page, under=under, name="Phòng Mới", symbol="PM", on=TODAY)
    assert "Phòng Mới" in desk.open(page)
    room = queries.unit_of(next(n.unit_id for n in tree().nodes.values() if n.name == "Phòng Mới"))
    own = f"/set-up/units/{room.uid}"
    desk.open(own)
    desk.send(f"{own}/posts", 422, login="nobody", function="official", on=TODAY)
    desk.send(f"{own}/posts", login="official.h99.1", function="unit_head", title="T", on=TODAY)
    desk.send(f"{own}/closing", 409, on=TODAY)
    (post,) = queries.posts_in([room.id])[room.id]
    desk.send(f"/set-up/posts/{post.tenure.uid}/ending", on=TODAY)
    desk.send(f"{own}/naming", name="Phòng Khác", symbol="PK", on=TODAY)
    desk.send(f"{own}/placing", under=str(agency.rooms["staff"].uid), on=TODAY)
    desk.send(f"{own}/closing", on=TODAY)
    assert "Phòng Khác" not in desk.open(page)
    assert "closed on" in desk.open(own)


def test_who_signs_what(agency, desk):
    page = f"/set-up/agencies/{agency.unit.uid}/authorities"
    assert "KT. GIÁM ĐỐC" in desk.open(page)
    given = {"desk": str(agency.desks["office_head"].uid), "on": TODAY}
    tuq = given | {"code": "TUQ", "lines": "Giám đốc\nChánh Văn phòng"}
    desk.send(page, 422, **tuq)
    desk.send(page, 422, **tuq, basis="Văn bản 12/UQ-SNV")
    desk.send(page, 422, **given, code="TL", lines="")
    shown = desk.send(page, 200, **tuq, show="1").get_data(as_text=True)
    assert "<b>TUQ. GIÁM ĐỐC</b><br><b>CHÁNH VĂN PHÒNG</b>" in shown
    desk.send(page, **tuq, basis="Văn bản 12/UQ-SNV", until="2099-01-01", types="cong-van")
    row = db.session.scalars(select(SigningAuthority).order_by(SigningAuthority.id)).all()[-1]
    assert row.lines == ["TUQ. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"]
    assert (row.code, row.type_codes) == ("TUQ.", ["cong-van"])
    desk.send(f"/set-up/authorities/{row.uid}/ending", on=TODAY)
    assert "ended on" in desk.open(page)


def test_the_calendar_page(desk):
    desk.open("/set-up/days?year=2027")
    desk.send("/set-up/days", on="2027-03-13", kind="working", name="Làm bù", basis="TB 12")
    desk.send("/set-up/days", 422, on="2027-03-14", kind="off", name="")
    assert "working day" in desk.open("/set-up/days?year=2027")
    assert clock.is_working_day(clock.date(2027, 3, 13))


def test_choices_say_who_decided(agency, desk):
    page = f"/set-up/agencies/{agency.unit.uid}/settings"
    assert "nobody has decided otherwise" in desk.open(page)
    desk.send(page, only_viewed_batch="no", directive_through_office_head="no")
    assert settings_of(agency.unit.id).only_viewed_batch is False
    kept = {"only_viewed_batch": "no", "directive_through_office_head": "no"}
    for wrong in ("2", "100", "năm"):
        desk.send(page, 422, **kept, meeting_notice_days=wrong)
    desk.send(page, **kept, meeting_notice_days="5")
    assert settings_of(agency.unit.id).meeting_notice_days == 5
    assert f"Decided by {agency.admin.name}" in desk.open(page)


def test_a_spreadsheet_from_upload_to_slips(agency, desk):
    page = f"/set-up/agencies/{agency.unit.uid}/sheets"
    assert desk.client.get("/set-up/template").data.startswith(b"PK")
    desk.open(page)
    desk.send(page, 422)
    bad = file_of([{"name": "Ai Đó", "role": "Vua", "login": "ai"}])
    told = desk.send(page, file=(BytesIO(bad), "loi.xlsx")).headers["Location"]
    assert "being read" in desk.open(told)
    outbox.drain(outbox.Lane.ACT)
    read = desk.open(told)
    assert "List of errors" in read
    assert "waits for acceptance" in read[read.index('id="sheet-body"') :]
    assert desk.client.get(f"{told}/faults").data.startswith(b"PK")
    desk.send(f"{told}/acceptance", 409)
    desk.send(f"{told}/withdrawal")
    told = desk.send(page, file=(BytesIO(file_of([])), "trong.xlsx")).headers["Location"]
    outbox.drain(outbox.Lane.ACT)
    assert "changes nothing" in desk.open(told)
    good = file_of([{"name": "Lê Văn Mẫu", "role": "Lãnh đạo", "login": "mau.lv"}])
    told = desk.send(page, file=(BytesIO(good), "tot.xlsx")).headers["Location"]
    outbox.drain(outbox.Lane.ACT)
    assert "new account" in desk.open(told)
    desk.send(f"{told}/acceptance")
    assert "has not signed in yet" in desk.open(told)
    slips = desk.send(f"{told}/slips", 200).get_data(as_text=True)
    assert "mau.lv" in slips
    assert db.session.scalars(select(StaffSheet)).first()


def test_another_agency(desk):
    desk.open("/set-up/agencies/new")
    desk.send("/set-up/agencies", 422, name="", on=TODAY)
    told = desk.send("/set-up/agencies", name="HĐND xã Mẫu", symbol="HĐND", code="H99.8", on=TODAY)
    assert "HĐND xã Mẫu" in desk.open(told.headers["Location"])
    assert [one.kind for one in tree().nodes.values() if one.name == "HĐND xã Mẫu"] == [
        UnitKind.AGENCY
    ]
