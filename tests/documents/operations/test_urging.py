"""Urging whoever holds an assignment: who may, in which order, and that nothing undoes it."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import Duty, Urging, UrgingKind
from documents.operations.files import NewFile
from documents.operations.urging import UrgingWords
from documents.policy import Can
from office import notices, outbox
from office.db import db
from office.errors import Forbidden, Invalid, Refusal
from office.permissions import allowed
from tests import build
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def lead_of(document):
    return next(row for row in queries.routing_of(document) if row.duty is Duty.LEAD)


def urge(document, text="Đề nghị báo cáo trước 16 giờ.", *, by, **more):
    return operations.urge(document, lead_of(document), UrgingWords(text, **more), by=by)


def test_each_urging_bears_the_next_number_of_its_line(snv):
    document, other = build.assigned(snv), build.assigned(snv, symbol="9/X", identifier="9")
    numbers = [urge(document, by=snv.leader).number, urge(document, by=snv.leader).number]
    assert numbers == [1, 2]
    assert urge(other, by=snv.leader).number == 1
    line = queries.progress_of(document)[0]
    assert (line.act, line.text) == ("incoming.urged", "Đề nghị báo cáo trước 16 giờ.")


def test_only_the_assigner_and_the_head_of_the_office_urge(snv):
    document = stages.shared(snv)
    assert urge(document, by=snv.office_head).kind is UrgingKind.REMIND
    for actor in (snv.head, snv.official, snv.clerk, snv.deputy, snv.other_head):
        assert not allowed(actor, Can.URGE, document)
        with pytest.raises(Forbidden):
            urge(document, by=actor)


def test_who_handed_on_urges_his_own_line_and_not_another(snv):
    document = build.handed_on(snv)
    first, second = (row for row in queries.routing_of(document) if row.duty is Duty.LEAD)
    assert operations.urge(document, second, UrgingWords("Gấp"), by=snv.head).number == 1
    with pytest.raises(Forbidden):
        operations.urge(document, first, UrgingWords("Gấp"), by=snv.head)
    with pytest.raises(Forbidden):
        operations.urge(build.presented(snv), first, UrgingWords("Gấp"), by=snv.leader)
    assert operations.urge(document, first, UrgingWords("Gấp"), by=snv.leader).number == 1


def test_nothing_is_urged_that_is_done(snv):
    document = stages.completed(snv)
    with pytest.raises(Refusal):
        urge(document, by=snv.office_head)


@pytest.mark.parametrize("text", [" ", "a" * 1001])
def test_an_urging_has_a_few_words_and_not_too_many(snv, text):
    document = build.assigned(snv)
    with pytest.raises(Invalid):
        urge(document, text, by=snv.leader)
    assert queries.urgings_on(document) == []


def test_three_files_of_twenty_five_megabytes_may_be_enclosed(snv):
    document = build.assigned(snv)
    file = build.text_file()
    made = urge(document, files=[file] * 3, by=snv.leader)
    assert len(queries.enclosures_of("urging", [made.uid])[made.uid]) == 3
    for wrong in ([file] * 4, [NewFile("a.pdf", "application/pdf", "0" * 64, (25 << 20) + 1)]):
        with pytest.raises(Invalid):
            urge(document, files=wrong, by=snv.leader)


def test_the_notice_comes_afterwards_and_a_lost_one_undoes_nothing(snv, monkeypatch):
    document = build.assigned(snv)
    made = urge(document, by=snv.leader)

    def broken(*_args, **_facts):
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(notices, "tell", broken)
        outbox.drain()
    assert db.session.get_one(Urging, made.id).text == "Đề nghị báo cáo trước 16 giờ."
    again = urge(document, by=snv.leader)
    outbox.drain()
    told = db.session.scalars(notices.notices_at(snv.head)).all()
    assert f"urging:{again.uid}" in [notice.key for notice in told]


def test_reading_the_document_marks_the_urging_as_read_by_its_receiver_alone(snv):
    document = build.assigned(snv)
    made = urge(document, kind=UrgingKind.REVIEW, by=snv.leader)
    operations.mark_read(document, by=snv.leader)
    assert made.read_at is None
    operations.mark_read(document, by=snv.head)
    db.session.refresh(made)
    assert made.read_by == snv.head.name
    counts = queries.urging_counts(Urging.document_id == document.id)
    assert counts == {UrgingKind.REMIND: 0, UrgingKind.CRITICISE: 0, UrgingKind.REVIEW: 1}


def test_a_deputy_urges_in_the_name_of_the_one_he_stands_in_for(snv):
    document = build.assigned(snv)
    deputy = stages.deputy_of(snv.leader, snv.deputy)
    made = urge(document, by=deputy)
    assert (made.author_name, made.on_behalf_of) == (snv.deputy.name, snv.leader.name)
    line = db.session.scalars(select(Urging)).one()
    assert line.from_desk_id == snv.leader.desk_id
