"""What an operator sees of the streams: numbers of the process, and whether there is room."""

import resource
from collections.abc import Iterator

from flask import current_app

from office.config import current_settings
from office.health import looked_at
from office.live.hub import hub_of
from office.live.room import files_wanted
from office.live.streams import STREAM, WAIT
from office.metrics import Figure, by_label, figure, measured


@measured
def _streams() -> Iterator[Figure]:
    hub = hub_of(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    taken = {kind: float(hub.taken(kind)) for kind in (STREAM, WAIT)}
    counts = hub.counts
    yield by_label("office_live_listeners", "Listeners of this process", "kind", taken)
    yield figure("office_live_told", "Events given to listeners since the start", counts.told)
    yield figure("office_live_lost", "Events that a full queue threw away", counts.lost)
    yield figure("office_live_refused", "Listeners told to ask and wait", counts.refused)


@looked_at("live streams")
def _room_for_listeners() -> Iterator[str]:
    wanted = files_wanted(current_settings().live_streams)
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        yield (
            f"a process may open {hard} files, and {wanted} are wanted for the listeners of"
            " OFFICE_LIVE_STREAMS: raise LimitNOFILE"
        )
