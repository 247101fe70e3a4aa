"""The staff office brings two thousand officials; an official reads who looked into his dossier."""

import io
import re
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from office import clock, outbox
from office.db import db
from personnel.models import Dossier
from personnel.operations.quality_asking import CHECK
from tests import build
from tests.browser.world import remember, working
from tests.conftest import without_loop
from tests.personnel import house as register
from tests.personnel import sheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROWS, BAD = 2_000, 37
WHY = "Rà soát hồ sơ nâng lương quý IV"
FAULTS = (
    ("Ngày sinh", "31/02/1973"),
    ("Số CCCD", "12345"),
    ("Đơn vị", "Phòng Không Có"),
    ("Họ và tên", "Trần 5"),
    ("Mã ngạch", "99.999"),
    ("Hệ số", "hai phẩy ba"),
)


@pytest.fixture(scope="module")
def commune(resting_world):
    """A commune of the installation that keeps the dossier of one official."""
    with resting_world.app.app_context(), without_loop():
        made = build.agency(code="H99.73", name="Xã Lam Thượng", symbol="XLG")
        dossier = register.opened(made, made.official, citizen="001085007171")
        uid = dossier.uid
        remember(made)
    screens = replace(resting_world, house=made, at_desk={})
    yield screens, uid
    for official in screens.at_desk.values():
        official.close()


@pytest.fixture
def unchecked(monkeypatch):
    """Neither the quality of the new dossiers nor their search is what is tried."""
    for topic in (CHECK, "search.index"):
        monkeypatch.setitem(outbox._handlers, topic, lambda _body: None)  # noqa: SLF001


def workbook():
    """Two thousand rows of which every fifty-fourth cannot be entered, each for another reason."""
    rows = [sheet.row(number, unit="Văn phòng") for number in range(1, ROWS + 1)]
    wrong = range(10, ROWS, ROWS // BAD)[:BAD]
    for place, at in enumerate(wrong):
        column, words = FAULTS[place % len(FAULTS)]
        rows[at][column] = words
    return sheet.xlsx(rows), [at + 2 for at in wrong]


def bring(hr, data):
    page = hr.open("/personnel/imports")
    file = {"name": "can-bo.xlsx", "mimeType": "application/x", "buffer": data}
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Read the file").click()
    hr.sees(page.get_by_role("button", name="Check the rows"), "the columns")
    chosen = page.get_by_label("What “Số CCCD” is for", exact=False)
    assert chosen.input_value() == "identity.citizen_id"
    page.get_by_role("button", name="Check the rows").click()
    hr.sees(page.get_by_text(f"{BAD} rows have errors").first, "the errors")
    return page


def list_of_faults(page):
    """The rows to be corrected as they are taken along: number and reason."""
    with page.expect_download() as taking:
        page.get_by_role("link", name="Rows with errors as spreadsheet").click()
    data = io.BytesIO(taking.value.path().read_bytes())
    rows = CalamineWorkbook.from_filelike(data).get_sheet_by_index(0).to_python()[3:]
    return {int(row[0]): row[-1] for row in rows}


def kept(world):
    with world.app.app_context():
        mine = select(func.count()).where(Dossier.agency_id == world.house.unit.id)
        return db.session.scalar(mine)


def test_two_thousand_rows_are_brought_and_thirty_seven_stay_out(commune, unchecked):
    world, _uid = commune
    data, wrong = workbook()
    before = kept(world)
    with working(world.app):
        page = bring(world.hr, data)
        page.get_by_role("link", name="With errors 37").click()
        assert page.locator("tr.fault").count() >= BAD
        assert page.get_by_text("A second person approves").first.is_visible()
        faults = list_of_faults(page)
        assert list(faults) == wrong
        assert all(faults.values())
        assert kept(world) == before
        leader = world.leader
        leader.open(page.url)
        leader.page.get_by_role("button", name=f"Approve and enter {ROWS - BAD} rows").click()
        entered = leader.page.get_by_role("link", name=re.compile("Entered 1.?963"))
        leader.sees(entered, "every good row in the register")
    assert kept(world) == before + ROWS - BAD


def test_an_official_reads_who_looked_when_at_what_and_why(commune):
    world, uid = commune
    page = world.hr.open(f"/personnel/{uid}")
    page.locator("summary", has_text="Sensitive fields are hidden").click()
    page.fill("#purpose", WHY)
    page.get_by_role("button", name="Show").first.click()
    page.get_by_text("001085007171").first.wait_for()
    own = world.official
    mine = own.open("/")
    mine.get_by_role("link", name="My dossier").click()
    mine.get_by_role("link", name="Who looked").click()
    row = mine.locator("tbody tr", has_text=WHY)
    assert world.house.hr.name in row.inner_text()
    assert "Sensitive fields" in row.inner_text()
    assert clock.to_local(clock.now()).strftime("%d %b %Y") in row.inner_text()
