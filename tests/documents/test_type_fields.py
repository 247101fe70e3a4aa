"""The draft form asks what the type's sample asks, and loses nothing when the type changes."""

import pytest

from documents import operations, queries
from documents.forms import type_fields
from documents.forms.answers import Filled
from office import outbox
from office.db import db
from office.errors import Invalid
from office.i18n import force_locale
from tests import build
from tests.documents.pages import Reader, path_of

INVITED = {
    "f_invited": "Sở Nội vụ",
    "f_event": "họp giao ban",
    "f_time": "08 giờ 00",
    "f_venue": "Phòng họp số 2",
}


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def draft(snv):
    return operations.start_draft(subject="Họp giao ban", type_code="giay-moi", by=snv.official)


def form(snv, draft, **facts):
    given = {
        "type_code": "giay-moi",
        "subject": "Họp giao ban",
        "body": "Đề nghị dự họp đúng giờ",
        "signer": str(snv.desks["leader"].uid),
        "revision": str(queries.draft_of(draft).revision),
    }
    return given | facts


def content(draft):
    db.session.expire_all()
    return queries.draft_of(draft).content


def test_the_form_shows_exactly_the_fields_of_its_type(house, snv, draft):
    page = Reader(house, snv.official).get(path_of(draft, "draft"))
    for name in ("f_invited", "f_event", "f_chair", "f_time", "f_venue"):
        assert f'name="{name}"' in page
    assert 'name="f_secretary"' not in page
    assert 'name="addressees"' not in page


def test_changing_the_type_shows_its_fields_and_keeps_what_was_typed(house, snv, draft):
    official = Reader(house, snv.official)
    typed = form(snv, draft, **INVITED, type_code="bien-ban", again="type")
    page = official.post(path_of(draft, "draft"), status=200, **typed)
    assert 'name="f_secretary"' in page
    assert '<input type="hidden" name="f_invited" value="Sở Nội vụ">' in page
    assert "Phòng họp số 2" in page
    assert "Đề nghị dự họp đúng giờ" in page
    assert "fields" not in content(draft)  # nothing was saved by looking


def test_what_was_typed_is_saved_and_shown_again(house, snv, draft):
    official = Reader(house, snv.official)
    official.post(path_of(draft, "draft"), **form(snv, draft, **INVITED))
    assert content(draft)["fields"]["venue"] == "Phòng họp số 2"
    assert "Phòng họp số 2" in official.get(path_of(draft, "draft"))
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    assert queries.draft_of(draft).pdf_sha256
    assert "keep the form of Decree 30/2020" in official.get(path_of(draft, "draft"))


def test_the_check_of_form_says_what_the_pages_lack(house, snv, draft):
    official = Reader(house, snv.official)
    half = INVITED | {"f_time": ""}
    official.post(path_of(draft, "draft"), **form(snv, draft, **half))
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    assert [row["seen"] for row in queries.draft_of(draft).checks] == ["time"]
    for page in ("draft", "submission"):
        assert "Dots stand where this is missing: Time." in official.get(path_of(draft, page))
    official.post(path_of(draft, "draft"), **form(snv, draft, **INVITED))
    assert content(draft)["fields"]["time"]
    assert queries.draft_of(draft).checks == []  # they were of the former pages


def test_an_unfinished_draft_is_saved_and_asked_for_the_rest_before_submission(house, snv, draft):
    official = Reader(house, snv.official)
    half = INVITED | {"f_time": ""}
    official.post(path_of(draft, "draft"), **form(snv, draft, **half))
    typed = form(snv, draft, **half, onward="1")
    page = official.post(path_of(draft, "draft"), status=422, **typed)
    assert "without it dots stand on the page" in page
    assert "Phòng họp số 2" in page


@pytest.mark.parametrize(
    ("type_code", "typed", "where", "words"),
    [
        ("giay-gioi-thieu", {"f_valid_until": "mai"}, "f_valid_until", "Write the day as"),
        (
            "giay-nghi-phep",
            {"f_leave_from": "2026-03-09", "f_leave_until": "2026-03-01"},
            "f_leave_until",
            "before the first one",
        ),
        ("ke-hoach", {"f_joint": "Sở Tài chính"}, "f_joint", "Write on each line"),
        ("giay-moi", {"f_venue": "x" * 4001}, "f_venue", "too long"),
        ("giay-moi", {"annex_body_1": "Một"}, "annex_title_1", "Fill this in too"),
        ("quyet-dinh", {"attached_name": "Quy chế"}, "attached_body", "Fill this in too"),
    ],
)
def test_what_cannot_stand_is_said_at_its_field(type_code, typed, where, words):
    with force_locale("en"), pytest.raises(Invalid) as refused:
        type_fields.content_of(type_code, typed, whole=False)
    assert words in str(refused.value.fields[where])


def test_faults_of_another_types_fields_do_not_hinder():
    kept = type_fields.content_of("giay-moi", {"f_valid_until": "mai"}, whole=False)
    assert kept["fields"] == {"valid_until": "mai"}


def test_annexes_are_added_one_by_one_and_taken_out_by_emptying_them(house, snv, draft):
    official = Reader(house, snv.official)
    page = official.post(path_of(draft, "draft"), status=200, **form(snv, draft, again="annex"))
    assert 'name="annex_title_1"' in page
    one = {"annex_title_1": "Danh sách", "annex_body_1": "Một", "annex_wide_1": "1"}
    official.post(path_of(draft, "draft"), **form(snv, draft, **one))
    assert content(draft)["annexes"] == [{"title": "Danh sách", "body": "Một", "wide": True}]
    page = official.post(
        path_of(draft, "draft"), status=200, **form(snv, draft, **one, again="annex")
    )
    assert "Phụ lục II" in page
    official.post(path_of(draft, "draft"), **form(snv, draft))
    assert content(draft)["annexes"] == []


def test_only_the_drafter_looks_at_the_fields_of_another_type(house, snv, draft):
    head = Reader(house, snv.head)
    head.post(path_of(draft, "draft"), status=403, **form(snv, draft, again="type"))


def test_there_is_room_for_no_more_than_twenty_annexes():
    full = {f"annex_title_{place}": "x" for place in range(1, 21)}
    assert len(type_fields.annex_slots(Filled(full | {"again": "annex"}))) == 20


def test_a_field_that_no_type_has_is_refused_to_programs(house):
    with pytest.raises(Invalid) as refused:
        type_fields.checked("giay-moi", {"venu": "x"})
    assert "venu" in refused.value.fields
    assert type_fields.checked("giay-moi", {"venue": " x "}) == {"venue": "x"}


@pytest.mark.parametrize(
    ("locale", "label"), [("vi", "Địa điểm"), ("en", "Place"), ("ar", "المكان")]
)
def test_labels_are_in_the_readers_language(locale, label):
    with force_locale(locale):
        assert label in [one.label for one in type_fields.asked("giay-moi")]
