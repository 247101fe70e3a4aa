"""Files, hashes and long lists are as narrow as the one predicate; where long lists begin."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from documents import queries
from documents.models import Document, Duty, Participation, RoutingState
from documents.queries import visibility
from office import clock
from office.db import db, transaction
from office.errors import NotFound
from office.permissions import SYSTEM
from office.units import operations as reorganising
from office.units.models import Tenure
from tests import build
from tests.documents import stages
from tests.documents.stages import deputy_of, seated


@pytest.fixture
def snv(house):
    return build.agency()


def listed(actor):
    return set(db.session.scalars(select(Document.id).where(visibility.listed_for(actor))))


def sees(actor, document):
    seen = select(Document.id).where(queries.visible_to(actor))
    return document.id in db.session.scalars(seen).all()


def begun_with(actor):
    part = visibility.part_of(actor)
    return None if part is None else set(db.session.scalars(part))


# ------------------------------------------------------------------------------ the files


def test_a_file_is_read_by_whoever_sees_its_document_alone(snv):
    for file in (queries.main_file(stages.drafted(snv)), queries.main_file(stages.drafted(snv))):
        assert queries.visible_file(file.uid, snv.official) == file
        with pytest.raises(NotFound):
            queries.visible_file(file.uid, snv.other_official)


def test_a_hash_is_known_to_whoever_sees_a_file_with_it(snv):
    drafted = queries.main_file(stages.drafted(snv))
    assert queries.sees_file_hash(drafted.sha256, snv.official)
    assert not queries.sees_file_hash(drafted.sha256, snv.other_official)
    assert not queries.sees_file_hash("0" * 64, snv.official)


# ------------------------------------------------------------------------ the whole agency


@pytest.mark.parametrize("part", ["deputy", "office_head", "clerk"])
def test_the_register_keeps_its_ended_papers_for_its_own_agency(snv, part):
    closed = stages.completed(snv)
    assert closed.id in listed(snv.people[part])
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    assert closed.id not in listed(other.people[part])


def test_a_deputy_sees_nothing_of_other_desks(snv):
    elsewhere = build.handed_on(snv)
    deputy = deputy_of(snv.colleague, snv.other_official)
    assert not sees(deputy, elsewhere)


def test_a_head_keeps_what_lay_in_his_unit_and_gets_nothing_after_a_desk_left_it(snv):
    before = informed(snv)
    with transaction():
        for held in db.session.scalars(
            select(Tenure).where(Tenure.desk_id == snv.official.desk_id)
        ):
            held.valid_to = clock.now()
    after = informed(snv)
    assert [sees(snv.head, paper) for paper in (before, after)] == [True, False]


def informed(house):
    """A paper of the other room that lies with the official for information."""
    others = [("official", Duty.INFORM)]
    return build.assigned(house, lead="other_head", others=others)


def test_chosen_papers_come_in_the_order_they_were_chosen_and_no_others(snv):
    first, second, _third = (build.handed_on(snv) for _paper in range(3))
    hidden = build.assigned(snv, lead="other_head")
    wanted = [second.uid, hidden.uid, first.uid]
    assert queries.visible_documents(wanted, snv.official) == [second, first]


# ---------------------------------------------------------------- where long lists begin


def test_an_officials_list_begins_with_what_his_desk_had_part_in(snv):
    mine, theirs = build.handed_on(snv), build.assigned(snv, lead="other_head")
    assert begun_with(snv.official) == listed(snv.official) == {mine.id}
    assert "IN (SELECT participation.document_id" in str(visibility.listed_for(snv.official))
    assert begun_with(snv.other_head) == listed(snv.other_head) == {theirs.id}


def test_a_heads_list_begins_with_his_rooms(snv):
    mine, theirs = build.handed_on(snv), build.assigned(snv, lead="other_head")
    assert mine.id in begun_with(snv.head)
    assert theirs.id not in begun_with(snv.head)


def test_a_deputys_list_begins_at_the_desk_too(snv):
    lent, own = build.handed_on(snv), build.assigned(snv, lead="other_head")
    deputy = deputy_of(snv.official, snv.other_head)
    assert begun_with(deputy) == listed(deputy) == {lent.id, own.id}


def test_who_came_to_a_desk_does_not_list_what_ended_before(snv):
    closed, still_open = stages.completed(snv), build.handed_on(snv)
    reorganising.unseat(db.session.get_one(Tenure, snv.official.tenure_id), by=SYSTEM)
    came = seated(snv.hr, snv.desks["official"])
    assert begun_with(came) == {closed.id, still_open.id}
    assert listed(came) == {still_open.id}


@pytest.mark.parametrize("part", ["leader", "deputy", "office_head", "clerk"])
def test_who_sees_the_register_begins_with_the_register(snv, part):
    build.handed_on(snv)
    assert begun_with(snv.people[part]) is None


def test_whoever_had_part_in_too_much_begins_with_the_register(snv, monkeypatch):
    monkeypatch.setattr(visibility, "FEW", 1)
    first = build.handed_on(snv)
    assert begun_with(snv.official) == {first.id}
    second = build.handed_on(snv)
    assert begun_with(snv.official) is None
    assert listed(snv.official) == {first.id, second.id}


def test_programs_of_the_house_and_nobody_begin_with_no_desk(snv):
    build.handed_on(snv)
    assert begun_with(SYSTEM) is None
    assert listed(SYSTEM)


# --------------------------------------------------------------------- how far words reach


def whole(document, actor):
    return queries.hearing_of(document, actor, queries.routing_of(document)).is_whole


def in_hand(house, lead="head", **facts):
    """One leads, the administrator's desk helps: it hears what is said to it alone."""
    return build.assigned(house, lead=lead, others=[("admin", Duty.COOPERATE)], **facts)


