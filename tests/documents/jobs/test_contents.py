"""What the boxes of the layout are filled with."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.compose.content import enacting_authority
from documents.jobs.contents import content_of
from office import clock, outbox
from office.db import db, transaction
from office.permissions import SYSTEM
from office.units import operations as units
from office.units.models import SigningAuthority
from office.units.operations.tree import Naming
from tests import build
from tests.documents import stages


@pytest.mark.parametrize(
    ("heading", "printed"),
    [
        ("", ("", "Sở Nội vụ")),
        ("UBND TỈNH LAM GIANG\nSỞ NỘI VỤ", ("UBND TỈNH LAM GIANG", "SỞ NỘI VỤ")),
        ("ỦY BAN NHÂN DÂN TỈNH LAM GIANG", ("", "ỦY BAN NHÂN DÂN TỈNH LAM GIANG")),
    ],
)
def test_the_heading_is_printed_as_the_unit_gives_it(house, heading, printed):
    snv = build.agency()
    naming = Naming(name="Sở Nội vụ", symbol="SNV", heading=heading)
    units.rename(snv.unit, naming, on=clock.today(), by=SYSTEM)
    document = stages.drafted(snv)
    content = content_of(document, queries.draft_of(document))
    assert (content.parent_agency, content.agency) == printed


def decision(house, lines):
    """A decision of the official's room that a post with these lines signs."""
    with transaction():
        for row in db.session.scalars(select(SigningAuthority)):
            row.lines = lines
    document = operations.start_draft(subject="Về việc", type_code="quyet-dinh", by=house.official)
    return content_of(document, queries.draft_of(document))


@pytest.mark.parametrize(
    ("agency", "lines", "printed"),
    [
        ("Sở Nội vụ", ["GIÁM ĐỐC"], "GIÁM ĐỐC SỞ NỘI VỤ"),
        ("Sở Nội vụ", ["Q. GIÁM ĐỐC"], "GIÁM ĐỐC SỞ NỘI VỤ"),
        ("Sở Nội vụ", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "GIÁM ĐỐC SỞ NỘI VỤ"),
        ("Sở Nội vụ", ["TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG"], "GIÁM ĐỐC SỞ NỘI VỤ"),
        ("Ủy ban nhân dân xã Lam", ["CHỦ TỊCH"], "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ LAM"),
        (
            "Ủy ban nhân dân xã Lam",
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
            "ỦY BAN NHÂN DÂN XÃ LAM",
        ),
        ("Văn phòng tỉnh Lam", ["CHÁNH VĂN PHÒNG"], "CHÁNH VĂN PHÒNG TỈNH LAM"),
    ],
)
def test_a_decision_is_headed_by_the_competent_authority(house, agency, lines, printed):
    content = decision(build.agency(name=agency), lines)
    assert enacting_authority(content) == printed


def test_a_copy_is_kept_by_the_unit_that_drafted_whatever_the_type(house):
    snv = build.agency()
    assert decision(snv, ["GIÁM ĐỐC"]).kept_at == "VT, CCVC"
    letter = stages.drafted(snv)
    assert content_of(letter, queries.draft_of(letter)).kept_at == "VT, CCVC"


def test_what_the_agencys_own_desk_drafts_is_kept_by_the_office(house):
    snv = build.agency()
    letter = operations.start_draft(subject="Về việc", by=snv.leader)
    assert content_of(letter, queries.draft_of(letter)).kept_at == "VT, VP"


def test_what_a_type_asks_for_reaches_the_pages(house):
    snv = build.agency()
    document = operations.start_draft(subject="Họp", type_code="bien-ban", by=snv.official)
    typed = {
        "type_code": "bien-ban",
        "subject": "Họp",
        "fields": {"venue": "Phòng họp số 2"},
        "annexes": [{"title": "Danh sách", "body": "Một", "wide": True}],
        "attached": {"name": "Quy chế", "title": "Làm việc", "body": "Hai"},
        "contact": ["Địa chỉ"],
        "circulation": "Lưu hành nội bộ",
    }
    operations.save_form(document, typed, by=snv.official)
    content = content_of(document, queries.draft_of(document))
    assert content.kind.code == "bien-ban"
    assert content.fields["venue"] == "Phòng họp số 2"
    assert content.annexes[0].is_wide
    assert content.attached.title == "Làm việc"
    assert content.kept_at == "VT, Hồ sơ"


def test_minutes_are_made_with_a_number_and_no_date(house):
    snv = build.agency()
    document = operations.start_draft(subject="Họp", type_code="bien-ban", by=snv.official)
    typed = {"type_code": "bien-ban", "subject": "Họp"}
    operations.save_form(document, typed, by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    draft = queries.draft_of(document)
    assert draft.problem == ""
    assert set(draft.places) == {"so", "chuky1", "chuky2", "dau", "nhay1", "nhay2"}
