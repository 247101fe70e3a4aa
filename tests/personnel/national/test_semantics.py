"""The table of meanings of the contract, line by line, against the real program."""

import json
from datetime import date, timedelta

import pytest

from office import clock
from personnel.national.client import (
    Accepted,
    Conflict,
    Deferred,
    Duplicate,
    Later,
    Refused,
    Register,
    Rejected,
    RestChannel,
    Trouble,
    Waiting,
)
from personnel.national.client.register import Whole
from personnel.national.codes import Ack, Choice, Match, Purpose
from personnel.national.digest import differences, merkle_root, record_digest
from personnel.national.envelope import Subject, canonical
from personnel.national.jws import Signer, content_digest
from tests.personnel.national.conftest import (
    CENTRE,
    COMMUNE,
    NEIGHBOUR,
    OURS,
    SIGNERS,
    Sandbox,
    event,
    key,
    new_citizen,
    row,
)

CODED = {"list": "sex", "code": "1", "version": "2026", "label": "Nam"}


def refused(act, *words, **more):
    with pytest.raises(Trouble) as trouble:
        act(*words, **more)
    return trouble.value.outcome


def rows_of(register, citizen, group):
    return register.person(citizen).groups.get(group, [])


def raw(sandbox, method, path, body=None, *, agency=OURS, signer=SIGNERS["ours"], at=None, **more):
    """One call by hand, signed unless no signer is given."""
    sent = None if body is None else canonical(body)
    headers = {"X-Client-Agency": agency, "X-Purpose": "sync", "Idempotency-Key": key()}
    headers |= {"Authorization": f"Bearer {sandbox.bearer()}"}
    if sent is not None:
        headers["Content-Type"] = "application/json"
    if signer and sent is not None:
        headers |= signer.headers(sent, at=at or clock.now())
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    answer = sandbox.call(f"/psx/v1{path}", sent, method=method, **headers)
    return answer.status, json.loads(answer.body) if answer.body else None, answer.headers


# ------------------------------------------------------------------------- idempotency


def test_the_same_key_with_the_same_body_has_the_same_answer(sandbox):
    body = {"events": [event(new_citizen()).plain()]}
    same = key()
    first = raw(sandbox, "POST", "/events", body, Idempotency_Key=same)
    second = raw(sandbox, "POST", "/events", body, Idempotency_Key=same)
    assert (first[0], first[1]) == (second[0], second[1])
    assert "Idempotent-Replay" not in first[2]
    assert second[2]["Idempotent-Replay"] == "true"


def test_the_same_key_with_another_body_is_refused(ours):
    same = key()
    ours.push([event(new_citizen())], key=same)
    (found,) = ours.push([event(new_citizen())], key=same)
    assert (found.code, found.status) == ("idempotency-mismatch", 409)


def test_an_event_is_applied_once_for_ever(ours, sandbox):
    citizen = new_citizen()
    one = event(citizen)
    assert ours.push([one, one], key=key()) == [
        Accepted(1, ours.person(citizen).etag),
        Duplicate(1),
    ]
    sandbox.faults(duplicate={"events": 1})
    assert ours.push([event(citizen, 2)], key=key())[0].version == 2
    assert ours.person(citizen).sequence == 2


def test_a_lost_answer_is_found_again(ours, sandbox):
    citizen, same = new_citizen(), key()
    sandbox.faults(loss={"events": 1})
    (first,) = ours.push([event(citizen)], key=same)
    assert isinstance(first, Later)
    assert ours.person(citizen).version == 1
    (other_key,) = ours.push([event(citizen, 2, base=1)], key=key())
    assert other_key.version == 2


# ---------------------------------------------------------------------------- versions


def test_a_mark_names_version_and_digest(ours, person):
    found = ours.person(person)
    assert found.etag == f'"1-{found.digest[:8]}"'
    assert found.digest == record_digest(person, found.groups)
    assert ours.person(person, etag=found.etag) is None


