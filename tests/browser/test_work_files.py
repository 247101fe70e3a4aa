"""A work file from the official's desk to another installation, with equal sums on both sides."""

import hashlib
import io
from zipfile import ZipFile

import pytest

from documents import operations, queries
from documents.operations.workfiles import Opening
from office import blobs, clock, csrf, outbox
from office.accounts.models import Account
from office.actor import cookie_name
from office.db import db
from office.migrations import create_schema
from tests import build
from tests.browser.records import letter
from tests.browser.world import session_of
from tests.conftest import make_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TITLE = "Kiểm tra công tác lưu trữ năm 2026"


@pytest.fixture
def elsewhere(tmp_path):
    """A second installation in which nothing has happened yet."""
    made = make_app(f"sqlite:///{tmp_path / 'office.db'}", tmp_path / "data")
    create_schema(made)
    yield made
    with made.app_context():
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


def test_closed_handed_over_exported_and_taken_in_elsewhere(world, elsewhere):
    path, ours = opened(world)
    page = world.official.open(path)
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
    with page.expect_download() as download:
        page.get_by_role("link", name=".zip").click()
    data = download.value.path().read_bytes()
    with ZipFile(io.BytesIO(data)) as packed:
        sums = {hashlib.sha256(packed.read(name)).hexdigest() for name in packed.namelist()}
    assert ours <= sums
    assert taken_in(elsewhere, data) == ours


def taken_in(app, data):
    """The archive of the other house brings the package in; the sums of what it then keeps."""
    with app.app_context():
        house = build.agency(code="H99.77", name="Sở Xây dựng", symbol="SXD")
        session = session_of(db.session.get_one(Account, house.clerk.account_id))
        name, token, uid = cookie_name(), session.token, str(session.row.uid)
        client = app.test_client()
        client.set_cookie(name, token)
        sent = client.post(
            "/work-files/imports",
            data={"file": (io.BytesIO(data), "ho-so.zip")},
            headers={"X-CSRF-Token": csrf.token_for(uid)},
        )
        assert sent.status_code == 303
        outbox.drain()
        db.session.rollback()
        shown = client.get("/work-files/imports", headers={"Accept-Language": "en"}).text
        (file,) = queries.listed_work_files(house.clerk, "archive")
        assert file.title == TITLE
        assert file.code in shown
        shas = [item.sha256 for item in queries.items_of(file)]
        return {hashlib.sha256(blobs.read(sha)).hexdigest() for sha in shas}
