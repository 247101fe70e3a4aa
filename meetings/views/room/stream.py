"""What happens in a meeting, as a channel that its room listens to."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import Response

from meetings import queries
from meetings.policy import Can
from meetings.views.blueprint import actor, bp, visible
from office import live
from office.live import streams
from office.permissions import require

NAME = "meetings"
RIGHTS = frozenset({"participant_removed", "participant", "changed", "cancelled"})


def _check(key: str) -> None:
    require(actor(), Can.ENTER, visible(UUID(key)))


def _since(positions: Mapping[str, int], most: int) -> Iterable[live.Told]:
    return [
        live.Told(str(uid), number, kind)
        for uid, number, kind in queries.events_since(
            {UUID(key): at for key, at in positions.items()}, most
        )
    ]


live.register(
    live.Channel(NAME, _check, lambda key: queries.last_number(UUID(key)), _since, RIGHTS)
)


@bp.get("/<uuid:uid>/events")
def events(uid: UUID) -> Response:
    """The numbers and kinds of what happens, as it happens."""
    return streams.answer(NAME, str(uid))
