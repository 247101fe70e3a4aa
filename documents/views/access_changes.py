"""Changes of access as the pages of a document and of a work file list, ask and settle them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from documents.forms.answers import Filled, answer
from documents.lifecycle import DOCUMENT_ACCESS, FILE_ACCESS
from documents.models import (
    AccessChange,
    AccessKind,
    AccessState,
    Document,
    DocumentAccess,
    WorkFile,
    WorkFileAccess,
)
from office.i18n import _, _l
from office.permissions import Actor
from office.ui.parts import Act
from office.ui.toasts import toast
from office.units import queries as units

TABLES = {DocumentAccess: DOCUMENT_ACCESS, WorkFileAccess: FILE_ACCESS}
WAYS = {
    DocumentAccess: {
        "confirm": "documents.access_confirmation",
        "refuse": "documents.access_refusal",
        "withdraw": "documents.access_withdrawal",
    },
    WorkFileAccess: {
        "confirm": "workfiles.confirm_access",
        "refuse": "workfiles.refuse_access",
        "withdraw": "workfiles.withdraw_access",
    },
}
LOOKS = {"confirm": ("go-on", "check"), "refuse": ("", "x"), "withdraw": ("", "undo")}
TONES = {AccessState.CONFIRMED: "ok", AccessState.REFUSED: "bad"}
FIRST = {"kind": AccessKind.GRANT.value}
CONFIRMED = _l("The change of access holds from now on.")
REFUSED = _l("The access stays as it was.")
WITHDRAWN = _l("The wish is withdrawn; the access stays as it was.")


@dataclass(frozen=True)
class ChangeLine:
    """One of them: of what, on whom it waits, how it stands, and what the reader may do."""

    change: AccessChange
    of: str
    waits_for: str
    tone: str
    acts: list[Act]


def lines_of(
    record: Document | WorkFile,
    changes: Sequence[AccessChange],
    reader: Actor,
    titles: Mapping[int, str] | None = None,
) -> list[ChangeLine]:
    """The changes as they stand; `titles` are those of the records of a work file."""
    named = {desk_id for one in changes for desk_id in (one.desk_id, _confirmer(one)) if desk_id}
    names = units.desk_labels(named)
    return [_line(one, _of(one, names, titles or {}), names, record.uid, reader) for one in changes]


def _of(change: AccessChange, names: Mapping[int, str], titles: Mapping[int, str]) -> str:
    if change.desk_id:
        return names[change.desk_id]
    item_id = change.item_id if isinstance(change, WorkFileAccess) else None
    return titles.get(item_id or 0, "")


def _confirmer(change: AccessChange) -> int:
    return change.to_desk_id if isinstance(change, DocumentAccess) else 0


def _line(
    change: AccessChange, of: str, names: Mapping[int, str], uid: UUID, reader: Actor
) -> ChangeLine:
    return ChangeLine(
        change=change,
        of=of,
        waits_for=names.get(_confirmer(change), ""),
        tone=TONES.get(change.state, ""),
        acts=_acts(change, uid, reader),
    )


def _acts(change: AccessChange, uid: UUID, reader: Actor) -> list[Act]:
    """What the table of its states allows the reader now."""
    ways = WAYS[type(change)]
    moves = TABLES[type(change)].moves(change, reader)
    return [
        Act(
            str(move.label),
            url_for(ways[move.name], uid=uid, change_uid=change.uid),
            *LOOKS[move.name],
        )
        for move in moves
        if move.name in ways
    ]


def asked(act: Callable[[], object], back: str, page: Callable[[Filled], Response]) -> Response:
    """Answer the form by which a change is asked for."""

    def go() -> Response:
        act()
        return settled(_("The change waits for confirmation; until then nothing changes."), back)

    return answer(go, page, request.form)


def settled(done: Any, back: str) -> Response:
    """Go back to the record and say there what became of the change."""
    toast(done)
    return redirect(back, code=303)
