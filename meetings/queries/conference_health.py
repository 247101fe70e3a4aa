"""What the doctor says of conference servers."""

import shutil
from collections.abc import Iterator

from meetings.engines import choice
from meetings.engines.janus import film, place
from meetings.engines.port import EngineGone
from meetings.queries import media
from office.config import current_settings
from office.health import looked_at

LEAST_SPACE = 5 << 30


@looked_at("conferences")
def conferences() -> Iterator[str]:
    """A server that is not kept although meetings need it, tools without which there is no film."""
    settings = current_settings()
    if settings.livekit_url and choice.livekit_of(settings) is None:
        yield "LiveKit is named without its key or secret: OFFICE_LIVEKIT_KEY, …_SECRET_FILE"
    if settings.jitsi_url and choice.jitsi_of(settings) is None:
        yield "Jitsi is named without its secret: set OFFICE_JITSI_SECRET_FILE"
    if settings.janus and place.installed():
        yield from _janus()


def _janus() -> Iterator[str]:
    settings = current_settings()
    if not film.is_possible():
        yield "recorded tracks cannot be composed: apt install janus-tools ffmpeg"
    if not media.embedded_rooms():
        return
    if shutil.disk_usage(settings.data_dir).free < LEAST_SPACE:
        yield "less than 5 GiB of disk is free for the recordings of conferences"
    try:
        choice.running_janus(settings).janus.info()
    except EngineGone:
        yield "a meeting in session waits for its conference room: start `office media`"