def test_a_stale_mark_is_refused_with_the_present_one(ours, person):
    stale = ours.person(person).etag
    changed = ours.patch(person, "contact", [row(phone="0912").plain()], etag=stale)
    assert changed == Accepted(2, ours.person(person).etag)
    again = ours.patch(person, "contact", None, etag=stale)
    assert again == Conflict(2, changed.etag)
    assert rows_of(ours, person, "contact")
    assert ours.patch(person, "contact", None, etag=changed.etag).version == 3
    assert not rows_of(ours, person, "contact")


def test_without_a_mark_nothing_is_written_over(sandbox, person):
    body = {"groups": {"contact": None}}
    kind = "application/merge-patch+json"
    status, said, _headers = raw(sandbox, "PATCH", f"/persons/{person}", body, Content_Type=kind)
    assert (status, said["code"]) == (428, "version-conflict")


def test_a_whole_record_is_created_once_and_replaced_by_its_mark(ours, neighbour):
    citizen = new_citizen()
    groups = {"identity": [row(full_name="Trần Thị Mẫu").plain()], "pay": [row().plain()]}
    whole = Whole(managing_body=OURS, unit=COMMUNE, staff_no="CB-9", sequence=7, groups=groups)
    made = ours.put(citizen, whole)
    assert made.version == 1
    assert ours.put(citizen, whole) == Conflict(1, made.etag)
    del groups["pay"]
    assert ours.put(citizen, whole, etag=made.etag).version == 2
    found = ours.person(citizen)
    assert (found.sequence, set(found.groups)) == (7, {"identity"})
    theirs = Whole(managing_body=NEIGHBOUR, unit="H98.2", staff_no="", sequence=1, groups={})
    assert neighbour.put(citizen, theirs).code == "duplicate-person"
    assert ours.put(citizen, theirs).code == "not-owner"


def test_a_gap_in_the_order_is_put_off(ours, person):
    late = event(person, 4, base=1)
    assert ours.push([late], key=key()) == [Deferred("sequence-gap", 2)]
    assert ours.push([event(new_citizen(), 3)], key=key()) == [Deferred("sequence-gap", 1)]
    first, second = event(person, 2), event(person, 3)
    assert [one.version for one in ours.push([first, second], key=key())] == [2, 3]


def test_one_rejection_does_not_keep_others_waiting(ours, person):
    other = new_citizen()
    wrong = event(person, 2, rows=[row(sex={**CODED, "code": "9"})])
    found = ours.push([wrong, event(other)], key=key())
    assert [type(one) for one in found] == [Rejected, Accepted]
    assert found[0].code == "codelist-unknown"
    assert found[0].errors[0].pointer == "/snapshot/rows/0/values/sex"


def test_another_version_opens_a_conflict_that_a_person_settles(ours, sandbox, person):
    mended = [row(full_name="Nguyễn Văn Mẩu").plain()]
    rows = {"citizenId": person, "group": "identity", "rows": mended}
    sandbox.control("correct", rows)
    mine = event(person, 2, base=1, rows=[row(full_name="Nguyễn Văn Mẫu B")])
    (found,) = ours.push([mine], key=key())
    assert (type(found), found.version) == (Conflict, 2)
    assert ours.push([mine], key=key()) == [found]
    assert ours.push([event(person, 3, base=2)], key=key()) == [Deferred("sequence-gap", 2)]
    (line,) = [one for one in ours.conflicts() if one.citizen_id == person]
    assert line.conflict_id == found.conflict_id
    assert line.remote["rows"][0]["values"]["full_name"] == "Nguyễn Văn Mẩu"
    assert line.local["rows"] == mine.plain()["snapshot"]["rows"]
    settled = ours.resolve(line.conflict_id, Choice.KEEP_LOCAL, resolved_by="Người quyết định")
    assert (settled.sequence, settled.version) == (2, 3)
    again = ours.resolve(line.conflict_id, Choice.KEEP_LOCAL, resolved_by="Người quyết định")
    assert again == settled
    assert rows_of(ours, person, "identity") == line.local["rows"]
    assert ours.push([mine], key=key()) == [Duplicate(3)]
    assert ours.push([event(person, 3, base=3)], key=key())[0].version == 4


