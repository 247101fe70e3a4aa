"""Which engines this installation has, as its settings say, and the one that a meeting names."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from meetings.engines import jitsi, livekit
from meetings.engines.janus import place as janus
from meetings.engines.janus.engine import JanusEngine
from meetings.engines.outside import LinkEngine, NoEngine
from meetings.engines.port import EngineGone, Kind, MediaEngine
from office.config import Settings, current_settings
from office.fetch import PORTS, Destination, allows


def offered(settings: Settings) -> list[Kind]:
    """What a meeting may choose from here; the first is what it has when nobody chooses."""
    found = [Kind.NONE, Kind.LINK]
    if settings.janus and janus.installed():
        found.append(Kind.JANUS)
    if livekit_of(settings):
        found.append(Kind.LIVEKIT)
    if jitsi_of(settings):
        found.append(Kind.JITSI)
    return found


def engine(kind: Kind, settings: Settings) -> MediaEngine:
    """The driver; `EngineGone` where the installation has it no more, or it does not run."""
    if kind is Kind.JANUS:
        return running_janus(settings)
    found = _others(kind, settings)
    if found is None:
        raise EngineGone(kind)
    return found


def running_janus(settings: Settings) -> JanusEngine:
    """The embedded server; `EngineGone` while it does not run."""
    place = janus.found(settings.data_dir)
    if place is None:
        raise EngineGone(Kind.JANUS)
    return JanusEngine(place, settings.data_dir)


def _others(kind: Kind, settings: Settings) -> MediaEngine | None:
    if kind is Kind.LIVEKIT:
        live = livekit_of(settings)
        return livekit.LiveKitEngine(live) if live else None
    if kind is Kind.JITSI:
        own = jitsi_of(settings)
        return jitsi.JitsiEngine(own) if own else None
    return LinkEngine() if kind is Kind.LINK else NoEngine()


def livekit_of(settings: Settings) -> livekit.Server | None:
    """LiveKit, where an operator named one."""
    secret = secret_in(settings.livekit_secret_file)
    if not (settings.livekit_url and settings.livekit_key and secret):
        return None
    return livekit.Server(settings.livekit_url.rstrip("/"), settings.livekit_key, secret)


def jitsi_of(settings: Settings) -> jitsi.Server | None:
    """Jitsi, where an operator named one."""
    secret = secret_in(settings.jitsi_secret_file)
    domain = urlsplit(settings.jitsi_url).hostname
    if not (domain and secret):
        return None
    return jitsi.Server(settings.jitsi_url.rstrip("/"), settings.jitsi_app, domain, secret)


def secret_in(file: Path | None) -> str:
    """The word in a file of the operator; empty where there is none."""
    try:
        return file.read_text("utf-8").strip() if file else ""
    except OSError:
        return ""


@allows(livekit.PURPOSE)
def _livekit_host() -> Iterator[Destination]:
    parts = urlsplit(current_settings().livekit_url)
    if parts.hostname and parts.scheme in PORTS:
        yield parts.hostname, parts.port or PORTS[parts.scheme]
