"""States are tables: permission, state, audit line and new state in one move."""

from enum import StrEnum
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from office import permissions
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Refusal
from office.lifecycle import Lifecycle, edge
from office.permissions import Actor, Role, rule


class State(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    SENT = "sent"
    DONE = "done"


class Can(StrEnum):
    """Acts on letters."""

    WRITE = "write"
    JUDGE = "judge"


LETTER = Lifecycle(
    "letter",
    State.DRAFT,
    edge("send", {State.DRAFT}, State.SENT, Can.WRITE, label="Send"),
    edge("return", {State.SENT}, State.DRAFT, Can.JUDGE),
    edge("close", {State.SENT, State.DRAFT}, State.DONE, Can.JUDGE),
)
WRITER = Actor(name="An", roles=frozenset({Role.OFFICIAL}))
JUDGE = Actor(name="Bình", roles=frozenset({Role.LEADER}))


@pytest.fixture(autouse=True)
def rules(house, monkeypatch):
    monkeypatch.setattr(permissions, "_rules", dict(permissions._rules))  # noqa: SLF001 - put back

    @rule(Can.WRITE)
    def may_write(_actor, _letter):
        """Everybody writes."""
        return True

    @rule(Can.JUDGE)
    def may_judge(actor, _letter):
        """Only a leader judges."""
        return actor.holds(Role.LEADER)


def letter(state=State.DRAFT):
    return SimpleNamespace(uid=uuid4(), state=state)


def lines():
    return list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_a_move_changes_the_state_and_writes_one_line():
    made = letter()
    with transaction():
        LETTER.advance(made, "send", WRITER, to="Sở Nội vụ")
    (line,) = lines()
    assert made.state is State.SENT
    assert (line.act, line.actor_name) == ("letter.send", "An")
    assert line.facts == {"from": "draft", "to": "Sở Nội vụ"}


def test_the_states_stand_in_the_line_unless_the_facts_say_better():
    with transaction():
        LETTER.advance(letter(State.SENT), "return", JUDGE)
    assert lines()[0].facts == {"from": "sent", "to": "draft"}


def test_without_the_permission_nothing_moves():
    made = letter(State.SENT)
    with pytest.raises(Forbidden), transaction():
        LETTER.advance(made, "close", WRITER)
    assert made.state is State.SENT
    assert lines() == []


def test_from_another_state_nothing_moves():
    made = letter(State.DONE)
    with pytest.raises(Refusal, match="done") as refused, transaction():
        LETTER.advance(made, "send", WRITER)
    assert refused.value.status == 409
    assert refused.value.fix
    assert made.state is State.DONE
    assert lines() == []


def test_a_permission_is_asked_before_the_state_is_told():
    with pytest.raises(Forbidden), transaction():
        LETTER.advance(letter(State.DONE), "close", WRITER)


def test_a_move_that_is_not_in_the_table_is_a_defect():
    with pytest.raises(KeyError), transaction():
        LETTER.advance(letter(), "burn", WRITER)


def test_buttons_are_the_moves_that_are_open():
    assert [row.name for row in LETTER.moves(letter(), WRITER)] == ["send"]
    assert [row.name for row in LETTER.moves(letter(), JUDGE)] == ["send", "close"]
    assert [row.name for row in LETTER.moves(letter(State.SENT), JUDGE)] == ["return", "close"]
    assert LETTER.moves(letter(State.DONE), JUDGE) == []


def test_the_table_knows_its_states_and_draws_itself():
    assert LETTER.states() == set(State)
    drawn = LETTER.diagram().splitlines()
    assert drawn[:2] == ["stateDiagram-v2", "    [*] --> draft"]
    assert "    draft --> done: close" in drawn
    assert len(drawn) == 6


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["send", "return", "close"]), max_size=8))
def test_any_walk_leaves_one_line_for_each_step_taken(walk):
    made, taken, before = letter(), 0, len(lines())
    for move in walk:
        try:
            with transaction():
                LETTER.advance(made, move, JUDGE)
            taken += 1
        except Refusal:
            pass
    assert len(lines()) - before == taken
    assert made.state in LETTER.states()
