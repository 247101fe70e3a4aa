"""A whole meeting by programs alone: what its pages do has a call; only PINs are given on pages."""

from datetime import timedelta
from uuid import UUID

import pytest

from documents import queries as register
from meetings.models import MeetingState
from office import clock, outbox
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader


class Program:
    """Calls of somebody's program."""

    def __init__(self, house, person):
        self.client, self.person = Reader(house, person).client, person

    def __call__(self, method, path, **body):
        answer = self.client.open(
            f"/api/v1{path}", method=method, json=body if method != "GET" else None
        )
        assert answer.status_code < 300, (path, answer.status_code, answer.text[:600])
        return answer.json


@pytest.fixture
def snv(house):
    return build.agency()


@pytest.fixture
def programs(house, snv):
    people = {"secretary": snv.official, "chair": snv.leader, "member": snv.head}
    return {name: Program(house, person) for name, person in people.items()}


def test_a_meeting_from_its_plan_to_its_notice(snv, programs):
    secretary, chair, member = (programs[name] for name in ("secretary", "chair", "member"))
    path = planned(snv, secretary)
    called_by_letter(snv, secretary, path)
    member("POST", f"{path}/answer", rsvp="accepted")
    item = held(secretary, chair, member, path)
    written(snv, secretary, chair, path, item)
    chair("POST", f"{path}/session", move="close")
    secretary("POST", f"{path}/reading", move="send")
    secretary("POST", f"{path}/reading", move="end")
    closing = secretary("POST", f"{path}/notice")
    notice = secretary("GET", f"/documents/{closing['notice']}")
    assert (notice["state"], closing["state"]) == ("draft", "minutes_review")
    head = f"desk:{snv.desks['head'].id}"
    document = register.visible_document(UUID(closing["notice"]), snv.official)
    assert register.draft_of(document).recipients[0] == head
    left = secretary("PUT", f"/documents/{closing['notice']}/receivers", receivers=[head])
    assert left["state"] == "draft"
    assert register.draft_of(document).recipients == [head]


def planned(snv, secretary):
    starts = clock.now() + timedelta(days=8)
    plan = {"title": "Họp giao ban", "form": "hybrid", "place": "Phòng 1"}
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    path = f"/meetings/{secretary('POST', '/meetings', **plan, **times)['uid']}"
    desks = {name: str(desk.uid) for name, desk in snv.desks.items()}
    secretary("POST", f"{path}/people", part="chair", desk=desks["leader"], is_voting=True)
    secretary("POST", f"{path}/people", part="secretary", desk=desks["official"])
    secretary("POST", f"{path}/desks", part="member", desks=[desks["head"], desks["other_head"]])
    guest = {"name": "Lê Khách", "organisation": "Hội Nông dân", "address": "k@hoi.example"}
    seat = secretary("POST", f"{path}/people", part="observer", **guest)
    assert secretary("POST", f"{path}/people/{seat['uid']}/link")["url"]
    secretary("POST", f"{path}/agenda", title="Kế hoạch quý", kind="decide")
    return path


def called_by_letter(snv, secretary, path):
    letter = secretary("POST", f"{path}/letter")["document_uid"]
    assert secretary("GET", path)["letters"] == [letter]
    document = register.visible_document(UUID(letter), snv.official)
    stages.issue(document, snv)
    outbox.drain()
    assert secretary("GET", path)["state"] == MeetingState.INVITED


def held(secretary, chair, member, path):
    chair("POST", f"{path}/session", move="open")
    for one in (secretary, chair, member):
        one("POST", f"{path}/presence", act="join")
    (item,) = chair("GET", path)["agenda"]
    at = f"{path}/agenda/{item['uid']}"
    chair("POST", f"{at}/course", move="begin")
    wish = member("POST", f"{at}/speech")
    chair("POST", f"{path}/speeches/{wish['uid']}", act="give")
    chair("POST", f"{path}/speeches/{wish['uid']}", act="end")
    member("POST", f"{at}/opinion", stance="agree")
    member("POST", f"{at}/note", text="chỉ mình tôi")
    box = secretary("POST", f"{path}/votes", question="Thông qua?", mode="named", item=item["uid"])
    vote = f"{path}/votes/{box['uid']}"
    chair("POST", f"{vote}/course", move="open")
    for one in (chair, member):
        one("POST", f"{vote}/paper", choice=["for"])
    assert chair("POST", f"{vote}/course", move="close")["state"] == "counted"
    return item


def written(snv, secretary, chair, path, item):
    sections = secretary("POST", f"{path}/minutes")["sections"]
    section = next(one for one in sections if one["item_uid"] == item["uid"])
    at = f"{path}/minutes/{section['uid']}"
    secretary("POST", f"{at}/lease", move="hold")
    secretary("PUT", at, base_version=section["version"], body="Các thành viên thống nhất.")
    secretary("PUT", f"{path}/agenda/{item['uid']}/conclusion", conclusion="Thông qua.")
    due = clock.add_working_days(clock.today(), 5).isoformat()
    lead = str(snv.rooms["staff"].uid)
    task = {"text": "Lập danh sách", "lead_unit": lead, "due_on": due, "item": item["uid"]}
    given = secretary("POST", f"{path}/tasks", **task)
    chair("POST", f"{path}/tasks/{given['uid']}/confirmation")
    (row,) = chair("GET", f"{path}/tasks")["items"]
    assert row["state"] == "confirmed"
