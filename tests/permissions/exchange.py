"""The line to the national database in the table of permissions: connected, with one call."""

from office.db import db
from office.permissions import SYSTEM
from personnel import operations
from personnel.queries.exchange import national_calls

CALL = "call of the national database"
ADDRESS = {
    "base_url": "https://register.example",
    "client_id": "congvu",
    "secret": "not told",
    "receiver": "G99",
    "client_agency": "H99.1",
    "profile": "psx",
}
FORMS = {
    "personnel.connect_national": lambda *_: ADDRESS,
    "personnel.tell_many_again": lambda *_: {"chosen": []},
}
CALLS = {
    "api_personnel.change_national": lambda *_: ADDRESS,
    "api_personnel.check_national": lambda *_: {},
    "api_personnel.connect_national": lambda *_: ADDRESS,
    "api_personnel.end_national": lambda *_: {},
    "api_personnel.send_national": lambda *_: {},
    "api_personnel.tell_again": lambda *_: {},
    "api_personnel.tell_many_again": lambda world, *_: {
        "dossiers": [world.records["dossier of the official"]]
    },
}


def built(world, snv):
    """Connected by the administrator."""
    operations.connect_national(operations.Address(**ADDRESS), by=snv.admin)
    operations.note_call("events", "", "accepted 1", count=1, by=SYSTEM)
    world.records[CALL] = str(db.session.scalars(national_calls()).first().correlation)
