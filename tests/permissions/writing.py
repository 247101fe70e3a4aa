"""Letters being written in the table of permissions: a draft, one that waits, one thrown away."""

from datetime import timedelta

from mail import operations
from mail.operations import Words
from mail.queries import open_box, own_box
from office import clock

PLAIN = Words(to="clerk@nowhere.example", subject="Lịch họp", text="Kính gửi.")


def built(world, snv):
    """Three letters in the box of the official."""
    opened = open_box(own_box(snv.official.person_id).uid, snv.official)
    for name in ("unsent letter", "waiting letter", "dropped draft"):
        draft = operations.begin_draft(opened, PLAIN, by=snv.official)
        world.records[name] = str(draft.uid)
        if name == "waiting letter":
            at = clock.now() + timedelta(days=3)
            operations.send(draft, version=1, at=at, by=snv.official)
        elif name == "dropped draft":
            operations.drop_draft(draft, by=snv.official)


def typed(*_):
    return {"to": "ai@ngoai.example", "subject": "Lịch", "text": "Kính gửi.", "version": "1"}


FORMS = {
    "webmail.begin": typed,
    "webmail.write": typed,
    "webmail.send": typed,
    "webmail.add_recipients": lambda *_: {"chosen": "ai@ngoai.example", "line": "cc"},
    "webmail.begin_upload": lambda *_: {"name": "a.pdf", "size": "9"},
}
CALLS = {
    "api_mail.begin_draft": lambda *_: {"to": "ai@ngoai.example"},
    "api_mail.save_draft": lambda *_: {"text": "Kính gửi.", "version": 1},
    "api_mail.attach_file": lambda *_: {"name": "a.pdf", "content": "JVBERi0="},
    "api_mail.send": lambda *_: {"version": 1},
}
CALLS |= {
    f"api_mail.{name}": lambda *_: {}
    for name in ("bring_back", "detach_file", "drop_draft", "recall", "send_now", "unsend")
}
