"""Makes the far side act after the issue: recall, update, replace; take back, agree, refuse.

Everything is said about a document that passed here, named by its identifier or its symbol.
"""

from dataclasses import replace
from typing import Any

from documents.axis.codes import BusinessKind, MessageKind, StatusCode, document_key
from documents.axis.sandbox import letters, wallclock
from documents.axis.sandbox.axis import SPOKEN, Axis
from documents.axis.sandbox.replies import Problem, Reply, Request, as_json, json_of
from documents.axis.sandbox.store import Row

KINDS = {
    "recall": BusinessKind.RECALL,
    "update": BusinessKind.UPDATE,
    "replacement": BusinessKind.REPLACE,
}
REASONS = {
    BusinessKind.RECALL: "Thu hồi văn bản do ban hành nhầm",
    BusinessKind.UPDATE: "Cập nhật thông tin văn bản",
    BusinessKind.REPLACE: "Thay thế văn bản đã ban hành",
}
TAKE_BACK = "Đề nghị lấy lại văn bản"


def ask(axis: Axis, request: Request) -> Reply:
    """``{"kind": "recall"|"update"|"replacement", "about", "reason"?, …}`` of its sender.

    An update takes ``subject``, ``priority``, ``added`` and ``removed`` (codes of receivers);
    a replacement takes ``number``, ``notation`` and ``subject`` of the new document.
    """
    values = json_of(request)
    kind = KINDS.get(str(values.get("kind")))
    if kind is None:
        raise Problem(422, f"kind is one of {', '.join(KINDS)}")
    rows = _about(axis, values)
    made = _of_kind(_again(axis, rows, values, kind), rows, values)
    return _laid_out(axis, letters.letter(made), [one.code for one in made.receivers])


def say(axis: Axis, request: Request) -> Reply:
    """``{"status", "about", "agency"?, "description"?}``: 13 comes of the sender, others go to it.

    ``agency`` says which receiver speaks, or for 13 who is spoken to; the first one unless named.
    """
    values = json_of(request)
    code = str(values.get("status", ""))
    if code not in set(StatusCode):
        raise Problem(422, f"status is one of {', '.join(StatusCode)}")
    rows = _about(axis, values)
    first = rows[0]
    other = str(values.get("agency") or first["receiver"] or axis.config.default_receiver)
    asks_back = code == StatusCode.TAKE_BACK
    speaks, hears = (first["sender"], other) if asks_back else (other, first["sender"])
    data = letters.status(
        sender=_agency(axis, speaks),
        answered=letters.Answered(
            organ_id=hears,
            code=first["code"],
            issued=first["issued"][:10],
            document_id=first["document_id"],
        ),
        code=code,
        description=str(values.get("description") or SPOKEN.get(StatusCode(code), TAKE_BACK)),
        at=wallclock.local_text(wallclock.now()),
    )
    return _laid_out(axis, data, [hears])


def _about(axis: Axis, values: Row) -> list[Row]:
    """The document that is spoken about, once for each of its deliveries."""
    about = str(values.get("about", ""))
    wanted = "m.kind = ? AND (m.document_id = ? OR m.code = ?)"
    rows = axis.store.listed(wanted, MessageKind.DOCUMENT.value, about, about)
    if not rows:
        raise Problem(404, "no document of this identifier or symbol passed here")
    return [row for row in rows if row["id"] == rows[0]["id"]]


def _again(axis: Axis, rows: list[Row], values: Row, kind: BusinessKind) -> letters.Letter:
    """The header of the document once more, as captured recalls carry it."""
    first = rows[0]
    number, _mark, notation = first["code"].partition("/")
    return letters.Letter(
        sender=_agency(axis, first["sender"]),
        receivers=[_agency(axis, code) for code in _receivers(rows)],
        number=number,
        notation=notation,
        issued=first["issued"][:10],
        subject=str(values.get("subject") or first["subject"]),
        files=[],
        sent_at=wallclock.local_text(wallclock.now()),
        business=kind,
        reason=str(values.get("reason") or REASONS[kind]),
        document_id=first["document_id"],
        about=first["document_id"],
        priority=str(values.get("priority", "0")),
    )


def _of_kind(made: letters.Letter, rows: list[Row], values: Row) -> letters.Letter:
    if made.business is BusinessKind.UPDATE:
        return _updating(made, rows, values)
    if made.business is BusinessKind.REPLACE:
        return _replacing(made, rows, values)
    return made


def _updating(made: letters.Letter, rows: list[Row], values: Row) -> letters.Letter:
    removed, added = _codes(values, "removed"), _codes(values, "added")
    changes = [(code, "0") for code in removed] + [(code, "1") for code in added]
    new = [letters.Agency(code=code, name=code) for code in added if code not in _receivers(rows)]
    is_changed = bool(values.get("subject") or "priority" in values)
    return replace(
        made,
        receivers=[*made.receivers, *new],
        content_changed="1" if is_changed else "0",
        receiver_changes=changes,
        files=_page(made) if added else [],
    )


def _replacing(made: letters.Letter, rows: list[Row], values: Row) -> letters.Letter:
    """A document with its own number of today; who had the former one is named."""
    today = wallclock.local_text(wallclock.now(), "%Y/%m/%d")
    number = str(values.get("number") or wallclock.local_text(wallclock.now(), "%H%M%S"))
    notation = str(values.get("notation") or made.notation)
    new = replace(
        made,
        number=number,
        notation=notation,
        issued=today,
        document_id=document_key(made.sender.code, today, f"{number}/{notation}"),
        about="",
        replaced=[(made.document_id, _receivers(rows))],
    )
    return replace(new, files=_page(new))


def _page(made: letters.Letter) -> list[tuple[str, bytes]]:
    page = letters.one_page([f"No. {made.number}/{made.notation}", made.subject])
    return [(f"{made.number}.pdf", page)]


def _codes(values: Row, name: str) -> list[str]:
    given: Any = values.get(name, [])
    if not isinstance(given, list):
        raise Problem(422, f"{name} is a list of codes")
    return [str(code) for code in given]


def _receivers(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row["receiver"] for row in rows if row["receiver"]))


def _agency(axis: Axis, code: str) -> letters.Agency:
    listed = axis.config.agency(code) or {}
    return letters.Agency(code=code, name=listed.get("name", code))


def _laid_out(axis: Axis, data: bytes, receivers: list[str]) -> Reply:
    own_id = axis.take(data, receivers=receivers, source="request", call="inject")
    return as_json({"message": own_id, "to": receivers})
