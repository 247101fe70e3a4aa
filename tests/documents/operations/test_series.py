"""Number series as decided: plans, opening numbers, kept numbers, further registers, bodies."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from documents import operations, queries
from documents.models import EntryState, NumberEntry, Numbering, NumberSeries
from documents.operations.incoming import Registration
from documents.operations.numbers import ARRIVALS, series_of, use_reserved
from office import clock
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import SYSTEM
from tests import build
from tests.documents import stages

YEAR = 2026


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        yield


def series(name):
    return db.session.scalars(select(NumberSeries).where(NumberSeries.name == name)).one()


def kept(snv, **facts):
    given = {"reason": "Ký sau", "holder": "Phòng Công chức"}
    given["expires_on"] = clock.today() + timedelta(days=2)
    return operations.reserve_number("outgoing:cong-van", **(given | facts), by=snv.clerk)


def audited(act):
    return db.session.scalars(select(AuditEvent).where(AuditEvent.act == act)).all()


# -------------------------------------------------------------------------------- plans


def drafted(snv, type_code):
    return operations.start_draft(subject="Việc", type_code=type_code, by=snv.official)


def test_without_a_decision_each_type_has_its_own_series_and_copies_share_one(snv):
    assert series_of(drafted(snv, "bao-cao")) == "outgoing:bao-cao"
    assert series_of(drafted(snv, "ban-sao-y")) == series_of(drafted(snv, "ban-sao-luc"))


def test_one_series_for_all_counts_letters_and_reports_together(snv):
    operations.decide_numbering(Numbering.ONE, from_year=YEAR, by=snv.leader)
    assert stages.numbered(snv).number == 1
    assert stages.numbered(snv).number == 2
    assert series_of(drafted(snv, "bao-cao")) == "outgoing:all"
    assert len(audited("numbers.decided")) == 1


def test_groups_count_together_and_the_rest_together(snv):
    groups = {"Quyết định": ["quyet-dinh", "chi-thi"], "": []}
    operations.decide_numbering(Numbering.GROUP, groups=groups, from_year=YEAR, by=snv.leader)
    one, two = drafted(snv, "quyet-dinh"), drafted(snv, "chi-thi")
    assert series_of(one) == series_of(two) == "outgoing:group:Quyết định"
    assert series_of(drafted(snv, "bao-cao")) == "outgoing:all"


def test_a_type_in_two_groups_or_no_group_is_refused(snv):
    for groups in ({"A": ["bao-cao"], "B": ["bao-cao"]}, {}, {"A": ["không có"]}):
        with pytest.raises(Invalid):
            operations.decide_numbering(
                Numbering.GROUP, groups=groups, from_year=YEAR, by=snv.leader
            )


def test_after_the_first_number_a_change_waits_for_the_next_year(snv):
    stages.numbered(snv)
    with pytest.raises(Invalid):
        operations.decide_numbering(Numbering.ONE, from_year=YEAR, by=snv.leader)
    operations.decide_numbering(Numbering.ONE, from_year=YEAR + 1, by=snv.leader)
    assert series_of(drafted(snv, "bao-cao")) == "outgoing:bao-cao"
    with time_machine.travel("2027-01-04T09:00:00+07:00"):
        assert series_of(drafted(snv, "bao-cao")) == "outgoing:all"


def test_no_other_year_than_this_and_the_next(snv):
    for year in (YEAR - 1, YEAR + 2):
        with pytest.raises(Invalid):
            operations.decide_numbering(Numbering.ONE, from_year=year, by=snv.leader)


def test_only_the_head_decides_in_person(snv):
    deputy = stages.deputy_of(snv.leader, snv.colleague)
    for actor in (snv.clerk, snv.official, deputy):
        with pytest.raises(Forbidden):
            operations.decide_numbering(Numbering.ONE, from_year=YEAR, by=actor)


# ----------------------------------------------------------------------- opening numbers


def test_a_series_goes_on_behind_the_paper_register(snv):
    operations.set_opening(snv.unit.id, ARRIVALS, 1397, by=snv.clerk)
    assert build.registered(snv).arrival_no == 1397
    assert queries.register_gaps(series(ARRIVALS)) == []


def test_an_opening_number_is_refused_at_or_below_a_given_one(snv):
    build.registered(snv)
    build.registered(snv)
    for number in (1, 2):
        with pytest.raises(Invalid):
            operations.set_opening(snv.unit.id, ARRIVALS, number, by=snv.clerk)
    assert build.registered(snv).arrival_no == 3


def test_numbers_are_left_out_only_with_a_reason(snv):
    build.registered(snv)
    with pytest.raises(Invalid):
        operations.set_opening(snv.unit.id, ARRIVALS, 50, by=snv.clerk)
    operations.set_opening(snv.unit.id, ARRIVALS, 50, reason="Sổ giấy đến số 49", by=snv.leader)
    assert build.registered(snv).arrival_no == 50
    assert queries.register_gaps(series(ARRIVALS)) == []


def test_openings_of_unknown_series_and_of_other_agencies_are_refused(snv):
    with pytest.raises(Invalid):
        operations.set_opening(snv.unit.id, "outgoing:gì-đó", 5, by=snv.clerk)
    with pytest.raises(Forbidden):
        operations.set_opening(snv.unit.id, ARRIVALS, 5, by=snv.official)
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    with pytest.raises(Forbidden):
        operations.set_opening(snv.unit.id, ARRIVALS, 5, by=other.clerk)
    operations.set_opening(snv.unit.id, ARRIVALS, 5, by=snv.admin)


# -------------------------------------------------------------------------- kept numbers


def test_a_kept_number_is_used_by_the_document_for_which_it_was_kept(snv):
    entry = kept(snv)
    assert stages.numbered(snv).number == 2
    document = stages.signed(snv)
    program = stages.program_of(snv.clerk)
    operations.number_document(document, reserved=entry.uid, by=program)
    assert (document.number, entry.state) == (1, EntryState.ISSUED)
    assert queries.register_gaps(series("outgoing:cong-van")) == []


def test_a_kept_number_of_another_series_or_used_before_is_refused(snv):
    entry = kept(snv)
    report = drafted(snv, "bao-cao")
    with pytest.raises(Refusal), transaction():
        use_reserved(report, series_of(report), entry.uid, by=snv.clerk)
    operations.cancel_reservation(entry, "Không cần", by=snv.clerk)
    with pytest.raises(Refusal):
        operations.cancel_reservation(entry, "Không cần", by=snv.clerk)
    letter = drafted(snv, "cong-van")
    with pytest.raises(Refusal), transaction():
        use_reserved(letter, series_of(letter), entry.uid, by=snv.clerk)


def test_a_kept_number_is_cancelled_when_its_day_has_passed(snv):
    entry = kept(snv)
    assert operations.expire_reservations(by=SYSTEM) == 0
    with time_machine.travel("2026-11-23T00:06:00+07:00"):
        assert operations.expire_reservations(by=SYSTEM) == 1
    assert entry.state is EntryState.CANCELLED
    assert "Ký sau" in entry.reason
    assert len(audited("numbers.expired")) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason", " "), ("holder", ""), ("expires_on", "past"), ("expires_on", "far")],
)
def test_a_number_is_kept_for_somebody_for_a_reason_and_not_for_long(snv, field, value):
    days = {"past": -1, "far": 31}.get(value)
    given = clock.today() + timedelta(days=days) if days else value
    with pytest.raises(Invalid) as refused:
        kept(snv, **{field: given})
    assert field in refused.value.fields
    assert db.session.scalar(select(NumberEntry.id)) is None


def test_only_the_clerk_keeps_numbers(snv):
    with pytest.raises(Forbidden):
        operations.reserve_number(
            ARRIVALS, reason="x", holder="y", expires_on=clock.today(), by=snv.official
        )


# ------------------------------------------------------------ further registers and bodies


def test_a_further_register_counts_for_itself(snv):
    letters = operations.open_register("Sổ đơn thư", by=snv.clerk)
    build.registered(snv)
    document = build.arrived(snv)
    chosen = Registration("Đơn kiến nghị", register=letters.uid)
    operations.register_incoming(document, chosen, by=snv.clerk)
    assert document.arrival_no == 1
    assert series(letters.series).last == 1
    asked = queries.Asked(letters.series, YEAR)
    (line,) = queries.lines_of(asked, snv.clerk)
    assert line.cells[1] == "01"


def test_an_ended_register_and_that_of_another_agency_take_nothing(snv):
    letters = operations.open_register("Sổ đơn thư", by=snv.clerk)
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    theirs = operations.open_register("Sổ đơn thư", by=other.clerk)
    operations.end_register(letters, by=snv.clerk)
    for row in (letters, theirs):
        chosen = Registration("Đơn", register=row.uid)
        with pytest.raises(Invalid):
            operations.register_incoming(build.arrived(snv), chosen, by=snv.clerk)


def test_a_name_is_given_once(snv):
    operations.open_register("Sổ đơn thư", by=snv.clerk)
    for name in ("Sổ  đơn thư", " "):
        with pytest.raises(Invalid):
            operations.open_register(name, by=snv.clerk)


def test_a_body_issues_in_its_own_name_from_its_own_series(snv):
    body = operations.open_body("Hội đồng Thi tuyển", "HĐTT", by=snv.leader)
    draft = drafted(snv, "quyet-dinh")
    operations.draft_for_body(draft, body, by=snv.official)
    assert draft.notation == "QĐ-HĐTT"
    assert series_of(draft) == body.series
    operations.draft_for_body(draft, None, by=snv.official)
    assert (draft.notation, series_of(draft)) == ("QĐ-SNV", "outgoing:quyet-dinh")
    operations.end_body(body, by=snv.leader)
    with pytest.raises(Refusal):
        operations.draft_for_body(draft, body, by=snv.official)


def test_the_letters_of_a_body_are_letters(snv):
    with pytest.raises(Invalid):
        operations.open_body("Hội đồng", "H/Đ", by=snv.leader)


def test_what_is_addressed_inside_only_stands_in_the_register_of_internal_documents(snv):
    inside, outside = stages.signed(snv, "Về việc trong nhà"), stages.signed(snv, "Về việc ngoài")
    for document, receivers in ((inside, ["H99.1"]), (outside, ["H99.1", "H99.2"])):
        with transaction():
            queries.draft_of(document).recipients = receivers
        operations.number_document(document, by=stages.program_of(snv.clerk))
    lines = queries.lines_of(queries.Asked("internal", YEAR), snv.clerk)
    assert [line.cells[0] for line in lines] == [inside.symbol]
    assert len(queries.lines_of(queries.Asked("outgoing", YEAR), snv.clerk)) == 2
