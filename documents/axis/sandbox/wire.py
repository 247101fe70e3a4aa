"""The calls of the VXP wire: who calls is proved by an HMAC over chosen headers."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable

from documents.axis.codes import MessageKind
from documents.axis.sandbox import wallclock
from documents.axis.sandbox.axis import Axis
from documents.axis.sandbox.config import Connection
from documents.axis.sandbox.facts import facts
from documents.axis.sandbox.replies import Problem, Reply, Request, fail, ok
from documents.axis.sandbox.store import Row

_PREFIX = "xroadvnpt-"
_STATES = frozenset({"done", "fail", "processing"})
BAD_FILE, BAD_CALLER, NO_RECEIVER, NO_SENDER, BAD_FORM = "10", "15", "18", "19", "22"


class Refused(Exception):
    """The axis says no with one of its codes."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class Call:
    """One authenticated call with its parameters by lower-case name."""

    def __init__(self, axis: Axis, request: Request) -> None:
        self.axis = axis
        self.request = request
        self.values = {
            name.removeprefix(_PREFIX): value
            for name, value in request.headers.items()
            if name.startswith(_PREFIX)
        }
        self.connection = _authenticated(axis, self.values, request.headers)

    def value(self, name: str) -> str:
        return self.values.get(name.lower(), "")

    @property
    def kind(self) -> str:
        return self.value("messagetype") or MessageKind.DOCUMENT


