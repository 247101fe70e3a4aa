"""The tamper matrix: what a forger may try, and which of the four answers catches it."""

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import time_machine
from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from office import clock
from office.errors import Refusal
from signing.pades import integrity, words
from signing.pades.answers import Expected, State
from signing.pades.beliefs import Trust
from signing.pades.fields import add_fields
from signing.pades.places import Rect, SignatureField, Stamp, StampKind, TextField
from signing.pades.signers import KeySigner
from signing.pades.steps import fill_texts
from signing.pades.upgrade import upgrade_to_lt
from signing.pades.values import usual_scheme
from tests.signing.pades.conftest import Signer, page, with_fields

PERSON = Stamp(StampKind.PERSON, ("Trần Đức Minh",))
SEAL = Stamp(StampKind.SEAL, ("UBND tỉnh Hoà Sơn",))
BOX = (90, 750, 200, 770)
NUMBER = {"so": "12", "ngay": "15", "thang": "01"}


@pytest.fixture(scope="module")
def signed(world, leader, seal):
    """Signed by the leader, numbered and sealed, with everything the archive needs."""
    first = leader.sign(with_fields(), "chuky1", timestamps=world.timestamps, stamp=PERSON)
    second = seal.sign(first.file, "dau", timestamps=world.timestamps, stamp=SEAL, fill=NUMBER).file
    third = upgrade_to_lt(second, known=world.trust, ask=world.ask, timestamps=world.timestamps)
    return [first.file, second, third]


@pytest.fixture
def archived(signed):
    return signed[-1]


def hashes(files):
    return frozenset(hashlib.sha256(one).hexdigest() for one in files)


def updated(pdf, change):
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def flip(pdf, at):
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def contents(pdf, *, number=0):
    """Where the hex digits of a signature begin."""
    places, at = [], -1
    while (at := pdf.find(b"/Contents <3", at + 1)) >= 0:
        places.append(at + len(b"/Contents <"))
    return places[number]


def test_a_good_file_has_four_good_answers(world, signed, archived):
    expected = [
        Expected("chuky1", organisation="UBND tỉnh Hoà Sơn"),
        Expected("dau", organisation="ubnd tỉnh hoà sơn"),
    ]
    found = world.judge(archived, known_revisions=hashes(signed), expected=expected)
    assert found.state is State.GOOD
    for one in found.signatures:
        assert {answer.state for answer in one.answers} == {State.GOOD}
    assert [one.level for one in found.signatures] == ["B-LTA", "B-LTA"]
    assert [one.changes.code for one in found.signatures] == ["filled", "archive_data"]


def test_an_unsigned_file_is_called_unsigned(world):
    assert world.judge(page()).state is State.UNSIGNED


def test_a_careless_file_is_unsigned_only_while_nobody_signed_it(world, archived):
    def careless(pdf):
        return re.sub(rb"/Size \d+", b"/Size 9", pdf)

    assert world.judge(careless(page())).state is State.UNSIGNED
    assert world.judge(careless(archived)).state is State.BAD


@pytest.mark.parametrize("junk", [b"", b"hello", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_not_believed(world, junk):
    found = world.judge(junk)
    assert (found.state, found.code) == (State.BAD, "unreadable")


def test_one_flipped_byte_breaks_both_signatures(world, archived):
    found = world.judge(flip(archived, archived.find(b"stream") + 60))
    assert found.state is State.BAD
    assert not found.signatures or found.signatures[0].integrity.state is State.BAD


def test_a_flip_in_the_certificates_is_caught_by_the_kept_hash_alone(world, signed, archived):
    issuer = world.authority.chain[-1].hex().upper().encode()
    place = archived.find(issuer[200:260]) + 20
    assert place > 20
    digit = b"1" if archived[place : place + 1] != b"1" else b"2"
    forged = archived[:place] + digit + archived[place + 1 :]
    found = world.judge(forged, known_revisions=hashes(signed))
    assert found.signatures[0].changes.code == "unknown_revision"
    assert found.state is State.BAD


def test_bytes_after_the_end_are_seen(world, archived):
    found = world.judge(archived + b"\n<script>")
    assert {one.changes.code for one in found.signatures} == {"trailing_bytes"}
    assert {one.integrity.state for one in found.signatures} == {State.GOOD}
    assert world.judge(archived + b"\n").state is State.GOOD


def test_a_white_box_over_the_page_is_seen(world, archived):
    def cover(writer):
        ref = writer.add_object(generic.StreamObject(stream_data=b"1 g 0 700 600 100 re f"))
        writer.add_stream_to_page(0, ref)

    assert forbidden_everywhere(world.judge(updated(archived, cover)))


def test_a_comment_over_the_text_is_seen(world, archived):
    def comment(writer):
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/FreeText"),
                pdf_name("/Contents"): generic.pdf_string("999"),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, BOX)),
            }
        )
        target = writer.root["/Pages"]["/Kids"][0]
        target["/Annots"].append(writer.add_object(note))
        writer.update_container(target["/Annots"])

    assert forbidden_everywhere(world.judge(updated(archived, comment)))


