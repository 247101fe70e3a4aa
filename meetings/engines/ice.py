"""How browsers find a way to the server: STUN and TURN, with credentials of short life.

A relay (coturn) knows the shared secret only; each name says until when it is good.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

GOOD_FOR = timedelta(hours=6)


def servers(urls: Sequence[str], *, secret: str, key: str, now: datetime) -> list[dict[str, Any]]:
    """What a browser is given; a relay only with credentials that end."""
    found: list[dict[str, Any]] = []
    for url in urls:
        if not url.startswith(("turn:", "turns:")):
            found.append({"urls": url})
        elif secret:
            found.append({"urls": url, **_credentials(secret, key, now)})
    return found


def _credentials(secret: str, key: str, now: datetime) -> dict[str, str]:
    name = f"{int((now + GOOD_FOR).timestamp())}:{key}"
    proof = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return {"username": name, "credential": base64.b64encode(proof).decode()}
