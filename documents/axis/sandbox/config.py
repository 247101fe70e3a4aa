"""Who may connect and who is in the address book: a JSON file in the data folder."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCRIPTS: dict[str, list[dict[str, Any]]] = {
    "document": [{"after": 0.5, "status": "01"}, {"after": 2, "status": "03"}],
    "recall": [{"after": 0.5, "status": "15"}],
}
_MINISTRY: dict[str, list[dict[str, Any]]] = {
    "document": [
        {"after": 0.5, "status": "01"},
        {"after": 1.5, "status": "03"},
        {"after": 4, "status": "06"},
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One system that may call; ``H99.*`` among its codes means everything below H99."""

    system_id: str
    secret: str
    organ_ids: tuple[str, ...]

    def owns(self, code: str) -> bool:
        return any(_covers(pattern.upper(), code.upper()) for pattern in self.organ_ids)


def _covers(pattern: str, code: str) -> bool:
    return code == pattern or (pattern.endswith(".*") and code.startswith(pattern[:-1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole of it; ``default_receiver`` takes what names nobody known."""

    connections: tuple[Connection, ...]
    agencies: tuple[dict[str, str], ...]
    scripts: dict[str, dict[str, list[dict[str, Any]]]]
    max_skew_seconds: float

    def connection(self, system_id: str) -> Connection | None:
        return next((c for c in self.connections if c.system_id == system_id), None)

    def owner(self, code: str) -> Connection | None:
        return next((c for c in self.connections if c.owns(code)), None)

    def agency(self, code: str) -> dict[str, str] | None:
        """By any of the codes that an agency has or had."""
        wanted = code.upper()
        for entry in self.agencies:
            if wanted in {entry.get(k, "").upper() for k in ("code", "oldCode", "code102")}:
                return entry
        return None

    def knows(self, code: str) -> bool:
        return bool(code) and (self.owner(code) is not None or self.agency(code) is not None)

    @property
    def default_receiver(self) -> str:
        return self.connections[0].organ_ids[0].removesuffix(".*")


def load(path: Path) -> Config:
    """The file's content; a missing file is written with fictional agencies and a fresh secret."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        text = json.dumps(defaults(), ensure_ascii=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")
    return parsed(json.loads(path.read_text(encoding="utf-8")))


def parsed(values: dict[str, Any]) -> Config:
    return Config(
        connections=tuple(
            Connection(
                system_id=item["system_id"],
                secret=item["secret"],
                organ_ids=tuple(item["organ_ids"]),
            )
            for item in values["connections"]
        ),
        agencies=tuple(values.get("agencies") or agencies()),
        scripts=values.get("scripts") or default_scripts(),
        max_skew_seconds=float(values.get("max_skew_seconds", 900)),
    )


def defaults() -> dict[str, Any]:
    """A province H99 as the one connected system; the others are played by the sandbox."""
    connection = {
        "system_id": "congvu.demo",
        "secret": secrets.token_hex(24),
        "organ_ids": ["H99", "H99.*", "000.00.00.H99"],
    }
    return {
        "connections": [connection],
        "agencies": agencies(),
        "scripts": default_scripts(),
        "max_skew_seconds": 900,
    }


def default_scripts() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Everybody acknowledges; the ministry also reports completion."""
    return {"*": _SCRIPTS, "000.00.00.G98": _MINISTRY}


def agencies() -> list[dict[str, str]]:
    """A fictional address book."""
    rows = (
        ("1", "", "000.00.00.G98", "Bộ Mẫu", "", "000.00.00.G98"),
        ("2", "1", "000.00.11.G98", "Cục Chuyển đổi mẫu, Bộ Mẫu", "", "000.00.11.G98"),
        ("3", "", "000.00.00.G97", "Bộ Thử nghiệm", "", "000.00.00.G97"),
        ("4", "", "H98", "Ủy ban nhân dân tỉnh Láng Giềng", "000.00.00.H98", "000.00.00.H98"),
        ("5", "4", "H98.2", "Sở Nội vụ tỉnh Láng Giềng", "000.00.02.H98", "000.00.02.H98"),
        ("6", "4", "H98.7.1", "Ủy ban nhân dân xã Láng Trên", "", ""),
        ("7", "", "H99", "Ủy ban nhân dân tỉnh Mẫu", "000.00.00.H99", "000.00.00.H99"),
        ("8", "7", "H99.1", "Văn phòng Ủy ban nhân dân tỉnh Mẫu", "000.00.01.H99", ""),
        ("9", "7", "H99.2", "Sở Nội vụ tỉnh Mẫu", "000.00.02.H99", ""),
        ("10", "7", "H99.3.12", "Ủy ban nhân dân xã Mẫu Một", "", ""),
        ("11", "7", "H99.3.13", "Ủy ban nhân dân xã Mẫu Hai", "", ""),
    )
    return [
        {
            "id": number,
            "pid": parent,
            "code": code,
            "name": name,
            "mail": "",
            "oldCode": old,
            "code102": code_102,
        }
        for number, parent, code, name, old, code_102 in rows
    ]
