"""Builders of dossiers and decisions for tests: an agency of `tests.build` and its officials."""

from datetime import date

from sqlalchemy import select

from documents import operations as documents
from documents.models import Document, FileRole
from documents.operations.files import NewFile
from office import blobs
from office.accounts.models import Person
from office.db import db
from office.permissions import SYSTEM
from office.units.models import Desk
from personnel import operations
from personnel.models import Scope
from personnel.operations.recording import settle_decision
from personnel.queries.proof import Proof
from personnel.record import codes
from personnel.record.timeline import PRIMARY, Change
from tests import build
from tests.documents.stages import pdf

RECRUITED = date(2015, 7, 1)
CITIZEN = "001085001234"


def code(list_id, value):
    """A stored coded value."""
    rows = [row for row in codes.lists().get(list_id, ()) if row.code == value]
    unknown = {"list": list_id, "code": value, "version": "test", "label": value}
    return rows[-1].stored() if rows else unknown


def unit(node):
    """A stored unit of the house."""
    return {"unit": str(node.uid), "name": "Phòng"}


def identity(name="Trần Thị Thử", citizen=CITIZEN, **more):
    """Who somebody is."""
    values = {
        "full_name": name,
        "birth_date": "1985-03-14",
        "sex": code("sex", "2"),
        "citizen_id": citizen,
    }
    return Change("identity", "", RECRUITED, values=values | more)


def service(**more):
    """How somebody came into the service."""
    values = {
        "category": code("category", "cong_chuc"),
        "staff_no": "CB001",
        "recruited_on": RECRUITED.isoformat(),
    }
    return Change("service", "", RECRUITED, values=values | more)


def post(node, since=RECRUITED, title="Chuyên viên", function="official", **more):
    """A primary post in a unit of the house."""
    values = {
        "kind": code("assignment_kind", "assign"),
        "unit": unit(node),
        "title": title,
        "function": function,
        "is_primary": True,
    }
    return Change("assignment", PRIMARY, since, values=values | more)


def pay(step, since, coefficient, grade="01.003"):
    """A step of the scale of grade 01.003."""
    values = {
        "grade": code("mangach", grade),
        "scale": "A1",
        "step": step,
        "coefficient": coefficient,
        "step_since": since.isoformat(),
    }
    return Change("pay", "", since, values=values)


def opened(snv, actor, *more, citizen=CITIZEN, room="staff"):
    """The dossier of one of the agency's people, opened by its staff office."""
    person = db.session.get_one(Person, actor.person_id)
    rows = [
        identity(person.full_name, citizen),
        service(),
        post(snv.rooms[room]),
        pay(1, RECRUITED, "2.34"),
        *more,
    ]
    return operations.open_dossier(snv.unit.id, rows, by=snv.hr, person=person)


def drafted(snv, kind, dossier, *changes, on=date(2026, 12, 1), **more):
    """A decision in preparation."""
    wishes = [operations.Wish(dossier, change) for change in changes]
    return operations.draft_decision(operations.Outline(kind, on, **more), wishes, by=snv.hr)


def proof(decision, sha256="0" * 64):
    """What a good signed file would say."""
    return Proof(
        f"{decision.id}/QĐ-SNV", decision.effective_on, "Sở", "Giám đốc", "Giám đốc", sha256
    )


def recorded(snv, kind, dossier, *changes, **more):
    """A decision that was proven and has written; how it is proven is tested elsewhere."""
    decision = drafted(snv, kind, dossier, *changes, **more)
    return record(snv, decision)


def record(snv, decision):
    """Let a decision through the register as if its file were good."""
    checking(snv, decision)
    settle_decision(decision, proof(decision), by=SYSTEM)
    return decision


def checking(snv, decision):
    """Issued, and its file not judged yet."""
    uid = operations.send_decision(decision, by=snv.hr)
    document = db.session.scalars(select(Document).where(Document.uid == uid)).one()
    issue(document, snv)
    assert decision.state.value == "checking"
    return decision


def issue(document, snv):
    """Signed, numbered, sealed and sent; nothing is really composed."""
    from documents import queries
    from documents.operations.drafting import Made, keep_composed
    from documents.operations.issuing import mark_sealed, mark_signed
    from tests.documents.stages import program_of

    draft = queries.draft_of(document)
    keep_composed(draft, draft.revision, Made(pdf(document.subject), {}), by=SYSTEM)
    documents.submit(document, snv.desks["leader"].id, by=snv.hr)
    mark_signed(document, pdf("signed"), snv.leader.name, by=SYSTEM)
    documents.number_document(document, issue_when_sealed=False, by=program_of(snv.clerk))
    mark_sealed(document, blobs.put(f"%PDF-1.4 sealed {document.uid}".encode()), by=SYSTEM)
    documents.issue(document, by=snv.clerk)


def named(snv, actor, scope=Scope.APPROVE):
    """The actor's desk, named for the agency."""
    desk = db.session.get_one(Desk, actor.desk_id)
    return operations.grant_scope(desk, snv.unit, scope, by=snv.admin)


def approving(snv, actor):
    """The actor, named to approve for the agency without keeping its dossiers."""
    named(snv, actor)
    return actor


def came(snv):
    """A decision of another body, presented to the head of the office."""
    stored = pdf("decision of another body")
    file = NewFile("qd.pdf", "application/pdf", stored.sha256, stored.size, FileRole.MAIN)
    document = build.registered(snv, files=(file,))
    documents.present(document, snv.desks["office_head"].id, by=snv.clerk)
    return document
