"""Numbers of registers: none twice, none left out, whoever asks at the same time."""

import threading

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from documents import queries
from documents.models import Document, EntryState, NumberEntry, NumberSeries
from documents.operations import numbers
from documents.operations.incoming import Registration, register_incoming
from documents.operations.numbers import ARRIVALS, cancel_number, take_number
from office import clock
from office.db import db, transaction
from office.errors import Invalid, Refusal
from office.permissions import SYSTEM
from office.units import operations as reorganising
from tests import build
from tests.documents import stages


@pytest.fixture
def snv(house):
    return build.agency()


def take(document, series="x", by=SYSTEM):
    with transaction():
        return take_number(document, series, by=by)


def entries(document):
    return db.session.scalars(
        select(NumberEntry).where(NumberEntry.document_id == document.id).order_by(NumberEntry.id)
    ).all()


def test_each_series_counts_for_itself_from_one(snv):
    document = build.arrived(snv)
    assert [take(document), take(document), take(document, "y"), take(document)] == [1, 2, 1, 3]


def test_each_agency_counts_for_itself(snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    assert [take(build.arrived(snv)), take(build.arrived(other))] == [1, 1]


def test_each_year_begins_anew(snv):
    document = build.arrived(snv)
    with time_machine.travel("2026-12-31T20:00:00+07:00"):
        assert take(document) == 1
    with time_machine.travel("2027-01-01T00:00:01+07:00"):
        assert take(document) == 1
        assert take(document) == 2


def test_an_entry_says_who_took_the_number_when_and_for_what(snv):
    document = build.arrived(snv)
    with time_machine.travel("2026-11-20T08:00:00+07:00", tick=False):
        register_incoming(document, Registration("Việc"), by=snv.clerk)
        (entry,) = entries(document)
        assert entry.taken_at == clock.now()
    series = db.session.get_one(NumberSeries, entry.series_id)
    assert (entry.number, entry.state) == (1, EntryState.ISSUED)
    assert (entry.taken_by, entry.reason) == (snv.clerk.name, "")
    assert (series.agency_id, series.name, series.year) == (snv.unit.id, ARRIVALS, 2026)
    assert series.last == 1


def test_a_refused_registration_leaves_no_gap(snv):
    with pytest.raises(Invalid):
        register_incoming(build.arrived(snv), Registration(" "), by=snv.clerk)
    assert build.registered(snv).arrival_no == 1
    (series,) = db.session.scalars(select(NumberSeries)).all()
    assert queries.register_gaps(series) == []


def test_a_cancelled_number_keeps_its_row_and_is_not_given_again(snv):
    first, second = build.arrived(snv), build.arrived(snv)
    take(first)
    take(second)
    with transaction():
        cancel_number(first, reason="Ghi nhầm")
    (entry,) = entries(first)
    assert (entry.number, entry.state, entry.reason) == (1, EntryState.CANCELLED, "Ghi nhầm")
    assert entries(second)[0].state is EntryState.ISSUED
    assert take(first) == 3


def test_the_last_issued_number_is_the_one_cancelled(snv):
    document, bare = build.arrived(snv), build.arrived(snv)
    take(document)
    take(document)
    with transaction():
        cancel_number(document, reason="Một")
        cancel_number(document, reason="Hai")
        cancel_number(bare, reason="Ba")
    assert [entry.reason for entry in entries(document)] == ["Hai", "Một"]
    assert entries(bare) == []


def test_the_books_of_a_merged_agency_are_closed_and_the_successor_goes_on(snv):
    new = build.agency(code="H99.6", name="Sở mới", symbol="SM")
    document = build.arrived(snv)
    take(document, ARRIVALS)
    reorganising.merge([snv.unit], into=new.unit, on=clock.today(), by=SYSTEM)
    assert take(document, ARRIVALS) == 1
    owners = db.session.scalars(select(NumberSeries.agency_id).order_by(NumberSeries.id)).all()
    assert owners == [snv.unit.id, new.unit.id]


def test_outgoing_numbers_count_by_type_and_print_two_digits(snv):
    first, second = stages.numbered(snv), stages.numbered(snv)
    assert (first.number, first.symbol) == (1, "01/SNV-CCVC")
    assert (second.number, second.symbol) == (2, "02/SNV-CCVC")
    (series,) = db.session.scalars(select(NumberSeries)).all()
    assert series.name == "outgoing:cong-van"
    assert numbers.symbol_of(112, "QĐ-SNV") == "112/QĐ-SNV"


def test_a_named_type_bears_its_letters_and_the_agency(snv):
    assert numbers.notation_of("quyet-dinh", "SNV", "CCVC") == "QĐ-SNV"
    assert numbers.notation_of("cong-van", "SNV", "CCVC") == "SNV-CCVC"
    assert numbers.notation_of("cong-van", "SNV", "") == "SNV"
    assert numbers.type_named("cong-van").code == "cong-van"


# --------------------------------------------------------------------- at the same time

THREADS, EACH = 6, 5


@pytest.fixture
def lasting(lasting_app):
    with lasting_app.app_context():
        snv = build.agency()
        papers = [build.arrived(snv, identifier=str(n)).id for n in range(THREADS * EACH)]
    return lasting_app, snv, papers


def test_clerks_at_the_same_time_get_no_number_twice_and_leave_none_out(lasting):
    app, snv, papers = lasting
    faults, start = [], threading.Barrier(THREADS)

    def register(mine):
        with app.app_context():
            start.wait()
            for place, document_id in enumerate(mine):
                document = db.session.get_one(Document, document_id)
                subject = "" if place == 1 else "Việc"
                try:
                    register_incoming(document, Registration(subject), by=snv.clerk)
                except Invalid:
                    faults.append(document_id)

    run([threading.Thread(target=register, args=(papers[n::THREADS],)) for n in range(THREADS)])
    with app.app_context():
        taken = db.session.scalars(
            select(Document.arrival_no).where(Document.arrival_no.is_not(None))
        ).all()
        rows = db.session.scalar(select(func.count(NumberEntry.id)))
        (series,) = db.session.scalars(select(NumberSeries)).all()
        assert len(faults) == THREADS
        assert sorted(taken) == list(range(1, THREADS * (EACH - 1) + 1))
        assert rows == len(taken) == series.last
        assert queries.register_gaps(series) == []


def run(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def test_the_database_itself_refuses_a_number_given_twice(snv):
    document = build.arrived(snv)
    take(document)
    (entry,) = entries(document)
    double = {"series_id": entry.series_id, "number": 1, "state": EntryState.ISSUED}
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            NumberEntry(**double, document_id=document.id, taken_at=clock.now(), taken_by="x")
        )


def test_pages_of_another_year_get_no_number(snv):
    draft = queries.draft_of(stages.drafted(snv))
    with transaction():
        draft.places = {"thang": {"year": clock.today().year}}
    numbers.refuse_other_year(draft)
    with transaction():
        draft.places = {}
    numbers.refuse_other_year(draft)
    with transaction():
        draft.places = {"thang": {"year": clock.today().year - 1}}
    with pytest.raises(Refusal):
        numbers.refuse_other_year(draft)
