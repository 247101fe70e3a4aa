"""Rows of the hot lists: what an official reads in one, and that nothing foreign gets through."""

from datetime import UTC, datetime, timedelta

import pytest

from documents import rows
from documents.models import Direction, DocumentState, Duty, Urgency
from documents.queries import BookRow, WorkRow
from documents.rows.tasks import mixed_rows
from office import clock
from office.i18n import force_locale

UID = "01890000-0000-7000-8000-000000000001"
AT = datetime(2026, 9, 3, 2, 31, tzinfo=UTC)


def work(**facts):
    given = {
        "id": 1,
        "document_uid": UID,
        "duty": Duty.DIRECT,
        "received_at": AT,
        "read_at": None,
        "due_at": None,
        "note": "",
        "subject": "Báo cáo",
        "symbol": "412/BHC",
        "sender": "Bộ mẫu",
        "urgency": Urgency.NORMAL,
        "arrival_no": 1402,
        "state": DocumentState.PRESENTED,
        "direction": Direction.INCOMING,
        "file_count": 0,
    }
    return WorkRow(**(given | facts))


def book(**facts):
    given = {
        "id": 1,
        "uid": UID,
        "subject": "Báo cáo",
        "symbol": "412/BHC",
        "issuer": "Bộ mẫu",
        "issued_on": AT.date(),
        "arrival_no": 1402,
        "number": None,
        "state": DocumentState.COMPLETED,
        "urgency": Urgency.NORMAL,
        "due_at": None,
        "closed_at": None,
        "created_at": AT,
        "type_name": "Công văn",
    }
    return BookRow(**(given | facts))


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context(), force_locale("en"):
        yield


def test_my_work_names_the_verb_the_sender_and_leads_to_the_document():
    html = mixed_rows([work()], "/documents/", "/tasks/")
    assert '<span class="do">Give a direction</span>' in html
    assert "Bộ mẫu, 412/BHC" in html
    assert f'href="/documents/{UID}"' in html


def test_an_unread_row_says_so_in_words_and_a_read_one_does_not():
    assert "Unread" in mixed_rows([work()], "/", "/tasks/")
    assert "Unread" not in mixed_rows([work(read_at=AT)], "/", "/tasks/")


@pytest.mark.parametrize("field", ["subject", "sender", "symbol", "note"])
def test_what_others_wrote_stays_text(field):
    html = mixed_rows([work(**{field: '<img src=x onerror="1">'})], "/", "/tasks/")
    assert "<img" not in html
    assert "&lt;img" in html


def test_overdue_and_urgency_are_words_not_only_colours():
    late = clock.now() - timedelta(days=9)
    html = mixed_rows([work(due_at=late, urgency=Urgency.MOST_URGENT)], "/", "/tasks/")
    assert "over" in html
    assert "HỎA TỐC" in html
    assert "urgent max" in html


def test_the_number_of_annexes_is_said():
    assert "2 annexes" in mixed_rows([work(file_count=2)], "/", "/tasks/")


def test_a_row_follows_the_readers_language():
    with force_locale("vi"):
        html = mixed_rows([work()], "/", "/tasks/")
    assert "Give a direction" not in html or "Cho ý kiến" in html


def test_an_incoming_row_leads_with_its_arrival_number_and_can_be_chosen():
    look = rows.ListLook("/documents/", peek="/documents/incoming?open=", can_choose=True)
    html = rows.duty_rows([work()], look)
    assert "<b>1,402</b>" in html
    assert f'name="chosen" value="{UID}"' in html
    assert f'data-from="/documents/incoming?open={UID}"' in html


def test_the_open_row_is_marked_for_all_readers():
    html = rows.duty_rows([work()], rows.ListLook("/documents/", here=UID))
    assert 'class="li new here"' in html
    assert 'aria-current="true"' in html


def test_a_title_with_quotes_cannot_leave_its_box():
    look = rows.ListLook("/documents/", can_choose=True)
    html = rows.duty_rows([work(subject='a" autofocus onfocus="x')], look)
    assert 'onfocus="x' not in html


def test_a_register_row_shows_its_state():
    html = rows.book_rows([book()], rows.ListLook("/documents/"))
    assert "Completed" in html
    assert "1,402" in html


def test_an_outgoing_row_leads_with_its_symbol():
    html = rows.book_rows([book()], rows.ListLook("/documents/", leads_with_arrival=False))
    assert "<b><bdi>412/BHC</bdi></b>" in html
    assert "Công văn" in html


def test_a_document_without_a_subject_still_has_a_link_to_press():
    assert "(no subject)" in mixed_rows([work(subject="")], "/", "/tasks/")
