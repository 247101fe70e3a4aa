"""The pages of findings and doubles as their readers meet them."""

import pytest
from sqlalchemy import select

from office import outbox
from office.db import db
from personnel import operations
from personnel.models import Dossier, QualityFinding, TwinCase
from tests import build
from tests.documents.pages import Reader
from tests.personnel import house as register

NOTE = "Chờ bản sao giấy khai sinh"


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    found = register.opened(snv, snv.official)
    outbox.drain()
    db.session.rollback()
    return found


def of_field(field):
    own = select(QualityFinding).where(QualityFinding.field == field)
    return db.session.scalars(own).one()


def test_the_overview_leads_to_the_findings_of_a_unit(house, snv, dossier):
    page = Reader(house, snv.hr).get("/personnel/quality")
    assert f"/personnel/quality/findings?unit={snv.rooms['staff'].uid}" in page


def test_findings_are_narrowed_by_what_the_address_says(house, snv, dossier):
    reader = Reader(house, snv.hr)
    wanted, other = str(of_field("ethnicity").uid), "/personnel/quality/findings"
    assert wanted in reader.get(other)
    assert wanted in reader.get(f"{other}?measure=sufficient&kind=1")
    for narrow in ("severity=error", "measure=clean", "kind=2", "mine=1", "state=resolved"):
        assert wanted not in reader.get(f"{other}?{narrow}")
    assert wanted in reader.get(f"{other}?kind=99&unit=x&state=y&after=z")


def test_the_official_answers_on_the_page_of_his_finding(house, snv, dossier):
    reader = Reader(house, snv.official)
    assert str(of_field("ethnicity").uid) in reader.get(f"/personnel/{dossier.uid}/quality")
    address = f"/personnel/quality/findings/{of_field('ethnicity').uid}"
    reader.post(f"{address}/answer", 422, note=" ", plan="field")
    assert reader.post(f"{address}/answer", note=NOTE, plan="field") == address
    assert NOTE in reader.get(address)


def test_a_pair_is_decided_on_the_page_of_doubles(house, snv):
    for citizen in ("001085001231", "001085001232"):
        rows = [register.identity("Lê Văn Thử", citizen), register.post(snv.rooms["staff"])]
        operations.open_dossier(snv.unit.id, rows, by=snv.hr)
    outbox.drain()
    db.session.rollback()
    reader = Reader(house, snv.hr)
    first, second = uids()
    form = {"first": first, "second": second, "reason": NOTE}
    assert NOTE in reader.post("/personnel/quality/twins", 422, **form)
    reader.post("/personnel/quality/twins", **form, verdict="second")
    assert db.session.scalars(select(TwinCase.reason)).one() == NOTE
    shown = reader.get("/personnel/quality/twins")
    assert NOTE in shown
    assert NOTE in reader.get(f"/personnel/{first}/quality")
    assert NOTE not in reader.get(f"/personnel/{second}/quality")


def uids():
    return [str(uid) for uid in db.session.scalars(select(Dossier.uid).order_by(Dossier.id))]
