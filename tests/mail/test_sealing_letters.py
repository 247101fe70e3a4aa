"""Letters signed with a PIN and sealed for their readers, from the form to the box."""

import subprocess
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from mail import operations, queries
from mail.models import MailDraft, MailItem, MailMessage, rules_of
from mail.operations import File, sending
from mail.queries.drafts import DraftState, state_of
from mail.smime import entity, seal
from office import blobs, clock, outbox
from office.accounts.models import Person
from office.config import current_settings
from office.db import db
from office.errors import Invalid, Refusal
from office.recipients import is_for, unwrap
from signing import operations as signing
from signing import queries as certificates
from signing.demo import believe_demo, enrol_person
from tests.documents.pages import Reader
from tests.mail import letters_written as written
from tests.mail.letters_written import CLERKS, OUTSIDE
from tests.needs import needs

PIN = "135790"


@pytest.fixture
def keys(house, mail):
    """The official and the leader have certificates."""
    believe_demo()
    for part in ("official", "leader"):
        person = db.session.get_one(Person, getattr(mail, part).person_id)
        enrol_person(person, agency_id=mail.agency.unit.id, agency="Sở Nội vụ", pin=PIN)


def raw_of(mail, part):
    wanted = (
        select(MailMessage.sha256)
        .join(MailItem, MailItem.message_id == MailMessage.id)
        .where(MailItem.mailbox_id == mail.boxes[part].id)
    )
    return blobs.read(db.session.scalars(wanted).one())


def test_a_letter_waits_for_the_pin_and_goes_signed(house, mail, keys):
    letter = written.sent(mail, options={"sign": True})
    assert state_of(letter) is DraftState.UNSIGNED
    outbox.drain(outbox.Lane.MAIL)
    official = Reader(house, mail.official)
    path = f"/mail/drafts/{letter.uid}/signature"
    assert "PIN" in official.get(path)
    assert "PIN" in official.post(path, 422, pin="000000")
    official.post(path, pin=PIN)
    db.session.expire_all()
    letter = db.session.scalars(select(MailDraft)).one()
    assert state_of(letter) is DraftState.WAITING
    written.left(letter)
    raw = raw_of(mail, "leader")
    assert entity.carried(raw).form is entity.Form.DETACHED
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert body.get_content().strip() == "Kính gửi anh."


def test_a_signature_does_not_end_the_half_hour_for_which_a_burst_is_held(mail, monkeypatch):
    monkeypatch.setattr(sending, "MANY_AN_HOUR", 0)
    held = written.sent(mail, options={"sign": True})
    with time_machine.travel(held.asked_at + timedelta(minutes=10), tick=False):
        operations.go_signed(held, blobs.put(b"signed").sha256, by=mail.official)
    assert held.send_at == held.asked_at + timedelta(minutes=30)


def test_a_sealed_letter_opens_for_its_reader_and_its_sender(house, mail, keys):
    written.left(written.sent(mail, text="Việc riêng của cơ quan.", options={"encrypt": True}))
    raw = raw_of(mail, "leader")
    assert b"base64" in raw
    assert "Việc riêng".encode() not in raw
    for reader in (mail.leader, mail.official):
        cert, recipient = certificates.opening_certificate(reader, seal.recipients(raw))
        key = signing.open_letter(cert, recipient=recipient, pin=PIN, by=reader)
        assert seal.open_with(raw, key).startswith(b"Content-Type: text/plain")


def openssl(*words, given=b""):
    return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True).stdout


@needs("openssl")
def test_the_agencys_certificate_opens_what_its_officials_seal_where_the_rules_ask_it(
    house, mail, keys, tmp_path
):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=So Noi vu", "-days", "2"]
    openssl(*new, "-keyout", str(key), "-out", str(cert))
    official, admin = Reader(house, mail.official), Reader(house, mail.admin)
    told = "it can be opened with the agency"
    assert told not in official.get("/mail/compose")
    rules = f"/mail-keep/domains/{mail.domain.uid}/rules"
    given = {name: str(value) for name, value in vars(rules_of(mail.domain)).items()}
    given |= {"escrow": "required", "blocked": "script"}
    assert "Put in the certificate" in admin.post(rules, 422, **given)
    assert "no certificate in PEM" in admin.post(rules, 422, **given | {"escrow_certificate": "x"})
    admin.post(rules, **given | {"escrow_certificate": cert.read_text()})
    assert told in official.get("/mail/compose")
    written.left(written.sent(mail, text="Viec rieng.", options={"encrypt": True}))
    raw = raw_of(mail, "leader")
    plain = openssl("cms", "-decrypt", "-recip", str(cert), "-inkey", str(key), given=raw)
    assert b"Viec rieng." in plain
    with time_machine.travel(clock.now() + timedelta(days=3)), pytest.raises(Refusal) as late:
        queries.escrow_of(mail.boxes["official"])
    assert late.value.who


