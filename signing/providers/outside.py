"""Time-stamp and revocation services, through the house's only way out."""

import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from office.config import current_settings
from office.fetch import FetchFailed, fetch
from signing.pades.beliefs import Ask, Sender, host_of
from signing.providers.codes import ADDRESS, BASE, FOLDER

PURPOSE = "signing"
PATIENCE = 20.0  # seconds for a time-stamp; after that the signature does without


def sender(url: str) -> Sender:
    """Send requests to one time-stamp authority."""

    def send(request: bytes) -> bytes:
        kind = {"Content-Type": "application/timestamp-query"}
        return _body(url, data=request, headers=kind, timeout=PATIENCE)

    return send


def ask(url: str, body: bytes | None) -> bytes:
    """Ask a revocation service; hosts that are not listed are refused by the way out itself."""
    kind = {"Content-Type": "application/ocsp-request"} if body else {}
    return _body(_present(url), data=body, headers=kind, timeout=5.0)


ASK: Ask = ask


def demo_services() -> str:
    """Where the demonstration authority listens now; nothing where it never ran."""
    path: Path = current_settings().data_dir / FOLDER / ADDRESS
    if not path.exists():
        return ""
    return str(json.loads(path.read_text(encoding="utf-8"))["url"])


def destinations(urls: Iterable[str]) -> list[tuple[str, int]]:
    """Host and port of each address, as the way out wants them."""
    places = (host_of(url).rpartition(":") for url in urls if url)
    return [(host, int(port)) for host, _, port in places]


def _present(url: str) -> str:
    """The demonstration authority's name in certificates stands for wherever it listens now."""
    if host_of(url) == host_of(BASE) and (now := demo_services()):
        parts = urlsplit(now)
        return urlsplit(url)._replace(scheme=parts.scheme, netloc=parts.netloc).geturl()
    return url


def _body(url: str, *, data: bytes | None, headers: dict[str, str], timeout: float) -> bytes:
    method = "POST" if data is not None else "GET"
    try:
        answer = fetch(
            url, purpose=PURPOSE, method=method, data=data, headers=headers, timeout=timeout
        )
    except FetchFailed as fault:
        raise OSError(str(fault)) from fault
    if answer.status != 200:
        raise OSError(f"{host_of(url)} answered {answer.status}")
    return answer.body
