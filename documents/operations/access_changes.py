"""What every change of access goes through, of a document as of a work file; part of other acts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.models import AccessChange, AccessKind, AccessState, WorkFileItem
from documents.operations.wording import needed
from office import clock, notices
from office.errors import Invalid, Refusal
from office.i18n import _
from office.lifecycle import Lifecycle
from office.permissions import Actor

OF_A_DESK = (AccessKind.GRANT, AccessKind.WITHDRAW)
SAME = {"kind", "desk_id", "item_id"}


@dataclass(frozen=True)
class AccessWish:
    """What is to change, for which desk or record, why, and who of a document's is to confirm."""

    kind: AccessKind
    to_desk_id: int | None
    reason: str
    desk_id: int | None = None
    item: WorkFileItem | None = None

    @property
    def is_of_a_desk(self) -> bool:
        """Whether it changes what one desk reads, and not what all do."""
        return self.kind in OF_A_DESK


def wished(wish: AccessWish, by: Actor, **more: Any) -> dict[str, Any]:
    """What is kept of a wish: what, why, who asked and when."""
    return {
        "kind": wish.kind,
        "desk_id": wish.desk_id if wish.is_of_a_desk else None,
        "state": AccessState.ASKED,
        "reason": needed(wish.reason),
        "asked_at": clock.now(),
        "asked_by": by.name,
        "asked_desk_id": by.desk_id,
    } | more


def refuse_doubled(waiting: Iterable[AccessChange], facts: Mapping[str, Any]) -> None:
    """What waits for confirmation is not asked for once more."""
    named = SAME & facts.keys()
    if any(all(getattr(one, name) == facts[name] for name in named) for one in waiting):
        raise Refusal(_("This change was asked for already and waits for confirmation."))


def refuse_idle(wish: AccessWish, *, reads: bool) -> None:
    """Nothing is given to whom it is open, nor taken from whom it was never given."""
    words = ""
    if wish.kind is AccessKind.GRANT and reads:
        words = _("This desk has access already.")
    elif wish.kind is AccessKind.WITHDRAW and not reads:
        words = _("This desk was not given access.")
    if words:
        raise Invalid(words, fields={"desk": words})


def settle(table: Lifecycle, change: AccessChange, move: str, by: Actor) -> None:
    """Confirm, refuse or withdraw by its table, and keep who did so."""
    table.advance(change, move, by, kind=change.kind, desk=change.desk_id)
    change.decided_at, change.decided_by = clock.now(), by.name


def tell(change: AccessChange, desk_id: int | None, text: object, url: str) -> None:
    """A desk learns how a change stands now."""
    if desk_id is not None:
        kind = f"access_{change.state.value}"
        notices.tell(desk_id, kind=kind, text=text, url=url, key=f"access:{change.uid}:{kind}")
