"""Records of one person find each other (V09)."""

from personnel.quality.twins import Keys, twins

BINH = Keys(
    uid="a",
    name="Nguyễn Văn Hòa",
    citizen_id="1",
    birth_date="1985-03-14",
    sex="1",
    social_insurance_no="7",
)


def same(one, other):
    return {twin.uid: twin.same for twin in twins([one, other]).get(one.uid, ())}


def test_the_same_citizen_number():
    other = Keys(uid="b", name="Trần Thị Lan", citizen_id="1")
    assert same(BINH, other) == {"b": {"citizen_id"}}
    assert same(other, BINH) == {"a": {"citizen_id"}}


def test_the_same_name_however_it_is_spelled_and_birth_date_and_sex():
    other = Keys(uid="b", name="NGUYỄN VĂN HOÀ", birth_date="1985-03-14", sex="1")
    assert same(BINH, other) == {"b": {"person"}}


def test_all_signs_together_are_one_twin():
    other = Keys(**{**vars(BINH), "uid": "b"})
    assert same(BINH, other) == {"b": {"citizen_id", "person", "social_insurance_no"}}


def test_others_are_others():
    assert same(BINH, Keys(uid="b", name="Nguyễn Văn Hòa", birth_date="1985-03-15", sex="1")) == {}
    assert same(Keys(uid="a", name=""), Keys(uid="b", name="")) == {}


def test_three_of_one_person_are_two_twins_each():
    people = [Keys(uid=uid, name="Lan", social_insurance_no="9") for uid in "abc"]
    found = twins(people)
    assert {uid: {one.uid for one in others} for uid, others in found.items()} == {
        "a": {"b", "c"},
        "b": {"a", "c"},
        "c": {"a", "b"},
    }
