"""The national wire over real sockets, in good weather and in bad."""

import io
import json
from datetime import timedelta

import pytest

from documents.axis.client import (
    AxisRefused,
    AxisUnavailable,
    Receipt,
    Sending,
    VxpTransport,
)
from documents.axis.codes import MessageKind
from documents.axis.package import parse
from office import clock
from office.fetch import allow, fetch
from tests.documents.axis import messages
from tests.documents.conftest import Answered, plain_http

DOCUMENT, STATUS = MessageKind


def to_neighbour(to="H98", subject=messages.SUBJECT):
    head = messages.header(to=(to,)).replace(messages.SENDER, messages.OURS)
    head = head.replace(messages.SUBJECT, subject)
    return io.BytesIO(messages.wrapped(head=head))


def sending(**more):
    known = {
        "kind": DOCUMENT,
        "sender_id": messages.OURS,
        "document_id": messages.DOCUMENT_ID,
        "code": "7816/BM-TTĐT",
        "subject": messages.SUBJECT,
    }
    return Sending(**(known | more))


@pytest.fixture
def ours(sandbox):
    return sandbox.transport()


@pytest.fixture
def neighbours(sandbox):
    return sandbox.transport("neighbours", "another")


def test_a_document_arrives_as_it_was_sent(ours, neighbours, fetched):
    sent = to_neighbour()
    doc_id = ours.send(sent, sending())
    (item,) = neighbours.list_inbox(DOCUMENT)
    assert (item.sender_id, item.receiver_id, item.state) == (messages.OURS, "H98", "initial")
    assert fetched(neighbours, item.doc_id) == sent.getvalue()
    assert neighbours.list_inbox(STATUS) == []
    neighbours.confirm(item.doc_id, Receipt.DONE)
    assert neighbours.list_inbox(DOCUMENT) == []
    (entry,) = ours.sent_list(DOCUMENT, doc_id=doc_id)
    assert (entry.receiver_id, entry.receive_state) == ("H98", "done")
    assert (entry.code, entry.subject) == ("7816/BM-TTĐT", messages.SUBJECT)


def test_a_status_travels_in_its_own_list(ours, neighbours, fetched):
    status = messages.status("03", sender=messages.OURS, addressed="H98")
    ours.send(io.BytesIO(status), sending(kind=STATUS))
    assert neighbours.list_inbox(DOCUMENT) == []
    (item,) = neighbours.list_inbox(STATUS)
    assert parse(io.BytesIO(fetched(neighbours, item.doc_id))).code == "03"


def test_an_item_stays_until_it_is_done(sandbox, ours):
    (doc_id,) = sandbox.inject(messages.wrapped())
    for receipt in (Receipt.PROCESSING, Receipt.FAIL):
        ours.confirm(doc_id, receipt)
        assert [item.state for item in ours.list_inbox(DOCUMENT)] == [receipt]
    ours.confirm(doc_id, Receipt.DONE)
    ours.confirm(doc_id, Receipt.DONE)
    assert ours.list_inbox(DOCUMENT) == []


def test_nobody_reads_the_mail_of_others(sandbox, ours, neighbours):
    (doc_id,) = sandbox.inject(messages.wrapped())
    assert neighbours.list_inbox(DOCUMENT) == []
    with pytest.raises(AxisRefused):
        neighbours.fetch(doc_id, into=io.BytesIO())
    with pytest.raises(AxisRefused):
        neighbours.confirm(doc_id, Receipt.DONE)
    with pytest.raises(AxisRefused) as refused:
        neighbours.send(to_neighbour(), sending())
    assert refused.value.code == "19"


def test_the_address_book_has_both_forms_of_the_codes(ours):
    found = {agency.code: agency for agency in ours.agencies()}
    assert len(found) >= 8
    assert found["H98"].old_code == "000.00.00.H98"
    assert found["H98"].code_102 == "000.00.00.H98"
    assert found["000.00.11.G98"].parent_id == found["000.00.00.G98"].entry_id