@pytest.mark.parametrize("choice", [Choice.KEEP_REMOTE, Choice.EDIT])
def test_other_decisions_use_the_place_of_the_event_up(ours, sandbox, person, choice):
    ours.push([event(person, 2, group="pay", rows=[row(step=3)])], key=key())
    sandbox.faults(conflict={"pay": 1})
    (found,) = ours.push([event(person, 3, group="pay", rows=[row(step=4)])], key=key())
    edited = [row(step=5).plain()]
    right, wrong = (edited, None) if choice is Choice.EDIT else (None, edited)
    settle = {"resolved_by": "Người quyết định"}
    bad = refused(ours.resolve, found.conflict_id, choice, rows=wrong, **settle)
    assert bad.code == "data-invalid"
    ours.resolve(found.conflict_id, choice, rows=right, **settle)
    assert ours.person(person).sequence == 3
    steps = [one["values"]["step"] for one in rows_of(ours, person, "pay")]
    assert steps == ([5] if choice is Choice.EDIT else [3])


def test_what_is_sent_again_on_the_present_version_settles_itself(ours, sandbox, person):
    sandbox.faults(conflict={"identity": 1})
    (found,) = ours.push([event(person, 2)], key=key())
    assert isinstance(found, Conflict)
    (again,) = ours.push([event(person, 2, base=found.version)], key=key())
    assert again.version == found.version + 1
    assert person not in {one.citizen_id for one in ours.conflicts()}


# ------------------------------------------------------------------------------ cursor


def all_changes(register, cursor="", **more):
    lines = []
    while True:
        page = register.changes(cursor, **more)
        lines += page.lines
        cursor = page.cursor
        if not page.has_more:
            return lines, cursor


def correct(sandbox, citizen, **values):
    rows = [row(**values).plain()]
    body = {"citizenId": citizen, "group": "contact", "rows": rows}
    return sandbox.control("correct", body)


def test_changes_come_in_the_order_of_commits_without_gaps(ours, sandbox, person):
    _lines, cursor = all_changes(ours)
    for phone in ("1", "2", "3"):
        correct(sandbox, person, phone=phone)
    lines, after = all_changes(ours, cursor, limit=2)
    assert [one.rows[0]["values"]["phone"] for one in lines] == ["1", "2", "3"]
    assert [one.version for one in lines] == [2, 3, 4]
    assert all_changes(ours, cursor, limit=2)[0] == lines
    assert all_changes(ours, after)[0] == []
    assert all_changes(ours, cursor, groups=["pay"])[0] == []
    assert all_changes(ours, cursor, unit="H99.3")[0] == lines
    assert all_changes(ours, cursor, unit="H99.2")[0] == []


def test_a_line_may_come_again(ours, sandbox, person):
    correct(sandbox, person, phone="1")
    _lines, cursor = all_changes(ours)
    sandbox.faults(duplicate={"changes": 1})
    assert ours.changes(cursor).lines[-1].citizen_id == person


def test_others_do_not_see_our_people(ours, neighbour, sandbox, person):
    correct(sandbox, person, phone="1")
    assert person not in {one.citizen_id for one in all_changes(neighbour)[0]}
    found = refused(neighbour.person, person)
    assert (found.code, found.status) == ("not-owner", 403)


def test_a_cursor_is_opaque_and_its_owners_alone(ours, neighbour, sandbox):
    _lines, cursor = all_changes(ours)
    for bad in (cursor[:-2] + "xx", "5", all_changes(neighbour)[1]):
        assert refused(ours.changes, bad).code == "data-invalid"


def test_acknowledgements_are_kept_and_never_go_back(ours, sandbox, person):
    _lines, old = all_changes(ours)
    correct(sandbox, person, phone="1")
    lines, new = all_changes(ours, old)
    ours.acknowledge(new, {lines[0].event_id: Ack.ACCEPTED}, note="đã nhận")
    ours.acknowledge(old, {})
    kept = {one["event_id"]: one for one in sandbox.control("acks")}
    assert kept[lines[0].event_id]["note"] == "đã nhận"


def test_an_old_cursor_means_to_begin_anew(other_register):
    ours = other_register.register()
    citizen = new_citizen()
    ours.push([event(citizen)], key=key())
    cursor = ours.changes().cursor
    for phone in ("1", "2", "3"):
        correct(other_register, citizen, phone=phone)
    other_register.control("expire", {})
    found = refused(ours.changes, cursor)
    assert (found.code, found.status) == ("cursor-expired", 410)
    assert len(ours.changes().lines) == 1


