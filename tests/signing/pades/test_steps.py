"""Prepare, make the value elsewhere, finish."""

import asyncio
import hashlib
import subprocess
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from office import clock
from office.errors import Refusal
from signing.pades import integrity, signers
from signing.pades.answers import State
from signing.pades.places import Stamp, StampKind
from signing.pades.steps import WrongValue, finish
from signing.pades.upgrade import upgrade_to_lt
from signing.pades.values import Scheme, value_holds
from tests.signing.pades.conftest import rsa_key

PERSON = Stamp(StampKind.PERSON, ("Trần Đức Minh",), mark="BẢN THỬ")
SEAL = Stamp(StampKind.SEAL, ("UBND tỉnh Hoà Sơn",), mark="BẢN THỬ")
NUMBER = {"so": "12", "ngay": "15", "thang": "01"}


def pdfsig_lines(pdf, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    return [line for line in said.stdout.splitlines() if "Signature Validation" in line]


def words_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return document[0].render(scale=1).to_pil()


@pytest.mark.needs("pdfsig")
def test_leader_second_leader_then_number_and_seal_stay_valid(world, pdf, leader, seal, tmp_path):
    other = world.signer("Lê Thị Ánh", scheme=Scheme.ECDSA)
    first = leader.sign(pdf, "chuky1", timestamps=world.timestamps, stamp=PERSON)
    second = other.sign(first.file, "chuky2", timestamps=world.timestamps, stamp=PERSON)
    third = seal.sign(second.file, "dau", timestamps=world.timestamps, stamp=SEAL, fill=NUMBER)
    found = world.judge(third.file)
    assert [one.field for one in found.signatures] == ["chuky1", "chuky2", "dau"]
    assert found.state is State.GOOD
    assert [one.level for one in found.signatures] == ["B-T"] * 3
    assert found.signatures[1].changes.facts["fields"] == "ngay, so, thang"
    lines = pdfsig_lines(third.file, tmp_path)
    assert len(lines) == 3
    assert all("Signature is Valid." in line for line in lines)


def test_each_revision_continues_the_bytes_of_the_one_before(pdf, leader, seal):
    first = leader.sign(pdf, "chuky1").file
    second = seal.sign(first, "dau", fill=NUMBER).file
    assert first.startswith(pdf)
    assert second.startswith(first)


def test_the_number_is_seen_and_read_only(pdf, leader, seal):
    signed = seal.sign(leader.sign(pdf, "chuky1").file, "dau", fill=NUMBER).file
    with pikepdf.open(BytesIO(signed)) as document:
        fields = {str(one.T): one for one in document.Root.AcroForm.Fields}
        assert {name: str(fields[name].V) for name in NUMBER} == NUMBER
        assert all(int(fields[name].Ff) & 1 for name in NUMBER)
        assert "/NeedAppearances" not in document.Root.AcroForm
    assert words_of(signed).tobytes() != words_of(pdf).tobytes()


@pytest.mark.needs("pdfsig")
@pytest.mark.needs("openssl")
@pytest.mark.parametrize(
    ("make_key", "scheme"),
    [
        (lambda: rsa_key(2048), Scheme.RSA_PKCS1),
        (lambda: rsa_key(3072), Scheme.RSA_PSS),
        (lambda: ec.generate_private_key(ec.SECP256R1()), Scheme.ECDSA),
        (lambda: ec.generate_private_key(ec.SECP384R1()), Scheme.ECDSA),
    ],
    ids=["rsa-2048-pkcs1", "rsa-3072-pss", "p-256", "p-384"],
)
def test_every_allowed_algorithm_convinces_two_validators(world, pdf, make_key, scheme, tmp_path):
    signer = world.signer("Phạm Văn Thử", key=make_key(), scheme=scheme)
    signed = signer.sign(pdf, "chuky1", stamp=PERSON).file
    assert world.judge(signed).signatures[0].integrity.state is State.GOOD
    assert "Signature is Valid." in pdfsig_lines(signed, tmp_path)[0]
    assert openssl_verifies(signed, world, tmp_path)


def openssl_verifies(pdf, world, tmp_path):
    with pikepdf.open(BytesIO(pdf)) as document:
        value = next(one.V for one in document.Root.AcroForm.Fields if "/V" in one)
        start, length, second, rest = (int(n) for n in value.ByteRange)
        (tmp_path / "sig.der").write_bytes(bytes(value.Contents))
    (tmp_path / "content").write_bytes(pdf[start:length] + pdf[second : second + rest])
    (tmp_path / "root.der").write_bytes(world.authority.root.der)
    command = (
        "cms -verify -inform DER -in sig.der -content content -binary -purpose any -out /dev/null"
    )
    subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem"],
        cwd=tmp_path,
        check=True,
    )
    said = subprocess.run(
        ["openssl", *command.split(), "-CAfile", "root.pem", "-out", "told"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    return said.returncode == 0


def test_a_wrong_value_is_refused(pdf, leader, seal):
    prepared = leader.prepare(pdf, "chuky1")
    with pytest.raises(WrongValue):
        finish(prepared, seal.value(prepared))


def test_a_value_for_other_attributes_is_refused(pdf, leader):
    prepared, later = leader.prepare(pdf, "chuky1"), leader.prepare(pdf, "chuky2")
    with pytest.raises(WrongValue):
        finish(prepared, leader.value(later))


def test_a_silent_authority_costs_a_level_and_the_level_comes_back(world, pdf, leader, seal):
    def silent(request):
        raise TimeoutError

    first = leader.sign(pdf, "chuky1", timestamps=silent)
    second = seal.sign(first.file, "dau", timestamps=silent, fill=NUMBER)
    assert (first.level, second.level) == ("B-B", "B-B")
    assert world.judge(second.file).state is State.GOOD
    raised = upgrade_to_lt(
        second.file, known=world.trust, ask=world.ask, timestamps=world.timestamps
    )
    found = world.judge(raised, ask=None)
    assert found.state is State.GOOD
    assert {one.level for one in found.signatures} == {"B-LT"}
    assert all(one.proven_at for one in found.signatures)
    assert raised.startswith(second.file)


@pytest.mark.parametrize("answer", [b"", b"\x00garbage", b"<html>busy</html>"])
def test_a_broken_authority_costs_a_level(pdf, leader, answer):
    assert leader.sign(pdf, "chuky1", timestamps=lambda request: answer).level == "B-B"


def test_a_time_stamp_of_other_bytes_is_not_taken(world, pdf, leader):
    kept = []

    def replayed(request):
        kept.append(world.timestamps(request))
        return kept[0]

    assert leader.sign(pdf, "chuky1", timestamps=replayed).level == "B-T"
    assert leader.sign(pdf, "chuky2", timestamps=replayed).level == "B-B"


def test_a_place_is_signed_once(pdf, leader):
    signed = leader.sign(pdf, "chuky1").file
    with pytest.raises(Refusal):
        leader.prepare(signed, "chuky1")


def test_a_missing_place_is_named(pdf, leader):
    with pytest.raises(Refusal) as refused:
        leader.prepare(pdf, "chuky9")
    assert "chuky9" in str(refused.value.message)
    with pytest.raises(Refusal):
        leader.prepare(pdf, "chuky1", fill={"nam": "2026"})


def test_the_time_of_signing_stands_in_a_corner_stamp(pdf, leader):
    stamp = Stamp(StampKind.CORNER, ("Số: 12/QĐ-UBND; {time}",))
    at = clock.to_local(clock.now())
    assert stamp.at("15/01/2026; 09:30:00 +07:00").lines == (
        "Số: 12/QĐ-UBND; 15/01/2026; 09:30:00 +07:00",
    )
    signed = leader.sign(pdf, "dau", stamp=stamp).file
    with pikepdf.open(BytesIO(signed)) as document:
        value = next(one.V for one in document.Root.AcroForm.Fields if "/V" in one)
        assert str(value.M).startswith(f"D:{at:%Y%m%d}")


def test_no_key_material_is_in_what_waits_between_the_steps(pdf, leader):
    prepared = leader.prepare(pdf, "chuky1")
    numbers = leader.key.private_numbers().private_value.to_bytes(32, "big")
    assert numbers not in prepared.file + prepared.attributes


def test_the_fast_signer_answers_the_dry_run_without_the_key(leader):
    signer = signers.KeySigner(leader.key, leader.certificate, leader.chain)
    assert asyncio.run(signer.async_sign_raw(b"x", "sha256", dry_run=True)) == bytes(512)
    value = asyncio.run(signer.async_sign_raw(b"x", "sha256"))
    assert value_holds(leader.certificate, value, b"x", scheme=leader.scheme, digest="sha256")


def test_the_revisions_have_the_hashes_of_the_files_that_were_kept(pdf, leader, seal):
    first = leader.sign(pdf, "chuky1").file
    second = seal.sign(first, "dau").file
    seals = integrity.signatures(integrity.open_pdf(second), second)
    assert seals[0].sha256 == hashlib.sha256(first).hexdigest()
    assert seals[0].end == len(first)
