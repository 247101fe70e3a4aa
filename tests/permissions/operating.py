"""What requests of the administrators of mail send: the queue, refusals, reports, imports."""

from mail import operations
from mail.operations import FormerBox, FormerFolder, Stand
from mail.queries import own_box
from office.permissions import SYSTEM

REASON = "Thư rác"
SENDER = {"sender": "spam.example", "reason": REASON}
FORMER = {
    "address": "vanthu@thu.snv.lamgiang.example",
    "host": "cu.example",
    "port": 993,
    "login": "vanthu",
    "secret": "mot-hai-ba",
}


def built(world, snv):
    """A refused sender, and a former mailbox whose folders were looked at."""
    refused = operations.refuse_sender(Stand("ads.example", REASON), by=snv.admin)
    box = own_box(snv.official.person_id)
    there = FormerBox("cu.example", 993, "hop-cu", "mot-hai-ba")
    former = operations.ask_former(box, there, by=snv.admin)
    operations.note_places(former, [FormerFolder("INBOX", 3, "inbox")], by=SYSTEM)
    world.records["refused sender"] = str(refused.uid)
    world.records["former mailbox"] = str(former.uid)


FORMS = {
    "mail.act": lambda world, relation: {"act": "hold", "chosen": [world.records[relation]]},
    "mailkeep.refuse_sender": lambda *_: SENDER,
    "mailkeep.ask_former": lambda *_: FORMER,
    "mailkeep.start_former": lambda *_: {"target-0": "archive"},
}
CALLS = {
    "api_mail.act_on_outgoing": lambda world, relation: {
        "act": "hold",
        "messages": [world.records[relation]],
    },
    "api_mail.refuse_sender": lambda *_: SENDER,
    "api_mail.end_refusal": lambda *_: {},
    "api_mail.ask_former": lambda *_: FORMER,
    "api_mail.start_former": lambda *_: {"targets": {"INBOX": "archive"}},
    "api_mail.stop_former": lambda *_: {},
    "api_mail.resume_former": lambda *_: {},
    "api_mail.end_former": lambda *_: {},
}
