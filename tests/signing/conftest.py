"""An agency with certificates, and the demonstration authority listening on loopback."""

import threading
from dataclasses import dataclass, field

import pytest
from werkzeug.serving import make_server

from office import blobs, outbox
from office.accounts.models import Person
from office.config import current_settings
from office.db import db, new_uid
from office.permissions import Actor
from signing import demo, operations, queries
from signing.models import Certificate
from signing.operations import Stamp, StampKind, Subject
from signing.providers.codes import ADDRESS, BASE, FOLDER
from signing.providers.demo_pki.authority import Authority
from signing.providers.demo_pki.program import create_app
from tests import build
from tests.signing.pades.conftest import with_fields

PIN = "pin-735190"
CLERK_PIN = "dấu-482913"
NUMBER = {"so": "12", "ngay": "15", "thang": "01"}
SWITCH = "token of the switches"


@dataclass
class Office:
    """An agency whose leader signs and whose clerk seals."""

    agency: build.Agency
    leader: Actor
    clerk: Actor
    personal: Certificate
    seal: Certificate
    pdf: str
    subject: Subject = field(default_factory=lambda: Subject("test", new_uid(), "Tờ trình"))

    def asked(self, by=None, place="chuky1", sha256=None, **more):
        more.setdefault("stamp", Stamp(StampKind.PERSON, (self.leader.name,)))
        return operations.request_signature(
            subject=self.subject,
            file_sha256=sha256 or self.pdf,
            field=place,
            by=by or self.leader,
            **more,
        )

    def ready(self, **more):
        made = self.asked(**more)
        outbox.drain()
        return made

    def signed(self, **more):
        made = self.ready(**more)
        operations.sign_value(made, pin=PIN, by=self.leader)
        outbox.drain()
        return made

    def sealed(self, sha256):
        stamp = Stamp(StampKind.SEAL, ("Sở Nội vụ",))
        made = self.ready(
            by=self.clerk, place="dau", sha256=sha256, stamp=stamp, fill=NUMBER, step="seal"
        )
        operations.sign_value(made, pin=CLERK_PIN, by=self.clerk)
        outbox.drain()
        return made


@pytest.fixture(scope="session")
def pki_server(app):
    """The demonstration authority as its program serves it, on a free port."""
    with app.app_context():
        folder = current_settings().data_dir / FOLDER
    program = create_app(Authority(folder, base=BASE), token=SWITCH)
    server = make_server("127.0.0.1", 0, program, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    program.url = f"http://127.0.0.1:{server.port}"
    yield program
    server.shutdown()
    thread.join()


@pytest.fixture
def pki(house, pki_server):
    """The authority running and believed; its switches by `pki.faults`."""
    address = current_settings().data_dir / FOLDER / ADDRESS
    address.write_text(f'{{"url": "{pki_server.url}"}}', encoding="utf-8")
    demo.believe_demo()
    yield pki_server
    headers = {"Authorization": f"Bearer {SWITCH}"}
    body = {"tsa": "none", "ocsp": "none"}
    pki_server.test_client().post("/faults", json=body, headers=headers)
    address.unlink()


@pytest.fixture
def bureau(pki):
    """An agency whose leader and clerk have certificates, and a paper that waits."""
    agency = build.agency()
    leader = db.session.get_one(Person, agency.leader.person_id)
    clerk = db.session.get_one(Person, agency.clerk.person_id)
    here = {"agency_id": agency.unit.id, "agency": "Sở Nội vụ"}
    return Office(
        agency,
        agency.leader,
        agency.clerk,
        demo.enrol_person(leader, pin=PIN, title="Giám đốc", **here),
        demo.enrol_agency(clerk, pin=CLERK_PIN, organ_id="H99.1", **here),
        blobs.put(with_fields()).sha256,
    )


@pytest.fixture
def told(monkeypatch):
    """What signing told the packages above."""
    from signing.operations import requests, verdicts

    heard = []
    for module in (requests, verdicts):
        monkeypatch.setattr(module, "publish", heard.append)
    return heard


def switch(pki, **faults):
    headers = {"Authorization": f"Bearer {SWITCH}"}
    assert pki.test_client().post("/faults", json=faults, headers=headers).status_code == 200


def report_on(sha256):
    from office.permissions import SYSTEM

    operations.ask_verdict(sha256, by=SYSTEM)
    outbox.drain()
    return queries.report_of(queries.verdict_of(sha256))
