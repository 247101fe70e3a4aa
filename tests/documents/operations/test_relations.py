"""What belongs together: the tree, by the system and by hand, without what one may not see."""

import pytest
from sqlalchemy import select

from documents import operations, queries
from documents.models import CopyKind, Medium, ProgressEntry, RelationKind
from documents.policy.belonging import Can
from office.audit import AuditEvent
from office.db import db, transaction
from office.errors import Forbidden, Invalid, NotFound
from office.permissions import allowed
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader, path_of


@pytest.fixture
def snv(house):
    return build.agency()


def shape(node):
    return [(one.kind.value, one.document.subject, shape(one)) for one in node.below]


def related(document, actor):
    return shape(queries.relation_tree(document, actor))


def test_replies_and_replacements_make_a_tree_by_themselves(snv):
    question = build.handed_on(snv, subject="Câu hỏi")
    reply = operations.start_reply(question, by=snv.official)
    issued = stages.issued(snv, "Quyết định")
    later = operations.start_replacement(issued, "Sai căn cứ", by=snv.official)
    operations.relate(reply, issued, RelationKind.BASIS, by=snv.official)
    replaced = ("replacement", later.subject, [])
    chain = ("reply", "Câu hỏi", [("basis", "Quyết định", [replaced])])
    assert related(question, snv.official) == [chain]


def test_a_copy_hangs_on_what_it_copies(snv):
    source = build.handed_on(snv, subject="Bản gốc")
    made = stages.signed(snv, "Bản sao")
    wish = operations.Wish(
        CopyKind.EXTRACT,
        Medium.PAPER,
        Medium.ELECTRONIC,
        snv.desks["leader"].id,
        purpose="Lưu",
        extract="Điều 3",
    )
    copy = operations.ask_copy(source, wish, by=snv.official)
    assert related(source, snv.official) == []
    with transaction():
        copy.document_id = made.id
    assert related(source, snv.official) == [("copy", "Bản sao", [])]
    assert related(made, snv.official) == [("copy", "Bản gốc", [])]


def test_what_one_may_not_see_is_not_there_at_all(snv):
    mine, hidden = build.handed_on(snv), build.registered(snv, symbol="9/X", identifier="9")
    beyond = build.registered(snv, symbol="8/X", identifier="8")
    operations.relate(hidden, mine, RelationKind.BASIS, by=snv.clerk)
    operations.relate(hidden, beyond, RelationKind.FOLLOWS, by=snv.clerk)
    assert len(related(mine, snv.clerk)[0][2]) == 1
    assert related(mine, snv.official) == []
    assert queries.relations_of(mine, snv.official) == []
    (row, _other) = queries.relations_of(mine, snv.clerk)[0]
    with pytest.raises(NotFound):
        queries.relation_on(mine, row.uid, snv.official)
    lines = select(ProgressEntry).where(ProgressEntry.document_id == hidden.id)
    told = [one for one in db.session.scalars(lines) if one.act == "document.relate"]
    assert len(told) == 2
    assert not any(mine.subject in one.text for one in told)


def test_who_works_on_a_document_notes_and_takes_back(snv):
    document, other = build.handed_on(snv), build.assigned(snv, symbol="9/X", identifier="9")
    noted = operations.relate(document, other, RelationKind.MATTER, by=snv.official)
    for one, two in ((document, other), (other, document), (document, document)):
        with pytest.raises(Invalid):
            operations.relate(one, two, RelationKind.MATTER, by=snv.clerk)
    assert not allowed(snv.colleague, Can.RELATE, document)
    with pytest.raises(Forbidden):
        operations.relate(document, other, RelationKind.BASIS, by=snv.colleague)
    with pytest.raises(Forbidden):
        operations.unrelate(noted, by=snv.head)
    assert allowed(snv.clerk, Can.UNRELATE, noted)
    assert not allowed(snv.head, Can.UNRELATE, noted)
    operations.unrelate(noted, by=snv.official)
    assert related(document, snv.clerk) == []
    acts = select(AuditEvent.act).where(AuditEvent.subject_uid == str(document.uid))
    assert {"document.relate", "document.unrelate"} <= set(db.session.scalars(acts))


def test_a_circle_ends_and_few_questions_are_asked(snv):
    chain = [build.registered(snv, symbol=f"{n}/X", identifier=str(n)) for n in range(4)]
    for one, two in zip(chain, [*chain[1:], chain[0]], strict=True):
        operations.relate(one, two, RelationKind.FOLLOWS, by=snv.clerk)
    tree = queries.relation_tree(chain[0], snv.clerk)
    assert len(tree.below) == 2


def test_the_page_finds_notes_and_takes_back(house, snv):
    document = build.handed_on(snv)
    other = build.handed_on(snv, symbol="77/KH-UBND", identifier="77", subject="Kế hoạch năm")
    official = Reader(house, snv.official)
    path = path_of(document, "relations")
    assert path in official.get(path_of(document))
    assert 'name="other"' not in official.get(path)
    from office import search

    while search.index_batch():
        pass
    assert str(other.uid) in official.get(f"{path}?q=77/KH-UBND")
    lacking = official.post(path, status=422, kind="basis", q="77/KH-UBND")
    assert "Choose the other document." in lacking
    official.post(path, kind="basis", other=str(other.uid))
    page = official.get(path)
    assert "Based on" in page
    assert "Basis of" in official.get(path_of(other, "relations"))
    (row, _seen) = queries.relations_of(document, snv.official)[0]
    official.post(f"{path}/{row.uid}/removal")
    assert "Based on ·" not in official.get(path)


def test_programs_read_note_and_take_back(house, snv):
    document, other = build.handed_on(snv), build.handed_on(snv, symbol="9/X", identifier="9")
    client = Reader(house, snv.official).client
    path = f"/api/v1/documents/{document.uid}/relations"
    made = client.post(path, json={"other": str(other.uid), "kind": "copy"})
    assert made.status_code == 201, made.text
    (row,) = client.get(path).json["items"]
    assert (row["document"], row["kind"], row["depth"]) == (str(other.uid), "copy", 1)
    gone = client.delete(f"{path}/{row['relation']}")
    assert gone.json["items"] == []