def test_another_picture_of_a_signature_is_seen(world, archived):
    def swap(writer):
        fields = {one.get_object()["/T"]: one for one in writer.root["/AcroForm"]["/Fields"]}
        widget = fields["chuky1"].get_object()
        widget["/AP"] = fields["dau"].get_object()["/AP"]
        writer.mark_update(fields["chuky1"])

    found = world.judge(updated(archived, swap))
    assert found.signatures[0].changes.code == "forbidden_change"


def test_a_number_changed_after_the_seal_is_seen(world, archived):
    def renumber(writer):
        fill_texts(writer, {"so": "21"})

    found = world.judge(updated(archived, renumber))
    assert found.signatures[-1].changes.code == "forbidden_change"


def test_a_number_filled_by_no_step_of_ours_is_seen(world, signed):
    leader_only = signed[0]
    forged = updated(leader_only, lambda writer: fill_texts(writer, {"so": "21"}))
    found = world.judge(forged, known_revisions=hashes(signed))
    assert found.signatures[0].changes.code == "unknown_revision"


def test_a_signature_added_after_the_seal_is_seen(world, leader, archived):
    added = updated(
        archived,
        lambda writer: append_signature_field(writer, SigFieldSpec("them", box=(10, 10, 90, 60))),
    )
    with pytest.raises(Refusal):
        leader.sign(added, "them", stamp=PERSON)
    out = BytesIO()
    PdfSigner(
        PdfSignatureMetadata("them"), KeySigner(leader.key, leader.certificate, leader.chain)
    ).sign_pdf(IncrementalPdfFileWriter(BytesIO(added)), output=out)
    found = world.judge(out.getvalue())
    assert [one.changes.code for one in found.signatures][:2] == ["forbidden_change"] * 2


def test_a_field_that_is_not_ours_may_not_be_filled_between(world, leader, seal):
    pdf = add_fields(
        page(),
        signatures=[SignatureField("chuky1", 0, Rect(330, 200, 500, 260))],
        texts=[TextField("sotien", 0, Rect(95, 756, 150, 774))],
    )
    first = leader.sign(pdf, "chuky1").file
    forged = updated(first, lambda writer: fill_texts(writer, {"sotien": "9000"}))
    stranger = world.judge(forged).signatures[0].changes
    assert (stranger.state, stranger.facts["fields"]) == (State.UNKNOWN, "sotien")
    own = world.judge(forged, known_revisions=hashes([first, forged])).signatures[0].changes
    assert own.state is State.BAD


def test_bytes_in_the_gap_are_not_believed(world, archived):
    at = contents(archived)
    assert world.judge(archived[:at] + b"00" + archived[at:]).state is State.BAD


def test_a_zeroed_byte_range_is_not_believed(world, archived):
    start = archived.find(b"/ByteRange [0 ")
    end = archived.find(b"]", start)
    blank = b"/ByteRange [0 0 0 0".ljust(end - start)
    assert world.judge(archived[:start] + blank + archived[end:]).state is State.BAD


def test_a_file_saved_again_is_not_believed(world, archived):
    out = BytesIO()
    with pikepdf.open(BytesIO(archived)) as document:
        document.save(out)
    found = world.judge(out.getvalue())
    assert found.state is State.BAD


def test_another_value_in_the_signature_is_broken(world, leader, pdf):
    signed = leader.sign(pdf, "chuky1").file
    inside = integrity.open_pdf(signed).embedded_regular_signatures[0]
    value = inside.signer_info["signature"].native.hex().upper().encode()
    assert value in signed
    last = b"0" if value[-1:] != b"0" else b"1"
    forged = signed.replace(value, value[:-1] + last)
    assert world.judge(forged).signatures[0].integrity.code == "broken"


def test_revoked_before_it_was_used(world, pdf):
    signer = world.signer("Đã Bị Thu Hồi")
    serial = serial_of(signer)
    world.authority.revoke(serial, at=clock.now() - timedelta(days=2))
    found = world.judge(signer.sign(pdf, "chuky1", timestamps=world.timestamps).file)
    assert (found.signatures[0].trust.state, found.signatures[0].trust.code) == (
        State.BAD,
        "revoked",
    )
    assert found.signatures[0].integrity.state is State.GOOD


