"""Who writes as whom, what is refused, and taking back until the last second."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from mail import operations, queries
from mail.models import MailDraft, MailWritten, Right
from mail.operations import File
from mail.queries.advice import Advice, _advisers
from mail.queries.drafts import DraftState, state_of
from office import blobs, clock, outbox
from office.accounts.models import Account, Person
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal
from office.notices import notices_at
from office.permissions import SYSTEM
from tests.mail import letters_written as written
from tests.mail.letters_written import LEADER, OFFICIAL, OUTSIDE

DAY = timedelta(days=1)


def lend(mail, box, to, *rights):
    """Rights in a box for somebody, for a month."""
    person = db.session.get_one(Person, getattr(mail, to).person_id)
    until = clock.now() + 30 * DAY
    operations.grant(
        mail.opened(box), person, rights, reason="Nghỉ phép", valid_to=until, by=getattr(mail, box)
    )


def test_a_letter_waits_fifteen_seconds_and_can_be_undone(mail):
    letter = written.sent(mail)
    assert state_of(letter) is DraftState.WAITING
    assert timedelta(seconds=14) < letter.send_at - clock.now() <= timedelta(seconds=15)
    operations.unsend(letter, by=mail.official)
    assert state_of(letter) is DraftState.WRITING
    with time_machine.travel(clock.now() + DAY, tick=False):
        outbox.drain(outbox.Lane.MAIL)
    db.session.refresh(letter)
    assert letter.left_at is None


def test_a_scheduled_letter_is_cancelled_in_the_last_second(mail):
    letter = written.sent(mail, at=clock.now() + DAY)
    with time_machine.travel(letter.send_at - timedelta(seconds=1), tick=False):
        outbox.drain(outbox.Lane.MAIL)
        operations.unsend(letter, by=mail.official)
        assert state_of(letter) is DraftState.WRITING
    with time_machine.travel(clock.now() + 2 * DAY, tick=False):
        outbox.drain(outbox.Lane.MAIL)
    assert letter.left_at is None


def test_what_a_worker_has_claimed_is_not_taken_back(mail):
    letter = written.sent(mail)
    assert operations.claim_draft(letter, letter.version, by=SYSTEM)
    with pytest.raises(Refusal):
        operations.unsend(letter, by=mail.official)


def test_a_scheduled_letter_goes_at_once_when_asked(mail):
    letter = written.sent(mail, at=clock.now() + DAY)
    operations.send_now(letter, by=mail.official)
    outbox.drain(outbox.Lane.MAIL)
    db.session.refresh(letter)
    assert letter.left_at is not None


def test_the_same_key_is_one_letter(mail):
    first = written.sent(mail, key="mot")
    again = written.draft(mail)
    assert operations.send(again, version=1, key="mot", by=mail.official) is first
    assert state_of(again) is DraftState.WRITING


def test_a_double_click_sends_once(mail):
    letter = written.sent(mail)
    with pytest.raises(Refusal):
        operations.send(letter, version=letter.version, by=mail.official)


def test_send_as_names_the_box_alone(mail):
    lend(mail, "leader", "official", Right.DRAFT, Right.SEND_AS)
    letter = written.sent(mail, "leader", by="official", to=OFFICIAL)
    assert letter.sent_by["sender"]["address"] == LEADER
    assert letter.sent_by["writer"] is None
    assert letter.sent_by["actor"]["name"] == mail.official.name


def test_on_behalf_names_the_writer_too(mail):
    lend(mail, "leader", "official", Right.DRAFT, Right.SEND_ON_BEHALF)
    letter = written.sent(mail, "leader", by="official", to=OFFICIAL)
    assert letter.sent_by["sender"]["address"] == LEADER
    assert letter.sent_by["writer"]["address"] == OFFICIAL


def test_who_may_only_draft_does_not_send(mail):
    lend(mail, "leader", "official", Right.DRAFT)
    draft = written.draft(mail, "leader", by="official")
    with pytest.raises(Forbidden) as refused:
        operations.send(draft, version=1, by=mail.official)
    assert refused.value.basis == "553 5.7.1"
    operations.send(draft, version=1, by=mail.leader)
    assert draft.sent_by["sender"]["address"] == LEADER


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ({"to": ""}, "to"),
        ({"to": "khong-co"}, "to"),
        ({"cc": "ai-do@snv.lamgiang.example"}, "cc"),
        ({"to": f"{LEADER}\r\nBcc: x@y.example"}, "to"),
        ({"to": f"An\u2028 <{LEADER}>"}, "to"),
        ({"bcc": "a@b.example, <c@d.example> e@f.example"}, "bcc"),
        ({"to": '"An <a@b.example>'}, "to"),
    ],
)
def test_what_reaches_nobody_is_told_before_it_goes(mail, lines, field):
    with pytest.raises(Invalid) as refused:
        written.sent(mail, **lines)
    assert set(refused.value.fields) == {field}


def test_somebody_named_twice_gets_it_once(mail):
    draft = written.draft(
        mail, to=f'"Họ, Tên" <{LEADER}>; {OUTSIDE}', cc=LEADER.upper(), bcc=OUTSIDE
    )
    found = queries.addressed(draft)
    assert [(one.folded, one.line) for one in found.everybody] == [(LEADER, "to"), (OUTSIDE, "to")]
    assert found.everybody[0].person.name == "Họ, Tên"
    assert [one.folded for one in found.outside] == [OUTSIDE]


def test_what_is_larger_than_the_domain_allows_is_refused_and_kept(mail):
    draft = written.draft(mail)
    stored = blobs.put(b"x")
    operations.attach_file(draft, File("lon.zip", stored.sha256, 60 << 20), by=mail.official)
    with pytest.raises(Invalid) as refused:
        operations.send(draft, version=draft.version, by=mail.official)
    assert set(refused.value.fields) == {"files"}
    assert [one["name"] for one in draft.files] == ["lon.zip"]


def test_advice_speaks_of_strangers_forgotten_files_and_what_others_know(mail, monkeypatch):
    draft = written.draft(mail, to=OUTSIDE, subject="", text="Tôi gửi kèm biểu mẫu.\n> đính kèm")
    monkeypatch.setattr("mail.queries.advice._advisers", [axis])
    found = queries.advice_for(draft, queries.addressed(draft))
    assert [one.code for one in found] == ["outside", "no_file", "axis", "no_subject"]
    assert OUTSIDE in found[0].text


def axis(addresses):
    return [Advice("axis", f"{one} nhận qua trục") for one in addresses]


def test_there_is_no_adviser_of_ours_twice():
    queries.advises(axis)
    queries.advises(axis)
    assert _advisers.count(axis) == 1
    _advisers.remove(axis)


def wrote(mail, count, *, ago, strangers=0):
    """The official has written to so many addresses, by whichever way."""
    row = MailWritten(
        key=f"smtp:{ago}",
        person_id=mail.official.person_id,
        written_at=clock.now() - ago,
        recipients=count,
        strangers=strangers,
    )
    with transaction():
        db.session.add(row)


def test_a_sudden_burst_is_held_and_told(mail):
    wrote(mail, 199, ago=timedelta(minutes=5))
    held = written.sent(mail, cc=OUTSIDE)
    assert held.send_at - clock.now() > timedelta(minutes=29)
    assert held.problem == "burst"
    with pytest.raises(Refusal):
        operations.send_now(held, by=mail.official)


def alarms(mail):
    return [
        one.text for one in db.session.scalars(notices_at(mail.admin)) if "too many" in one.text
    ]


@pytest.mark.parametrize("facts", [{"count": 1000}, {"count": 300, "strangers": 300}])
def test_too_much_of_a_day_is_refused_and_administrators_are_told_once(mail, facts):
    wrote(mail, **facts, ago=timedelta(hours=5))
    for _time in range(2):
        with pytest.raises(operations.OverLimit):
            written.sent(mail, to=OUTSIDE)
    rows = select(MailDraft).where(MailDraft.asked_at.is_(None))
    assert [one.to for one in db.session.scalars(rows)] == [OUTSIDE] * 2
    assert len(alarms(mail)) == 1


def test_what_is_taken_back_counts_no_more_and_an_old_friend_is_no_stranger(mail):
    wrote(mail, 999, ago=timedelta(hours=5), strangers=299)
    operations.unsend(written.sent(mail, to=OUTSIDE), by=mail.official)
    written.left(written.sent(mail, to=OUTSIDE))
    wrote(mail, -1000, ago=timedelta(hours=6))
    written.sent(mail, to=OUTSIDE)
    with pytest.raises(operations.OverLimit):
        written.sent(mail, to="moi@ngoai.example")


def test_a_scheduled_letter_comes_back_when_its_sender_may_not_send_any_more(mail):
    lend(mail, "leader", "official", Right.DRAFT, Right.SEND_AS)
    facts = {"at": clock.now() + 60 * DAY, "to": OFFICIAL}
    letter = written.sent(mail, "leader", by="official", **facts)
    other = written.sent(mail, "leader", **facts)
    with time_machine.travel(clock.now() + 61 * DAY, tick=False):
        outbox.drain(outbox.Lane.MAIL)
    for row in (letter, other):
        db.session.refresh(row)
    assert state_of(letter) is DraftState.WRITING
    assert letter.problem
    assert state_of(other) is DraftState.LEFT


def test_a_letter_of_a_shut_account_does_not_leave(mail):
    letter = written.sent(mail)
    with transaction():
        db.session.get_one(Account, mail.official.account_id).disabled_at = clock.now()
    assert state_of(written.left(letter)) is DraftState.WRITING


def test_bytes_that_were_made_of_a_letter_taken_back_are_forgotten(mail):
    """Else its old words would go to whom the new ones are written."""
    letter = written.sent(mail, options={"sign": True})
    version = letter.version
    operations.unsend(letter, by=mail.official)
    operations.note_built(letter, version, "0" * 64, by=SYSTEM)
    assert letter.built_sha256 == ""


def test_a_key_of_somebody_else_is_another_sending(mail):
    first = written.sent(mail, key="k1")
    second = written.sent(mail, "leader", to=OFFICIAL, key="k1")
    assert second.id != first.id
    assert state_of(second) is DraftState.WAITING


def test_what_was_built_of_a_letter_goes_when_it_is_taken_back(mail):
    letter = written.sent(mail, options={"sign": True})
    built = blobs.put(b"as it would have left").sha256
    operations.note_built(letter, letter.version, built, by=SYSTEM)
    operations.unsend(letter, by=mail.official)
    outbox.drain(outbox.Lane.BULK)
    assert not blobs.exists(built)
