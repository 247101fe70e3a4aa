"""The stand-in as a program: its guards, its control page, its log."""

import json
import sqlite3

import pytest

from personnel.national.client import Register, RestChannel
from personnel.national.jws import Signer
from personnel.national.sandbox import config as defaults
from tests.personnel.national.conftest import SECRET, event, key, new_citizen, row

FORM = {"Content_Type": "application/x-www-form-urlencoded"}


def test_only_health_contract_and_tokens_are_open(sandbox):
    for path in ("/health", "/openapi.json"):
        assert sandbox.call(path, token=None).status == 200
    for path in ("/control/faults", "/control/page", "/control/person?id=1", "/psx/v1/service"):
        for token in (None, "guess"):
            answer = sandbox.call(path, token=token)
            assert (answer.status, json.loads(answer.body)["code"]) == (401, "auth-failed")
    assert sandbox.call("/control/faults", Authorization="Basic eDo=").status == 401
    basic = "Basic OnRva2VuLW9mLXRoZS10ZXN0"
    assert sandbox.call("/control/page", Authorization=basic).status == 200


def test_only_loopback_names_are_served(sandbox):
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", ""):
        assert sandbox.call("/health", Host=host).status == 403
    assert sandbox.call("/health", Host=f"localhost:{sandbox.port}").status == 200
    assert sandbox.call("/health", Host=f"[::1]:{sandbox.port}").status == 200


def test_bodies_are_limited_and_calls_known(sandbox):
    def status(path, body=None, **more):
        return sandbox.call(path, body, **more).status

    assert status("/control/faults", b"x" * (5 << 20) + b"x") == 413
    assert status("/control/faults", b"{") == 400
    assert status("/control/faults", {"explode": 1}) == 422
    assert status("/control/faults", b"1") == 400
    assert status("/control/nothing") == 404
    assert status("/control/counts", {}) == 405
    assert status("/nothing") == 404
    assert status("/health", {}) == 405
    assert status("/token") == 405
    assert status("/psx/v1/nothing") == 404
    assert status("/psx/v1/service", method="DELETE") == 405
    assert status("/psx/v1/service", method="BREW") == 405
    assert status("/health", method="GET", Transfer_Encoding="chunked") == 411
    for path in ("correct", "claim"):
        unknown = {"citizenId": "1", "group": "pay", "rows": []}
        assert status(f"/control/{path}", unknown) == 404
    assert status("/control/correct", {"group": "x"}) == 422
    assert status("/control/codelist", {"id": "x"}) == 422
    assert status("/control/person?id=1") == 404


def test_a_token_is_for_the_right_credentials(sandbox):
    def ask(text):
        answer = sandbox.call("/token", text.encode(), token=None, **FORM)
        return answer.status, json.loads(answer.body)

    whole = f"grant_type=client_credentials&client_id=ours&client_secret={SECRET}"
    status, said = ask(whole)
    assert (status, said["token_type"]) == (200, "Bearer")
    assert ask(f"{whole}&scope=psx.read")[1]["scope"] == "psx.read"
    assert ask(f"{whole}&scope=everything") == (400, {"error": "invalid_scope"})
    assert ask(f"{whole}x") == (401, {"error": "invalid_client"})
    assert ask("grant_type=password") == (400, {"error": "unsupported_grant_type"})
    assert ask("grant_type=a&grant_type=b") == (400, {"error": "invalid_request"})
    assert sandbox.call("/token", {"a": 1}, token=None).status == 400


def test_a_connection_learns_a_new_key(other_register):
    signer = Signer.generated("ours-2")
    fresh = Register(RestChannel(other_register.line(), agency="H99", signer=signer))
    one = event(new_citizen())
    assert fresh.push([one], key=key())[0].code == "certificate-untrusted"
    said = {"client": "ours", "keys": [signer.public]}
    assert other_register.control("keys", said) == {"keys": ["ours-1", "ours-2"]}
    assert fresh.push([one], key=key())[0].version == 1
    assert other_register.register().push([one], key=key())[0].version == 1
    for bad in ({"client": "x", "keys": []}, {"client": "ours", "keys": [{"kty": "EC"}]}):
        assert other_register.call("/control/keys", bad).status == 422


def test_the_page_shows_what_is_held(sandbox, ours):
    citizen = new_citizen()
    ours.push([event(citizen)], key=key())
    answer = sandbox.call("/control/page")
    assert citizen.encode() in answer.body
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_the_log_of_calls_cannot_be_mended_unseen(own_sandbox):
    ours = own_sandbox.register()
    for _one in range(3):
        ours.push([event(new_citizen())], key=key())
    found = own_sandbox.control("counts")
    assert (found["is_whole"], found["call_log"], found["applied"]) == (True, 3, 3)
    store = sqlite3.connect(own_sandbox.folder / "register.sqlite3")
    with store:
        store.execute("DELETE FROM call_log WHERE seq = 2")
    store.close()
    assert own_sandbox.control("counts")["is_whole"] is False


def test_a_delay_is_only_that(sandbox, ours):
    sandbox.faults(delay_ms={"events": 60})
    assert ours.push([event(new_citizen())], key=key())[0].version == 1
    assert sandbox.control("faults") == {"delay_ms": {"events": 60.0}}


def test_the_operator_sees_the_record_as_it_is_stored(sandbox, ours):
    citizen = new_citizen()
    ours.push([event(citizen, rows=[row(full_name="Lê Mẫu")])], key=key())
    found = sandbox.control(f"person?id={citizen}")
    assert found["groups"]["identity"][0]["values"] == {"full_name": "Lê Mẫu"}


def test_a_fresh_folder_connects_two_fictional_provinces(tmp_path):
    made = defaults.load(tmp_path / "new" / "config.json")
    assert [one.client_id for one in made.clients] == ["congvu.demo", "neighbour.demo"]
    assert made.is_signed
    assert defaults.load(tmp_path / "new" / "config.json") == made
    assert (tmp_path / "new" / "config.json").stat().st_mode & 0o077 == 0


def test_it_ends_when_it_is_told(own_sandbox):
    assert own_sandbox.stop() == 0
    own_sandbox.start()
    assert (own_sandbox.folder / "register.sqlite3").exists()


@pytest.mark.parametrize("code", ["H99", "H99.3", "H99.3.12"])
def test_an_agency_covers_what_is_below_it(code):
    client = defaults.Client(
        client_id="a", secret="b", agencies=("H99", "H99.*"), scopes=frozenset()
    )
    assert client.owns(code)
    assert not client.owns(code.replace("99", "98"))
    assert not client.owns("H991")