def test_revoked_later_is_said_and_does_not_undo_a_proven_signature(world, pdf):
    signer = world.signer("Thu Hồi Sau")
    stamped = signer.sign(pdf, "chuky1", timestamps=world.timestamps).file
    plain = signer.sign(pdf, "chuky1").file
    world.authority.revoke(serial_of(signer), at=clock.now() + timedelta(seconds=1))
    later = clock.now() + timedelta(seconds=2)
    proven = judged_later(world, stamped, later)
    assert (proven.trust.state, proven.trust.code) == (State.GOOD, "revoked_later")
    assert judged_later(world, plain, later).trust.code == "revoked"


def judged_later(world, pdf, at):
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        return world.judge(pdf).signatures[0]


def test_expired_when_it_was_used(world, pdf):
    signer = world.signer("Hết Hạn", since=clock.now() - timedelta(days=20), days=10)
    found = world.judge(signer.sign(pdf, "chuky1", timestamps=world.timestamps).file)
    assert (found.state, found.signatures[0].trust.code) == (State.BAD, "expired")


def test_not_yet_valid_when_it_was_used(world, pdf):
    signer = world.signer("Chưa Có Hiệu Lực", since=clock.now() + timedelta(days=2), days=10)
    found = world.judge(signer.sign(pdf, "chuky1", timestamps=world.timestamps).file)
    assert found.signatures[0].trust.code == "not_yet_valid"


def test_the_same_name_under_another_root_is_a_stranger(world, other_world, pdf):
    forger = other_world.signer("Trần Đức Minh")
    found = world.judge(forger.sign(pdf, "chuky1", timestamps=other_world.timestamps).file)
    one = found.signatures[0]
    assert (one.trust.state, one.trust.code) == (State.UNKNOWN, "unknown_issuer")
    assert one.proven_at is None


def test_a_longer_hierarchy_of_another_algorithm_is_judged_alike(other_world, pdf):
    person = other_world.signer("Lò Thị Pà")
    signed = person.sign(pdf, "chuky1", timestamps=other_world.timestamps).file
    assert other_world.judge(signed).state is State.GOOD
    other_world.authority.revoke(serial_of(person), at=clock.now() - timedelta(days=1))
    assert other_world.judge(signed).signatures[0].trust.code == "revoked"


def test_a_missing_issuer_is_found_where_we_keep_it(world, leader, pdf):
    signed = replace(leader, chain=()).sign(pdf, "chuky1").file
    assert world.judge(signed).state is State.GOOD
    bare = replace(world.trust, intermediates=())
    assert world.judge(signed, trust=bare).signatures[0].trust.code == "unknown_issuer"


def test_nobody_is_asked_whose_address_is_not_listed(world, leader, pdf):
    asked = []

    def ask(url, body):
        asked.append(url)
        return world.ask(url, body)

    signed = leader.sign(pdf, "chuky1").file
    unlisted = Trust((world.authority.root.der,), world.authority.chain, frozenset())
    found = world.judge(signed, trust=unlisted, ask=ask)
    assert asked == []
    assert found.signatures[0].trust.code == "revocation_unknown"
    world.judge(signed, trust=Trust(hosts=world.trust.hosts), ask=ask)
    assert asked == []


def test_a_service_that_is_down_leaves_the_question_open(world, leader, pdf):
    def down(url, body):
        raise ConnectionError

    found = world.judge(leader.sign(pdf, "chuky1").file, ask=down)
    assert (found.state, found.signatures[0].trust.code) == (State.UNKNOWN, "revocation_unknown")
    assert found.signatures[0].integrity.state is State.GOOD


def test_an_authority_may_not_sign_documents(world, pdf):
    holder = world.authority.issuing
    signer = Signer(holder.key, holder.der, (), usual_scheme(holder.der))
    found = world.judge(signer.sign(pdf, "chuky1").file)
    assert found.signatures[0].trust.code == "unsuitable"


def test_somebody_else_is_told_from_the_expected(world, leader, archived):
    enrolled = hashlib.sha256(leader.certificate).hexdigest()
    good = world.judge(archived, expected=[Expected("chuky1", enrolled)])
    assert good.signatures[0].person.state is State.GOOD
    assert good.signatures[1].person.state is State.NOT_ASKED
    bad = world.judge(archived, expected=[Expected("dau", enrolled)])
    assert bad.signatures[1].person.code == "somebody_else"
    assert bad.state is State.BAD


def test_every_answer_has_words(world, archived):
    for one in world.judge(archived).signatures:
        assert all(words.plain(answer) for answer in one.answers)
    assert set(words.STATES) == set(State)


def forbidden_everywhere(found):
    return {one.changes.code for one in found.signatures} == {"forbidden_change"}


def serial_of(signer):
    return x509.load_der_x509_certificate(signer.certificate).serial_number
