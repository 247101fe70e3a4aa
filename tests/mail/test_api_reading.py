"""Mail for programs: the same boxes, lists, acts and refusals as on the pages."""

import pytest

from mail.models import Folder, MailItem
from office.db import db
from tests.documents.pages import Reader
from tests.mail.post import lay

API = "/api/v1/mail"


@pytest.fixture
def official(house, mail):
    return Reader(house, mail.official).client


def send(client, path, **body):
    return client.post(f"{API}{path}", json=body)


def test_a_program_walks_through_boxes_lists_and_messages(mail, official):
    box = mail.boxes["official"]
    for number in range(3):
        lay(box, subject=f"Thư {number}", text="Nội dung")
    (found,) = official.get(f"{API}/boxes").json["items"]
    assert (found["unread"], found["uid"]) == (3, str(box.uid))
    first = official.get(f"{API}/boxes/{box.uid}/items?limit=2").json
    assert [one["subject"] for one in first["items"]] == ["Thư 2", "Thư 1"]
    rest = official.get(f"{API}/boxes/{box.uid}/items?limit=2&cursor={first['next']}").json
    assert [one["subject"] for one in rest["items"]] == ["Thư 0"]
    message = official.get(f"{API}/items/{rest['items'][0]['uid']}").json
    assert message["text"] == "Nội dung"
    assert message["is_unread"]


def test_a_program_gets_files_and_the_original_byte_by_byte(mail, official):
    item = lay(mail.boxes["official"], files=[("a.bin", "x/y", b"\x00\x01")])
    (part,) = official.get(f"{API}/items/{item.uid}").json["parts"]
    assert (
        official.get(f"{API}/items/{item.uid}/parts/{part['uid']}", buffered=True).data
        == b"\x00\x01"
    )
    assert official.get(f"{API}/items/{item.uid}/original", buffered=True).data.startswith(
        b"From: "
    )


@pytest.mark.parametrize(("act", "folder"), [("archive", Folder.ARCHIVE), ("trash", Folder.TRASH)])
def test_a_program_moves_conversations(mail, official, act, folder):
    first = lay(mail.boxes["official"])
    second = lay(mail.boxes["official"], answers=first)
    path = f"/boxes/{mail.boxes['official'].uid}/acts"
    assert send(official, path, act=act, items=[str(second.uid)]).json == {"count": 2}
    assert db.session.get_one(MailItem, first.id, populate_existing=True).folder is folder


def test_a_program_labels_and_reads(mail, official):
    box = f"/boxes/{mail.boxes['official'].uid}"
    item = lay(mail.boxes["official"])
    label = send(official, f"{box}/labels", name="Gấp").json["uid"]
    send(official, f"{box}/acts", act="label", items=[str(item.uid)], label=label)
    send(official, f"{box}/acts", act="star", items=[str(item.uid)])
    send(official, f"{box}/reading", folder="inbox")
    message = official.get(f"{API}/items/{item.uid}").json
    assert (message["labels"], message["is_starred"]) == (["Gấp"], True)
    assert not message["is_unread"]


def test_what_is_not_known_is_refused(mail, official):
    box = f"/boxes/{mail.boxes['official'].uid}"
    item = lay(mail.boxes["official"])
    assert send(official, f"{box}/acts", act="burn", items=[str(item.uid)]).status_code == 422
    assert official.get(f"{API}{box}/items?view=nowhere").status_code == 404
    assert official.get(f"{API}/boxes/{mail.boxes['leader'].uid}/items").status_code == 404
