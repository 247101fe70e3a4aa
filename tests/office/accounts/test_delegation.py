"""A deputy works at another's desk: dated, with his own account, and no further."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from office import clock, notices
from office.accounts import operations, policy, queries
from office.accounts.policy import Can
from office.db import db, transaction
from office.errors import Forbidden, Invalid, StepUpNeeded
from office.permissions import Role, allowed
from office.units.models import Tenure
from tests import as_role


@pytest.fixture
def unit(house):
    return as_role.agency()


@pytest.fixture
def leader(unit):
    return as_role.official(Role.LEADER, unit=unit, name="Trần Văn Lãnh", title="Chủ tịch")


@pytest.fixture
def deputy(unit):
    return as_role.official(Role.OFFICIAL, unit=unit, name="Phạm Thị Phó", title="Chuyên viên")


def give(leader, deputy, *, days=3, start=0, reason="Đi công tác"):
    first = clock.now() + timedelta(days=start)
    return operations.give_delegation(
        as_role.tenure_of(deputy),
        valid_from=first,
        valid_to=first + timedelta(days=days),
        reason=reason,
        by=as_role.actor_of(leader),
    )


def stand_in(client, deputy, delegation):
    as_role.sign_in(client, deputy)
    return client.post("/posts", data={"post": str(delegation.uid), "back": "/notices"})


def test_the_deputy_acts_at_the_desk_under_both_names(client, leader, deputy):
    given = give(leader, deputy)
    with transaction():
        notices.tell(
            as_role.tenure_of(leader).desk_id, kind="x", text="Hồ sơ chờ", url="/x", key="1"
        )
    assert stand_in(client, deputy, given).status_code == 303
    me = client.get("/api/v1/me").json
    assert me["name"] == "Phạm Thị Phó"
    assert me["on_behalf_of"] == "Trần Văn Lãnh"
    assert me["roles"] == ["leader"]
    page = client.get("/notices").text
    assert "Hồ sơ chờ" in page
    assert "You act on behalf of Trần Văn Lãnh." in page


def test_without_delegation_the_desk_is_closed(client, leader, deputy):
    as_role.sign_in(client, deputy)
    assert client.get("/api/v1/me").json["roles"] == ["official"]
    assert (
        client.post("/posts", data={"post": str(as_role.tenure_of(leader).uid)}).status_code == 409
    )


def test_a_deputy_does_not_delegate_further(client, leader, deputy, unit):
    third = as_role.official(unit=unit, name="Người Thứ Ba")
    stand_in(client, deputy, give(leader, deputy))
    form = {
        "deputy": str(as_role.tenure_of(third).uid),
        "first_on": clock.today().isoformat(),
        "last_on": clock.today().isoformat(),
        "reason": "Thử",
    }
    answer = client.post("/delegations", data=form)
    assert answer.status_code == 403
    assert "never delegated" in answer.text


def test_nobody_delegates_without_a_post_of_his_own(leader, deputy):
    actor = as_role.actor_of(leader)
    assert allowed(actor, Can.DELEGATE)
    assert not allowed(replace(actor, delegation_id=1), Can.DELEGATE)
    with pytest.raises(Forbidden):
        operations.give_delegation(
            as_role.tenure_of(deputy),
            valid_from=clock.now(),
            valid_to=clock.now() + timedelta(days=1),
            reason="x",
            by=replace(actor, tenure_id=None),
        )


def ends(client):
    """The desk is closed: one is asked to choose another post."""
    return client.get("/notices").location.startswith("/posts")


def test_it_ends_by_its_date(client, leader, deputy):
    with time_machine.travel(clock.now(), tick=False) as hand:
        stand_in(client, deputy, give(leader, deputy, days=1))
        for _hour in range(23 * 3):
            hand.shift(timedelta(minutes=20))
            if _hour % 30 == 29:
                as_role.sign_in(client, deputy)
        given = queries.delegations_of(deputy.person_id)[0].delegation
        stand_in(client, deputy, given)
        assert client.get("/notices").status_code == 200
        hand.shift(timedelta(minutes=29))
        assert client.get("/notices").status_code == 200
        hand.shift(timedelta(minutes=29))
        assert client.get("/notices").status_code == 200
        hand.shift(timedelta(minutes=3))
        assert ends(client)


def test_it_ends_when_revoked(client, leader, deputy):
    given = give(leader, deputy)
    stand_in(client, deputy, given)
    operations.revoke_delegation(given, by=as_role.actor_of(leader))
    assert ends(client)


@pytest.mark.parametrize("whose", ["leader", "deputy"])
def test_it_ends_with_either_post(client, leader, deputy, whose):
    stand_in(client, deputy, give(leader, deputy))
    holder = {"leader": leader, "deputy": deputy}[whose]
    with transaction():
        db.session.get_one(Tenure, as_role.tenure_of(holder).id).valid_to = clock.now()
    assert ends(client)


def test_it_does_not_begin_before_its_day(client, leader, deputy):
    given = give(leader, deputy, start=2)
    assert stand_in(client, deputy, given).status_code == 409


def test_the_deputy_may_give_it_up_and_nobody_else(leader, deputy, unit):
    given = give(leader, deputy)
    third = as_role.actor_of(as_role.official(unit=unit))
    with pytest.raises(Forbidden):
        operations.revoke_delegation(given, by=third)
    assert not allowed(third, Can.REVOKE_DELEGATION, given)
    operations.revoke_delegation(given, by=as_role.actor_of(deputy))
    assert given.revoked_at is not None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"days": -1}, "valid_to"),
        ({"start": -9, "days": 2}, "valid_to"),
    ],
)
def test_what_cannot_be_given(leader, deputy, wrong, field):
    with pytest.raises(Invalid) as refusal:
        give(leader, deputy, **wrong)
    assert field in refusal.value.fields


def test_the_deputy_comes_from_the_same_agency_and_is_another(leader):
    stranger = as_role.official(unit=as_role.agency("Xã khác"))
    for whom in (stranger, leader):
        with pytest.raises(Invalid) as refusal:
            give(leader, whom)
        assert "deputy" in refusal.value.fields


def test_giving_asks_for_a_fresh_proof(leader, deputy):
    with time_machine.travel(clock.now(), tick=False) as hand:
        actor = as_role.actor_of(leader)
        hand.shift(timedelta(minutes=6))
        with pytest.raises(StepUpNeeded):
            operations.give_delegation(
                as_role.tenure_of(deputy),
                valid_from=clock.now(),
                valid_to=clock.now() + timedelta(days=1),
                reason="x",
                by=actor,
            )


def test_the_page_gives_and_revokes(client, leader, deputy):
    as_role.sign_in(client, leader)
    today = clock.today()
    form = {
        "deputy": str(as_role.tenure_of(deputy).uid),
        "first_on": today.isoformat(),
        "last_on": today.isoformat(),
        "reason": "Nghỉ phép",
    }
    assert client.post("/delegations", data=form | {"last_on": "x"}).status_code == 422
    assert client.post("/delegations", data=form | {"deputy": "x"}).status_code == 422
    assert client.post("/delegations", data=form).status_code == 303
    row = queries.delegations_of(leader.person_id)[0]
    assert row.delegation.valid_to == clock.local_midnight(today + timedelta(days=1))
    page = client.get("/delegations").text
    assert "Nghỉ phép" in page
    assert re.search(r'data-label="Until">[^<:]+<', page)
    assert '<option value="" selected>' in page
    client.post(f"/delegations/{row.delegation.uid}/revocation")
    assert "revoked" in client.get("/delegations").text


# ------------------------------------------------------------------ absence


def test_an_absence_is_seen_by_its_days(client, deputy):
    as_role.sign_in(client, deputy)
    form = {"kind": "leave", "first_on": "2031-03-03", "last_on": "2031-03-04"}
    assert client.post("/absences", data=form).status_code == 303
    absence = queries.absences_of(deputy.person_id)[0]
    assert absence.valid_from == clock.local_midnight(clock.date(2031, 3, 3))
    assert absence.valid_to == clock.local_midnight(clock.date(2031, 3, 5))
    assert client.post(f"/absences/{absence.uid}/ending").status_code == 303
    db.session.expire_all()
    assert absence.valid_to <= absence.valid_from


def test_an_absence_needs_its_days_and_a_reason(client, deputy):
    as_role.sign_in(client, deputy)
    form = {"kind": "leave", "first_on": "2031-03-03", "last_on": "2031-03-01"}
    assert client.post("/absences", data=form).status_code == 422
    assert client.post("/absences", data=form | {"kind": "x"}).status_code == 422
    assert queries.absences_of(deputy.person_id) == []


def test_nobody_records_the_absence_of_another(leader, deputy):
    person = db.session.get_one(queries.Person, deputy.person_id)
    actor = as_role.actor_of(leader)
    assert not allowed(actor, policy.Can.RECORD_ABSENCE, person)
    with pytest.raises(Forbidden):
        operations.record_absence(
            person,
            kind="leave",
            valid_from=clock.now(),
            valid_to=clock.now() + timedelta(1),
            by=actor,
        )
