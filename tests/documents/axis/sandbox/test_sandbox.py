"""The stand-in for the axis: its guards, its memory, its scripted agencies."""

import hashlib
import io
import json
import time

import pytest

from documents.axis.client import AxisUnavailable, Receipt, Sending
from documents.axis.codes import MessageKind
from documents.axis.package import IncomingPackage, StatusMessage, parse
from documents.axis.sandbox import config, letters
from documents.axis.sandbox.facts import facts
from tests.documents.axis import messages
from tests.documents.conftest import CONFIG, Sandbox, plain_http

DOCUMENT, STATUS = MessageKind
MINISTRY = messages.SENDER


def outgoing(to=MINISTRY, **more):
    head = messages.header(to=(to,)).replace(messages.SENDER, messages.OURS, 1)
    return io.BytesIO(messages.wrapped(head=head, **more))


def send(transport, file):
    return transport.send(
        file, Sending(kind=DOCUMENT, sender_id=messages.OURS, document_id=messages.DOCUMENT_ID)
    )


def statuses(transport, fetched):
    found = []
    for item in transport.list_inbox(STATUS):
        found.append(parse(io.BytesIO(fetched(transport, item.doc_id))))
        transport.confirm(item.doc_id, Receipt.DONE)
    return found


# ----------------------------------------------------------------------------- guards


def test_only_the_health_page_is_open(sandbox):
    assert sandbox.call("/health", token=None)[0] == 200
    for path, body in (
        ("/inject", b"x"),
        ("/faults", {}),
        ("/script", {}),
        ("/log", None),
        ("/messages/1", None),
    ):
        assert sandbox.call(path, body, token=None)[0] == 401
        assert sandbox.call(path, body, token="guess")[0] == 401


def test_only_loopback_names_are_served(sandbox):
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", ""):
        status, answer = sandbox.call("/log", Host=host)
        assert status == 403, answer
    assert sandbox.call("/log", Host=f"localhost:{sandbox.port}")[0] == 200
    assert sandbox.call("/log", Host=f"[::1]:{sandbox.port}")[0] == 200


def test_bodies_are_limited_and_calls_known(sandbox):
    assert sandbox.call("/faults", b"x" * (1 << 20) + b"x")[0] == 413
    assert sandbox.call("/nothing")[0] == 404
    assert sandbox.call("/log", b"x")[0] == 405
    assert sandbox.call("/getAgenciesList")[0] == 405
    assert sandbox.call("/faults", b"{")[0] == 400
    assert sandbox.call("/faults", {"explode": 1})[0] == 422
    assert sandbox.call("/script", {"agency": MINISTRY, "steps": [{"after": 1}]})[0] == 422


def test_the_signed_text_must_be_what_was_sent(sandbox):
    spy = []

    def listen(url, **call):
        spy.append((url, call))
        return plain_http(url, **call)

    sandbox.transport(http=listen).list_inbox(DOCUMENT)
    url, call = spy[0]
    forged = dict(call["headers"], **{"XroadVnpt-messagetype": "status"})
    answer = listen(url, **(call | {"headers": forged}))
    assert json.loads(answer.body)["ErrorCode"] == "15"


# -------------------------------------------------------------------------- injection


def test_a_message_may_be_injected_from_a_file(sandbox, tmp_path, fetched):
    path = tmp_path / "a.edxml"
    path.write_bytes(messages.wrapped())
    status, answer = sandbox.call("/inject", {"path": str(path)})
    assert (status, answer["to"]) == (200, ["H99.3.12"])
    assert fetched(sandbox.transport(), answer["docIds"][0]) == messages.wrapped()
    assert sandbox.call("/inject", {"path": str(tmp_path / "none")})[0] == 422


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\xff", b"<edXML", b"<a>" * 9999, messages.wrapped(head=messages.header(to=["Z9"]))],
)
def test_the_most_broken_message_still_reaches_somebody(sandbox, fetched, data):
    status, answer = sandbox.call("/inject", data)
    assert (status, answer["to"]) == (200, ["H99.3.12"])
    assert sandbox.transport().list_inbox(DOCUMENT)[-1].doc_id == answer["docIds"][0]
    assert sandbox.call(f"/messages/{answer['message']}") == (200, data)


def test_all_kinds_of_messages_are_routed_by_their_address(sandbox):
    for data in messages.all_kinds().values():
        status, answer = sandbox.call("/inject", data)
        assert (status, answer["to"][0]) == (200, "H99.3.12")
    ours = sandbox.transport()
    assert (len(ours.list_inbox(DOCUMENT)), len(ours.list_inbox(STATUS))) == (8, 9)


