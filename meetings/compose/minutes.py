"""Minutes (biên bản) in the layout of Decree 30/2020/NĐ-CP, Annex III, sample 1.9, as PDF/A-3.

The manifest of the meeting lies inside as an associated file, so that every signature covers it.
"""

from dataclasses import asdict
from typing import Any

from meetings.compose.codes import qr_svg
from meetings.compose.course import body
from meetings.compose.facts import Attendant, Fingerprint, Minutes
from meetings.compose.manifest import NAME, grouped
from meetings.compose.typesetting import Pages, typeset
from meetings.compose.words import line

CHAIR_FIELD, SECRETARY_FIELD = "chuky1", "chuky2"
SIGNATURE_MM = (40.0, 20.0)
SIGNATURE_ROOM_MM = 30.0


def compose_minutes(minutes: Minutes) -> Pages:
    """Set the minutes; two places are ready for signatures: the secretary's and the chair's."""
    return typeset("minutes.typ", template_data(minutes), made_at=minutes.began, standard="a-3b")


def template_data(minutes: Minutes) -> dict[str, Any]:
    """Everything the template prints, as plain data."""
    return {
        "agency": line(minutes.agency).upper(),
        "parent": line(minutes.parent_agency).upper(),
        "number": line(minutes.number),
        "notation": line(minutes.notation),
        "title": "BIÊN BẢN",
        "abstract": abstract(minutes),
        "body": [asdict(block) for block in body(minutes)],
        "signers": [
            _signer("THƯ KÝ", minutes.secretary, SECRETARY_FIELD),
            _signer("CHỦ TỌA", minutes.chair, CHAIR_FIELD),
        ],
        "recipients": recipients(minutes),
        "room": SIGNATURE_ROOM_MM,
        "signature": dict(zip(("width", "height"), SIGNATURE_MM, strict=True)),
        "mark": _mark(minutes.fingerprint),
        "version": minutes.version,
    }


def abstract(minutes: Minutes) -> str:
    """The abstract (trích yếu) under the name of the paper, with a capital."""
    subject = line(minutes.subject).rstrip(".")
    return subject[:1].upper() + subject[1:]


def recipients(minutes: Minutes) -> list[str]:
    """Nơi nhận: the last line says where the master is kept."""
    given = [line(one).rstrip(";.") for one in minutes.recipients]
    return [*(f"- {one};" for one in given), f"- Lưu: {line(minutes.kept_at)}."]


def _signer(role: str, one: Attendant, mark: str) -> dict[str, str]:
    return {"role": role, "name": line(one.name), "mark": mark}


def _mark(mark: Fingerprint | None) -> dict[str, str] | None:
    if mark is None:
        return None
    return {
        "short": grouped(mark.sha256),
        "code": qr_svg(mark.address or f"sha256:{mark.sha256}"),
        "name": NAME,
        "manifest": mark.manifest.decode(),
    }