def test_an_unknown_receiver_is_refused_for_good(ours):
    with pytest.raises(AxisRefused) as refused:
        ours.send(to_neighbour("Z77.1"), sending())
    assert refused.value.code == "18"
    assert "Z77.1" in refused.value.description


def test_a_wrong_secret_is_refused(sandbox):
    assert sandbox.transport().health().is_up
    for system_id, secret in (("ours", "guess"), ("nobody", "another")):
        transport = sandbox.transport(system_id, secret)
        with pytest.raises(AxisRefused) as refused:
            transport.list_inbox(DOCUMENT)
        assert refused.value.code == "15"
        assert not transport.health().is_up


def test_a_wrong_clock_is_refused(sandbox, ours):
    late = VxpTransport(
        sandbox.url,
        system_id="ours",
        secret="secret-of-the-test",
        http=plain_http,
        now=lambda: clock.now() - timedelta(hours=1),
    )
    assert "timestamp" in late.health().detail


@pytest.mark.parametrize("call", ["getReceivedEdocList", "sendEdoc", "downloadEdoc"])
def test_a_sick_axis_means_try_again(sandbox, ours, fetched, call):
    (doc_id,) = sandbox.inject(messages.wrapped())
    work = {
        "getReceivedEdocList": lambda: ours.list_inbox(DOCUMENT),
        "sendEdoc": lambda: ours.send(to_neighbour(), sending()),
        "downloadEdoc": lambda: fetched(ours, doc_id),
    }[call]
    for fault in ("error_500", "truncate", "drop"):
        sandbox.faults(**{fault: {call: 1}})
        with pytest.raises(AxisUnavailable):
            work()
        assert work()


def test_a_slow_axis_still_answers(sandbox, ours):
    sandbox.faults(delay_ms={"getReceivedEdocList": 150})
    started = clock.now()
    assert ours.list_inbox(DOCUMENT) == []
    assert clock.now() - started >= timedelta(milliseconds=150)


@pytest.mark.parametrize("fault", ["drop", "error_500", "truncate"])
def test_an_unknown_outcome_neither_loses_nor_doubles(sandbox, ours, neighbours, fault):
    subject, first = f"V/v thử {fault}", clock.now()
    sandbox.faults(**{fault: {"sendEdoc": 1}})
    with pytest.raises(AxisUnavailable):
        ours.send(to_neighbour(subject=subject), sending(subject=subject))
    for _ in range(2):
        again = to_neighbour(subject=subject)
        ours.resend(again, sending(subject=subject), first_tried_at=first)
    assert len(neighbours.list_inbox(DOCUMENT)) == 1


def test_a_recall_is_not_taken_for_the_document_it_recalls(ours, neighbours):
    subject, first = "V/v thử thu hồi", clock.now()
    original = ours.send(to_neighbour(subject=subject), sending(subject=subject))
    again = to_neighbour(subject=subject)
    known = {"first_tried_at": first, "others": [original]}
    assert ours.resend(again, sending(subject=subject), **known) != original
    much_later = {"first_tried_at": clock.now() + timedelta(minutes=5)}
    assert ours.resend(again, sending(subject=subject), **much_later) != original
    assert len(neighbours.list_inbox(DOCUMENT)) == 3


def test_a_status_of_unknown_outcome_is_not_doubled(sandbox, ours, neighbours):
    first = clock.now()
    texts = [messages.status(code, sender=messages.OURS, addressed="H98") for code in ("04", "05")]
    sandbox.faults(drop={"sendEdoc": 1})
    with pytest.raises(AxisUnavailable):
        ours.send(io.BytesIO(texts[0]), sending(kind=STATUS))
    for text in (texts[0], texts[1], texts[0]):
        ours.resend(io.BytesIO(text), sending(kind=STATUS), first_tried_at=first)
    assert len(neighbours.list_inbox(STATUS)) == 2