def test_the_log_tells_who_sent_what(sandbox):
    doc_id = send(sandbox.transport(), outgoing())
    entry = sandbox.log()[-1]
    assert (entry["id"], entry["sender"], entry["source"]) == (doc_id, messages.OURS, "wire")
    assert entry["document_id"] == messages.DOCUMENT_ID
    sent = outgoing().getvalue()
    assert entry["sha256"] == hashlib.sha256(sent).hexdigest()
    assert [(d["to"], d["state"]) for d in entry["deliveries"]] == [(MINISTRY, "done")]
    assert sandbox.call(f"/messages/{doc_id}") == (200, sent)
    assert sandbox.call("/messages/none")[0] == 404


# ---------------------------------------------------------------------------- scripts


def test_a_scripted_agency_acknowledges(sandbox, fetched, eventually):
    steps = [
        {"after": 0, "status": "01"},
        {"after": 0.1, "status": "03"},
        {"after": 0.2, "status": "06", "description": "Xong"},
    ]
    sandbox.call("/script", {"agency": MINISTRY, "steps": steps})
    ours = sandbox.transport()
    send(ours, outgoing())
    eventually(lambda: len(ours.list_inbox(STATUS)) == 3)
    found = statuses(ours, fetched)
    assert [status.code for status in found] == ["01", "03", "06"]
    assert {status.response_for.document_id for status in found} == {messages.DOCUMENT_ID}
    assert found[0].sender.name == "Bộ Mẫu"
    assert found[2].description == "Xong"


def test_a_scripted_agency_refuses_or_replies(sandbox, fetched, eventually):
    steps = [
        {"status": "02", "description": "Sai địa chỉ"},
        {"reply": {"number": "21", "notation": "BM-VP", "subject": "V/v trả lời"}},
    ]
    sandbox.call("/script", {"agency": MINISTRY, "steps": steps})
    ours = sandbox.transport()
    send(ours, outgoing())
    eventually(lambda: ours.list_inbox(DOCUMENT) and ours.list_inbox(STATUS))
    assert [status.description for status in statuses(ours, fetched)] == ["Sai địa chỉ"]
    (item,) = ours.list_inbox(DOCUMENT)
    with parse(io.BytesIO(fetched(ours, item.doc_id))) as reply:
        assert reply.header.code == "21/BM-VP"
        assert reply.header.responses[0].document_id == messages.DOCUMENT_ID
        assert (reply.main.media_type, reply.main.problem) == ("application/pdf", None)


def test_a_recall_is_answered_by_its_own_script(sandbox, fetched, eventually):
    recall = [{"status": "15"}]
    sandbox.call("/script", {"agency": MINISTRY, "on": "recall", "steps": recall})
    ours = sandbox.transport()
    send(ours, outgoing(traces=messages.trace(messages.business("1"))))
    request = messages.status("13", sender=messages.OURS, addressed=MINISTRY)
    ours.send(io.BytesIO(request), Sending(kind=STATUS, sender_id=messages.OURS, document_id="x"))
    eventually(lambda: len(ours.list_inbox(STATUS)) == 2)
    assert {status.code for status in statuses(ours, fetched)} == {"15"}


# ----------------------------------------------------------------------------- memory


def test_it_goes_on_after_a_kill(own_sandbox, fetched, eventually):
    (waiting,) = own_sandbox.inject(messages.wrapped())
    (finished,) = own_sandbox.inject(messages.wrapped())
    ours = own_sandbox.transport()
    ours.confirm(finished, Receipt.DONE)
    own_sandbox.call("/script", {"agency": MINISTRY, "steps": [{"after": 0.8, "status": "01"}]})
    sent = send(ours, outgoing())
    own_sandbox.kill()
    with pytest.raises(AxisUnavailable):
        ours.list_inbox(DOCUMENT)
    own_sandbox.start(port=own_sandbox.port)
    assert [item.doc_id for item in ours.list_inbox(DOCUMENT)] == [waiting]
    assert fetched(ours, waiting) == messages.wrapped()
    assert [item.sender_doc_id for item in ours.sent_list(DOCUMENT)] == [sent]
    eventually(lambda: len(ours.list_inbox(STATUS)) == 1)
    assert [status.code for status in statuses(ours, fetched)] == ["01"]
    time.sleep(0.3)
    assert ours.list_inbox(STATUS) == []


def test_it_stops_when_told(tmp_path):
    sandbox = Sandbox(tmp_path, CONFIG)
    assert sandbox.stop() == 0


def test_faults_may_be_chances(sandbox):
    sandbox.faults(error_500={"*": 0.5})
    answers = set()
    for _ in range(60):
        answers.add(sandbox.transport().health().is_up)
    assert answers == {True, False}
    assert sandbox.call("/faults")[1] == {"error_500": {"*": 0.5}}


# ------------------------------------------------------------------------------ parts


def test_a_fresh_folder_gets_a_config_with_a_secret_of_its_own(tmp_path):
    first = config.load(tmp_path / "a" / "config.json")
    assert config.load(tmp_path / "a" / "config.json") == first
    second = config.load(tmp_path / "b" / "config.json")
    assert first.connections[0].secret != second.connections[0].secret
    assert (tmp_path / "a" / "config.json").stat().st_mode & 0o077 == 0
    assert first.connections[0].owns("h99.3.12")
    assert not first.connections[0].owns("H991.1")
    assert first.default_receiver == "H99"
    assert len(first.agencies) >= 8
    assert first.agency("000.00.00.h98")["code"] == "H98"


