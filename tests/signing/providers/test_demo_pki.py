"""The demonstration authority: what it answers, to whom, and its faults."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519

from office import clock
from signing.pades import trust
from signing.pades.beliefs import Trust
from signing.pades.timestamps import SentTimeStamper
from signing.pades.values import UnusableKey, usual_scheme
from signing.providers.codes import ADDRESS, BASE, FOLDER
from signing.providers.demo_pki import main
from signing.providers.demo_pki.authority import Authority, Shape, Subject, new_key
from signing.providers.demo_pki.program import create_app

TOKEN = {"Authorization": "Bearer right"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    shape = Shape.ECDSA_TWO_ISSUERS
    return Authority(tmp_path_factory.mktemp("pki"), base=BASE, shape=shape)


@pytest.fixture
def browser(authority):
    return create_app(authority, token="right").test_client()


def issued(authority, name="Trần Thử"):
    return authority.issue(Subject(name, "Sở Nội vụ", title="Chuyên viên"), new_key().public_key())


def serial_of(der):
    return x509.load_der_x509_certificate(der).serial_number


def test_the_keys_are_made_once_and_are_private(authority):
    again = Authority(authority.folder, base=BASE, shape=authority.shape)
    assert again.root.der == authority.root.der
    assert again.chain == authority.chain
    assert {path.stat().st_mode & 0o077 for path in authority.folder.glob("*.key")} == {0}


def test_a_chain_leads_from_the_person_to_the_root(authority):
    known = Trust((authority.root.der,), authority.chain)
    names = [one.subject.native["common_name"] for one in trust.chain_of(issued(authority), known)]
    assert names == ["Trần Thử", *(f"Công Vụ Demo {x} CA" for x in ("Issuing", "Policy", "Root"))]


def test_a_revoked_certificate_is_on_the_list_and_in_the_status(authority, browser):
    der = issued(authority)
    body = {"serial": f"{serial_of(der):x}", "at": (clock.now() - timedelta(hours=1)).isoformat()}
    assert browser.post("/revocations", json=body, headers=TOKEN).status_code == 200
    listed = crl.CertificateList.load(browser.get("/crl/issuing.crl").data)
    serials = [
        one["user_certificate"].native for one in listed["tbs_cert_list"]["revoked_certificates"]
    ]
    assert serial_of(der) in serials
    answer = browser.post("/ocsp", data=status_request(authority, der)).data
    assert status_in(answer) == "revoked"
    assert (
        status_in(browser.post("/ocsp", data=status_request(authority, issued(authority))).data)
        == "good"
    )


def status_request(authority, der):
    certificate = asn1.Certificate.load(der)
    issuer = asn1.Certificate.load(authority.issuing.der)
    return trust._status_request(certificate, issuer)  # noqa: SLF001


def status_in(answer):
    data = ocsp.OCSPResponse.load(answer).response_data
    return data["responses"][0]["cert_status"].name


def test_the_switches_need_the_token(browser, authority):
    serial = f"{serial_of(issued(authority)):x}"
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert browser.post("/faults", json={"tsa": "error"}, headers=headers).status_code == 403
        assert (
            browser.post("/revocations", json={"serial": serial}, headers=headers).status_code
            == 403
        )
    assert browser.post("/faults", json={"tsa": "flood"}, headers=TOKEN).status_code == 422


def test_only_loopback_names_are_served(browser):
    assert browser.get("/health").status_code == 200
    assert browser.get("/health", headers={"Host": "office.example"}).status_code == 400
    assert "Access-Control-Allow-Origin" not in browser.get("/health").headers


def test_bodies_are_limited(browser):
    assert browser.post("/tsa", data=b"x" * 70_000).status_code == 413


def test_faults_are_switched(browser):
    for fault, status in (("error", 500), ("garbage", 200), ("none", 200)):
        browser.post("/faults", json={"ocsp": "none", "tsa": fault}, headers=TOKEN)
        answer = browser.post("/tsa", data=stamp_request())
        assert answer.status_code == status
        assert (answer.data == b"\x00garbage") == (fault == "garbage")


def stamp_request():
    return SentTimeStamper(bytes).request_cms(bytes(32), "sha256")[1].dump()


def test_unknown_lists_are_not_found(browser):
    assert browser.get("/crl/nobody.crl").status_code == 404
    assert browser.get("/certificates/nobody.der").status_code == 404
    assert browser.get("/certificates/root.der").data[:1] == b"0"


def test_the_program_tells_its_address_and_stops(tmp_path):
    command = [sys.executable, "-m", "signing.providers.demo_pki", "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        told = json.loads(process.stdout.readline())
        kept = json.loads((tmp_path / FOLDER / ADDRESS).read_text())
        process.terminate()
        assert process.wait(10) == 0
    assert told == kept
    assert told["url"] == f"http://127.0.0.1:{told['port']}"
    assert callable(main)


def test_a_key_of_another_kind_is_not_used(authority):
    odd = authority.issue(Subject("x", "y"), ed25519.Ed25519PrivateKey.generate().public_key())
    with pytest.raises(UnusableKey):
        usual_scheme(odd)
