"""Freezing, metadata and formats on their pages, without a script."""

import pytest

from documents import operations, queries
from documents.models import FieldKind, FieldOf, LastingState
from documents.operations.describing import NewField
from documents.operations.files import NewFile
from documents.operations.workfiles import Opening
from office import blobs, clock
from office.db import db
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader, path_of


@pytest.fixture
def snv(house):
    return build.agency()


def test_chosen_rows_are_frozen_as_a_set_and_lifted_on_its_page(house, snv):
    first = stages.completed(snv)
    second = stages.completed(snv, symbol="8/X", identifier="8")
    leader = Reader(house, snv.leader)
    chosen = [str(first.uid), str(second.uid)]
    shown = leader.post("/documents/freezes", 200, chosen=chosen)
    assert "2 documents" in shown
    again = leader.post("/documents/freezes", 422, chosen=chosen, name="", text="Thanh tra")
    assert "Give the set a name." in again
    assert "Thanh tra" in again
    where = leader.post("/documents/freezes", chosen=chosen, name="Tập một", text="Thanh tra")
    assert "8/X" in leader.get(where)
    page = Reader(house, snv.official).get(path_of(first))
    assert "Frozen: Tập một" in page
    assert "Tập một" in Reader(house, snv.clerk).get("/documents/freezes")
    leader.post(f"{where}/lifting", 422, text="")
    leader.post(f"{where}/lifting", text="Đã xong")
    assert "Đã xong" in leader.get("/documents/freezes?view=all") or "Đã xong" in leader.get(where)
    db.session.expire_all()
    assert not first.is_frozen


def test_what_a_search_found_and_a_whole_work_file_are_frozen(house, snv):
    stages.completed(snv)
    given = Opening("Sắp xếp", "01.TCCB", "years-10", clock.today())
    file = operations.open_file(given, by=snv.official)
    leader = Reader(house, snv.leader)
    assert "412/BHC-CQCS" in leader.get("/documents/freezes/new?symbol=412")
    assert "01.TCCB" in leader.get(f"/documents/freezes/new?file={file.uid}")
    leader.post("/documents/freezes", file=str(file.uid), text="Thanh tra")
    assert "Frozen: Sắp xếp" in leader.get(f"/work-files/{file.uid}")


def test_a_field_is_added_filled_in_and_ended(house, snv):
    document = build.registered(snv)
    clerk = Reader(house, snv.clerk)
    typed = {"of": "document", "name": "NgayXong", "label": "Ngày xong", "kind": "day"}
    clerk.post("/documents/metadata-fields", **typed)
    assert "There is a field of this name." in clerk.post(
        "/documents/metadata-fields", 422, **typed
    )
    page = clerk.post(path_of(document, "metadata"), 422, **{"own-NgayXong": "mai"})
    assert "Write a day." in page
    assert 'value="mai"' in page
    clerk.post(path_of(document, "metadata"), **{"own-NgayXong": "2026-11-20"})
    assert "2026-11-20" in clerk.get(path_of(document, "metadata"))
    (field,) = queries.fields_of(FieldOf.DOCUMENT, snv.unit.id)
    clerk.post(f"/documents/metadata-fields/{field.uid}/end")
    assert "takes nothing new" in clerk.get("/documents/metadata-fields")


def test_metadata_of_a_work_file_are_added_on_its_page(house, snv):
    given = Opening("Sắp xếp", "01.TCCB", "years-10", clock.today())
    file = operations.open_file(given, by=snv.official)
    added = NewField(FieldOf.WORK_FILE, "SoTrang", "Số trang giấy", FieldKind.NUMBER)
    operations.add_field(added, by=snv.clerk)
    official = Reader(house, snv.official)
    official.post(f"/work-files/{file.uid}/metadata", **{"own-SoTrang": "12"})
    assert queries.present_values(file) == {"SoTrang": "12"}
    assert "FileCode.FileNotation" in official.get(f"/work-files/{file.uid}/metadata")
    access = official.post(
        f"/work-files/{file.uid}/access", 422, kind="grant", desk="x", text="Cần xem"
    )
    assert "Cần xem" in access
    plan = Reader(house, snv.clerk).post("/work-files/plans", 422, unit="x", year="9" * 5000)
    assert "Choose a unit." in plan


def test_the_page_of_formats_asks_for_copies_once(house, snv):
    stored = blobs.put(b"\x89PNG a scan")
    picture = NewFile("anh.png", "image/png", stored.sha256, stored.size)
    stages.completed(snv, files=(picture,))
    clerk = Reader(house, snv.clerk)
    assert "image/png" in clerk.get("/documents/formats")
    clerk.post("/documents/formats")
    assert "anh.png" in clerk.get("/documents/formats")
    clerk.post("/documents/formats", 422)
    states = [row[0].state for row in db.session.execute(queries.lasting_of(snv.clerk))]
    assert states == [LastingState.ASKED]
