"""A decision on its whole way, really composed, signed, numbered and sealed."""

from sqlalchemy import select

from documents import operations as documents
from documents.models import Document
from office import outbox
from office.accounts.models import Person
from office.db import db
from personnel import operations
from signing import demo
from signing import operations as signing
from signing import queries as signatures

PINS = {"leader": "pin-482913", "clerk": "pin-604827"}


def enrolled(snv):
    """A certificate for the leader, the seal in the clerk's hands."""
    leader = db.session.get_one(Person, snv.leader.person_id)
    clerk = db.session.get_one(Person, snv.clerk.person_id)
    where = {"agency_id": snv.unit.id, "agency": "Sở Nội vụ"}
    demo.enrol_person(leader, pin=PINS["leader"], title="Ký số", **where)
    demo.enrol_agency(clerk, pin=PINS["clerk"], **where)
    return snv


def drafted(snv, decision):
    """The document of a decision, composed."""
    uid = operations.send_decision(decision, by=snv.hr)
    outbox.drain(outbox.Lane.ACT)
    return document_of(uid)


def document_of(uid):
    return db.session.scalars(select(Document).where(Document.uid == uid)).one()


def issued(snv, document):
    """Signed by the leader, numbered and sealed by the clerk; it leaves by itself."""
    documents.submit(document, snv.desks["leader"].id, by=snv.hr)
    request = documents.prepare_signature(document, by=snv.leader)
    _signed(request, snv.leader, "leader")
    documents.number_document(document, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    request = db.session.scalars(signatures.open_requests_of(snv.clerk)).one()
    _signed(request, snv.clerk, "clerk")
    return document


def _signed(request, actor, part):
    outbox.drain(outbox.Lane.ACT)
    signing.sign_value(request, pin=PINS[part], by=actor)
    outbox.drain(outbox.Lane.ACT)
