"""The same calls on both faces of the register: the contract, and a gateway by a profile."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Trouble,
)
from personnel.national.client.register import Whole
from personnel.national.codes import Ack, Match
from personnel.national.digest import merkle_root
from personnel.national.mapping import LGSP_JSON, MappedChannel, Profile, Unreadable, transforms
from tests.personnel.national.conftest import (
    COMMUNE,
    NEIGHBOUR,
    OURS,
    event,
    key,
    new_citizen,
    plain_http,
    row,
)

PROFILE = Profile.load()


def gateway(sandbox, agency=OURS, name="ours", **more):
    since = clock.now() - timedelta(days=12)
    line = sandbox.line(name, **more)
    return Register(MappedChannel(line, profile=PROFILE, agency=agency, since=since))


@pytest.fixture(params=["psx", "lgsp-json"])
def register(request, sandbox):
    return sandbox.register() if request.param == "psx" else gateway(sandbox)


def refused(act, *words, **more):
    with pytest.raises(Trouble) as trouble:
        act(*words, **more)
    return trouble.value.outcome


def pay(order=1):
    return row(order, coefficient="3.33", step=4, step_since="2026-07-01", note="1,5 tháng; 2.0")


def test_an_event_is_applied_once_and_read_as_it_was_sent(register, ours):
    citizen = new_citizen()
    first = event(citizen, rows=[row(full_name="Nguyễn Văn Mẫu", birth_date="1985-03")])
    second = event(citizen, 2, group="pay", rows=[pay()], legal_basis=["204/2004/NĐ-CP"])
    found = register.push([first, second, first], key=key())
    assert [type(one) for one in found] == [Accepted, Accepted, Duplicate]
    record = register.person(citizen)
    assert record == ours.person(citizen)
    assert record.groups["pay"] == second.plain()["snapshot"]["rows"]
    assert record.groups["identity"][0]["values"]["birth_date"] == "1985-03"


def test_what_is_not_accepted_says_why(register, sandbox):
    citizen = new_citizen()
    register.push([event(citizen)], key=key())
    assert register.push([event(citizen, 5)], key=key()) == [Deferred("sequence-gap", 2)]
    sandbox.faults(reject={"pay": 1})
    (found,) = register.push([event(citizen, 2, group="pay")], key=key())
    assert (type(found), found.code) == (Rejected, "data-invalid")
    assert found.errors[0].pointer == "/snapshot/rows/0/values"
    sandbox.control("correct", {"citizenId": citizen, "group": "contact", "rows": []})
    (found,) = register.push([event(citizen, 2)], key=key())
    assert (type(found), found.version) == (Conflict, 2)
    assert found.conflict_id
    (found,) = register.push([event(new_citizen(), receiver="G98")], key=key())
    assert found.code == "agency-unknown"


def test_a_record_is_created_and_replaced(register):
    citizen = new_citizen()
    groups = {"identity": [row(full_name="Trần Mẫu").plain()], "pay": [pay().plain()]}
    whole = Whole(managing_body=OURS, unit=COMMUNE, staff_no="A", sequence=3, groups=groups)
    made = register.put(citizen, whole)
    assert made == Accepted(1, register.person(citizen).etag)
    assert register.put(citizen, whole) == Conflict(1, made.etag)
    assert register.put(citizen, whole, etag=made.etag).version == 2
    assert register.person(citizen).groups == groups
    theirs = Whole(managing_body=NEIGHBOUR, unit="H98.2", staff_no="", sequence=1, groups={})
    assert register.put(citizen, theirs).code == "not-owner"


def test_reading_and_comparing(register, person):
    assert register.verify([(person, "Nguyễn Văn Mẫu", "1985-03-14")]) == {person: Match.MATCH}
    assert register.verify([(person, "Người khác", "1985")]) == {person: Match.MISMATCH}
    assert refused(register.person, new_citizen()).code == "not-found"
    assert register.person(person, groups=["pay"]).groups == {}
    assert register.person(person, on=date(2020, 1, 1)).groups.get("identity", []) == []
    found = register.reconcile(COMMUNE)
    assert found.root == merkle_root(found.people)
    assert person in {one.citizen_id for one in found.people}
    assert [one["code"] for one in register.codelist("sex").rows] == ["1", "2"]
    assert refused(register.codelist, "nothing").code == "codelist-unknown"


def test_changes_are_pulled_and_acknowledged(register, sandbox, person):
    def pull(cursor=""):
        lines = []
        while True:
            page = register.changes(cursor, limit=2)
            lines += page.lines
            cursor = page.cursor
            if not page.has_more:
                return lines, cursor

    _lines, cursor = pull()
    for phone in ("1", "2", "3"):
        rows = [row(phone=phone).plain()]
        sandbox.control("correct", {"citizenId": person, "group": "contact", "rows": rows})
    lines, after = pull(cursor)
    mine = {one.version: one for one in lines if one.citizen_id == person}
    assert [mine[version].rows[0]["values"]["phone"] for version in (2, 3, 4)] == ["1", "2", "3"]
    register.acknowledge(after, {mine[2].event_id: Ack.ACCEPTED}, note="đã nhận")
    kept = {one["event_id"]: (one["code"], one["note"]) for one in sandbox.control("acks")}
    assert kept[mine[2].event_id] == ("accepted", "đã nhận")


def test_the_line_may_fall_on_either_face(register, sandbox):
    citizen = new_citizen()
    sandbox.faults(silent={"events": 1})
    assert isinstance(register.push([event(citizen)], key=key())[0], Later)
    sandbox.faults(error_500={"person": 1})
    assert isinstance(refused(register.person, citizen), Later)
    sandbox.faults(loss={"events": 1})
    one, same = event(citizen), key()
    assert isinstance(register.push([one], key=same)[0], Later)
    (found,) = register.push([one], key=same)
    assert found.version == 1


def test_what_was_answered_before_the_line_fell_stays(sandbox):
    calls = []

    def falls(url, **call):
        calls.append(url)
        if len(calls) == 3:
            sandbox.faults(silent={"events": 1})
        return plain_http(url, **call)

    register = gateway(sandbox, http=falls)
    events = [event(new_citizen()) for _one in range(3)]
    found = register.push(events, key=key())
    assert [type(one) for one in found] == [Accepted, Later, Later]
    found = register.push(events, key=key())
    assert [type(one) for one in found] == [Duplicate, Accepted, Accepted]


def test_a_gateway_has_fewer_calls_and_its_own_refusals(sandbox, person):
    register = gateway(sandbox)
    assert refused(register.transfers).code == "schema-unsupported"
    foreign = gateway(sandbox, agency=NEIGHBOUR)
    (found,) = foreign.push([event(new_citizen())], key=key())
    assert (type(found), found.code) == (Refused, "agency-unknown")
    assert refused(foreign.person, person).code == "agency-unknown"
    narrow = gateway(sandbox, scopes=["psx.read"])
    assert narrow.push([event(new_citizen())], key=key())[0].code == "auth-failed"
    assert refused(register.changes, "x").code == "data-invalid"
    broken = event(new_citizen()).plain() | {"reason": "x" * 600}
    assert register.push([broken], key=key())[0].errors[0].pointer == "/reason"


def test_the_gateway_guards_itself(sandbox):
    def ask(name, body):
        return sandbox.call(f"/cbccvc/1.0/{name}", body, token=token).body

    token = "guess"
    assert b'"errorCode":"100"' in ask("layHoSo", {"MaCoQuan": OURS})
    token = sandbox.bearer()
    assert b'"errorCode":"106"' in ask("layHoSo", {"MaCoQuan": NEIGHBOUR})
    assert b'"errorCode":"200"' in ask("layHoSo", {})
    assert b'"errorCode":"200"' in ask("layHoSo", {"MaCoQuan": OURS})
    assert b'"errorCode":"500"' in ask("layHoSo", b"{")
    assert b'"errorCode":"201"' in ask("khongCo", {"MaCoQuan": OURS})
    window = {"from_ts": "2026-01-01T00:00:00Z", "to_ts": "2026-01-07T00:00:00Z"}
    assert b'"errorCode":"500"' in ask("danhSachBienDong", {"MaCoQuan": OURS, **window})
    assert b'"errorCode":"500"' in ask("danhSachBienDong", {"MaCoQuan": OURS, "from_ts": "x"})
    window["to_ts"] = "2026-01-02T00:00:00Z"
    bad = {"MaCoQuan": OURS, **window, "limit": "all"}
    assert b'"errorCode":"500"' in ask("danhSachBienDong", bad)
    assert b'"errorCode":"200"' in ask("danhDauHsThanhCong", {"MaCoQuan": OURS})


# ------------------------------------------------------------------------------ profiles


@pytest.mark.parametrize(
    ("spec", "ours", "theirs"),
    [
        ("date:dd/MM/yyyy", "2026-07-01", "01/07/2026"),
        ("date:dd/MM/yyyy", "2026-07", "07/2026"),
        ("date:dd/MM/yyyy", "2026", "2026"),
        ("date:dd/MM/yyyy", None, None),
        ("date:yyyyMMdd", "2026-07-01", "20260701"),
        ("decimal:comma", "3.33", "3,33"),
        ("code:sex", "2", "0"),
        ("code:sex", "9", "9"),
        ("number", 7, "7"),
        ("list", ["a", "b"], "a;b"),
        ("json", {"a": [1]}, '{"a": [1]}'),
        ("mark", '"1-abc"', "1-abc"),
    ],
)
def test_each_transform_undoes_itself(spec, ours, theirs):
    pair = transforms.pair(spec, {"sex": {"1": "1", "2": "0"}})
    assert pair.there(ours) == theirs
    assert pair.back(theirs) == ours


@given(st.dates(min_value=date(1900, 1, 1)))
def test_every_day_comes_back(day):
    for spec in ("date:dd/MM/yyyy", "date:yyyyMMdd"):
        pair = transforms.pair(spec, {})
        assert pair.back(pair.there(day.isoformat())) == day.isoformat()


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ('name = "lgsp-json"', 'nom = "lgsp-json"'),
        ('as = "decimal:comma"', 'as = "decimal:dot"'),
        ('as = "code:ack"', 'as = "code:nothing"'),
        ('shape = "asked"', 'shape = "nothing"'),
        ('100 = "auth-failed"', '100 = "no-such-code"'),
        ("[envelope]", "[envelope"),
    ],
)
def test_a_profile_that_says_something_unknown_is_refused(tmp_path, words, other):
    text = LGSP_JSON.read_text("utf-8")
    assert words in text
    path = tmp_path / "broken.toml"
    path.write_text(text.replace(words, other, 1), "utf-8")
    with pytest.raises(Unreadable):
        Profile.load(path)


def test_a_long_time_is_asked_for_in_windows(sandbox):
    register = gateway(sandbox)
    cursor, pages = "", 0
    has_more = True
    while has_more:
        page = register.changes(cursor, limit=100)
        cursor, has_more, pages = page.cursor, page.has_more, pages + 1
    assert pages >= 3
    assert register.changes(cursor, limit=100).has_more is False
