"""The tables of states: all reachable, each move on the record, the diagrams in docs/ current."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from office import audit, lifecycle
from office.permissions import SYSTEM
from tests.house import diagrams

TABLES = [pytest.param(table, id=name) for name, table in diagrams.tables()]
MOVES = [
    pytest.param(table, edge, id=f"{name}.{edge.name}")
    for name, table in diagrams.tables()
    for edge in table.edges.values()
]


@pytest.mark.parametrize("table", TABLES)
def test_every_state_can_be_reached(table):
    reached, before = {table.initial}, set()
    while reached != before:
        before = set(reached)
        reached |= {edge.target for edge in table.edges.values() if edge.sources & reached}
    assert reached == table.states()


@pytest.mark.parametrize(("table", "edge"), MOVES)
def test_a_move_writes_one_line(table, edge, monkeypatch):
    lines = []
    monkeypatch.setattr(audit, "record", lambda act, *_, **facts: lines.append((act, facts)))
    monkeypatch.setattr(lifecycle, "require", lambda *_: None)
    start = min(edge.sources)
    record = SimpleNamespace(uid=uuid4(), state=start)
    table.advance(record, edge.name, SYSTEM)
    assert record.state == edge.target
    assert lines == [
        (f"{table.name}.{edge.name}", {"by": SYSTEM, "from": start.value, "to": edge.target.value})
    ]


def test_the_diagrams_in_the_docs_are_current():
    assert diagrams.PAGE.read_text(encoding="utf-8") == diagrams.text(), "run `make diagrams`"
