"""Mail in the world of the table: an official's own box and that of the clerks' desk."""

from mail import operations
from mail.queries import open_box, parts_of
from office.accounts.models import Person
from office.db import db
from office.permissions import SYSTEM
from tests.mail.post import lay

PDF = ("cong-van.pdf", "application/pdf", b"%PDF-1.4")


def built(world, snv):
    """Two boxes, a letter with a file in each, and a label in the official's."""
    domain = operations.open_domain(snv.unit, "thu.snv.lamgiang.example", by=SYSTEM)
    owner = db.session.get_one(Person, snv.official.person_id)
    boxes = {
        "of the official": operations.open_person_box(owner, domain, "official", by=SYSTEM),
        "of the clerks": operations.open_desk_box(
            snv.desks["clerk"], domain, "vanthu", "Văn thư", by=SYSTEM
        ),
    }
    for whose, box in boxes.items():
        item = lay(box, files=[PDF])
        world.records[f"box {whose}"] = str(box.uid)
        world.records[f"letter {whose}"] = str(item.uid)
        (part,) = parts_of([item.message_id])[item.message_id]
        world.parts[f"letter {whose}"] = str(part.uid)
    opened = open_box(boxes["of the official"].uid, snv.official)
    label = operations.make_label(opened, "Dự án", by=snv.official)
    world.items["box of the official"] = str(label.uid)
    clerk = db.session.get_one(Person, snv.clerk.person_id)
    world.records["person of the clerk"] = str(clerk.uid)


def assignment(world, _relation):
    return {"person": world.records["person of the clerk"]}


def acts(world, relation):
    letter = relation.replace("box", "letter")
    return {"act": "reading", "items": [world.records.get(letter, "")]}


FORMS = {
    "webmail.answer_invitation": lambda *_: {"answer": "ACCEPTED"},
    "webmail.open_sealed": lambda *_: {"pin": "135790"},
    "webmail.answer_receipt": lambda *_: {"answer": "sent"},
    "webmail.ask_reread": lambda *_: {"charset": "tcvn3"},
    "webmail.make_label": lambda *_: {"name": "Gấp"},
    "webmail.rename_label": lambda *_: {"name": "Gấp"},
    "webmail.reading_all": lambda *_: {"view": "inbox"},
    "webmail.assign": assignment,
    "webmail.note_assignment": lambda *_: {"state": "done"},
}
CALLS = {
    "api_mail.answer_invitation": lambda *_: {"answer": "ACCEPTED"},
    "api_mail.turn_private": lambda *_: {},
    "api_mail.answer_receipt": lambda *_: {"answer": "sent"},
    "api_mail.trust_sender": lambda *_: {},
    "api_mail.ask_reread": lambda *_: {"charset": "tcvn3"},
    "api_mail.make_label": lambda *_: {"name": "Gấp"},
    "api_mail.rename_label": lambda *_: {"name": "Gấp"},
    "api_mail.drop_label": lambda *_: {},
    "api_mail.read_folder": lambda *_: {"folder": "inbox"},
    "api_mail.act_on_many": acts,
    "api_mail.assign": assignment,
    "api_mail.note_assignment": lambda *_: {"state": "done"},
    "api_mail.end_assignment": lambda *_: {},
}
