"""From the draft to the register with real files: what is signed writes, anything else does not."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select

from documents import operations as documents
from documents import queries as papers
from documents.models import FileRole
from documents.operations.files import NewFile
from office import blobs, clock, outbox
from office.db import db, transaction
from office.errors import Forbidden
from office.units.models import SigningAuthority
from personnel import operations, queries
from personnel.models import DecisionState
from personnel.policy.decisions import dossiers_of
from personnel.record import facts
from personnel.record.timeline import state, value
from tests import build
from tests.personnel import house as register
from tests.personnel.signing_chain import drafted, enrolled, issued
from tests.signing.conftest import pki, pki_server

__all__ = ["pki", "pki_server"]

RAISED = date(2018, 7, 1)


@pytest.fixture
def snv(pki):
    return enrolled(build.agency())


@pytest.fixture
def decision(snv):
    dossier = register.opened(snv, snv.official)
    return register.drafted(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))


def step(decision):
    """The pay step of the official on the day of the raise."""
    (dossier,) = dossiers_of(decision)
    return value(state(queries.timeline(dossier), RAISED), "pay", "step")


def refused(decision):
    """The verdict was drawn; nothing was written, and the reason stands there."""
    outbox.drain()
    assert (decision.state, step(decision)) == (DecisionState.REFUSED, 1)
    return decision.problem


def test_what_the_leader_signs_stands_in_the_register(snv, decision):
    document = issued(snv, drafted(snv, decision))
    assert step(decision) == 1
    outbox.drain()
    assert decision.problem == ""
    assert (decision.state, step(decision)) == (DecisionState.RECORDED, 2)
    assert (decision.number, decision.signer) == (document.symbol, snv.leader.name)
    said = papers.facts_in(decision.file_sha256, facts.NAME)
    assert facts.digest(said) == decision.data_sha256
    with pikepdf.open(BytesIO(blobs.read(decision.file_sha256))) as paper:
        assert paper.open_metadata()["pdfaid:part"] == "3"


def test_a_file_with_other_facts_writes_nothing(snv, decision):
    document = drafted(snv, decision)
    said = operations.drafting.facts_of(decision).replace('"2.67"', '"3.00"')
    documents.lay_data(document, facts.NAME, said, by=snv.hr)
    documents.save_form(document, papers.draft_of(document).content, by=snv.hr)
    outbox.drain(outbox.Lane.ACT)
    issued(snv, document)
    assert "chuẩn bị" in refused(decision)


def test_who_had_no_authority_on_that_day_decides_nothing(snv, decision):
    issued(snv, drafted(snv, decision))
    with transaction():
        for row in db.session.scalars(select(SigningAuthority)):
            row.valid_to = clock.today()
    assert "thẩm quyền" in refused(decision)


def test_another_body_is_believed_by_its_whole_file_alone(snv, decision):
    """The same change typed by the staff office of another body, with the paper that came."""
    signed = issued(snv, drafted(snv, decision))
    there = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    second = register.approving(there, there.office_head)
    for number, spoil in enumerate((True, False)):
        actor = (there.official, there.colleague)[number]
        citizen = ("001085001235", "001085001236")[number]
        dossier = register.opened(there, actor, citizen=citizen)
        brought = register.drafted(there, "raise", dossier, register.pay(2, RAISED, "2.67"))
        uid = arrived(there, papers.main_file(signed).sha256, spoil=spoil)
        with pytest.raises(Forbidden):
            operations.bring_decision(brought, uid, by=there.hr)
        operations.bring_decision(brought, uid, by=second)
        if spoil:
            assert refused(brought)
        else:
            outbox.drain()
            assert (brought.state, brought.is_foreign) == (DecisionState.RECORDED, True)
            assert step(brought) == 2


def arrived(there, sha256, *, spoil):
    """The paper in the intake of the other body, whole or with one byte changed."""
    data = bytearray(blobs.read(sha256))
    if spoil:
        place = data.index(b"/ViewerPreferences") if b"/ViewerPreferences" in data else 1000
        data[place + 3] ^= 1
    stored = blobs.put(bytes(data))
    main = FileRole.MAIN
    file = NewFile("quyet-dinh.pdf", "application/pdf", stored.sha256, stored.size, main)
    document = build.registered(there, files=(file,))
    documents.present(document, there.desks["office_head"].id, by=there.clerk)
    return document.uid