# ------------------------------------------------------------------- retries and levels


@pytest.mark.parametrize(
    ("switch", "wait"),
    [("error_500", None), ("slow_down", 1.0), ("maintenance", 1.0), ("silent", None)],
)
def test_what_passes_is_tried_again_later(ours, sandbox, switch, wait):
    sandbox.faults(**{switch: {"events": 1}})
    one, same = event(new_citizen()), key()
    (found,) = ours.push([one], key=same)
    assert (type(found), found.retry_after) == (Later, wait)
    assert isinstance(ours.push([one], key=same)[0], Accepted)


def test_a_business_answer_is_another_thing_than_a_good_transport(ours, sandbox, person):
    sandbox.faults(reject={"pay": 1})
    (found,) = ours.push([event(person, 2, group="pay")], key=key())
    assert found.code == "data-invalid"
    assert found.errors[0].pointer == "/snapshot/rows/0/values"
    assert ours.person(person).version == 1
    assert ours.push([event(person, 2, group="pay")], key=key())[0].version == 2


def test_a_push_may_be_answered_later(ours, sandbox):
    citizen = new_citizen()
    found = ours.push([event(citizen)], key=key(), wait=False)
    assert isinstance(found, Waiting)
    for _turn in range(100):
        done = ours.job(found.job)
        if not isinstance(done, Waiting):
            break
    assert done == [Accepted(1, ours.person(citizen).etag)]
    sandbox.faults(**{"async": {"events": 1}})
    assert isinstance(ours.push([event(new_citizen())], key=key()), Waiting)
    assert refused(ours.job, "0" * 8).code == "not-found"


def test_what_was_taken_survives_a_kill(own_sandbox):
    ours = own_sandbox.register()
    citizen = new_citizen()
    ours.push([event(citizen)], key=key())
    waiting = ours.push([event(citizen, 2)], key=key(), wait=False)
    own_sandbox.kill()
    assert isinstance(ours.push([event(citizen, 3)], key=key())[0], Later)
    own_sandbox.start(own_sandbox.port)
    while isinstance(ours.job(waiting.job), Waiting):
        pass
    assert ours.person(citizen).version == 2
    assert [one["sequence"] for one in own_sandbox.control("applied")] == [1, 2]
    assert own_sandbox.control("counts")["is_whole"] is True


# --------------------------------------------------------------------------- signature


def test_a_body_must_be_signed_by_a_registered_key(sandbox, person):
    body = {"items": [{"citizenId": person, "fullName": "A", "birthDate": "1985"}]}
    stranger = Signer.generated("stranger")
    false_name = Signer.generated(SIGNERS["ours"].kid)
    for signer, code in (
        (None, "signature-invalid"),
        (stranger, "certificate-untrusted"),
        (false_name, "signature-invalid"),
    ):
        status, said, _headers = raw(sandbox, "POST", "/persons/_verify", body, signer=signer)
        assert (status, said["code"]) == (401, code)


def test_a_signature_covers_the_body_and_ages(sandbox, person):
    body = {"items": [{"citizenId": person, "fullName": "A", "birthDate": "1985"}]}
    now = clock.now()
    signed = SIGNERS["ours"].headers(canonical({"items": []}), at=now)
    del signed["Content-Digest"]
    signed = {name.replace("-", "_"): value for name, value in signed.items()}
    path = "/persons/_verify"
    digest = {"Content_Digest": content_digest(canonical(body))}
    assert raw(sandbox, "POST", path, body, **signed, **digest)[0] == 401
    assert raw(sandbox, "POST", path, body, Content_Digest=content_digest(b""))[0] == 401
    for age, status in ((9, 200), (11, 401), (-1, 200), (-3, 401)):
        at = now - timedelta(minutes=age)
        assert raw(sandbox, "POST", path, body, at=at)[0] == status, age


def test_answers_are_signed_by_the_register(sandbox, person):
    keys = sandbox.register().service().keys
    strict = {"agency": OURS, "signer": SIGNERS["ours"]}
    good = RestChannel(sandbox.line(), register_keys=keys, **strict)
    assert Register(good).person(person).citizen_id == person
    forged = RestChannel(sandbox.line(), register_keys=[SIGNERS["ours"].public], **strict)
    assert isinstance(refused(Register(forged).person, person), Later)


