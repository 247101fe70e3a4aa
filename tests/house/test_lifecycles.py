"""The tables of states: all reachable, each move on the record, the diagrams in docs/ current."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from office import audit, lifecycle
from office.permissions import SYSTEM
from tests.house import walk

DIAGRAMS = walk.ROOT / "docs" / "lifecycles.md"


def tables():
    for name in walk.modules_called("lifecycle"):
        for module in walk.imported(name):
            for word, value in vars(module).items():
                if isinstance(value, lifecycle.Lifecycle):
                    yield pytest.param(value, id=f"{module.__name__}.{word}")


def moves():
    for table in tables():
        for edge in table.values[0].edges.values():
            yield pytest.param(table.values[0], edge, id=f"{table.id}.{edge.name}")


@pytest.mark.parametrize("table", list(tables()))
def test_every_state_can_be_reached(table):
    reached, before = {table.initial}, set()
    while reached != before:
        before = set(reached)
        reached |= {edge.target for edge in table.edges.values() if edge.sources & reached}
    assert reached == table.states()


@pytest.mark.parametrize(("table", "edge"), list(moves()))
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


@pytest.mark.parametrize("table", list(tables()))
def test_the_diagram_in_the_docs_is_current(table):
    assert table.diagram() in DIAGRAMS.read_text(encoding="utf-8")
