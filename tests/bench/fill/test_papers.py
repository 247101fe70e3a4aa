"""The rows of a data set: as many as the figures speak of, and consistent with each other."""

from collections import Counter

import pytest

from bench.fill.duties import LINE
from bench.fill.papers import ROUTING, Papers
from bench.fill.people import People
from bench.fill.texts import Words
from bench.sizes import CRUMB, MILLION, PERCENT
from documents.models import DeskCount, Document, Participation, Routing, TaskLine
from office import clock
from office.units.models import Unit


@pytest.fixture(scope="module")
def rows():
    people = People(PERCENT)
    found = {}
    for chunk in Papers(PERCENT, people, clock.now()).chunks():
        for model, made in chunk.items():
            found.setdefault(model, []).extend(dict_of(model, row) for row in made)
    return people, found


def dict_of(model, row):
    names = {Routing: ROUTING, TaskLine: LINE}.get(model)
    return dict(zip(names, row, strict=True)) if names else row


def test_five_duties_a_document(rows):
    _people, found = rows
    assert len(found[Document]) == PERCENT.documents
    assert len(found[Routing]) == pytest.approx(5 * PERCENT.documents, rel=0.02)


def test_the_clerk_and_the_official_have_what_they_shall_have(rows):
    people, found = rows
    waiting = Counter(row["desk_id"] for row in found[Routing] if row["state"] == "open")
    large = people.staff[0]
    assert waiting[large.clerk] == PERCENT.heavy
    assert waiting[large.officials[0]] == PERCENT.light
    others = [count for desk, count in waiting.items() if desk in large.officials[1:]]
    assert max(others) < PERCENT.light


def test_the_counters_say_what_lies_there(rows):
    _people, found = rows
    waiting = Counter(
        (row["desk_id"], row["duty"])
        for row in (*found[Routing], *found[TaskLine])
        if row["state"] in ("open", "owed")
    )
    assert {(desk, duty): opened for _id, desk, duty, opened, _unread in found[DeskCount]} == {
        key: count for key, count in waiting.items() if count
    }


def test_a_desk_takes_part_once_in_a_document(rows):
    _people, found = rows
    pairs = Counter((row[1], row[2]) for row in found[Participation])
    assert set(pairs.values()) == {1}
    assert set(pairs) == {(row["document_id"], row["desk_id"]) for row in found[Routing]}


def test_the_large_set_is_a_province():
    assert (MILLION.units, MILLION.people) == (2_000, 20_000)
    assert MILLION.heavy == 100_000
    small = People(CRUMB)
    assert len(small.rows[Unit]) == CRUMB.units
    assert small.people == CRUMB.people


def test_words_are_as_unequal_as_in_a_language():
    counts = Counter(Words().folded)
    often = Words().by_frequency
    assert counts[often[0]] > 20 * counts[often[400]]
    assert len(counts) > 1_000