def _authenticated(axis: Axis, values: dict[str, str], headers: dict[str, str]) -> Connection:
    """Known system, right hash over the signed text, and the signed text is what was sent."""
    connection = axis.config.connection(values.get("systemid", ""))
    text = values.get("sign-header", "")
    if connection is None:
        raise Refused(BAD_CALLER, "unknown system id")
    proof = hmac.new(connection.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(proof, values.get("hash-header", "")):
        raise Refused(BAD_CALLER, "wrong signature of the headers")
    try:
        signed = {key.lower(): value for key, value in json.loads(text).items()}
    except (ValueError, AttributeError) as error:
        raise Refused(BAD_CALLER, "the signed text is not a JSON object") from error
    _check_signed(signed, headers, skew=axis.config.max_skew_seconds)
    return connection


def _check_signed(signed: dict[str, str], headers: dict[str, str], *, skew: float) -> None:
    if not {_PREFIX + "systemid", _PREFIX + "timestamp"} <= set(signed):
        raise Refused(BAD_CALLER, "system id and timestamp must be signed")
    if any(headers.get(name) != value for name, value in signed.items()):
        raise Refused(BAD_CALLER, "a signed header differs from the header sent")
    at = wallclock.seconds_of(signed[_PREFIX + "timestamp"])
    if at is None or abs(at - wallclock.now()) > skew:
        raise Refused(BAD_CALLER, "the timestamp is too far from the clock of the axis")


def get_agencies(call: Call) -> Reply:
    keys = ("id", "pid", "code", "name", "mail", "oldCode")
    return ok(data=_address_book(call.axis, keys))


def get_agencies_qd20(call: Call) -> Reply:
    return ok(data=_address_book(call.axis, ("id", "code", "name", "mail", "code102")))


def get_changed_agencies(call: Call) -> Reply:
    rows = _address_book(call.axis, ("id", "pid", "code", "name", "mail"))
    same = {"version": "1", "centerCode": "", "deleted": "0", "modifyDate": "", "isAgency": "1"}
    return ok(data=[row | same for row in rows])


def _address_book(axis: Axis, keys: tuple[str, ...]) -> list[dict[str, str]]:
    return [{key: entry.get(key, "") for key in keys} for entry in axis.config.agencies]


def send(call: Call) -> Reply:
    """Take a message over; everything is checked before anything is stored."""
    data = form_file(call.request)
    if hashlib.sha256(data).hexdigest() != call.value("hash-file").lower():
        raise Refused(BAD_FILE, "the hash of the file differs from hash-file")
    if not call.connection.owns(call.value("from")):
        raise Refused(NO_SENDER, "this connection may not send for that agency")
    found = facts(data)
    if not found.sender or not found.document_id:
        raise Refused(BAD_FORM, "sender or DocumentId missing")
    unknown = set(found.receivers) - set(call.axis.known_receivers(found))
    if unknown or not found.receivers:
        raise Refused(NO_RECEIVER, f"unknown receiver: {', '.join(sorted(unknown)) or 'none'}")
    own_id = call.axis.take(data, receivers=found.receivers, source="wire", call="sendEdoc")
    return ok(DocId=own_id, data=None)


def form_file(request: Request) -> bytes:
    """The part ``file_doc`` of the form."""
    _, _, boundary = request.headers.get("content-type", "").partition("boundary=")
    if not boundary:
        raise Refused(BAD_FILE, "not a multipart form")
    for part in request.body.split(b"--" + boundary.strip('"').encode()):
        head, separator, content = part.partition(b"\r\n\r\n")
        if separator and b'name="file_doc"' in head:
            return content.removesuffix(b"\r\n")
    raise Refused(BAD_FILE, "no part file_doc")


def get_received(call: Call) -> Reply:
    """What is not yet done stays in the list: delivery is at least once."""
    rows = call.axis.store.listed("d.state <> 'done' AND m.kind = ?", call.kind)
    wanted = call.value("to").upper()
    return ok(
        data=[
            _inbox_row(row)
            for row in rows
            if call.connection.owns(row["receiver"]) and wanted in ("", row["receiver"].upper())
        ]
    )


def _inbox_row(row: Row) -> dict[str, str]:
    return {
        "docId": row["delivery"],
        "from": row["sender"],
        "to": row["receiver"],
        "serviceType": "eDoc",
        "messageType": row["kind"],
        "status": row["state"],
        "status_desc": row["state"],
        "created_time": wallclock.local_text(row["arrived_at"]),
        "updated_time": wallclock.local_text(row["updated_at"]),
    }


def _own_data(call: Call) -> bytes:
    """Only the receiver of a delivery or the sender of a message may fetch it."""
    wanted = call.value("docid")
    for row in call.axis.store.listed("d.id = ? OR m.id = ?", wanted, wanted):
        party = row["receiver"] if row["delivery"] == wanted else row["sender"]
        data = call.axis.store.data(wanted)
        if data is not None and call.connection.owns(party):
            return data
    raise Refused(BAD_FILE, "no such document")


def get_document(call: Call) -> Reply:
    return ok(data=base64.b64encode(_own_data(call)).decode())


def download(call: Call) -> Reply:
    return Reply(body=_own_data(call), content_type="application/xml")


def update_status(call: Call) -> Reply:
    wanted, state = call.value("docid"), call.value("status")
    rows = call.axis.store.listed("d.id = ?", wanted)
    if state not in _STATES:
        raise Refused(BAD_FORM, "status must be done, fail or processing")
    if not rows or not call.connection.owns(rows[0]["receiver"]):
        raise Refused(BAD_FILE, "no such document")
    if rows[0]["state"] != "done":
        call.axis.store.set_state(wanted, state)
    return ok(data=None)


def get_sent(call: Call) -> Reply:
    rows = call.axis.store.listed("m.source = 'wire' AND m.kind = ?", call.kind)
    wanted = call.value("docid")
    return ok(
        data=[
            _sent_row(row)
            for row in rows
            if call.connection.owns(row["sender"]) and wanted in ("", row["id"])
        ]
    )


def _sent_row(row: Row) -> dict[str, str]:
    received = wallclock.local_text(row["updated_at"]) if row["state"] == "done" else ""
    return {
        "senderDocId": row["id"],
        "receiverDocId": row["delivery"],
        "fromCode": row["sender"],
        "toCode": row["receiver"],
        "sendStatus": "done",
        "sendStatusDesc": "done",
        "receiveStatus": row["state"],
        "receiveStatusDesc": row["state"],
        "title": row["subject"],
        "notation": row["code"],
        "sentTime": wallclock.local_text(row["created_at"]),
        "receivedTime": received,
        "serviceType": "eDoc",
        "messageType": row["kind"],
    }


def _counted(kind: MessageKind) -> Callable[[Call], Reply]:
    def count(call: Call) -> Reply:
        rows = call.axis.store.listed("d.state <> 'done' AND m.kind = ?", kind)
        return ok(data=sum(call.connection.owns(row["receiver"]) for row in rows))

    return count


CALLS: dict[str, tuple[str, Callable[[Call], Reply]]] = {
    "getAgenciesList": ("POST", get_agencies),
    "getAgenciesListQD20": ("POST", get_agencies_qd20),
    "getSynchronizeUnit": ("POST", get_changed_agencies),
    "sendEdoc": ("POST", send),
    "getReceivedEdocList": ("POST", get_received),
    "getEdoc": ("POST", get_document),
    "downloadEdoc": ("GET", download),
    "updateStatus": ("POST", update_status),
    "getSentEdocList": ("POST", get_sent),
    "countReceiveEdoc": ("GET", _counted(MessageKind.DOCUMENT)),
    "countReceiveStatus": ("GET", _counted(MessageKind.STATUS)),
}


def carry_out(axis: Axis, name: str, request: Request) -> Reply:
    """One wire call; refusals are answers with a code, as on the real axis."""
    method, work = CALLS[name]
    if request.method != method:
        raise Problem(405, f"{name} is called with {method}")
    try:
        return work(Call(axis, request))
    except Refused as refused:
        return fail(refused.code, refused.description)
