"""What conference servers of others report: signed, bounded, and believed once."""

from collections.abc import Callable

import structlog
from flask import Response, abort, request

from meetings.engines import choice, jitsi, livekit
from meetings.engines.port import BadHook, Event, Kind, Unasked
from meetings.engines.tokens import LARGEST_HOOK, WeakSecret
from meetings.operations import media as operations
from meetings.queries import media
from meetings.views.blueprint import bp
from office import clock
from office.config import current_settings
from office.permissions import SYSTEM
from office.web import proves_itself, public

Read = Callable[[bytes], tuple[str, Event]]
log = structlog.get_logger(__name__)


@bp.post("/hooks/livekit")
@public
@proves_itself
def livekit_hook() -> Response:
    """A LiveKit server tells of its rooms and its recorder."""
    server = choice.livekit_of(current_settings())
    if server is None:
        abort(404)
    proof = request.headers.get("Authorization", "")
    return _taken(
        Kind.LIVEKIT,
        lambda body: livekit.hook(server, authorization=proof, body=body, now=clock.now()),
    )


@bp.post("/hooks/jitsi")
@public
@proves_itself
def jitsi_hook() -> Response:
    """The finishing script of a Jitsi recorder tells what it made."""
    server = choice.jitsi_of(current_settings())
    if server is None:
        abort(404)
    proof = request.headers.get("X-Jitsi-Signature", "")
    return _taken(
        Kind.JITSI, lambda body: jitsi.hook(server, signature=proof, body=body, now=clock.now())
    )


def _taken(kind: Kind, read: Read) -> Response:
    """204 for what is believed, also when it was told before: a server need not tell it again."""
    try:
        number, event = read(request.stream.read(LARGEST_HOOK + 1))
    except Unasked:
        return Response(status=204)
    except (BadHook, WeakSecret) as fault:
        log.warning("hook_refused", kind=kind, reason=str(fault))
        abort(403)
    meeting = media.meeting_of_room(event.room)
    if meeting is not None and not meeting.is_classified:
        operations.take_report(meeting, number, event, kind=kind, by=SYSTEM)
    return Response(status=204)
