"""Verdicts on own and foreign files."""

import pytest

from office import blobs, outbox
from office.errors import Forbidden
from office.permissions import SYSTEM
from office.ui.parts import Trust as Shown
from signing import demo, operations, policy, queries
from signing.events import Verified
from signing.pades.answers import State, Verdict
from signing.policy import Can
from tests.signing.conftest import report_on
from tests.signing.pades.conftest import page, with_fields

MINISTRY = "Bộ Nhà ở mẫu"


def test_a_letter_of_the_ministry_has_four_good_answers(bureau, told):
    letter = demo.ministry_sign(with_fields(), person="Lò Văn Thử", ministry=MINISTRY)
    sha256 = blobs.put(letter).sha256
    expected = [operations.Expected(organisation=MINISTRY)]
    operations.ask_verdict(sha256, expected=expected, by=SYSTEM)
    outbox.drain()
    stored = queries.verdict_of(sha256)
    report = queries.report_of(stored)
    assert (stored.state, stored.count) == ("good", 2)
    assert {one.algorithm for one in report.signatures} == {"sha256_rsa"}
    assert {answer.state for one in report.signatures for answer in one.answers} == {State.GOOD}
    assert told[-1] == Verified(sha256, "good", 2)
    shown = queries.panel(stored)
    assert shown.trust is Shown.VALID
    assert "Lò Văn Thử" in shown.sentence
    assert all((shown.intact, shown.since_signing, shown.trusted, shown.right_signer))


def test_a_letter_in_a_wrong_name_is_told(bureau):
    letter = demo.ministry_sign(with_fields(), person="Lò Văn Thử", ministry="Bộ Giả")
    sha256 = blobs.put(letter).sha256
    operations.ask_verdict(sha256, expected=[operations.Expected(organisation=MINISTRY)], by=SYSTEM)
    outbox.drain()
    stored = queries.verdict_of(sha256)
    assert stored.state == "bad"
    assert queries.panel(stored).trust is Shown.INVALID


@pytest.mark.parametrize(("data", "state"), [(b"%PDF-1.7 broken", "bad"), (None, "unsigned")])
def test_other_files_are_judged_too(bureau, data, state):
    sha256 = blobs.put(data or page()).sha256
    assert report_on(sha256).state.value == state
    panel = queries.panel(queries.verdict_of(sha256))
    assert panel.sentence
    assert panel.intact == ""


def test_a_changed_copy_of_our_own_file_is_told(bureau):
    made = bureau.signed()
    forged = blobs.put(blobs.read(made.signed_sha256) + b"\n<x>").sha256
    report = report_on(forged)
    assert report.state is State.BAD
    assert report.signatures[0].changes.code == "trailing_bytes"


def test_a_certificate_that_points_elsewhere_causes_no_connection(bureau, monkeypatch):
    """The address in the certificate is the listed one's only by its name: nobody listens there."""
    from signing.providers import outside

    called = []
    monkeypatch.setattr(outside, "fetch", lambda url, **_: called.append(url))
    operations.believe(
        name="bare",
        der=demo.authority().root.der,
        issuers=demo.authority().chain,
        service_urls=(),
        by=SYSTEM,
    )
    letter = demo.ministry_sign(with_fields(), person="Lò Văn Thử", ministry=MINISTRY)
    report = report_on(blobs.put(letter).sha256)
    assert called == []
    assert {one.trust.code for one in report.signatures} == {"revocation_unknown"}


def test_only_the_house_judges_and_only_readers_ask(bureau, monkeypatch):
    sha256 = blobs.put(page()).sha256
    with pytest.raises(Forbidden):
        operations.keep_verdict(sha256, Verdict(sha256, 1, State.GOOD), by=bureau.leader)
    monkeypatch.setattr(policy, "shows", [])
    with pytest.raises(Forbidden):
        operations.ask_verdict(sha256, by=bureau.leader)
    queries.shows_file(lambda actor, one: actor.person_id == bureau.leader.person_id)
    operations.ask_verdict(sha256, by=bureau.leader)
    with pytest.raises(Forbidden):
        operations.ask_verdict(sha256, by=bureau.clerk)
    assert Can.READ_VERDICT.value == "read_verdict"
