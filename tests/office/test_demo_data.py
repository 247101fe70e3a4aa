"""The fictional province hangs together: every key points at something and nobody is real."""

import re
import string
from datetime import date
from hashlib import sha256

import pytest

from office import demo_data, law
from office.permissions import Role

TODAY = date(2026, 11, 20)
CODE = re.compile(r"(H99|H98|G98)(\.\d{1,2})?")
OLD_CODE = re.compile(r"000\.00\.\d\d\.(H99|H98|G98)")
# Well-known persons, each as the start of a hash of the name: no real name stands in the house.
FAMOUS = """
047d1fc97b 04bf08b6c0 071116eb23 165f6f9dbf 169cd06644 1ddb6be706 1f7fa91c81 209dfc7062
20e7499e5a 277ec78331 2cee146e49 3575c0017f 3a1c460755 40ff6f727a 4a6661c642 4c0c1b379b
4f3111b96f 59e0249110 688a73f975 764838683d 81ec98d611 866561da1a 86c937bf5e 8986c528fd
89a4353f06 8bbc3f1dc9 8f8b5176cc 906042bce4 92164b7fb6 9cc3283896 a237e44777 a3fe864edd
a52247ac57 a58c71bb60 aca1d28a51 b5ad75a7fc b5f8479dae c06657b2b2 c27b9d6e29 c683efbfdf
c6a19bacf2 c99d176466 cf981c9fc3 dac982a399 dade7896e1 e44cababfa e94b18cd96 eb68e59a95
eb97043e2b ec48d57264 eed7447852 f4d465c06e fb97710b66 fd26e17d95 fdb897d989 ff0cd52909
"""


