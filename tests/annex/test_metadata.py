"""Metadata of the law are shown in full, an agency adds its own, and both stay bound."""

import io
from zipfile import ZipFile

import pytest

from documents import operations, queries
from documents.models import FieldKind, FieldOf, PackageState
from documents.operations.describing import NewField
from documents.operations.workfiles import Opening
from documents.policy.keeping import Can
from office import blobs, clock, outbox
from office.errors import Forbidden, Invalid, NotFound
from office.permissions import allowed
from tests import build

OF_BOTH = {"FileCode", "DocOrdinal", "TypeName", "CodeNumber", "CodeNotation", "IssuedDate"}
OF_BOTH |= {"OrganName", "Subject", "Language", "PageAmount", "Description", "Priority", "DueDate"}
OF_BOTH |= {"SignerInfo.Position", "SignerInfo.FullName"}


@pytest.fixture
def snv(house):
    return build.agency()


def added(snv, name="MaDuAn", label="Mã dự án", of=FieldOf.DOCUMENT, kind=FieldKind.TEXT):
    return operations.add_field(NewField(of, name, label, kind), by=snv.clerk)


def opened(snv):
    given = Opening("Sắp xếp", "01.TCCB", "years-10", clock.today())
    return operations.open_file(given, by=snv.official)


def test_every_field_of_the_law_is_shown_empty_ones_too(snv):
    document = build.handed_on(snv)
    file = opened(snv)
    operations.put_in(file, [document], by=snv.official)
    facts = {fact.name: fact for fact in queries.law_facts_of_document(document, snv.official)}
    arrival = {"ArrivalDate", "ArrivalNumber", "ToPlaces", "TraceHeaderList"}
    assert set(facts) == OF_BOTH | arrival
    assert (facts["FileCode"].value, facts["DocOrdinal"].value) == (file.code, "1")
    assert facts["ArrivalNumber"] == ("ArrivalNumber", "1", True)
    assert "Phòng Công chức" in facts["ToPlaces"].value
    of_file = {one.name: one.value for one in queries.law_facts_of_file(file)}
    assert (of_file["Title"], of_file["DocTotal"]) == ("Sắp xếp", "1")
    assert "Rights" in of_file


def test_an_agency_adds_fields_and_gives_them_values(snv):
    document = build.registered(snv)
    added(snv)
    added(snv, "NgayNghiemThu", "Ngày nghiệm thu", kind=FieldKind.DAY)
    given = {"NgayNghiemThu": "hôm qua", "KhongCo": "1"}
    with pytest.raises(Invalid) as refused:
        operations.describe_document(document, given, by=snv.clerk)
    assert set(refused.value.fields) == {"NgayNghiemThu", "KhongCo"}
    given = {"MaDuAn": "DA-7", "NgayNghiemThu": "2026-11-20"}
    assert operations.describe_document(document, given, by=snv.clerk) == [
        "Mã dự án",
        "Ngày nghiệm thu",
    ]
    assert queries.present_values(document) == given
    assert operations.describe_document(document, given, by=snv.clerk) == []
    for wrong in ("MaDuAn", "maduan", "Mã", "1a"):
        with pytest.raises(Invalid):
            added(snv, wrong)


def test_what_was_replaced_and_what_a_field_held_stay_for_good(snv):
    document = build.registered(snv)
    field = added(snv)
    for text in ("DA-7", "DA-8"):
        operations.describe_document(document, {"MaDuAn": text}, by=snv.clerk)
    operations.end_field(field, by=snv.clerk)
    kept = [(one.text, one.replaced_at is None) for one in queries.own_facts(document)]
    assert kept == [("DA-7", False), ("DA-8", True)]
    with pytest.raises(Invalid):
        operations.describe_document(document, {"MaDuAn": "DA-9"}, by=snv.clerk)


def test_own_metadata_travel_with_the_package_and_stay_there(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    added(snv)
    added(snv, "DiaBan", "Địa bàn", of=FieldOf.WORK_FILE)
    file, document = opened(snv), build.handed_on(snv, files=(build.text_file(),))
    operations.put_in(file, [document], by=snv.official)
    operations.describe_document(document, {"MaDuAn": "DA <7>"}, by=snv.clerk)
    operations.describe_work_file(file, {"DiaBan": "Xã mẫu"}, by=snv.official)
    operations.close_file(file, ended_on=clock.today(), by=snv.official)
    package = operations.ask_package(file, by=snv.official)
    outbox.drain()
    data = blobs.read(package.sha256)
    with ZipFile(io.BytesIO(data)) as packed:
        text = packed.read(f"{file.code}/data/metadata.xml").decode()
    assert "<Label>Địa bàn</Label><Value>Xã mẫu</Value>" in text
    taken = operations.bring_package(blobs.put(data), "ho-so.zip", by=other.clerk)
    outbox.drain()
    assert taken.state is PackageState.READY, taken.problem
    (copy,) = queries.listed_work_files(other.clerk, "archive")
    assert copy.origin["own"] == [{"name": "DiaBan", "label": "Địa bàn", "value": "Xã mẫu"}]
    assert queries.items_of(copy)[0].facts["own"][0]["value"] == "DA <7>"


def test_who_adds_fields_and_who_gives_values(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    document, file, field = build.handed_on(snv), opened(snv), added(snv)
    may = {
        name: allowed(snv.people[name], Can.KEEP_FIELDS)
        for name in ("clerk", "office_head", "leader", "official", "admin")
    }
    assert [name for name, answer in may.items() if answer] == ["clerk", "office_head"]
    assert not allowed(other.clerk, Can.KEEP_FIELDS, field)
    with pytest.raises(NotFound):
        queries.field_by(field.uid, other.clerk)
    with pytest.raises(Forbidden):
        operations.describe_document(document, {"MaDuAn": "1"}, by=snv.official)
    assert allowed(snv.office_head, Can.DESCRIBE_DOCUMENT, document)
    assert allowed(snv.official, Can.DESCRIBE_FILE, file)
    assert not allowed(snv.leader, Can.DESCRIBE_FILE, file)