def end_part(document, part, *, at=None):
    """The desk's part ended, its duty is done; by itself this happens at a change of hands."""
    with transaction():
        for row in db.session.scalars(
            select(Participation).where(
                Participation.document_id == document.id, Participation.desk_id == part.id
            )
        ):
            row.valid_to = at or clock.now()
        for row in queries.routing_of(document):
            if row.desk_id == part.id:
                row.state = RoutingState.DONE


def test_the_books_are_read_by_post(snv):
    running, ended = build.registered(snv), stages.completed(snv)
    hidden = build.registered(snv, is_restricted=True)
    successor = replace(snv.office_head, agency_id=0)
    assert visibility.reads_the_books(SYSTEM, hidden)
    assert visibility.reads_the_books(snv.office_head, ended)
    assert visibility.reads_the_books(successor, running)
    assert not visibility.reads_the_books(successor, ended)
    assert not visibility.reads_the_books(snv.office_head, hidden)
    assert not visibility.reads_the_books(snv.head, running)


def test_who_helps_hears_no_more_for_what_he_leads_elsewhere(snv):
    document = in_hand(snv)
    build.assigned(snv, lead="admin")
    assert not whole(document, snv.admin)
    assert whole(document, snv.head)


def test_a_deputy_does_not_hear_what_names_its_readers(snv):
    deputy = deputy_of(snv.official, snv.admin)
    assert whole(in_hand(snv, lead="official"), deputy)
    assert not whole(in_hand(snv, lead="official", is_restricted=True), deputy)


def test_a_deputy_hears_by_the_open_part_of_the_desk_alone(snv):
    document = in_hand(snv, lead="official")
    end_part(document, snv.desks["official"])
    assert not whole(document, deputy_of(snv.official, snv.admin))


def test_a_head_hears_by_the_desks_of_his_unit_but_of_what_names_its_readers(snv):
    others = [("head", Duty.COOPERATE)]
    assert whole(build.assigned(snv, lead="official", others=others), snv.head)
    hidden = build.assigned(snv, lead="official", others=others, is_restricted=True)
    assert not whole(hidden, snv.head)


def test_what_a_desk_did_before_he_came_or_after_he_left_is_not_his(snv):
    early = in_hand(snv, lead="colleague")
    end_part(early, snv.desks["colleague"], at=clock.now() - timedelta(seconds=1))
    late_comer = seated(snv.admin, snv.desks["colleague"])
    assert not whole(early, late_comer)
    with transaction():
        tenure = db.session.get_one(Tenure, late_comer.tenure_id)
        tenure.valid_from, tenure.valid_to = (
            clock.now() - timedelta(hours=2),
            clock.now() - timedelta(hours=1),
        )
    assert not whole(in_hand(snv, lead="colleague"), snv.admin)


def test_what_ended_while_he_held_the_desk_stays_his(snv):
    document = in_hand(snv)
    end_part(document, snv.desks["head"])
    second = seated(snv.head, snv.desks["colleague"])
    assert whole(document, second)
