"""The tables of states, written out by hand once more, and walks that try everything everywhere."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import lifecycle as tables
from documents import operations, queries
from documents.lifecycle import INCOMING, OUTGOING
from documents.models import DocumentState as S
from documents.models import Duty
from documents.operations.incoming import Assignment, Registration
from documents.operations.incoming_acts import NumberFate
from documents.operations.issuing import mark_sealed, mark_signed
from office import lifecycle
from office.errors import Refusal
from office.lifecycle import Lifecycle
from office.permissions import SYSTEM
from tests import build
from tests.acts import acts_on
from tests.conftest import rolled_back
from tests.documents import moves, stages

TABLES = {table.name: table for table in vars(tables).values() if isinstance(table, Lifecycle)}
MOVES = moves.rows()


def test_there_are_no_other_moves():
    ours = {f"{table.name}.{name}" for table in TABLES.values() for name in table.edges}
    assert ours == {name for name, *_ in MOVES}


@pytest.mark.parametrize("row", MOVES, ids=[name for name, *_ in MOVES])
def test_a_move_leads_from_its_states_only(row, monkeypatch):
    (name, can, sources, target), asked = row, set()
    table, move = TABLES[name.split(".")[0]], name.split(".")[1]
    monkeypatch.setattr(lifecycle, "require", lambda _by, asking, _record: asked.add(asking))
    monkeypatch.setattr(lifecycle.audit, "record", lambda *_, **__: None)
    for state in type(table.initial):
        record = SimpleNamespace(uid=uuid4(), state=state)
        if state in sources:
            table.advance(record, move, SYSTEM)
            assert record.state == target
        else:
            with pytest.raises(Refusal):
                table.advance(record, move, SYSTEM)
            assert record.state is state
    assert {f"{type(one).__module__.split('.')[-1]}.{one.name}" for one in asked} == {can}


# ------------------------------------------------------------------------------- walks

TEXT = "Một lý do"
INCOMING_STEPS = {
    "register": lambda d, h, by: operations.register_incoming(d, Registration("Việc"), by=by),
    "refuse": lambda d, h, by: operations.refuse(d, TEXT, by=by),
    "present": lambda d, h, by: operations.present(d, h.desks["leader"].id, by=by),
    "ask_proposal": lambda d, h, by: operations.present(d, h.desks["office_head"].id, by=by),
    "take_back": lambda d, h, by: operations.take_back(d, by=by),
    "undo_register": lambda d, h, by: operations.undo_registration(
        d, TEXT, fate=NumberFate.KEEP, by=by
    ),
    "wrong_address": lambda d, h, by: operations.return_misaddressed(d, TEXT, by=by),
    "take_up_again": lambda d, h, by: operations.take_up_again(d, TEXT, by=by),
    "propose": lambda d, h, by: operations.propose(
        d, TEXT, [], leader_desk_id=h.desks["leader"].id, by=by
    ),
    "return_to_clerk": lambda d, h, by: operations.return_to_clerk(d, TEXT, by=by),
    "direct": lambda d, h, by: operations.direct(
        d, TEXT, [Assignment(h.desks["head"].id, Duty.LEAD)], by=by
    ),
    "return_to_leader": lambda d, h, by: operations.return_to_leader(d, TEXT, by=by),
    "hand_on": lambda d, h, by: operations.hand_on(d, h.desks["official"].id, TEXT, by=by),
    "give_back": lambda d, h, by: operations.give_back(d, TEXT, by=by),
    "recall": lambda d, h, by: operations.recall_direction(d, TEXT, by=by),
    "start": lambda d, h, by: operations.start_reply(d, by=by),
    "complete": lambda d, h, by: operations.complete(d, TEXT, by=by),
}
OUTGOING_STEPS = {
    "submit": lambda d, h, by: operations.submit(d, h.desks["leader"].id, by=by),
    "cancel": lambda d, h, by: operations.cancel_draft(d, by=by),
    "withdraw": lambda d, h, by: operations.withdraw_submission(d, by=by),
    "send_back": lambda d, h, by: operations.send_back(d, TEXT, by=by),
    "sign": lambda d, h, by: mark_signed(d, stages.pdf("x"), "Người ký", by=by),
    "return_to_drafter": lambda d, h, by: operations.return_to_drafter(d, TEXT, by=by),
    "number": lambda d, h, by: operations.number_document(d, issue_when_sealed=False, by=by),
    "seal": lambda d, h, by: mark_sealed(d, stages.pdf("y"), by=by),
    "issue": lambda d, h, by: operations.issue(d, by=by),
}
IN_PARTS = ("clerk", "leader", "office_head", "head", "official", "system")
OUT_PARTS = ("official", "leader", "program", "system")


USUAL = [
    *(("register", "clerk"), ("present", "clerk"), ("direct", "leader"), ("hand_on", "head")),
    *(("ask_proposal", "clerk"), ("propose", "office_head"), ("give_back", "official")),
    ("recall", "leader"),
    *(("submit", "official"), ("sign", "system"), ("number", "program"), ("seal", "system")),
]


def walks(steps, parts, most):
    """Any step by anybody; the ones who usually take it come up often enough to get along."""
    usual = st.sampled_from([pair for pair in USUAL if pair[0] in steps])
    any_pair = st.tuples(st.sampled_from(sorted(steps)), st.sampled_from(parts))
    return st.lists(st.one_of(usual, any_pair), min_size=5, max_size=most)


@pytest.fixture(scope="module")
def town(app):
    with rolled_back(app):
        yield build.agency()


def walk(town, document, table, steps, tries):
    """Every try either makes exactly its move, with one line, or changes nothing at all."""
    people = town.people | {"system": SYSTEM, "program": stages.program_of(town.clerk)}
    for name, part in tries:
        before, lines, version = document.state, acts_on(document), document.version
        try:
            steps[name](document, town, people[part])
        except Refusal:
            assert (document.state, document.version) == (before, version)
            assert acts_on(document) == lines
        else:
            move = table.edges[name]
            assert before in move.sources
            assert document.state is move.target
            assert acts_on(document) == [*lines, f"{table.name}.{name}"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=walks(INCOMING_STEPS, IN_PARTS, 30))
def test_no_walk_of_an_incoming_document_leaves_its_table(town, tries):
    walk(town, build.arrived(town), INCOMING, INCOMING_STEPS, tries)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=walks(OUTGOING_STEPS, OUT_PARTS, 20))
def test_no_walk_of_an_outgoing_document_leaves_its_table(town, tries):
    walk(town, stages.drafted(town), OUTGOING, OUTGOING_STEPS, tries)


def test_a_whole_way_there_and_back_takes_each_move_once(town):
    document = build.arrived(town)
    way = [
        *(("register", "clerk"), ("ask_proposal", "clerk"), ("return_to_clerk", "office_head")),
        *(("ask_proposal", "clerk"), ("propose", "office_head"), ("take_back", "clerk")),
        *(("present", "clerk"), ("direct", "leader"), ("return_to_leader", "head")),
        *(("direct", "leader"), ("hand_on", "head"), ("give_back", "official")),
        *(("hand_on", "head"), ("start", "official"), ("complete", "official")),
    ]
    walk(town, document, INCOMING, INCOMING_STEPS, way)
    assert acts_on(document) == ["incoming.arrived", *(f"incoming.{name}" for name, _ in way)]
    assert document.state is S.COMPLETED


def test_a_whole_way_out_and_back_takes_each_move_once(town):
    document = stages.drafted(town)
    begun = len(acts_on(document))
    way = [
        *(("submit", "official"), ("withdraw", "official"), ("submit", "official")),
        *(("send_back", "leader"), ("submit", "official"), ("sign", "system")),
        *(("return_to_drafter", "program"), ("submit", "official"), ("sign", "system")),
        *(("number", "program"), ("seal", "system"), ("issue", "program")),
    ]
    walk(town, document, OUTGOING, OUTGOING_STEPS, way)
    assert acts_on(document)[begun:] == [f"outgoing.{name}" for name, _ in way]
    assert queries.main_file(document).name == f"{document.number:02d}-SNV-CCVC.pdf"
