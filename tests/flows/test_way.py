"""A decision on its whole way: checked, sent back with a mark, mended, signed by two, sealed."""

import subprocess

import pikepdf
import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import DocumentFile, DocumentState, FileRole, StepKind
from documents.operations.review_rules import StepWords
from documents.operations.reviewing import Mark
from documents.operations.sheets import SheetWords
from office import blobs, clock, outbox
from office.accounts.models import Person
from office.db import db
from office.foreign.reading import text
from signing import operations as signing
from signing import queries as signatures
from signing.demo import believe_demo, enrol_agency, enrol_person
from signing.pades.jailed import read_foreign
from signing.pades.verdict import Question, judge
from tests import build

PIN = {"leader": "135790", "deputy": "864209", "clerk": "246801"}


@pytest.fixture
def snv(house):
    made = build.agency()
    believe_demo()
    for part, pin in PIN.items():
        person = db.session.get_one(Person, made.people[part].person_id)
        enrol_person(person, agency_id=made.unit.id, agency="Sở Nội vụ", pin=pin)
    clerk = db.session.get_one(Person, made.clerk.person_id)
    enrol_agency(clerk, agency_id=made.unit.id, agency="Sở Nội vụ", pin=PIN["clerk"])
    words = StepWords(StepKind.LEGAL, made.desks["other_head"].id)
    for one in (StepWords(StepKind.CONTENT), words):
        operations.set_review_rule(made.unit.id, one, by=made.admin)
    return made


def form(document, body):
    return {
        "type_code": "quyet-dinh",
        "subject": document.subject,
        "body": body,
        "copies": ["Như Điều 2"],
        "recipients": [],
    }


def signed_by(snv, document, part):
    request = operations.prepare_signature(document, by=snv.people[part])
    outbox.drain(outbox.Lane.ACT)
    signing.sign_value(request, pin=PIN[part], by=snv.people[part])
    outbox.drain(outbox.Lane.ACT)


def words_of(sha256):
    return " ".join(" ".join(text(blobs.path_of(sha256)).pages).split())


@pytest.mark.needs("pdfsig")
def test_every_signature_holds_after_a_way_with_a_fault(snv, tmp_path):
    main, deputy = snv.desks["leader"].id, snv.desks["deputy"].id
    document = operations.start_draft(
        subject="Ban hành Quy chế", type_code="quyet-dinh", by=snv.official
    )
    operations.save_form(document, form(document, "Điều 1. Ban hành Quy chế."), by=snv.official)
    operations.choose_signers(document, main, [deputy], by=snv.official)
    operations.write_sheet(document, SheetWords(proposal="Kính trình ký."), by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    assert queries.draft_of(document).problem == ""
    operations.submit(document, main, by=snv.official)
    operations.pass_check(document, "Nhất trí.", by=snv.head)
    mark = Mark("Thiếu điều khoản thi hành.", 1, "Điều 1")
    operations.send_back(document, "Thiếu Điều 2.", marks=[mark], by=snv.other_head)
    body = "Điều 1. Ban hành Quy chế.\n\nĐiều 2. Có hiệu lực từ ngày ký."
    operations.save_form(document, form(document, body), by=snv.official)
    outbox.drain(outbox.Lane.ACT)
    operations.submit(document, main, by=snv.official)
    operations.pass_check(document, by=snv.head)
    operations.pass_check(document, "Đúng thẩm quyền.", by=snv.other_head)
    signed_by(snv, document, "deputy")
    assert document.state is DocumentState.SUBMITTED
    signed_by(snv, document, "leader")
    assert document.state is DocumentState.SIGNED
    operations.number_document(document, issue_when_sealed=False, by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    request = db.session.scalars(signatures.open_requests_of(snv.clerk)).one()
    signing.sign_value(request, pin=PIN["clerk"], by=snv.clerk)
    outbox.drain(outbox.Lane.ACT)
    assert document.state is DocumentState.SEALED
    sha256 = queries.main_file(document).sha256
    path = tmp_path / "signed.pdf"
    path.write_bytes(blobs.read(sha256))
    said = subprocess.run(
        ["pdfsig", "-nocert", path], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature is Valid.") == 3
    own = {
        "expected": signatures.expected_signers(sha256),
        "known_revisions": signatures.known_revisions(sha256),
    }
    verdict = judge(read_foreign(path), Question(at=clock.now(), trust=signatures.trust(), **own))
    told = [(one.field, one.changes.code, one.person.code) for one in verdict.signatures]
    assert told == [
        ("chuky2", "filled", "expected"),
        ("chuky1", "filled", "expected"),
        ("dau", "nothing_after", "expected"),
    ]
    with pikepdf.open(path) as made:
        initials = {str(one.T): str(one.get("/V", "")) for one in made.Root.AcroForm.Fields}
    assert (initials["nhay1"], initials["nhay2"]) == ("N.H.H", "N.M.H")
    sheet = db.session.scalars(
        select(DocumentFile.sha256).where(
            DocumentFile.document_id == document.id,
            DocumentFile.role == FileRole.SHEET,
            DocumentFile.is_current,
        )
    ).one()
    slip = words_of(sheet)
    for words in ("PHIẾU TRÌNH", "Kính trình ký.", "Trả lại. Thiếu Điều 2.", "Đúng thẩm quyền."):
        assert words in slip
    assert slip.count("Đồng ý, đã ký") == 2