# ---------------------------------------------------------------------- size and rights


def test_too_much_at_once_is_refused(ours, sandbox):
    found = ours.push([event(new_citizen()) for _one in range(501)], key=key())
    assert {type(one) for one in found} == {Refused}
    large = event(new_citizen(), rows=[row(text="x" * (5 << 20))])
    assert ours.push([large], key=key())[0].status == 413


def test_sensitive_groups_need_their_scope(ours, sandbox, person):
    ours.push([event(person, 2, group="health")], key=key())
    narrow = sandbox.register(scopes=["psx.read"])
    assert set(narrow.person(person).groups) == {"identity"}
    assert set(ours.person(person).groups) == {"identity", "health"}
    assert set(ours.person(person, groups=["pay"]).groups) == set()
    (found,) = narrow.push([event(person, 3)], key=key())
    assert (found.code, found.status) == ("auth-failed", 403)
    assert refused(ours.person, person, groups=["nothing"]).code == "data-invalid"


def test_reading_needs_a_purpose(sandbox, ours, person):
    assert raw(sandbox, "GET", f"/persons/{person}", X_Purpose="curiosity")[0] == 400
    assert ours.person(person, purpose=Purpose.AUDIT).citizen_id == person


def test_nobody_speaks_for_others(sandbox, ours, neighbour, person):
    assert raw(sandbox, "GET", "/service", agency=NEIGHBOUR)[1]["code"] == "agency-unknown"
    (found,) = neighbour.push([event(person, 2, body=NEIGHBOUR)], key=key())
    assert (type(found), found.code) == (Rejected, "not-owner")
    (found,) = neighbour.push([event(person, body=NEIGHBOUR)], key=key())
    assert found.code == "duplicate-person"
    (found,) = neighbour.push([event(person, 2, body=OURS)], key=key())
    assert found.code == "agency-unknown"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"receiver": "G98"}, "agency-unknown"),
        ({"type": "personnel.pay.step-raised"}, "not-found"),
        ({"group": "pay"}, "incomplete"),
        ({"rows": []}, "incomplete"),
        ({"rows": [row(citizen_id="0" * 12)]}, "data-invalid"),
        ({"rows": [row(sex={**CODED, "version": "2020"})]}, "codelist-outdated"),
    ],
)
def test_events_that_mean_nothing_are_rejected(ours, said, code):
    citizen = new_citizen()
    (found,) = ours.push([event(citizen, **said)], key=key())
    assert (type(found), found.code) == (Rejected, code)
    assert refused(ours.person, citizen).code == "not-found"


def test_a_broken_event_is_named_and_the_others_come_again(ours):
    broken = event(new_citizen()).plain() | {"secret": 1}
    decomposed = event(new_citizen(), reason="Ho\u0302", rows=[row()]).plain()
    decomposed["reason"] = "Ho\u0302"
    unnamed = event(new_citizen()).plain()
    unnamed["subject"]["staffNo"] = "Ho\u0302"
    good = event(new_citizen())
    found = ours.push([good, broken, decomposed, unnamed], key=key())
    assert isinstance(found[0], Later)
    assert found[1].errors[0].pointer == "/secret"
    assert found[2].errors[0].pointer == "/reason"
    assert [one.pointer for one in found[3].errors] == ["/subject/staffNo"]
    assert isinstance(ours.push([good], key=key())[0], Accepted)


def test_unknown_fields_are_kept(ours):
    citizen = new_citizen()
    ours.push([event(citizen, rows=[row(field_of_2030={"a": "b"})])], key=key())
    assert rows_of(ours, citizen, "identity")[0]["values"] == {"field_of_2030": {"a": "b"}}


# --------------------------------------------------------------------- records, verified


