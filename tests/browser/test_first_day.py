"""From an empty real folder to the first registered document, and one clerk for two agencies."""

import pytest
from sqlalchemy import select

from documents.models import Document
from office import beginning
from office.accounts import totp
from office.accounts.models import Account, Person
from office.db import db
from office.permissions import SYSTEM, Role
from office.units import operations as units
from tests import build
from tests.browser.world import cookie_name_of, session_of, working
from tests.browser_checks import axe, console_errors, serving
from tests.conftest import without_loop
from tests.office.setup.conftest import file_of
from tests.permissions.first_day import seal
from tests.permissions.forms import pdf

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDE = {"width": 1440, "height": 900}
PEOPLE = [
    {"unit": "Phòng Văn hóa - Xã hội", "symbol": "VHXH"},
    {"unit": "Phòng Kinh tế", "symbol": "KT"},
    {"name": "Lê Văn Mẫu", "title": "Chủ tịch", "role": "Lãnh đạo", "login": "mau.lv"},
    {"name": "Trần Thị Ví Dụ", "title": "Phó Chủ tịch", "role": "Lãnh đạo", "login": "vidu.tt"},
    {"name": "Phạm Thị Thử", "title": "Văn thư", "role": "Văn thư", "login": "thu.pt"},
    {
        "unit": "Phòng Văn hóa - Xã hội",
        "name": "Ngô Văn Tạm",
        "title": "Trưởng phòng",
        "role": "Trưởng đơn vị",
        "login": "tam.nv",
    },
    {
        "unit": "Phòng Kinh tế",
        "name": "Đỗ Thị Nháp",
        "title": "Trưởng phòng",
        "role": "Trưởng đơn vị",
        "login": "nhap.dt",
    },
    {
        "unit": "Phòng Kinh tế",
        "name": "Vũ Văn Giả",
        "title": "Chuyên viên",
        "role": "Chuyên viên",
        "login": "gia.vv",
    },
]
OWN = "con trâu đi trước cái cày"


class Desk:
    """Somebody at a browser of his own, in English."""

    def __init__(self, app, browser, address):
        self.app = app
        self.context = browser.new_context(base_url=address, locale="en", viewport=WIDE)
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.page.errors = console_errors(self.page)

    def open(self, path):
        self.page.goto(path)
        return self.page

    def press(self, words):
        self.page.get_by_role("button", name=words).first.click()

    def sign_in(self, login, password):
        page = self.open("/sign-in")
        page.fill("[name=login]", login)
        page.fill("[name=password]", password)
        page.locator("button.go-on").click()

    def sign_in_first(self, login, slip):
        """With the slip: an own password, and the second factor that the post asks for."""
        self.sign_in(login, slip)
        self.page.fill("[name=current]", slip)
        self.page.fill("[name=password]", OWN)
        self.press("Change password")
        self.set_up_factor(login)

    def set_up_factor(self, login):
        page = self.page
        self.open("/account/second-factor")
        page.fill("[name=code]", self.code(login, page.get_attribute("[name=sealed]", "value")))
        self.press("Set up")
        page.get_by_role("link", name="I have printed them").click()

    def code(self, login, sealed):
        """What the phone would show."""
        with self.app.app_context(), without_loop():
            account = db.session.scalars(select(Account).where(Account.login == login)).one()
            return totp.code_at(totp.unseal_for_set_up(sealed, account), totp.step_now())


def begin(desk, code):
    """Whatever is opened leads to the first page; a wrong code keeps what was typed."""
    page = desk.open("/")
    assert page.url.endswith("/begin")
    assert axe(page) == []
    page.fill("#word", "wrong-code")
    page.fill("#name", "Ủy ban nhân dân xã Mẫu")
    page.fill("#code", "H99.36")
    page.fill("#symbol", "UBND")
    page.fill("#admin", "Trịnh Văn Quản")
    page.fill("#login", "quan.tv")
    page.fill("#password", OWN)
    desk.press("Begin")
    page.get_by_text("not the code that the terminal shows").first.wait_for()
    page.fill("#word", code.upper())
    page.fill("#password", OWN)
    desk.press("Begin")
    page.locator(".toast", has_text="The installation is yours").wait_for()
    desk.sign_in("quan.tv", OWN)
    desk.set_up_factor("quan.tv")
    assert desk.open("/begin").locator("h1").inner_text() != "A new installation"
    page.errors.clear()  # the browser notes the refused form and the page that is no more


def fill_names(desk):
    page = desk.open("/set-up")
    page.get_by_role("link", name="Names of the agency").click()
    page.fill("#heading", "ỦY BAN NHÂN DÂN TỈNH MẪU\nỦY BAN NHÂN DÂN XÃ MẪU")
    page.fill("#place", "Xã Mẫu")
    page.fill("#address", "Số 1 đường Mẫu")
    desk.press("Keep the names")
    page.locator(".toast", has_text="names have been kept").wait_for()
    file = {"name": "dau.png", "mimeType": "image/png", "buffer": seal()}
    page.set_input_files("#picture", file)
    page.fill("#diameter", "38")
    desk.press("Keep the seal")
    page.locator("img[src*='seal.png']").wait_for()


