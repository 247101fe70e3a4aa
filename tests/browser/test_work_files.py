"""A work file from the official's desk to another installation, with equal sums on both sides."""

import hashlib
import io
import re
from dataclasses import replace
from zipfile import ZipFile

import pytest

from documents import operations, queries
from documents.operations.workfiles import Opening
from office import blobs, clock
from office.db import db
from office.migrations import create_schema
from tests import build
from tests.browser.records import letter
from tests.browser.world import Official, remember, working
from tests.browser_checks import serving
from tests.conftest import make_app, without_loop

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLE = "Kiểm tra công tác lưu trữ năm 2026"


@pytest.fixture
def archive(tmp_path, world):
    """The clerk of a second installation, of which nothing is shared, at a screen of his own."""
    app = make_app(f"sqlite:///{tmp_path / 'office.db'}", tmp_path / "data")
    create_schema(app)
    with app.app_context(), without_loop():
        house = build.agency(code="H99.77", name="Sở Xây dựng", symbol="SXD")
        remember(house)
    with working(app), serving(app) as address:
        made = Official(replace(world, app=app, house=house, address=address, at_desk={}), "clerk")
        yield made
        made.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def opened(world):
    """An open file of the official with a document in it."""
    with world.app.app_context():
        given = Opening(TITLE, "77.LT", "years-20", clock.today())
        file = operations.open_file(given, by=world.house.official)
        document = build.handed_on(world.house, **letter(970))
        operations.put_in(file, [document], by=world.house.official)
        return f"/work-files/{file.uid}", sums_of(document)


def sums_of(document):
    """What every file of a document hashes to when it is read."""
    shas = [file.sha256 for file in queries.files_of(document)]
    return {hashlib.sha256(blobs.read(sha)).hexdigest() for sha in shas}


def access_asked_and_taken_back(page):
    """The page of the file warns of a change until who asked takes the wish back."""
    page.get_by_role("link", name="Access", exact=True).click()
    page.select_option("#desk", index=1)
    page.fill("#text", "Phối hợp kiểm tra")
    page.get_by_role("button", name="Ask for the change").click()
    page.get_by_text("A change of access waits for confirmation").wait_for()
    page.get_by_role("button", name="Withdraw").click()
    page.locator(".toast", has_text="withdrawn").wait_for()


def test_closed_handed_over_exported_and_taken_in_elsewhere(world, archive):
    path, ours = opened(world)
    page = world.official.open(path)
    access_asked_and_taken_back(page)
    page.get_by_role("link", name="Close the file").click()
    page.get_by_role("button", name="Close the file").click()
    page.get_by_role("button", name="Hand over to the archive").click()
    page.get_by_role("link", name="Minutes (2 copies)").wait_for()
    handed = page.url
    page = world.clerk.open(handed)
    page.get_by_role("button", name="Take over · 1 files").click()
    page.get_by_text("Taken over").first.wait_for()
    page = world.clerk.open(path)
    page.get_by_role("button", name="Make a package").click()
    world.clerk.wait_for(path, ".zip")
    shown = page.locator("#packages .code").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name=".zip").click()
    data = download.value.path().read_bytes()
    assert hashlib.sha256(data).hexdigest() == shown
    with ZipFile(io.BytesIO(data)) as packed:
        sums = {hashlib.sha256(packed.read(name)).hexdigest() for name in packed.namelist()}
    assert ours <= sums
    assert taken_in(archive, data, shown) == ours
    assert world.official.page.errors + world.clerk.page.errors + archive.page.errors == []


def taken_in(archive, data, shown):
    """The archive of the other house brings the package in; the sums of what it then keeps."""
    page = archive.open("/work-files/?view=archive")
    page.get_by_role("button", name="Archive").click()
    page.get_by_role("link", name="Packages from other systems").click()
    file = {"name": "ho-so.zip", "mimeType": "application/zip", "buffer": data}
    page.set_input_files("input[name=file]", file)
    page.get_by_role("button", name="Import").click()
    brought = archive.wait_for("/work-files/imports", "taken in").locator("xpath=ancestor::li")
    assert brought.locator(".code").inner_text() == shown
    brought.get_by_text(re.compile("check sums are equal")).wait_for()
    brought.get_by_role("link").click()
    page.get_by_role("heading", name=TITLE).wait_for()
    files = page.locator(".records a[href$='/content']")
    links = files.evaluate_all("all => all.map(one => one.href)")
    answers = [archive.context.request.get(link) for link in links]
    return {hashlib.sha256(answer.body()).hexdigest() for answer in answers}