def test_what_left_sealed_lies_nowhere_in_plain(house, mail, keys):
    wishes = {"encrypt": True, "sign": True}
    draft = written.draft(mail, text="Only for you: xyzzy7319.", options=wishes)
    stored = blobs.put(b"%PDF-1.4 xyzzy7319")
    file = File("a.pdf", stored.sha256, stored.size, "application/pdf")
    operations.attach_file(draft, file, by=mail.official)
    operations.send(draft, version=draft.version, by=mail.official)
    outbox.drain(outbox.Lane.MAIL)
    Reader(house, mail.official).post(f"/mail/drafts/{draft.uid}/signature", pin=PIN)
    db.session.expire_all()
    letter = written.left(db.session.scalars(select(MailDraft)).one())
    with time_machine.travel(letter.left_at, tick=False):
        outbox.drain(outbox.Lane.BULK)
    kept = [path for path in current_settings().blob_dir.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"xyzzy7319" in path.read_bytes()]
    assert (letter.text, letter.left_at is None) == ("", False)


@pytest.mark.parametrize("other", [OUTSIDE, "vanthu@snv.lamgiang.example"])
def test_nobody_gets_a_letter_that_he_cannot_open(mail, keys, other):
    with pytest.raises(Invalid) as refused:
        written.sent(mail, cc=other, options={"encrypt": True})
    assert other in str(refused.value.message)
    assert operations.LEAVE not in str(refused.value)


def test_a_letter_is_sealed_for_everybody_at_a_desk_and_for_a_certificate_kept_of_somebody(
    house, mail, keys
):
    key, der = certificate_of(OUTSIDE)
    clerk = db.session.get_one(Person, mail.clerk.person_id)
    enrol_person(clerk, agency_id=mail.agency.unit.id, agency="Sở Nội vụ", pin=PIN)
    official = Reader(house, mail.official)
    page = f"/mail/settings/boxes/{mail.boxes['official'].uid}/contacts"
    other = certificate_of("khac@ngoai.example")[1]
    typed = {"name": "Dân", "address": OUTSIDE}
    assert "another address" in official.post(page, 422, **typed, certificate=file_of(other))
    official.post(page, **typed, certificate=file_of(der))
    wishes = {"encrypt": True}
    written.left(written.sent(mail, to=f"{OUTSIDE}, {CLERKS}", text="Việc riêng.", options=wishes))
    raw = raw_of(mail, "clerks")
    _cert, recipient = certificates.opening_certificate(mail.clerk, seal.recipients(raw))
    opened = signing.open_letter(_cert, recipient=recipient, pin=PIN, by=mail.clerk)
    assert seal.open_with(raw, opened).startswith(b"Content-Type: text/plain")
    (mine,) = (one for one in seal.recipients(raw) if is_for(one, der))
    assert seal.open_with(raw, unwrap(mine, key, der)).startswith(b"Content-Type: text/plain")
    official.post(page, **typed)
    assert "has a certificate" in official.get(page), "a name is changed, the certificate stays"
    (kept,) = queries.contacts_in(mail.opened("official"))
    assert "Take the kept certificate away" in official.get(f"{page}?contact={kept.uid}")
    official.post(page, **typed, certificate_ends="1")
    assert "has a certificate" not in official.get(page)
    official.post(page, **typed, certificate=file_of(der))
    call = f"/api/v1/mailboxes/{mail.boxes['official'].uid}/contacts"
    for given, is_kept in (({}, True), ({"certificate": None}, False)):
        official.client.post(call, json=typed | given)
        (told,) = official.client.get(call).json["items"]
        assert told["can_be_sealed"] is is_kept


def certificate_of(address):
    """A key and the certificate that an address outside would send us."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = clock.now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key, made.public_bytes(Encoding.DER)


def file_of(der):
    return BytesIO(der), "chung-thu.cer"