def test_a_doubled_delivery_has_two_identifiers(sandbox, ours, fetched):
    sandbox.faults(duplicate={"inject": 1})
    assert len(sandbox.inject(messages.wrapped())) == 2
    assert len(sandbox.inject(messages.wrapped())) == 1
    bodies = {fetched(ours, item.doc_id) for item in ours.list_inbox(DOCUMENT)}
    assert len(bodies) == 1


def test_an_axis_without_downloads_is_asked_in_base64(sandbox):
    asked = []

    def old_axis(url, **call):
        asked.append(url.rpartition("/")[2])
        if url.endswith("downloadEdoc"):
            return Answered(404, {}, b"")
        return plain_http(url, **call)

    (doc_id,) = sandbox.inject(messages.wrapped())
    into = io.BytesIO(b"left over from an earlier try" * 999)
    sandbox.transport(http=old_axis).fetch(doc_id, into=into)
    assert into.getvalue() == messages.wrapped()
    assert asked == ["downloadEdoc", "getEdoc"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"status": "OK", "errorcode": "0", "Data": [{"DOCID": "1"}, {"docid": "1"}]}, None),
        ({"Status": "ok", "data": [{"docId": 1}]}, None),
        ({"status": "FAIL", "ErrorCode": "20", "ErrorDesc": "busy"}, AxisUnavailable),
        ({"status": "FAIL", "ErrorCode": "23", "ErrorDesc": "locked"}, AxisRefused),
        ({"status": "FAIL"}, AxisRefused),
        ([], AxisUnavailable),
    ],
)
def test_answers_are_read_whatever_their_case(body, error):
    def axis(_url, **_call):
        return Answered(200, {}, json.dumps(body).encode())

    transport = VxpTransport("http://127.0.0.1:1", system_id="a", secret="b", http=axis)
    if error:
        with pytest.raises(error):
            transport.list_inbox(DOCUMENT)
    else:
        assert [item.doc_id for item in transport.list_inbox(DOCUMENT)] == ["1"]


@pytest.mark.parametrize(
    ("status", "error"), [(503, AxisUnavailable), (429, AxisUnavailable), (403, AxisRefused)]
)
def test_http_failures_are_sorted(status, error):
    def axis(_url, **_call):
        return Answered(status, {}, b"no")

    transport = VxpTransport("http://127.0.0.1:1", system_id="a", secret="b", http=axis)
    with pytest.raises(error):
        transport.confirm("1", Receipt.DONE)


def test_a_dead_line_means_try_again():
    transport = VxpTransport("http://127.0.0.1:1", system_id="a", secret="b", http=plain_http)
    with pytest.raises(AxisUnavailable):
        transport.list_inbox(DOCUMENT)
    assert not transport.health().is_up


def test_a_parameter_that_no_header_can_carry_is_refused(ours):
    with pytest.raises(AxisRefused):
        ours.confirm("1\r\nX-Evil: 1", Receipt.DONE)


def test_the_way_out_of_the_house_carries_it_all(sandbox, house, fetched):
    allow("axis", "127.0.0.1", sandbox.port)
    transport = sandbox.transport(http=fetch)
    sent = to_neighbour(subject="V/v đường ra")
    transport.send(sent, sending(subject="V/v đường ra"))
    neighbours = sandbox.transport("neighbours", "another", http=fetch)
    (item,) = neighbours.list_inbox(DOCUMENT)
    assert fetched(neighbours, item.doc_id) == sent.getvalue()
    sandbox.faults(truncate={"downloadEdoc": 1})
    with pytest.raises(AxisUnavailable):
        fetched(neighbours, item.doc_id)


def test_a_package_larger_than_we_take_is_refused_while_the_line_is_well(sandbox, house):
    allow("axis", "127.0.0.1", sandbox.port)

    def tight(url, **call):
        return fetch(url, **(call | {"limit": 500}))

    (doc_id,) = sandbox.inject(messages.wrapped())
    transport = sandbox.transport(http=tight)
    with pytest.raises(AxisRefused, match="more than 500"):
        transport.fetch(doc_id, into=io.BytesIO())
    assert transport.health().is_up
