"""What is particular in some dossiers of the demo: of the same officials each time."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from personnel.demo.lives import Cast, Life, Raw

FIRST = 1000  # officials without an account are numbered from here
REFORM = date(2025, 7, 1)
PLANNED = ("Trưởng phòng", "Phó Trưởng phòng", "Phó Giám đốc Sở")
PERIOD = "2026-2031"


def place_of(cast: Cast) -> int:
    """Where an official without an account stands among the others; −1 for all the rest."""
    return cast.number - FIRST


def category(cast: Cast) -> str:
    """A few serve by contract, the leaders are cadres."""
    if cast.role == "leader":
        return "can_bo"
    return "hop_dong" if place_of(cast) % 60 == 9 else "cong_chuc"


def present_post(cast: Cast, today: date) -> Mapping[str, Any]:
    """Deputies of rooms have a term; of some it ends soon."""
    if not cast.title.startswith("Phó Trưởng phòng"):
        return {}
    ends = today + timedelta(days=40 + place_of(cast) % 100 * 9)
    return {"kind": "appoint", "leadership": "deputy", "term_end": ends.isoformat()}


def particular(cast: Cast, life: Life, today: date) -> Iterator[Raw]:
    """Plans, contracts, absences, discipline and ends of service of the others."""
    place = place_of(cast)
    if place < 0:
        return
    if place % 12 == 3:
        wanted = PLANNED[place % len(PLANNED)]
        yield "planning", {"title": wanted, "unit": cast.agency, "period": PERIOD}, REFORM, None
    if place % 60 == 9:
        number = {"kind": "fixed", "number": f"{place:02d}/HĐLĐ", "job": cast.title}
        ends = today + timedelta(days=20 + place // 3)
        yield "contract", number, max(life.recruited, REFORM), ends
    yield from _away(place, today)
    yield from _kept(place)


def _away(place: int, today: date) -> Iterator[Raw]:
    begun = today - timedelta(days=20)
    if place in (21, 141):
        back = today + timedelta(days=160)
        yield "leave", {"kind": "maternity", "reason": "Nghỉ thai sản"}, begun, back
    if place == 62:
        back = today + timedelta(days=70)
        yield "leave", {"kind": "unpaid", "reason": "Chăm sóc người thân"}, begun, back
    if place in (34, 154):
        ends = today + timedelta(days=50)
        values = {
            "kind": "second",
            "unit": "Ban Quản lý dự án số hóa",
            "title": "Chuyên viên biệt phái",
            "position": "Chuyên viên",
            "function": "official",
            "is_primary": False,
            "term_end": ends.isoformat(),
        }
        yield "assignment", values, max(REFORM, ends - timedelta(days=1000)), ends


def _kept(place: int) -> Iterator[Raw]:
    if place % 70 == 11:
        behaviour = "Chậm trễ trong giải quyết hồ sơ của công dân"
        values = {"form": "khien_trach", "behaviour": behaviour, "effect_ends": "01/03/2026"}
        yield "discipline", values, date(2025, 3, 1), None
    if place % 50 == 7:
        values = {
            "kind": "position",
            "unit": "coefficient",
            "value": "0,20",
            "reserved_until": "31/12/2026",
        }
        yield "allowance", values, REFORM, date(2027, 1, 1)
    gone = {45: ("retire", date(2026, 5, 1)), 58: ("die", date(2026, 3, 15))}
    if place in gone:
        kind, on = gone[place]
        yield "exit", {"kind": kind}, on, None
