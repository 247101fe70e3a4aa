"""Many at once at the pages: asked once, a row for each result, and the same for programs."""

import re
from uuid import uuid4

import pytest

from documents import operations, queries
from documents.models import Document, DocumentState, Duty
from documents.operations import bulk
from documents.operations.workfiles import Opening
from office import clock
from office.accounts.models import Person
from office.db import db
from office.ui import paging
from signing.demo import believe_demo, enrol_agency
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader, path_of


@pytest.fixture
def snv(house):
    return build.agency()


def desk(snv, part):
    return str(snv.desks[part].uid)


def presented(snv, count):
    return [
        build.presented(snv, symbol=f"{n}/BHC", identifier=str(n), subject=f"Số {n}")
        for n in range(count)
    ]


def names(documents):
    return [str(one.uid) for one in documents]


def states(documents):
    db.session.expire_all()
    return {db.session.get_one(Document, one.id).state for one in documents}


def test_a_leader_directs_many_with_one_form(house, snv):
    documents = presented(snv, 3)
    leader = Reader(house, snv.leader)
    listed = leader.get("/documents/incoming?view=open")
    assert "/documents/many/direction" in listed
    asked = leader.post("/documents/many/direction", chosen=names(documents))
    page = leader.get(asked)
    assert page.count('name="chosen"') == 3
    lacking = leader.post(
        "/documents/many/direction", status=422, chosen=names(documents), go="1", text="Xử lý"
    )
    assert "Choose one lead unit." in lacking
    assert "Xử lý" in lacking
    led = leader.post(
        "/documents/many/direction",
        chosen=names(documents),
        go="1",
        text="Xử lý",
        lead=desk(snv, "head"),
        cooperate=desk(snv, "other_head"),
        due="3",
        back="/documents/incoming?view=open",
    )
    assert led == "/documents/incoming?view=open"
    assert "3 documents done" in leader.get(led)
    assert states(documents) == {DocumentState.ASSIGNED}
    duties = [row.duty for row in queries.open_duties_of(documents[0], snv.other_head)]
    assert duties == [Duty.COOPERATE]


def test_the_refused_are_told_row_by_row_and_can_be_tried_again(house, snv):
    documents = presented(snv, 2)
    operations.return_to_clerk(documents[0], "Nhầm", by=snv.leader)
    leader = Reader(house, snv.leader)
    typed = {"chosen": names(documents), "go": "1", "text": "Xử lý", "lead": desk(snv, "head")}
    page = leader.post("/documents/many/direction", status=200, due="none", **typed)
    assert "1 of 2 done" in page
    assert page.index("refused") < page.index("Số 1")
    again = page[page.index("Try the refused") - 2000 :]
    assert re.findall(r'name="chosen" value="([^"]+)"', again) == names(documents[:1])
    assert 'value="Xử lý"' in again
    typed["chosen"] = names(documents[:1])
    asked = leader.post("/documents/many/direction", status=200, again="1", due="none", **typed)
    assert "Xử lý</textarea>" in asked
    assert asked.count('name="chosen"') == 1


def test_too_many_are_refused_before_anything_is_done(house, snv):
    document = build.assigned(snv)
    chosen = [str(document.uid), *(str(uuid4()) for _ in range(100))]
    page = Reader(house, snv.head).post("/documents/many/flag", status=422, chosen=chosen)
    assert "101 are chosen; at most 100 go together." in page
    assert not queries.is_flagged(document, snv.head)


def test_flags_are_set_and_lifted_in_the_lists(house, snv):
    document = build.assigned(snv)
    head = Reader(house, snv.head)
    head.post("/documents/many/flag", chosen=str(document.uid))
    assert document.subject in head.get("/documents/incoming?view=flagged")
    assert "Remove the flag" in head.get(path_of(document))
    head.post("/documents/many/flag-end", chosen=str(document.uid))
    assert document.subject not in head.get("/documents/incoming?view=flagged")
    assert head.post(path_of(document, "flag")) == path_of(document)
    assert head.post(path_of(document, "flag-end")) == path_of(document)
    assert not queries.is_flagged(document, snv.head)