def gaps(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def keys():
    return {row.key for row in (*demo_data.agencies(), *demo_data.units())}


@pytest.fixture(scope="module")
def logins():
    return {row.login for row in demo_data.people()}


def of_kind(*kinds):
    return [row for row in demo_data.agencies() if row.kind in kinds]


def test_the_province_has_twelve_departments_and_twenty_communes():
    assert len(of_kind("department")) == 12
    assert len(of_kind("commune-committee", "ward-committee")) == 20
    assert [row.key for row in demo_data.agencies() if row.parent is None] == ["ubnd-tinh"]


def test_every_code_is_fictional_and_used_once():
    rows = (*demo_data.agencies(), *demo_data.external_agencies())
    assert all(
        CODE.fullmatch(row.organ_id) and OLD_CODE.fullmatch(row.old_organ_id) for row in rows
    )
    for codes in ([row.organ_id for row in rows], [row.old_organ_id for row in rows]):
        assert len(codes) == len(set(codes))


def test_departments_and_communes_bear_the_numbers_of_their_level():
    codes = [row.organ_id for row in demo_data.agencies()]
    assert codes == [
        "H99",
        *(f"H99.{n}" for n in range(1, 13)),
        *(f"H99.{n}" for n in range(30, 50)),
    ]


def test_old_and_new_code_name_the_same_level_one_agency():
    for row in (*demo_data.agencies(), *demo_data.external_agencies()):
        assert row.old_organ_id.endswith(row.organ_id.partition(".")[0])


def test_abbreviations_of_agencies_are_unique():
    marks = [row.abbreviation for row in demo_data.agencies()]
    assert len(marks) == len(set(marks))


def test_room_symbols_are_unique_inside_an_agency():
    marks = [(row.agency, row.symbol) for row in demo_data.units()]
    assert len(marks) == len(set(marks))


def test_units_stand_after_their_parents_and_have_a_known_kind():
    kinds = {row.code for row in law.unit_kinds(TODAY)}
    seen = {row.key for row in demo_data.agencies()}
    for row in demo_data.units():
        assert row.parent in seen
        assert row.kind in kinds
        seen.add(row.key)
    assert {row.kind for row in demo_data.agencies()} <= kinds


def test_home_affairs_has_six_rooms_and_four_more_agencies_have_some():
    rooms = [row.agency for row in demo_data.units()]
    assert rooms.count("so-noi-vu") == 6
    assert len(set(rooms)) >= 5


def test_nothing_shown_lacks_a_language():
    rows = (*demo_data.agencies(), *demo_data.units(), *demo_data.external_agencies())
    assert all(len({row.name("vi"), row.name("en"), row.name("ar")}) == 3 for row in rows)
    posts = [post for row in demo_data.people() for post in row.posts]
    assert all(len({post.title_vi, post.title_en, post.title_ar}) == 3 for post in posts)


def test_forty_accounts_with_a_login_each(logins):
    assert len(demo_data.people()) == len(logins) == 40
    assert all(re.fullmatch(r"[a-z]+\.[a-z]{2}", login) for login in logins)
    assert len({row.name for row in demo_data.people()}) == 40


def test_every_post_stands_in_a_known_unit_with_known_roles(keys):
    posts = [post for row in demo_data.people() for post in row.posts]
    assert {post.unit for post in posts} <= keys
    assert {role for post in posts for role in post.roles} == {role.value for role in Role}


def test_one_person_holds_two_posts():
    assert [row.login for row in demo_data.people() if len(row.posts) > 1] == ["hop.lb"]


@pytest.mark.parametrize(
    "agency",
    ["ubnd-tinh", "so-noi-vu", "so-tai-chinh", "xa-phu-khe", "xa-an-trach", "phuong-nam-son"],
)
def test_an_agency_with_people_can_play_a_matter(agency):
    mine = {agency, *(row.key for row in demo_data.units() if row.agency == agency)}
    roles = [
        role
        for row in demo_data.people()
        for post in row.posts
        if post.unit in mine
        for role in post.roles
    ]
    assert {"clerk", "leader", "official"} <= set(roles)
    assert roles.count("clerk") == 1


def test_nobody_bears_the_name_of_a_known_person():
    names = [row.name for row in demo_data.people()] + [demo_data.first_matter().signer.name]
    marks = {name: sha256(name.casefold().encode()).hexdigest()[:10] for name in names}
    assert not [name for name, mark in marks.items() if mark in FAMOUS.split()]


def test_signing_rights_name_people_units_types_and_codes_that_exist(keys, logins):
    types = {row.code for row in law.document_types(TODAY)}
    codes = {row.code: row for row in law.authority_codes(TODAY)}
    for row in demo_data.signing_authorities():
        assert row.login in logins
        assert row.unit in keys
        assert set(row.types) <= types
        assert [line for line in row.lines if "." in line] == [
            line for code in row.codes for line in row.lines if line.startswith(codes[code].printed)
        ]
        if any(codes[code].needs_written_delegation for code in row.codes):
            assert row.basis
            assert row.from_day is not None
            assert row.to_day is not None


def test_every_authority_code_is_used():
    used = {code for row in demo_data.signing_authorities() for code in row.codes}
    assert used == {row.code for row in law.authority_codes(TODAY)}


def test_a_delegation_and_an_absence_run_today(keys, logins):
    (delegation,), (absence,) = demo_data.delegations(), demo_data.absences()
    assert {delegation.by, delegation.to, absence.login} <= logins
    assert delegation.by != delegation.to
    assert delegation.unit in keys
    assert delegation.from_day <= 0 <= delegation.to_day
    assert absence.from_day <= 0 <= absence.to_day


def test_subjects_are_many_different_and_complete(keys):
    known = keys | {row.key for row in demo_data.external_agencies()}
    types = {row.code for row in law.document_types(TODAY)}
    urgencies = {row.code for row in law.urgencies(TODAY)}
    rows = (*demo_data.incoming_subjects(TODAY), *demo_data.outgoing_subjects(TODAY))
    assert len(rows) >= 150
    assert len({row.text for row in rows}) >= 150
    assert {row.type for row in rows} <= types
    assert {row.urgency for row in rows} == urgencies == set(demo_data.urgency_weights())
    assert all(not gaps(row.text) and len(row.text) <= 500 for row in rows)
    assert {key for row in demo_data.incoming_subjects(TODAY) for key in row.issuers} <= known
    assert {row.unit for row in demo_data.outgoing_subjects(TODAY)} <= keys


def test_a_demo_of_another_year_speaks_of_that_year():
    texts = " ".join(row.text for row in demo_data.incoming_subjects(date(2031, 2, 1)))
    assert "năm 2031" in texts
    assert "2026" not in texts


def test_three_hundred_documents_can_differ():
    pairs = {(row.text, key) for row in demo_data.incoming_subjects(TODAY) for key in row.issuers}
    assert len(pairs) + len(demo_data.outgoing_subjects(TODAY)) >= 300


def test_phrases_leave_only_the_gaps_that_can_be_filled():
    phrases = demo_data.phrases()
    assert len(phrases.directives) >= 25
    texts = (*phrases.directives, *phrases.unit_directives, *phrases.proposals)
    assert set().union(*(gaps(text) for text in texts)) == {"lead", "official", "due"}
    plain = (*phrases.opinions, *phrases.returns, *phrases.refusals, *phrases.extensions)
    assert not set().union(*(gaps(text) for text in plain))


def test_every_drafted_type_has_a_text_to_draft_with():
    assert len(demo_data.bodies_for("cong-van")) >= 10
    wanted = {row.type for row in demo_data.outgoing_subjects(TODAY)} - {"giay-gioi-thieu"}
    assert all(demo_data.bodies_for(code) for code in wanted)


def test_a_text_is_filled_or_fails_loudly():
    body = demo_data.bodies_for("cong-van")[0]
    facts = {
        name: name.upper() for name in ("type", "number", "date", "sender", "subject", "agency")
    }
    text = demo_data.filled(body.blocks, **facts)
    assert "{" not in "".join(block.text for block in text)
    with pytest.raises(KeyError):
        demo_data.filled(body.blocks, type="Công văn")


def test_the_first_matter_is_a_letter_of_three_pages_with_two_annexes():
    matter = demo_data.first_matter()
    words = sum(len(block.text.split()) for block in matter.body)
    assert 900 <= words <= 1300
    assert matter.body[-1].text.endswith("./.")
    assert set().union(*(gaps(block.text) for block in matter.body)) == {"year", "due"}
    assert [annex.form for annex in matter.annexes] == ["docx", "scan"]
    table = [block for block in matter.annexes[1].blocks if block.kind in ("table-head", "row")]
    assert {len(block.cells) for block in table} == {8}


def test_the_first_matter_is_played_by_people_of_home_affairs(keys, logins):
    matter = demo_data.first_matter()
    play = matter.play
    cast = [play.clerk, play.office_head, play.leader, play.unit_head, play.official]
    roles = [role for login in cast for role in demo_data.person(login).posts[0].roles]
    assert roles == ["clerk", "office_head", "leader", "unit_head", "official"]
    assert {play.deputy, play.adviser, *cast} <= logins
    assert {matter.receiver, play.lead, *play.cooperating, *play.informed} <= keys
    assert play.lead not in (*play.cooperating, *play.informed)
    assert demo_data.external_agency(matter.sender).organ_id == "G98"
    assert demo_data.person(play.official).name in play.unit_direction
    assert play.due_in_working_days < matter.reply_in_working_days


def test_mail_addresses_go_nowhere():
    assert all(row.email.endswith("@lamgiang.example") for row in demo_data.agencies())


def test_a_peoples_committee_is_headed_by_one_name_and_a_department_by_two_lines():
    by_key = {row.key: row for row in demo_data.agencies()}
    assert demo_data.printed_heading(by_key["ubnd-tinh"]) == ("ỦY BAN NHÂN DÂN TỈNH LAM GIANG",)
    lines = demo_data.printed_heading(by_key["so-noi-vu"])
    assert lines == ("UBND TỈNH LAM GIANG", "SỞ NỘI VỤ")