def test_a_record_as_of_a_day(ours, person):
    old = row(1, valid_from=date(2020, 1, 1), step=1)
    new = row(2, valid_from=date(2026, 7, 1), step=2)
    ours.push([event(person, 2, group="pay", rows=[old, new])], key=key())
    for day, step in ((date(2026, 6, 30), 1), (date(2026, 7, 1), 2)):
        (found,) = ours.person(person, on=day).groups["pay"]
        assert found["values"]["step"] == step
    assert (
        "pay" not in ours.person(person, on=date(2019, 1, 1)).groups
        or not (ours.person(person, on=date(2019, 1, 1)).groups["pay"])
    )


def test_people_are_compared_without_being_read(neighbour, person):
    asked = [
        (person, "nguyễn  văn mẫu", "1985"),
        (new_citizen(), "Nguyễn Văn Mẫu", "1985"),
    ]
    assert list(neighbour.verify(asked).values()) == [Match.MATCH, Match.UNKNOWN]
    for name, born in (("Nguyễn Văn Mẫu", "1986"), ("Nguyễn Văn Mậu", "1985-03-14")):
        assert neighbour.verify([(person, name, born)]) == {person: Match.MISMATCH}


def test_who_left_is_closed(ours, person):
    left = event(person, 2, type="personnel.exit.retired", group="exit")
    ours.push([left], key=key())
    assert ours.person(person).state == "closed"


# -------------------------------------------------------------------------- hand-overs


def test_a_person_is_never_owned_by_none_or_two(ours, neighbour, person):
    offer = {"receiver": NEIGHBOUR, "effective_from": date(2026, 8, 1), "reason": "Điều động"}
    same = key()
    made = ours.propose(person, key=same, **offer)
    assert ours.propose(person, key=same, **offer) == made
    assert refused(ours.propose, person, key=key(), **offer).code == "transfer-pending"
    assert ours.push([event(person, 2)], key=key()) == [Deferred("transfer-pending", 2)]
    assert ours.person(person).managing_body == OURS
    assert neighbour.person(person).managing_body == OURS
    assert refused(ours.accept, made.transfer_id, staff_no="", unit=COMMUNE).code == "not-owner"
    heard = [one for one in all_changes(neighbour)[0] if one.citizen_id == person]
    assert [one.type for one in heard] == ["personnel.transfer.proposed"]
    taken = neighbour.accept(made.transfer_id, staff_no="LG-7", unit="H98.2")
    assert neighbour.accept(made.transfer_id, staff_no="LG-7", unit="H98.2") == taken
    assert (taken.state, taken.version) == ("accepted", 2)
    assert neighbour.person(person).managing_body == NEIGHBOUR
    assert refused(ours.person, person).code == "not-owner"
    assert all_changes(ours)[0][-1].type == "personnel.transfer.accepted"
    (found,) = ours.push([event(person, 2)], key=key())
    assert found.code == "not-owner"
    theirs = event(person, 2, base=2, body=NEIGHBOUR)
    assert neighbour.push([theirs], key=key())[0].version == 3


def test_a_hand_over_may_be_rejected(ours, neighbour, person):
    offer = {"receiver": NEIGHBOUR, "effective_from": date(2026, 8, 1), "reason": "Điều động"}
    made = ours.propose(person, key=key(), **offer)
    assert neighbour.reject(made.transfer_id, reason="Chưa đủ hồ sơ").state == "rejected"
    late = refused(neighbour.accept, made.transfer_id, staff_no="", unit="H98.2")
    assert (late.code, late.status) == ("version-conflict", 409)
    mine = {one.transfer_id: one.reason for one in ours.transfers("rejected")}
    assert mine[made.transfer_id] == "Chưa đủ hồ sơ"
    assert ours.push([event(person, 2)], key=key())[0].version == 2


@pytest.mark.parametrize(
    ("choice", "owner"), [(Choice.KEEP_LOCAL, OURS), (Choice.KEEP_REMOTE, NEIGHBOUR)]
)
def test_two_bodies_claim_one_person(sandbox, person, choice, owner):
    ours, neighbour = sandbox.register(), sandbox.register(NEIGHBOUR)
    body = {"citizenId": person, "agency": NEIGHBOUR}
    claim = sandbox.control("claim", body)["conflictId"]
    (line,) = [one for one in neighbour.conflicts() if one.conflict_id == claim]
    assert (line.kind, line.remote) == ("claim", {"managingBody": NEIGHBOUR})
    assert refused(neighbour.resolve, claim, choice, resolved_by="A").code == "not-owner"
    ours.resolve(claim, choice, resolved_by="Người quyết định")
    register = {OURS: ours, NEIGHBOUR: neighbour}[owner]
    assert register.person(person).managing_body == owner


