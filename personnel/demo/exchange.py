"""The line of the demo to the sandbox register, which takes most of what it is told."""

import json
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from office import fetch
from office.db import db
from office.demo import Demo, Service, at_demo_start
from office.permissions import SYSTEM
from personnel import operations, queries
from personnel.models import NationalConnection
from personnel.national.client.channel import PURPOSE
from personnel.queries.national import signer_of

CLIENT, AGENCY, RECEIVER = "congvu.demo", "H99", "G99"
FAULTS = {"reject": {"education": 3, "skills": 2}, "conflict": {"training": 2}}


@at_demo_start("national")
def point_to_the_register(demo: Demo) -> None:
    """Connect in the first run; the sandbox listens at another port in each.

    Whoever ended the line keeps it ended, and without the sandbox everything waits.
    """
    service = demo.services.get("register")
    known = db.session.scalars(select(NationalConnection.id).limit(1)).first()
    line = queries.national_connection()
    if service is None or (known is not None and line is None):
        return
    secret = _secret(demo.folder)
    address = operations.Address(
        base_url=service.url,
        client_id=CLIENT,
        secret=secret,
        receiver=RECEIVER,
        client_agency=AGENCY,
    )
    if line is None:
        line = operations.connect_national(address, by=SYSTEM)
        _tell(service, "faults", FAULTS)
    else:
        operations.change_national(line, address, by=SYSTEM)
    _tell(service, "keys", {"client": CLIENT, "keys": [signer_of(line).public]})


def _secret(folder: Path) -> str:
    """What the sandbox wrote for us when it first started; until then something that fails."""
    with suppress(OSError, ValueError, KeyError):
        said = json.loads((folder / "register-sandbox" / "config.json").read_text("utf-8"))
        for client in said["clients"]:
            if client["client_id"] == CLIENT:
                return str(client["secret"])
    return "unknown"


def _tell(service: Service, switch: str, body: object) -> None:
    with suppress(fetch.FetchFailed):
        fetch.fetch(
            f"{service.url}/control/{switch}",
            purpose=PURPOSE,
            method="POST",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {service.token}",
                "Content-Type": "application/json",
            },
        )