def test_a_letter_built_by_the_sandbox_is_read_by_the_house():
    ministry = letters.Agency(code=MINISTRY, name="Bộ Mẫu <&>")
    letter = letters.Letter(
        sender=ministry,
        receivers=[letters.Agency(code="H99", name="Ủy ban nhân dân tỉnh Mẫu")],
        number="21",
        notation="BM-VP",
        issued="2026/01/15",
        subject="V/v rà soát nhà ở công vụ",
        files=[("21-BM-VP.pdf", letters.one_page(["(One)"])), ("phụ lục.docx", b"PK\x03\x04")],
        sent_at="2026/01/15 08:00:00",
        priority="2",
        due="2026/01/30",
        answers=letters.Answered(
            organ_id="H99",
            code="15/UBND-VP",
            issued="2026/01/10",
            document_id="H99,2026/01/10,15/UBND-VP",
        ),
    )
    data = letters.letter(letter)
    with parse(io.BytesIO(data)) as found:
        assert isinstance(found, IncomingPackage)
        assert found.header.sender.name == "Bộ Mẫu <&>"
        assert found.header.document_id == "000.00.00.G98,2026/01/15,21/BM-VP"
        assert found.header.responses[0].document_id == "H99,2026/01/10,15/UBND-VP"
        assert found.main.problem is None
        assert [file.name for file in found.files] == ["21-BM-VP.pdf", "phụ lục.docx"]
    assert facts(data).receivers == ("H99",)


def test_both_readers_agree_on_every_kind():
    for data in messages.all_kinds().values():
        witness, found = facts(data), parse(io.BytesIO(data))
        if isinstance(found, StatusMessage):
            assert (witness.kind, witness.status) == (STATUS, found.code)
            assert witness.receivers == (found.response_for.organ_id,)
        else:
            assert witness.receivers == tuple(p.organ_id for p in found.header.receivers)
            assert witness.business in ("", found.header.business.kind)
            assert (witness.code, witness.subject) == (found.header.code, found.header.subject)
            found.close()


def test_a_torn_message_is_read_in_no_time():
    started = time.monotonic()
    facts(b"<To>" * 200_000)
    facts(b"<" * 600_000)
    assert time.monotonic() - started < 2


# ------------------------------------------------------------------ what the far side asks


def told(sandbox, path, **values):
    """The message that the far side sends, as the house reads it."""
    status, answer = sandbox.call(path, {"about": messages.DOCUMENT_ID, **values})
    assert status == 200, answer
    return parse(io.BytesIO(sandbox.call(f"/messages/{answer['message']}")[1]))


def test_the_far_side_recalls_updates_and_replaces(sandbox):
    sandbox.inject(messages.wrapped())
    with told(sandbox, "/requests", kind="recall", reason="Nhầm số liệu") as recalled:
        business = recalled.header.business
        assert (business.kind.name, business.reason) == ("RECALL", "Nhầm số liệu")
        assert recalled.header.target_ids[0] == messages.DOCUMENT_ID
    new = {"subject": "Trích yếu mới", "removed": [messages.OURS], "added": ["H98"]}
    with told(sandbox, "/requests", kind="update", **new) as updated:
        changes = [(one.organ_id, one.change) for one in updated.header.business.receivers]
        assert updated.header.business.content_changed == "1"
        assert changes == [(messages.OURS, "0"), ("H98", "1")]
    with told(sandbox, "/requests", kind="replacement", number="9001") as replaced:
        assert replaced.header.code.startswith("9001/")
        assert replaced.header.target_ids == (messages.DOCUMENT_ID,)
        assert replaced.main is not None


def test_the_far_side_takes_back_agrees_and_refuses(sandbox):
    sandbox.inject(messages.wrapped())
    asked = told(sandbox, "/statuses", status="13")
    assert (asked.code, asked.sender.organ_id) == ("13", messages.SENDER)
    for code in ("15", "16"):
        said = told(sandbox, "/statuses", status=code, agency=messages.OTHER)
        assert (said.code, said.sender.organ_id) == (code, messages.OTHER)
        assert said.response_for.organ_id == messages.SENDER


def test_what_never_passed_or_is_no_kind_is_refused(sandbox):
    known, unknown = messages.DOCUMENT_ID, "H98,2026/01/01,1/X"
    sandbox.inject(messages.wrapped())
    assert sandbox.call("/requests", {"kind": "recall", "about": unknown})[0] == 404
    assert sandbox.call("/requests", {"kind": "burn", "about": known})[0] == 422
    assert sandbox.call("/requests", {"kind": "update", "about": known, "added": "H98"})[0] == 422
    assert sandbox.call("/statuses", {"status": "99", "about": known})[0] == 422
