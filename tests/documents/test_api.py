"""What the API of documents refuses, and how its lists go on."""

import pytest

from tests import build
from tests.documents import stages, tasks
from tests.documents.pages import Reader

NAIVE = "2031-03-03T09:00:00"


@pytest.fixture
def snv(house):
    return build.agency()


def calling(house, person):
    return Reader(house, person).client


def refused(answer):
    """The fields named by a problem of what was sent."""
    assert answer.status_code == 422, answer.text
    assert answer.content_type == "application/problem+json"
    return [fault["field"] for fault in answer.json["errors"]]


def test_a_moment_without_its_zone_is_refused_at_its_field(house, snv):
    arrived, lead = build.arrived(snv), build.assigned(snv)
    given = stages.drafted(snv)
    desk = str(snv.desks["official"].uid)
    rows = [{"desk": str(snv.desks["head"].uid), "duty": "lead", "due_at": NAIVE}]
    presented = build.presented(snv)
    for person, document, verb, body in (
        (snv.clerk, arrived, "registration", {"due_at": NAIVE}),
        (snv.leader, presented, "direction", {"text": "Giao", "assignments": rows}),
        (snv.head, lead, "hand-on", {"desk": desk, "due_at": NAIVE}),
        (snv.official, given, "opinions", {"desks": [desk], "question": "?", "due_at": NAIVE}),
    ):
        answer = calling(house, person).post(f"/api/v1/documents/{document.uid}/{verb}", json=body)
        assert refused(answer)[0].endswith("due_at"), verb


def test_a_moment_with_its_zone_is_taken(house, snv):
    lead = build.assigned(snv)
    body = {"desk": str(snv.desks["official"].uid), "due_at": f"{NAIVE}+07:00"}
    answer = calling(house, snv.head).post(f"/api/v1/documents/{lead.uid}/hand-on", json=body)
    assert answer.status_code == 200


def test_a_type_that_there_is_not_is_refused_at_its_field(house, snv):
    official, draft = calling(house, snv.official), stages.drafted(snv)
    body = {"subject": "Về việc", "type_code": "giay-la"}
    assert refused(official.post("/api/v1/drafts", json=body)) == ["type_code"]
    saved = official.put(f"/api/v1/documents/{draft.uid}/draft", json=body)
    assert refused(saved) == ["type_code"]
    assert draft.type_code == "cong-van"


def walked(client, path, name):
    """All of a list, one on each page."""
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/v1/{path}limit=1&cursor={cursor}").json
        found += [row[name] for row in page["items"]]
        cursor = page["next"]
    return found


def test_each_list_goes_on_where_the_page_before_ended(house, snv):
    stages.packages(snv, 3)
    assert walked(calling(house, snv.clerk), "packages?", "axis_id") == ["goi-2", "goi-1", "goi-0"]
    made = [str(build.handed_on(snv).uid) for _ in range(2)]
    official = calling(house, snv.official)
    assert walked(official, "documents?", "uid") == made[::-1]
    assert walked(official, "work?", "document") == made[::-1]
    given = [str(tasks.given(snv, due_at=tasks.DUE(days)).uid) for days in (2, 9)]
    assert walked(calling(house, snv.head), "tasks?view=todo&", "uid") == given
    assert walked(calling(house, snv.leader), "tasks?view=open&", "uid") == given


@pytest.mark.parametrize("part", ["official", "clerk"])
def test_a_small_raised_digit_is_searched_for_as_a_word(house, snv, part):
    build.handed_on(snv, subject="Diện tích 1² mẫu")
    answer = calling(house, snv.people[part]).get("/api/v1/documents?q=1²")
    assert answer.status_code == 200
