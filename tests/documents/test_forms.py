"""What the forms take, and what they say about what they cannot take."""

from datetime import timedelta
from uuid import uuid4

import pytest
from werkzeug.datastructures import MultiDict

from documents.forms import (
    assigning,
    choices,
    drafting,
    filters,
    many,
    phrases,
    picking,
    problems,
)
from documents.forms.registering import registration_of
from documents.models import AxisDelivery, Duty, Urgency
from office import clock
from office.errors import Invalid
from tests import build


@pytest.fixture
def snv(house):
    return build.agency()


def test_a_deadline_counts_working_days():
    found = choices.deadline_of({"due": "3"})
    assert clock.to_local(found).date() == clock.add_working_days(clock.today(), 3)
    longer = choices.deadline_of({"due": "3"}, after=found)
    assert clock.to_local(longer).date() == clock.add_working_days(clock.today(), 6)
    offered = [value for value, _label, _day in choices.deadline_options(found)]
    assert offered == ["1", "3", "5", "10", choices.OTHER]


def test_a_day_alone_is_a_deadline():
    day = clock.today() + timedelta(days=20)
    assert choices.deadline_of({"due_on": day.isoformat()}) == clock.end_of_work(day)


@pytest.mark.parametrize("typed", [{}, {"due": "none", "due_on": "2030-01-01"}])
def test_no_deadline_is_an_answer_too(typed):
    assert choices.deadline_of(typed) is None


@pytest.mark.parametrize(
    "typed", [{"due": "other"}, {"due": "other", "due_on": "soon"}, {"due_on": "31/12/2026"}]
)
def test_what_is_no_day_is_said_at_its_field(typed):
    with pytest.raises(Invalid) as refused:
        choices.deadline_of(typed)
    assert "due_on" in refused.value.fields


def test_cooperating_units_answer_a_working_day_earlier_but_never_in_the_past():
    later = clock.end_of_work(clock.add_working_days(clock.today(), 5))
    assert choices.one_working_day_before(later) < later
    now = clock.now() + timedelta(minutes=5)
    assert choices.one_working_day_before(now) == now


def test_registration_keeps_what_the_clerk_corrected():
    found = registration_of({"subject": "Về việc", "urgency": "most_urgent", "is_restricted": "1"})
    assert (found.subject, found.urgency, found.is_restricted) == (
        "Về việc",
        Urgency.MOST_URGENT,
        True,
    )


def test_an_unknown_urgency_is_a_normal_one():
    assert choices.urgency_of("very very") is Urgency.NORMAL


def test_only_offered_desks_can_be_chosen(snv):
    offered = choices.presentable(snv.unit.id)
    assert choices.chosen_desk(offered[0].value, offered, field="x") == offered[0].desk_id
    with pytest.raises(Invalid):
        choices.chosen_desk(str(snv.desks["official"].uid), offered, field="x")


def test_leaders_are_offered_before_the_office_head(snv):
    values = [choice.desk_id for choice in choices.presentable(snv.unit.id)]
    assert values[0] == snv.desks["leader"].id
    assert values[-1] == snv.desks["office_head"].id


def test_the_next_number_is_one_more_than_the_last(snv):
    assert choices.next_arrival(snv.unit.id) == 1
    build.registered(snv)
    assert choices.next_arrival(snv.unit.id) == 2


# ------------------------------------------------------------------------------ picker


def ticked(snv, **parts):
    typed = MultiDict({"due": "5"})
    for share, names in parts.items():
        for name in names:
            typed.add(share, str(snv.desks[name].uid))
    return typed


def test_the_picker_gives_one_role_to_each_desk(snv):
    rows = picking.offered_rows(snv.unit.id)
    typed = ticked(snv, lead=["head"], cooperate=["other_head", "head"], inform=["official"])
    found = {row.desk_id: row.duty for row in assigning.assignments_of(typed, rows)}
    assert found == {
        snv.desks["head"].id: Duty.LEAD,
        snv.desks["other_head"].id: Duty.COOPERATE,
        snv.desks["official"].id: Duty.INFORM,
    }


def test_the_picker_asks_for_a_lead(snv):
    rows = picking.offered_rows(snv.unit.id)
    with pytest.raises(Invalid) as refused:
        assigning.assignments_of(ticked(snv, cooperate=["head"]), rows)
    assert "lead" in refused.value.fields


