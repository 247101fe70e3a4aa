"""Who may connect, the units and the code lists: a JSON file in the data folder."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from personnel.national.codes import KEPT_DAYS, Scope

AGENCY = "G99"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One system that may call; ``H99.*`` among its agencies means everything below H99."""

    client_id: str
    secret: str
    agencies: tuple[str, ...]
    scopes: frozenset[str]

    def owns(self, code: str) -> bool:
        return any(_covers(pattern, code) for pattern in self.agencies)


def _covers(pattern: str, code: str) -> bool:
    return code == pattern or (pattern.endswith(".*") and code.startswith(pattern[:-1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole of it; unsigned bodies are taken only where the file says so."""

    agency: str
    clients: tuple[Client, ...]
    keys: dict[str, list[dict[str, Any]]]
    units: list[dict[str, Any]]
    codelists: list[dict[str, Any]]
    is_signed: bool
    cursor_days: float

    def client(self, client_id: str) -> Client | None:
        return next((one for one in self.clients if one.client_id == client_id), None)


def load(path: Path) -> Config:
    """The file's content; a missing file is written with fictional agencies and fresh secrets."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        text = json.dumps(defaults(), ensure_ascii=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")
    return parsed(json.loads(path.read_text(encoding="utf-8")))


def parsed(values: dict[str, Any]) -> Config:
    return Config(
        agency=values.get("agency", AGENCY),
        clients=tuple(
            Client(
                client_id=item["client_id"],
                secret=item["secret"],
                agencies=tuple(item["agencies"]),
                scopes=frozenset(item.get("scopes", list(Scope))),
            )
            for item in values["clients"]
        ),
        keys={item["client_id"]: item.get("keys", []) for item in values["clients"]},
        units=values.get("units") or units(),
        codelists=values.get("codelists") or codelists(),
        is_signed=values.get("signature", "required") == "required",
        cursor_days=float(values.get("cursor_days", KEPT_DAYS)),
    )


def defaults() -> dict[str, Any]:
    """A province H99 that connects and its neighbour H98, which a script may play."""
    return {
        "agency": AGENCY,
        "clients": [_client("congvu.demo", "H99"), _client("neighbour.demo", "H98")],
        "units": units(),
        "codelists": codelists(),
        "signature": "required",
        "cursor_days": KEPT_DAYS,
    }


def _client(client_id: str, province: str) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "secret": secrets.token_hex(24),
        "agencies": [province, f"{province}.*"],
        "scopes": [str(scope) for scope in Scope],
        "keys": [],
    }


def units() -> list[dict[str, Any]]:
    """A fictional tree."""
    rows = (
        ("G99", None, "Bộ Mẫu"),
        ("H98", None, "Ủy ban nhân dân tỉnh Láng Giềng"),
        ("H98.2", "H98", "Sở Nội vụ tỉnh Láng Giềng"),
        ("H99", None, "Ủy ban nhân dân tỉnh Mẫu"),
        ("H99.2", "H99", "Sở Nội vụ tỉnh Mẫu"),
        ("H99.3.12", "H99", "Ủy ban nhân dân xã Mẫu Một"),
        ("H99.3.13", "H99", "Ủy ban nhân dân xã Mẫu Hai"),
    )
    return [
        {"code": code, "parent": parent, "name": name, "validFrom": "2025-07-01", "validTo": None}
        for code, parent, name in rows
    ]


def codelists() -> list[dict[str, Any]]:
    """The two lists that every record names; the register checks only codes of lists it holds."""
    return [
        {"id": "sex", "version": "2026", "rows": _rows({"1": "Nam", "2": "Nữ"})},
        {
            "id": "category",
            "version": "2026",
            "rows": _rows(
                {
                    "can_bo": "Cán bộ",
                    "cong_chuc": "Công chức",
                    "vien_chuc": "Viên chức",
                    "hop_dong": "Hợp đồng lao động",
                    "luc_luong_khac": "Lực lượng khác",
                }
            ),
        },
    ]


def _rows(labels: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"code": code, "label": label, "validFrom": None, "validTo": None}
        for code, label in labels.items()
    ]
