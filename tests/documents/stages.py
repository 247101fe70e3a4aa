"""Documents in each state, made by the operations; nothing is composed or really signed."""

from dataclasses import replace

from documents import operations, queries
from documents.models import AxisConnection, AxisDelivery, DeliveryState, Duty
from documents.operations.drafting import Made, keep_composed
from documents.operations.issuing import mark_sealed, mark_signed
from office import blobs, clock
from office.accounts.models import Person
from office.db import db, new_uid, transaction
from office.permissions import SYSTEM, Role
from office.units import operations as reorganising
from office.units.models import Desk
from tests import build
from tests.documents.conftest import SECRET


def connected(agency, url):
    """The agency on the sandbox axis at an address, asked for all that ever came."""
    made = operations.connect(
        agency.unit.id,
        transport="vxp",
        base_url=url,
        system_id="ours",
        secret=SECRET,
        by=agency.admin,
    )
    with transaction():
        made.polled_at = build.SINCE
    return made


def program_of(actor, *scopes):
    """The actor as a program with a token of his."""
    return replace(actor, scopes=frozenset(scopes or {"read", "act"}))


def deputy_of(actor, deputy, number=1):
    """Another official at the actor's desk, by a delegation."""
    return replace(
        actor,
        person_id=deputy.person_id,
        account_id=deputy.account_id,
        name=deputy.name,
        on_behalf_of=actor.name,
        delegation_id=number,
    )


def acting(actor, tenure):
    """The same person in another post."""
    agency_id = db.session.get_one(Desk, tenure.desk_id).agency_id
    place = {"tenure_id": tenure.id, "desk_id": tenure.desk_id, "unit_id": tenure.unit_id}
    return replace(
        actor, agency_id=agency_id, title=tenure.title, roles=frozenset({tenure.function}), **place
    )


def seated(actor, desk):
    """The person, an official from now on, at a further desk."""
    person = db.session.get_one(Person, actor.person_id)
    held = reorganising.seat(desk, person, function=Role.OFFICIAL, title="CV", by=SYSTEM)
    return acting(actor, held)


def form(document):
    """The least that an editor sends."""
    return {"type_code": "cong-van", "subject": document.subject, "recipients": ["H99.2"]}


def pdf(words):
    """Bytes that stand for a PDF."""
    return blobs.put(f"%PDF-1.4 {words}".encode())


def composed(house, document):
    """A draft whose PDF is there."""
    operations.save_form(document, form(document), by=house.official)
    return kept(document)


def kept(document):
    """The PDF of a draft as if it had been composed."""
    draft = queries.draft_of(document)
    keep_composed(draft, draft.revision, Made(pdf(document.subject), {}), by=SYSTEM)
    return document


def issue(document, house):
    """Signed, numbered, sealed and sent as the register does it; nothing is really composed."""
    kept(document)
    operations.submit(document, house.desks["leader"].id, by=house.official)
    mark_signed(document, pdf("signed"), house.leader.name, by=SYSTEM)
    operations.number_document(document, issue_when_sealed=False, by=program_of(house.clerk))
    mark_sealed(document, pdf("sealed"), by=SYSTEM)
    operations.issue(document, by=house.clerk)


def drafted(house, subject="Về việc trồng cây"):
    """The official's own draft."""
    document = operations.start_draft(subject=subject, by=house.official)
    return composed(house, document)


def asked(house, subject="Về việc trồng cây"):
    """A draft on which the other room's official was asked."""
    document = drafted(house, subject)
    desk_id = house.desks["other_official"].id
    operations.ask_opinion(document, [desk_id], "Ý kiến?", by=house.official)
    return document


def submitted(house, subject="Về việc trồng cây"):
    document = drafted(house, subject)
    operations.submit(document, house.desks["leader"].id, by=house.official)
    return document


def signed(house, subject="Về việc trồng cây"):
    document = submitted(house, subject)
    mark_signed(document, pdf(f"signed {subject}"), house.leader.name, by=SYSTEM)
    return document


def numbered(house, subject="Về việc trồng cây", by=None):
    """Numbered by a program of the clerk's, so that no seal is prepared unless `by` is named."""
    document = signed(house, subject)
    clerk = by or program_of(house.clerk)
    operations.number_document(document, issue_when_sealed=False, by=clerk)
    return document


def sealed(house, subject="Về việc trồng cây", by=None):
    document = numbered(house, subject, by)
    mark_sealed(document, pdf(f"sealed {subject}"), by=SYSTEM)
    return document


def issued(house, subject="Về việc trồng cây", by=None):
    document = sealed(house, subject, by)
    operations.issue(document, by=house.clerk)
    return document


def cancelled(house, subject="Về việc trồng cây"):
    document = drafted(house, subject)
    operations.cancel_draft(document, by=house.official)
    return document


def proposing(house, **facts):
    document = build.registered(house, **facts)
    operations.present(document, house.desks["office_head"].id, by=house.clerk)
    return document


def shared(house, **facts):
    """Assigned with a cooperating and an informed desk."""
    others = [("other_head", Duty.COOPERATE), ("other_official", Duty.INFORM)]
    return build.assigned(house, others=others, **facts)


def completed(house, **facts):
    document = build.handed_on(house, **facts)
    operations.complete(document, "Đã trả lời", by=house.official)
    return document


def refused(house, **facts):
    document = build.arrived(house, **facts)
    operations.refuse(document, "Nhầm địa chỉ", by=house.clerk)
    return document


def packages(house, count, **facts):
    """Packages that the axis brought and that were read; their bytes are not kept."""
    with transaction():
        line = AxisConnection(
            agency_id=house.unit.id,
            transport="gateway",
            base_url="http://127.0.0.1:9",
            system_id="snv",
            secret="sealed",
        )
        db.session.add(line)
        db.session.flush()
        for place in range(count):
            db.session.add(_package(line, f"goi-{place}", facts))


def _package(line, name, facts):
    given = {
        "connection_id": line.id,
        "agency_id": line.agency_id,
        "axis_id": name,
        "kind": "edoc",
        "sha256": "0" * 64,
        "size": 1,
        "state": DeliveryState.READ,
        "received_at": clock.now(),
    }
    return AxisDelivery(uid=new_uid(), **(given | facts))
