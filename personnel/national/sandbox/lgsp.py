"""The second face: the same register behind a gateway in the style of provinces (LGSP, NGSP).

All calls are POST with JSON and answer 200 with an envelope; days are dd/MM/yyyy, decimals have a
comma. It shares the work of the other face and nothing of its writing.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from personnel.national.codes import (
    GATEWAY_CODES,
    MOST_CHANGES,
    Ack,
    Code,
    Scope,
)
from personnel.national.sandbox import directory, events, feed, reconcile, records, tokens
from personnel.national.sandbox import lgsp_words as words
from personnel.national.sandbox.calls import Call
from personnel.national.sandbox.checks import checked
from personnel.national.sandbox.register import Caller, Register
from personnel.national.sandbox.replies import Problem, Reply, Request, as_json
from personnel.national.sandbox.shapes import feed as feeds
from personnel.national.sandbox.shapes import queries
from personnel.national.sandbox.shapes.basics import Closed
from personnel.national.sandbox.shapes.events import Event
from personnel.national.sandbox.shapes.records import PersonIn

Said = dict[str, Any]
WINDOW = timedelta(days=5)
_NUMBERS = {code: number for number, code in GATEWAY_CODES.items()}
_REJECTED = "TU_CHOI"
_PURPOSES = frozenset({"DONG_BO", "XAC_MINH", "BAO_CAO", "CHUYEN_HO_SO", "KIEM_TRA"})
_MATCHES = {"match": "KHOP", "mismatch": "KHONG_KHOP", "unknown": "KHONG_CO"}
_ACKS = {"DA_NHAN": Ack.ACCEPTED, "DA_CO": Ack.DUPLICATE, "CHO": Ack.DEFERRED}


def call_of(request: Request) -> str:
    """The names of the other face, so that faults strike both alike."""
    return _CALLS.get(request.path.rpartition("/")[2], ("gateway", Scope.READ, _nothing))[0]


def carry_out(register: Register, request: Request) -> Reply:
    """One call; what went wrong stands in the envelope."""
    try:
        call, work = _call(register, request)
        with register.store.together():
            value = work(call)
        if value.get("KetQua") == _REJECTED:
            return _envelope(0, code=Code(value["MaLoi"]), value=value)
        return _envelope(1, value=value)
    except Problem as problem:
        value = {"MaLoi": problem.code, "Loi": [words.fault(one) for one in problem.errors]}
        if "etag" in problem.more:
            value["PhienBan"] = problem.more["etag"].strip('"')
            value["PhienBanHienTai"] = str(problem.more["currentVersion"])
        return _envelope(0, code=problem.code, says=problem.detail, value=value)


def _call(register: Register, request: Request) -> tuple[Call, Callable[[Call], Said]]:
    _name, scope, work = _CALLS.get(request.path.rpartition("/")[2], ("", Scope.READ, _nothing))
    client, scopes = tokens.holder(register, request.headers.get("authorization", ""))
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError) as fault:
        raise Problem(Code.DATA_INVALID, "the body is not JSON") from fault
    agency = said.get("MaCoQuan") if isinstance(said, dict) else None
    if request.method != "POST" or not isinstance(agency, str):
        raise Problem(Code.INCOMPLETE, "POST an object with MaCoQuan")
    if not client.owns(agency):
        raise Problem(Code.AGENCY_UNKNOWN, "the connection does not speak for this agency")
    if scope not in scopes:
        raise Problem(Code.AUTH_FAILED, f"this needs the scope {scope}")
    caller = Caller(client=client, agency=agency, scopes=scopes)
    return Call(register=register, caller=caller, body=said), work


def _envelope(status: int, *, value: Said, code: Code | None = None, says: str = "") -> Reply:
    number = _NUMBERS.get(code, 500) if code else 0
    said = {"status": status, "value": value, "errorCode": str(number), "errorDescription": says}
    return as_json(said)


# ------------------------------------------------------------------------------- calls


def _nothing(_call: Call) -> Said:
    raise Problem(Code.NOT_FOUND, "no such call")


def _push(call: Call) -> Said:
    """One event for each call."""
    said = checked(Event, json.dumps(words.event_of(call.body)))
    return words.said_of_result(events.take(call.register, said, call.caller))


def _person(call: Call) -> Said:
    _check_purpose(call)
    said = {"groups": call.body.get("NhomDuLieu"), "asOf": words.iso(call.body.get("TaiNgay"))}
    reply = records.show(_other(call, queries.PersonQuery, said, citizenId="SoDinhDanh"))
    found = json.loads(reply.body)
    groups = {name: words.group_there(one["rows"]) for name, one in found["groups"].items()}
    return {
        "SoDinhDanh": found["citizenId"],
        "CoQuanQuanLy": found["managingBody"],
        "MaDonVi": found["unit"],
        "SoHieu": found["staffNo"],
        "TrangThai": found["state"],
        "SoThuTu": str(found["sequence"]),
        "SoPhienBan": str(found["version"]),
        "MaBam": found["digest"],
        "PhienBan": reply.headers["ETag"].strip('"'),
        "DuLieu": groups,
    }


def _put(call: Call) -> Said:
    """Without a version a record is made, with one it is replaced."""
    mark = call.body.get("PhienBan")
    condition = {"if-match": f'"{mark}"'} if mark else {"if-none-match": "*"}
    body = checked(PersonIn, json.dumps(words.record_of(call.body)))
    path = {"citizenId": str(call.body.get("SoDinhDanh"))}
    reply = records.put(replace(call, path=path, body=body, headers=condition))
    found = json.loads(reply.body)
    mark = reply.headers["ETag"].strip('"')
    return {"SoPhienBan": str(found["version"]), "PhienBan": mark}


def _verify(call: Call) -> Said:
    _check_purpose(call)
    rows = call.body.get("DanhSach")
    names = {"SoDinhDanh": "citizenId", "HoTen": "fullName", "NgaySinh": "birthDate"}
    items = [
        {ours: words.iso(row.get(theirs)) for theirs, ours in names.items()}
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    ]
    body = checked(feeds.Verify, json.dumps({"items": items}))
    found = json.loads(records.verify(replace(call, body=body)).body)["results"]
    return {
        "DanhSach": [
            {"SoDinhDanh": one["citizenId"], "KetQua": _MATCHES[one["result"]]} for one in found
        ]
    }


def _changes(call: Call) -> Said:
    """By time: a window of five days at most, and a place in it."""
    since, until = _moment(call, "from_ts"), _moment(call, "to_ts")
    if not timedelta(0) <= until - since <= WINDOW:
        raise Problem(Code.DATA_INVALID, "a window has five days at most")
    offset, limit = call.body.get("offset", 0), call.body.get("limit", 100)
    if not (isinstance(offset, int) and isinstance(limit, int) and 0 < limit <= MOST_CHANGES):
        raise Problem(Code.DATA_INVALID, "offset and limit are numbers")
    query = {"groups": call.body.get("NhomDuLieu"), "unit": call.body.get("MaDonVi")}
    window = (since.timestamp(), until.timestamp())
    found = feed.between(call.register, call.caller, query, window)
    rows = [_change(one) for one in found[offset : offset + limit]]
    return {"DataCount": len(found), "DanhSach": rows}


def _change(said: Said) -> Said:
    snapshot = said["snapshot"]
    return {
        "MaSuKien": said["eventId"],
        "Loai": said["type"],
        "NhomDuLieu": said["group"],
        "SoDinhDanh": said["citizenId"],
        "MaDonVi": said["unit"],
        "NoiGui": said["sender"],
        "SoThuTu": str(said["sequence"]),
        "SoPhienBan": str(said["newVersion"]),
        "DuLieu": words.group_there(snapshot["rows"]) if snapshot else None,
    }


def _received(call: Call) -> Said:
    rows = call.body.get("DanhSach")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Problem(Code.INCOMPLETE, "give DanhSach")
    for row in rows:
        code = _ACKS.get(str(row.get("KetQua")), Ack.REJECTED)
        said = (str(row.get("MaSuKien")), code, str(row.get("GhiChu") or ""))
        feed.note_ack(call.register, call.caller, *said)
    return {"DataCount": len(rows)}


def _codelist(call: Call) -> Said:
    said = {"version": call.body.get("PhienBan")}
    inner = _other(call, queries.CodeListQuery, said, id="MaDanhMuc")
    found = json.loads(directory.codelist(inner).body)
    rows = [{"Ma": one["code"], "Ten": one["label"]} for one in found["rows"]]
    return {"MaDanhMuc": found["id"], "PhienBan": found["version"], "DanhSach": rows}


def _reconcile(call: Call) -> Said:
    said = {
        "unit": call.body.get("MaDonVi"),
        "asOf": words.iso(call.body.get("TaiNgay")),
        "cursor": call.body.get("TrangSau"),
        "limit": MOST_CHANGES,
    }
    found = json.loads(reconcile.compare(_other(call, queries.ReconcileQuery, said)).body)
    rows = [
        {
            "SoDinhDanh": one["citizenId"],
            "SoPhienBan": str(one["version"]),
            "MaBam": one["digest"],
        }
        for one in found["persons"]
    ]
    return {"MaGoc": found["root"], "DanhSach": rows, "TrangSau": found["cursor"]}


def _check_purpose(call: Call) -> None:
    if call.body.get("MucDich") not in _PURPOSES:
        raise Problem(Code.INCOMPLETE, "say MucDich")


def _moment(call: Call, name: str) -> datetime:
    try:
        return datetime.fromisoformat(str(call.body.get(name)))
    except ValueError as fault:
        raise Problem(Code.DATA_INVALID, f"{name} is no instant") from fault


def _other(call: Call, shape: type[Closed], said: Said, **path: str) -> Call:
    """The call as the other face would have it."""
    given = {name: value for name, value in said.items() if value is not None}
    query = checked(shape, json.dumps(given), is_full=True)
    parts = {name: str(call.body.get(theirs)) for name, theirs in path.items()}
    return replace(call, path=parts, query=query, headers={})


_CALLS: dict[str, tuple[str, Scope, Callable[[Call], Said]]] = {
    "guiBienDong": ("events", Scope.WRITE, _push),
    "layHoSo": ("person", Scope.READ, _person),
    "capNhatHoSo": ("put", Scope.WRITE, _put),
    "xacMinhHoSo": ("verify", Scope.READ, _verify),
    "danhSachBienDong": ("changes", Scope.READ, _changes),
    "danhDauHsThanhCong": ("ack", Scope.READ, _received),
    "layDanhMuc": ("codelist", Scope.READ, _codelist),
    "doiSoat": ("reconcile", Scope.READ, _reconcile),
}