def test_a_desk_of_another_agency_is_not_taken(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    typed = ticked(snv, lead=["head"])
    typed.add("inform", str(other.desks["head"].uid))
    rows = picking.offered_rows(snv.unit.id)
    assert [row.desk_id for row in assigning.assignments_of(typed, rows)] == [snv.desks["head"].id]


def test_information_has_no_deadline_and_cooperation_an_earlier_one(snv):
    rows = picking.offered_rows(snv.unit.id)
    typed = ticked(snv, lead=["head"], cooperate=["other_head"], inform=["official"])
    dues = {row.duty: row.due_at for row in assigning.assignments_of(typed, rows)}
    assert dues[Duty.INFORM] is None
    assert dues[Duty.COOPERATE] < dues[Duty.LEAD]


def names(units):
    return [unit.name for unit in units] + [n for unit in units for n in names(unit.children)]


def test_the_search_finds_without_accents_and_keeps_what_is_ticked(snv):
    rows = picking.offered_rows(snv.unit.id)
    choice = assigning.choice_of(ticked(snv, lead=["head"]))
    tree = picking.pick_tree(rows, choice, {}, "phong ke hoach")
    assert "Phòng Kế hoạch" in names(tree)
    assert "Phòng Công chức" in names(tree)
    assert "Văn phòng" not in names(tree)
    below = [row for row in rows if not row.is_unit]
    assert not [unit for unit in picking.pick_tree(below, choice, {}) if unit.children]


def test_the_last_receivers_can_be_taken_again(snv):
    document = build.assigned(snv, others=[("other_head", Duty.COOPERATE)])
    rows = picking.offered_rows(snv.unit.id)
    (found,) = assigning.recent_sets(snv.desks["leader"].id, rows)
    assert document.subject
    assert found.choice.lead == str(snv.desks["head"].uid)
    assert found.choice.cooperate == (str(snv.desks["other_head"].uid),)


# ------------------------------------------------------------------------------ drafts


def test_lists_are_written_one_a_line():
    assert drafting.lines_of(" Như trên;\n\n Lưu: VT. \n") == ["Như trên;", "Lưu: VT."]


def test_a_receiver_is_found_by_name_without_accents_or_by_code(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    assert drafting.code_named("so tai chinh") == [other.code]
    assert drafting.code_named(f"Sở Tài chính · {other.code}") == [other.code]
    assert drafting.code_named("") == []


def test_an_unknown_receiver_is_refused_at_its_field(snv):
    with pytest.raises(Invalid) as refused:
        drafting.code_named("Bộ Không có")
    assert "recipient" in refused.value.fields


# ------------------------------------------------------------------------------- others


def test_a_phrase_is_put_behind_what_was_typed():
    short = phrases.phrases_for("direction")[0].short
    found = phrases.with_phrase("Phòng A.", "direction", short)
    assert found.startswith("Phòng A. ")
    assert len(found) > len("Phòng A. ")
    assert phrases.with_phrase("Phòng A.", "direction", "không có") == "Phòng A."


def test_chosen_rows_are_read_once_and_nonsense_is_left_out():
    uid = "01890000-0000-7000-8000-000000000001"
    assert [str(found) for found in many.chosen_of([uid, "x", uid])] == [uid]
    with pytest.raises(Invalid, match="101"):
        many.chosen_of([str(uuid4()) for _ in range(101)])


def test_filters_read_only_what_they_know():
    year = clock.today().year
    assert filters.filter_of({"year": str(year), "type": "cong-van"}).type_code == "cong-van"
    assert filters.filter_of({"year": "9999", "type": "x"}) == filters.Filter()


def test_a_set_filter_leads_to_the_list_without_it():
    chosen = filters.Filter(year=clock.today().year)
    first = chosen.links(lambda other: repr(other.year))[0]
    assert first.is_current
    assert first.url == "None"


def test_a_bad_package_has_its_reason_in_plain_words():
    delivery = AxisDelivery(problem_kind="zip_bomb", problem="raw")
    assert plain(delivery) not in ("", "raw")
    assert plain(AxisDelivery(problem_kind="", problem="raw")) == "raw"


def plain(delivery):
    return problems.plain_reason(delivery)
