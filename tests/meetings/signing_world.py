"""An agency whose secretary and chair sign minutes with certificates of the demonstration PKI."""

from office import outbox
from office.accounts.models import Person
from office.db import db
from signing import demo
from signing import operations as signing

PINS = {"official": "pin-735190", "leader": "pin-482913", "clerk": "pin-604827"}


def enrolled(snv):
    """Certificates for the official, who keeps the minutes, and the leader, who chairs."""
    for part in ("official", "leader"):
        person = db.session.get_one(Person, getattr(snv, part).person_id)
        where = {"agency_id": snv.unit.id, "agency": "Sở Nội vụ"}
        demo.enrol_person(person, pin=PINS[part], title="Ký số", **where)
    return snv


def sealing(snv):
    """The seal of the agency in the clerk's hands."""
    clerk = db.session.get_one(Person, snv.clerk.person_id)
    where = {"agency_id": snv.unit.id, "agency": "Sở Nội vụ"}
    demo.enrol_agency(clerk, pin=PINS["clerk"], **where)


def signed(request, actor, part):
    """Give the PIN when the file is prepared, and let the worker finish."""
    outbox.drain()
    signing.sign_value(request, pin=PINS[part], by=actor)
    outbox.drain()
    return request
