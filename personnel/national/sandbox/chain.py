"""What was said and answered, each line sealed by the next (non-repudiation)."""

import hashlib
import json

from personnel.national.codes import CORRELATION_HEADER, SIGNATURE_HEADER
from personnel.national.sandbox import wallclock
from personnel.national.sandbox.register import Register
from personnel.national.sandbox.replies import Reply, Request

_FIRST = "0" * 64


def add(register: Register, request: Request, reply: Reply, client: str) -> None:
    """Hashes and the signature only: bodies stand where they were applied."""
    last = register.store.row("SELECT hash FROM call_log ORDER BY seq DESC LIMIT 1")
    said = json.dumps(
        {
            "at": wallclock.stamp(),
            "client": client,
            "call": f"{request.method} {request.path}",
            "request": hashlib.sha256(request.body).hexdigest(),
            "signature": request.headers.get(SIGNATURE_HEADER.lower(), ""),
            "correlationId": request.headers.get(CORRELATION_HEADER.lower(), ""),
            "status": reply.status,
            "answer": hashlib.sha256(reply.body).hexdigest(),
            "previous": last["hash"] if last else _FIRST,
        }
    )
    hashed = hashlib.sha256(said.encode()).hexdigest()
    register.store.run("INSERT INTO call_log (said, hash) VALUES (?, ?)", said, hashed)


def is_whole(register: Register) -> bool:
    """Whether no line was changed, taken out or put in."""
    previous = _FIRST
    for row in register.store.rows("SELECT said, hash FROM call_log ORDER BY seq"):
        is_next = json.loads(row["said"])["previous"] == previous
        if not is_next or hashlib.sha256(row["said"].encode()).hexdigest() != row["hash"]:
            return False
        previous = row["hash"]
    return True