# ------------------------------------------------------------------------- comparisons


def test_both_ends_come_to_the_same_root(sandbox):
    ours, unit = sandbox.register(), "H99.7.1"
    people = sorted(new_citizen() for _one in range(5))
    for citizen in people:
        there = {"subject": Subject(citizen_id=citizen, unit=unit)}
        ours.push([event(citizen, **there), event(citizen, 2, group="pay", **there)], key=key())
    found = ours.reconcile(unit)
    assert [one.citizen_id for one in found.people] == people
    assert found.root == merkle_root(found.people)
    for one in found.people:
        assert one.digest == record_digest(one.citizen_id, ours.person(one.citizen_id).groups)
    correct(sandbox, people[2], phone="1")
    later = ours.reconcile("H99.7")
    assert later.root != found.root
    assert list(differences(found.people, later.people)) == [people[2]]
    assert ours.reconcile("H99.2").people == ()
    old = ours.reconcile(unit, on=date(2020, 1, 1))
    assert old.people[0].digest == record_digest(people[0], {})
    assert {"unit": unit, "count": 5} in ours.stats()["units"]
    assert ours.stats(date(2020, 1, 1))["persons"] == 0


# ---------------------------------------------------------------------------- directory


def test_the_register_says_what_it_can(ours, sandbox):
    found = ours.service()
    assert (found.agency, found.versions) == (CENTRE, ("1.0",))
    assert found.limits["events"] == 500
    _status, _said, headers = raw(sandbox, "GET", "/service")
    again = raw(sandbox, "GET", "/service", If_None_Match=headers["ETag"])
    assert again[:2] == (304, None)
    assert headers["Cache-Control"] == "max-age=3600"


def test_code_lists_have_versions(other_register):
    ours = other_register.register()
    assert {one["code"] for one in ours.codelist("sex").rows} == {"1", "2"}
    rows = [{"code": "3", "label": "Khác", "validFrom": None, "validTo": None}]
    other_register.control("codelist", {"id": "sex", "version": "2027", "rows": rows})
    assert ours.codelist("sex").version == "2027"
    assert ours.codelist("sex", version="2026").version == "2026"
    assert refused(ours.codelist, "nothing").code == "codelist-unknown"
    assert ours.service().codelists["sex"] == "2027"


def test_units_are_reorganised_by_events(other_register):
    ours = other_register.register()
    new = row(valid_from=date(2026, 7, 1), code="H99.3.14", name="Xã Mẫu Ba", parent="H99")
    old = row(valid_from=date(2026, 7, 1), code="H99.3.12", name="Phường Mẫu Một", parent="H99")
    said = event(
        "",
        type="personnel.unit.reorganised",
        group="unit",
        subject=Subject(unit_code="H99"),
        rows=[new, old],
    )
    assert ours.push([said], key=key()) == [Accepted(1)]
    before = {one["code"]: one["name"] for one in ours.units(date(2026, 6, 30))}
    after = {one["code"]: one["name"] for one in ours.units(date(2026, 7, 1))}
    assert "H99.3.14" not in before
    assert (after["H99.3.14"], after["H99.3.12"]) == ("Xã Mẫu Ba", "Phường Mẫu Một")
    status, history, _headers = raw(other_register, "GET", "/units/H99.3.12/history")
    assert (status, len(history["units"])) == (200, 2)
    narrow = other_register.register(scopes=["psx.read", "psx.write"])
    assert narrow.push([said], key=key()) == [Duplicate(1)]


def test_unsigned_bodies_are_taken_only_where_the_file_says_so(tmp_path):
    loose = Sandbox(tmp_path, signature="optional")
    try:
        body = {"events": [event(new_citizen()).plain()]}
        assert raw(loose, "POST", "/events", body, signer=None)[0] == 200
        assert raw(loose, "POST", "/events", body, X_PSX_Signature="a..b")[0] == 401
    finally:
        loose.stop()
