"""How the gateway writes what the register holds."""

import json
import re
from collections.abc import Mapping
from typing import Any

from personnel.national.codes import SPEC_VERSION

Said = dict[str, Any]
_ROW = {
    "MaDong": "rowId",
    "MaQuaTrinh": "lineId",
    "Ngan": "slot",
    "KetThuc": "ends",
    "ThoiDiemGhi": "recordedAt",
    "QuyetDinh": "decision",
}
_VALUES = {
    "HoTen": "full_name",
    "NgaySinh": "birth_date",
    "HeSo": "coefficient",
    "MocTinhBac": "step_since",
}
_DAYS = frozenset({"birth_date", "step_since"})
_ACKS = {"accepted": "DA_NHAN", "duplicate": "DA_CO", "deferred": "CHO", "rejected": "TU_CHOI"}


def iso(text: Any) -> Any:
    """Of dd/MM/yyyy; months and years alone too."""
    if not isinstance(text, str) or not re.fullmatch(r"(\d\d/){0,2}\d{4}", text):
        return text
    return "-".join(reversed(text.split("/")))


def local(text: Any) -> Any:
    """To dd/MM/yyyy."""
    return "/".join(reversed(text.split("-"))) if isinstance(text, str) else text


def event_of(said: Said) -> Said:
    """An event as the other face has it; what is missing is found by the same check as there."""
    base = _number(said.get("PhienBanGoc"))
    return {
        "specVersion": SPEC_VERSION,
        "eventId": said.get("MaSuKien"),
        "correlationId": said.get("MaLienKet"),
        "sequence": _number(said.get("SoThuTu")),
        "type": said.get("Loai"),
        "group": said.get("NhomDuLieu"),
        "sender": _inner(said.get("NoiGui")),
        "receiver": {"agencyCode": said.get("NoiNhan")},
        "subject": {
            "citizenId": said.get("SoDinhDanh"),
            "staffNo": said.get("SoHieu"),
            "unit": said.get("MaDonVi"),
        },
        "effectiveFrom": iso(said.get("NgayHieuLuc")),
        "recordedAt": said.get("ThoiDiemGhi"),
        "baseVersion": base,
        "newVersion": base + 1 if isinstance(base, int) else base,
        "change": _inner(said.get("ThayDoi")),
        "snapshot": group_of(said.get("DuLieu")),
        "evidence": _inner(said.get("CanCu")),
        "legalBasis": [one for one in str(said.get("CanCuPhapLy", "")).split(";") if one],
        "reason": said.get("LyDo"),
    }


def record_of(said: Said) -> Said:
    """A whole record."""
    found = said.get("DuLieu")
    if isinstance(found, dict):
        found = {name: group_of(one) for name, one in found.items()}
    return {
        "managingBody": said.get("CoQuanQuanLy"),
        "unit": said.get("MaDonVi"),
        "staffNo": said.get("SoHieu"),
        "sequence": _number(said.get("SoThuTu")),
        "groups": found,
    }


def said_of_result(result: Mapping[str, Any]) -> Said:
    """The answer to one event."""
    told: Said = {"MaSuKien": result["eventId"], "KetQua": _ACKS[result["ack"]]}
    for theirs, ours in (
        ("MaLoi", "code"),
        ("SoPhienBan", "newVersion"),
        ("PhienBanHienTai", "currentVersion"),
        ("ChoSoThuTu", "expected"),
    ):
        if ours in result:
            told[theirs] = str(result[ours])
    if "etag" in result:
        told["PhienBan"] = result["etag"].strip('"')
    if "conflictId" in result:
        told["MaXungDot"] = result["conflictId"]
    if "errors" in result:
        told["Loi"] = [fault(one) for one in result["errors"]]
    return told


def fault(error: Mapping[str, str]) -> Said:
    return {
        "ViTri": error["pointer"],
        "QuyTac": error["rule"],
        "MoTa": error.get("message", ""),
    }


def group_there(rows: list[Said]) -> Said:
    return {"DanhSach": [_row_there(row) for row in rows]}


def group_of(said: Any) -> Any:
    rows = said.get("DanhSach") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        return said
    return {"rows": [_row_of(row) if isinstance(row, dict) else row for row in rows]}


def _row_there(row: Said) -> Said:
    found = {theirs: row[ours] for theirs, ours in _ROW.items()}
    return {
        **found,
        "TuNgay": local(row["validFrom"]),
        "DenNgay": local(row["validTo"]),
        "ThuTu": str(row["order"]),
        "GiaTri": _values_there(row["values"]),
    }


def _row_of(said: Said) -> Said:
    found = {ours: said.get(theirs) for theirs, ours in _ROW.items()}
    return {
        **found,
        "validFrom": iso(said.get("TuNgay")),
        "validTo": iso(said.get("DenNgay")),
        "order": _number(said.get("ThuTu")),
        "values": _values_of(said.get("GiaTri")),
    }


def _values_there(values: Said) -> Said:
    names = {ours: theirs for theirs, ours in _VALUES.items()}
    return {names.get(name, name): _value_there(name, one) for name, one in values.items()}


def _value_there(name: str, value: Any) -> Any:
    if name in _DAYS:
        return local(value)
    return value.replace(".", ",") if name == "coefficient" and isinstance(value, str) else value


def _values_of(values: Any) -> Any:
    if not isinstance(values, dict):
        return values
    named = {_VALUES.get(str(name), str(name)): value for name, value in values.items()}
    return {name: _value_of(name, value) for name, value in named.items()}


def _value_of(name: str, value: Any) -> Any:
    if name in _DAYS:
        return iso(value)
    return value.replace(",", ".") if name == "coefficient" and isinstance(value, str) else value


def _number(text: Any) -> Any:
    return int(text) if isinstance(text, str) and re.fullmatch(r"[0-9]{1,10}", text) else text


def _inner(text: Any) -> Any:
    """A part that travels as text."""
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text