def bring_people(desk):
    page = desk.open("/set-up")
    page.get_by_role("link", name="Units", exact=True).click()
    page.set_input_files(
        "#file",
        {"name": "nhan-su.xlsx", "mimeType": "application/x", "buffer": file_of(PEOPLE)},
    )
    desk.press("Read it")
    desk.press("Accept all rows")
    desk.press("Slips for everybody")
    slips = {}
    for slip in page.locator(".slip").all():
        _address, login, password, _until = slip.locator("dd").all_inner_texts()
        slips[login] = password
    assert axe(page) == []
    return slips


def enter_authority(desk):
    page = desk.open("/set-up")
    page.get_by_role("link", name="Who signs what").first.click()
    page.select_option("#desk", label="Lê Văn Mẫu · Chủ tịch")
    page.select_option("#code", "TM")
    page.fill("#lines", "Ủy ban nhân dân\nChủ tịch")
    desk.press("Enter the right to sign")
    page.get_by_text("TM. ỦY BAN NHÂN DÂN").wait_for()


def register(desk, subject="V/v phòng, chống thiên tai"):
    page = desk.open("/documents/incoming/new")
    file = {"name": "cong-van.pdf", "mimeType": "application/pdf", "buffer": pdf().getvalue()}
    page.set_input_files("input[name=scan]", file)
    page.fill("#issuer", "Sở Mẫu")
    page.fill("#symbol", "12/SM-VP")
    page.fill("#subject", subject)
    desk.press("Keep and register")
    page.get_by_role("button", name="Register", exact=False).first.click()
    toast = page.locator(".toast", has_text="Registered as no.")
    toast.wait_for()
    return toast.inner_text()


def test_from_an_empty_folder_to_the_first_registered_document(lasting_app, browser):
    app = lasting_app
    code = beginning.open_page(app.extensions["office.settings"].data_dir)
    with working(app), serving(app) as address:
        admin = Desk(app, browser, address)
        begin(admin, code)
        fill_names(admin)
        slips = bring_people(admin)
        assert len(slips) == 6
        enter_authority(admin)
        page = admin.open("/set-up")
        assert page.locator(".tag.bad").all_inner_texts() == []
        clerk = Desk(app, browser, address)
        clerk.sign_in_first("thu.pt", slips["thu.pt"])
        assert "no. 1" in register(clerk)
        assert admin.page.errors + clerk.page.errors == []
        admin.context.close()
        clerk.context.close()


@pytest.fixture
def shared_clerk(lasting_app):
    """The clerk of the committee who keeps the council's register as well."""
    with lasting_app.app_context(), without_loop():
        committee = build.agency(code="H99.36.1", name="Ủy ban nhân dân xã Mẫu", symbol="UBND")
        council = build.agency(code="H99.36.2", name="Hội đồng nhân dân xã Mẫu", symbol="HĐND")
        clerk = db.session.get_one(Person, committee.clerk.person_id)
        units.appoint(clerk, council.unit, function=Role.CLERK, title="Văn thư", by=SYSTEM)
        account = db.session.get_one(Account, committee.clerk.account_id)
        token = session_of(account).token
        db.session.remove()
    return token


def test_one_clerk_keeps_the_registers_of_two_agencies(lasting_app, browser, shared_clerk):
    app = lasting_app
    with working(app), serving(app) as address:
        clerk = Desk(app, browser, address)
        cookie = {"name": cookie_name_of(app), "value": shared_clerk, "url": address}
        clerk.context.add_cookies([cookie])
        assert "no. 1" in register(clerk, "Việc của ủy ban")
        page = clerk.open("/documents/incoming?view=register")
        assert axe(page) == []
        page.get_by_role("button", name="Hội đồng nhân dân xã Mẫu").click()
        page.wait_for_url(lambda url: url.endswith("/"))
        page = clerk.open("/documents/incoming?view=register")
        assert page.get_by_text("Việc của ủy ban").count() == 0
        assert "no. 1" in register(clerk, "Việc của hội đồng")
        page = clerk.open("/documents/incoming?view=register")
        assert page.get_by_text("Việc của hội đồng").count() > 0
        page.get_by_role("button", name="Ủy ban nhân dân xã Mẫu").click()
        page = clerk.open("/documents/incoming?view=register")
        assert page.get_by_text("Việc của hội đồng").count() == 0
        assert clerk.page.errors == []
        clerk.context.close()
    with app.app_context(), without_loop():
        assert {row.arrival_no for row in db.session.scalars(select(Document))} == {1}