def test_the_clerk_passes_many_on(house, snv):
    other = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    documents = [
        build.registered(snv, symbol=f"{n}/BHC", identifier=str(n), subject=f"Số {n}")
        for n in range(2)
    ]
    clerk = Reader(house, snv.clerk)
    page = clerk.get(f"/documents/many/forwarding?chosen={documents[0].uid}")
    assert "Sở Tài chính" in page
    lacking = clerk.post("/documents/many/forwarding", status=422, chosen=names(documents), go="1")
    assert "Choose at least one." in lacking
    clerk.post(
        "/documents/many/forwarding",
        chosen=names(documents),
        go="1",
        agency=other.code,
        desk=desk(snv, "head"),
        text="Để biết",
    )
    arrived = Reader(house, other.clerk).get("/documents/incoming?view=unregistered")
    assert "Số 0" in arrived
    assert "Số 1" in arrived
    assert queries.open_duties_of(documents[0], snv.head)[0].duty is Duty.INFORM


def test_the_clerk_numbers_many_and_one_pin_seals_them(house, snv):
    signed = [stages.signed(snv, f"Số {n}") for n in range(3)]
    draft = stages.drafted(snv, "Chưa ký")
    believe_demo()
    person = db.session.get_one(Person, snv.clerk.person_id)
    enrol_agency(person, agency_id=snv.unit.id, agency="Sở Nội vụ", pin="246801")
    clerk = Reader(house, snv.clerk)
    page = clerk.get("/documents/outgoing?view=to-issue")
    assert "/documents/many/numbering" in page
    assert "longest waiting first" in page
    assert re.findall(r"Số (\d)<", page)[:3] == ["0", "1", "2"]
    asked = clerk.get(clerk.post("/documents/many/numbering", chosen=names(signed)))
    assert "from top to bottom" in asked
    typed = {"chosen": names(signed)[::-1], "go": "1"}
    onward = clerk.post("/documents/many/numbering", **typed)
    assert onward.startswith("/documents/signatures?")
    assert onward.count("request=") == 3
    assert states(signed) == {DocumentState.NUMBERED}
    assert [one.number for one in signed] == [3, 2, 1]
    typed["chosen"].append(str(draft.uid))
    page = clerk.post("/documents/many/numbering", status=200, **typed)
    assert "3 of 4 done" in page
    assert f'href="{onward.replace("&", "&amp;")}"' in page
    assert "/documents/many/numbering" not in Reader(house, snv.official).get("/documents/drafts")


def test_a_page_is_as_long_as_its_reader_wants(house, snv, monkeypatch):
    assert paging.SIZES[-1] == bulk.MOST
    monkeypatch.setattr(paging, "SIZES", (2, 4))
    for number in range(3):
        build.registered(snv, symbol=f"{number}/BHC", identifier=str(number))
    clerk = Reader(house, snv.clerk)
    for address in ("/documents/incoming?view=register", "/documents/incoming?view=open"):
        page = clerk.get(address)
        assert page.count('class="sel"') == 2
        assert "Show 4 rows" in page
        clerk.client.get("/ui/rows/4")
        page = clerk.get(address)
        assert page.count('class="sel"') == 3
        assert "Show 2 rows" in page
        clerk.client.get("/ui/rows/2")
    assert clerk.client.get("/ui/rows/7000").status_code == 404


def test_one_that_fits_no_file_stops_no_other(house, snv):
    given = Opening("Hồ sơ", "01.VP", "years-2", clock.today())
    file = operations.open_file(given, by=snv.official)
    whole, arrival = build.handed_on(snv), build.arrived(snv, symbol="9/X", identifier="9")
    with_part = [whole, arrival]
    clerk_reads = queries.visible_documents([one.uid for one in with_part], snv.official)
    assert clerk_reads == [whole]
    page = Reader(house, snv.official).post(
        "/work-files/filing", status=200, file=str(file.uid), chosen=names(with_part)
    )
    assert "1 of 2 done" in page
    assert [one.document for one in queries.contents_of(file, snv.official)] == [whole]


def test_programs_get_a_row_for_each(house, snv):
    documents = presented(snv, 2)
    operations.return_to_clerk(documents[0], "Nhầm", by=snv.leader)
    reader = Reader(house, snv.leader)
    body = {
        "act": "direction",
        "documents": names(documents),
        "text": "Xử lý",
        "assignments": [{"desk": desk(snv, "head"), "duty": "lead"}],
    }
    once = {"Idempotency-Key": "one-and-the-same"}
    answer = reader.client.post("/api/v1/documents/many", json=body, headers=once)
    assert answer.status_code == 200, answer.text
    rows = answer.json["results"]
    assert answer.json["done"] == 1
    assert [row["is_done"] for row in rows] == [False, True]
    assert rows[0]["reason"]
    again = reader.client.post("/api/v1/documents/many", json=body, headers=once)
    assert again.json == answer.json
