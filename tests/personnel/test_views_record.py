"""The pages of a dossier: who reads what, as of which day, and what its reading leaves."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import event

from office import clock, search
from office.db import db, new_uid, transaction
from office.errors import Forbidden, Invalid
from office.permissions import allowed
from personnel import operations, queries
from personnel.models import RegisterGrant, Scope
from personnel.policy import Can
from personnel.queries.looking import OPEN_FOR
from personnel.record.timeline import Change
from personnel.rows.printing import form_record
from personnel.rows.record import AsOf
from tests import build
from tests.documents.pages import Reader
from tests.personnel import house as register

RAISED = date(2018, 7, 1)
PURPOSE = "Rà soát hồ sơ trước kỳ nâng lương"
CHILD = Change(
    "family",
    "",
    register.RECRUITED,
    values={"side": register.code("family_side", "self"), "full_name": "Trần Bé Thử"},
)


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def dossier(snv):
    return register.opened(snv, snv.official, CHILD)


def grant(desk, unit, scope):
    """A desk may do more in the register."""
    given = {"desk_id": desk.id, "unit_id": unit.id, "scope": scope}
    with transaction():
        db.session.add(RegisterGrant(uid=new_uid(), granted_at=clock.now(), **given))


def lines(dossier):
    """What the official reads of who looked: what, name and purpose, the first at the top."""
    found = db.session.scalars(queries.accesses_of(dossier)).all()
    return [(row.what, row.name, row.purpose) for row in reversed(found)]


def page(dossier, rest=""):
    return f"/personnel/{dossier.uid}{rest}"


# --------------------------------------------------------------------------- who reads what


def test_the_matrix_of_rights(snv, dossier):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    grant(snv.desks["clerk"], snv.unit, Scope.APPROVE)
    grant(snv.desks["security"], snv.unit, Scope.BRANCH)
    grant(snv.desks["hr"], snv.unit, Scope.RESTRICTED)
    asked = (Can.READ, Can.READ_SENSITIVE, Can.READ_RESTRICTED, Can.PREPARE, Can.APPROVE)
    told = {
        part: "".join("x" if allowed(actor, can, dossier) else "-" for can in asked)
        for part, actor in [*snv.people.items(), ("other hr", other.hr)]
    }
    assert told == {
        "clerk": "x---x",
        "leader": "x----",
        "deputy": "x----",
        "office_head": "x----",
        "head": "x----",
        "official": "xx---",
        "colleague": "-----",
        "other_head": "-----",
        "other_official": "-----",
        "admin": "-----",
        "hr": "xxxxx",
        "security": "xx-xx",
        "other hr": "-----",
    }
    assert not allowed(snv.colleague, Can.LIST)
    assert not allowed(snv.hr, Can.GRANT)
    assert not allowed(snv.hr, Can.RECORD)
    assert not allowed(snv.hr, Can.CHANGE_KEY)
    assert not allowed(other.hr, Can.OPEN_DOSSIER, snv.unit.id)


def test_a_head_reads_work_and_no_family(house, snv, dossier):
    head = Reader(house, snv.head)
    assert "01.003" in head.get(page(dossier, "?part=work"))
    shown = head.get(page(dossier, "?part=private"))
    assert "Trần Bé Thử" not in shown
    assert "not shown to your post" in shown
    assert register.CITIZEN not in head.get(page(dossier))
    head.post(page(dossier, "/looks?part=person"), 403, purpose=PURPOSE)


def test_a_stranger_finds_no_dossier(house, snv, dossier):
    Reader(house, snv.colleague).get(page(dossier), 404)
    Reader(house, snv.colleague).get("/personnel/", 403)
    assert "No dossier is kept" in Reader(house, snv.colleague).get("/personnel/own")


# ------------------------------------------------------------------------- looking and its trace


def test_sensitive_fields_are_shown_for_a_purpose_and_for_a_while(house, snv, dossier):
    hr = Reader(house, snv.hr)
    assert register.CITIZEN not in hr.get(page(dossier))
    hr.post(page(dossier, "/looks?part=person"), 422, purpose=" ")
    hr.post(page(dossier, "/looks?part=person"), purpose=PURPOSE)
    assert register.CITIZEN in hr.get(page(dossier))
    assert "Trần Bé Thử" not in hr.get(page(dossier, "?part=private"))
    with clock.standing_at(clock.now() + OPEN_FOR + timedelta(seconds=1)):
        assert not queries.opened_groups(snv.hr, dossier)


def test_the_official_reads_who_looked_and_why(house, snv, dossier):
    hr, own = Reader(house, snv.hr), Reader(house, snv.official)
    hr.get(page(dossier))
    hr.get(page(dossier))
    hr.post(page(dossier, "/looks?part=person"), purpose=PURPOSE)
    own.get(page(dossier))
    assert lines(dossier) == [("read", snv.hr.name, ""), ("looked", snv.hr.name, PURPOSE)]
    assert PURPOSE in own.get(page(dossier, "/accesses"))


def test_the_official_sees_all_his_fields_and_leaves_no_line(house, snv, dossier):
    own = Reader(house, snv.official)
    assert register.CITIZEN in own.get(page(dossier))
    assert "Trần Bé Thử" in own.get(page(dossier, "?part=private"))
    assert lines(dossier) == []


def test_groups_that_are_not_for_him_are_refused(snv, dossier):
    with pytest.raises(Forbidden):
        operations.look_into(dossier, ["identity", "past"], PURPOSE, by=snv.hr)
    with pytest.raises(Invalid):
        operations.look_into(dossier, ["identity"], "x", by=snv.hr)
    assert lines(dossier) == []


# ----------------------------------------------------------------------- days and knowledge


def test_a_page_of_another_day_says_so(house, snv, dossier):
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    hr = Reader(house, snv.hr)
    now = hr.get(page(dossier, "?part=work"))
    assert "2.67" in now
    assert "This page is not of today" not in now
    before = hr.get(page(dossier, "?part=work&on=2018-06-30"))
    assert "This page is not of today" in before
    shown = before.partition("History: 2")[0]
    assert "2.34" in shown
    assert "2.67" not in shown


def test_as_known_earlier_the_raise_is_not_there(house, snv, dossier):
    with clock.standing_at(clock.now() + timedelta(days=2)):
        register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
        hr = Reader(house, snv.hr)
        yesterday = (clock.today() - timedelta(days=1)).isoformat()
        assert "2.67" not in hr.get(page(dossier, f"?part=work&known={yesterday}"))
        assert "2.67" in hr.get(page(dossier, "?part=work"))


def test_two_days_are_compared(house, snv, dossier):
    register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    hr = Reader(house, snv.hr)
    told = hr.get(page(dossier, "/differences?from=2018-06-30&to=2018-07-01"))
    assert told.index("2.34") < told.index("2.67")
    assert "<td>Position" not in told
    assert "Nothing differs" in hr.get(page(dossier, "/differences"))


def test_its_decisions_stand_on_it(house, snv, dossier):
    decision = register.recorded(snv, "raise", dossier, register.pay(2, RAISED, "2.67"))
    assert decision.number in Reader(house, snv.official).get(page(dossier, "/decisions"))
    assert decision.number in Reader(house, snv.official).get(page(dossier, "?part=work"))


# ---------------------------------------------------------------------------------- the list


@pytest.fixture
def staff(snv):
    """Three officials of one body."""
    found = {}
    for number, part in enumerate(("official", "colleague", "other_official"), 1):
        room = "finance" if part == "other_official" else "staff"
        citizen = f"00108500{number:04}"
        found[part] = register.opened(snv, snv.people[part], citizen=citizen, room=room)
    while search.index_batch():
        pass
    return found


def names_of(reader, **asked):
    """Which of the three the list shows."""
    shown = reader.get(f"/personnel/?{urlencode(asked)}")
    return {part for part, uid in reader.three.items() if str(uid) in shown}


def listing_of(house, actor, staff):
    reader = Reader(house, actor)
    reader.three = {part: one.uid for part, one in staff.items()}
    return reader


@pytest.mark.parametrize("scope", [None, Scope.BRANCH])
def test_one_is_found_by_what_one_knows(house, snv, staff, scope):
    if scope:
        grant(snv.desks["hr"], snv.unit, scope)
    hr = listing_of(house, snv.hr, staff)
    everyone = set(staff)
    given = staff["official"].full_name.split()[1]
    assert names_of(hr) == everyone
    assert names_of(hr, q=search.fold(given)) == {"official"}
    assert names_of(hr, q=f"nguyen {given[:2]}") == {"official"}
    assert names_of(hr, q="cb001") == everyone
    assert names_of(hr, q="001085000003") == {"other_official"}
    assert names_of(hr, q="01.003", grade="01.003") == everyone
    assert names_of(hr, grade="01.002") == set()
    assert names_of(hr, unit=str(snv.rooms["finance"].uid)) == {"other_official"}
    assert names_of(hr, unit=str(snv.unit.uid), q="chuyen vien") == everyone
    assert names_of(hr, category="vien_chuc") == set()
    assert names_of(hr, view="left") == set()
    assert names_of(hr, q="khong co ai") == set()


def test_a_head_lists_his_room_alone(house, snv, staff):
    assert names_of(listing_of(house, snv.head, staff)) == {"official", "colleague"}
    assert names_of(listing_of(house, snv.leader, staff)) == set(staff)
    assert "001085000001" not in Reader(house, snv.leader).get("/personnel/")


def test_a_list_goes_on_behind_its_last_row(snv, staff):
    first = queries.listed(snv.hr, queries.Narrow(), after=None, size=2)
    place = (first[1].folded_name, first[1].id)
    rest = queries.listed(snv.hr, queries.Narrow(), after=place, size=2)
    assert [one.id for one in first] == [one.id for one in first[:2]] + [one.id for one in rest]


def test_a_list_takes_few_statements_however_long(house, snv, staff):
    told = []

    def listen(_connection, _cursor, statement, *_rest):
        told.append(statement)

    hr = Reader(house, snv.hr)
    hr.get("/personnel/")
    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        hr.get("/personnel/")
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    assert len(told) <= 12


# ------------------------------------------------------------------------------ printed forms


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_a_form_is_printed_and_its_official_sees_it(house, snv, dossier, kind, begins):
    hr = Reader(house, snv.hr)
    assert 'value="docx"' in hr.get(page(dossier, "/prints"))
    typed = {"form": "work", "kind": kind, "on": "2018-06-30"}
    sent = hr.client.post(page(dossier, "/prints"), data=typed)
    assert (sent.status_code, sent.data[: len(begins)]) == (200, begins)
    assert sent.headers["Cache-Control"] == "no-store"
    [(what, name, _form)] = [line for line in lines(dossier) if line[0] == "printed"]
    assert (what, name) == ("printed", snv.hr.name)
    hr.post(page(dossier, "/prints"), 404, form="people", kind=kind)


def test_a_whole_form_is_opened_for_printing_with_one_purpose(house, snv, dossier):
    hr = Reader(house, snv.hr)
    assert 'name="purpose"' in hr.get(page(dossier, "/prints"))
    assert "aria-invalid" in hr.post(page(dossier, "/prints/looks"), 422, purpose="")
    assert form_record(dossier, AsOf(clock.today()), snv.hr).hides("identity", "citizen_id")
    assert hr.post(page(dossier, "/prints/looks"), purpose=PURPOSE) == page(dossier, "/prints")
    opened = form_record(dossier, AsOf(clock.today()), snv.hr)
    assert not opened.hides("identity", "citizen_id")
    assert not opened.hides("family", "full_name")
    assert 'name="purpose"' not in hr.get(page(dossier, "/prints"))
    assert ("looked", snv.hr.name, PURPOSE) in lines(dossier)


def test_a_decision_begins_at_the_dossier_and_is_found_there(house, snv, dossier):
    hr = Reader(house, snv.hr)
    assert f"/personnel/decisions/new?official={dossier.uid}" in hr.get(page(dossier))
    kinds = hr.get(f"/personnel/decisions/new?official={dossier.uid}")
    assert f"/personnel/decisions/new/rotate/form?official={dossier.uid}" in kinds
    made = register.drafted(snv, "raise", dossier, register.pay(3, RAISED, "3.00"))
    assert f"/personnel/decisions/{made.uid}" in hr.get(page(dossier, "/decisions"))
    assert "/decisions/new" not in Reader(house, snv.official).get(page(dossier))


def test_what_was_not_opened_is_not_printed(house, snv, dossier):
    hidden = form_record(dossier, AsOf(clock.today()), snv.hr)
    assert hidden.hides("identity", "citizen_id")
    assert register.CITIZEN not in str(hidden.rows)
    operations.look_into(dossier, ["identity"], PURPOSE, by=snv.hr)
    shown = form_record(dossier, AsOf(clock.today()), snv.hr)
    assert not shown.hides("identity", "citizen_id")
    assert form_record(dossier, AsOf(clock.today()), snv.head).hides("family", "full_name")
