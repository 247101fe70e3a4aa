"""An agency whose secretary and chair sign minutes with certificates of the demonstration PKI."""

from office import outbox
from office.accounts.models import Person
from office.db import db
from signing import demo
from signing import operations as signing

PINS = {"official": "pin-735190", "leader": "pin-482913"}


def enrolled(snv):
    """Certificates for the official, who keeps the minutes, and the leader, who chairs."""
    for part, pin in PINS.items():
        person = db.session.get_one(Person, getattr(snv, part).person_id)
        demo.enrol_person(person, pin=pin, title="Ký số", agency_id=snv.unit.id, agency="Sở Nội vụ")
    return snv


def signed(request, actor, part):
    """Give the PIN when the file is prepared, and let the worker finish."""
    outbox.drain()
    signing.sign_value(request, pin=PINS[part], by=actor)
    outbox.drain()
    return request
