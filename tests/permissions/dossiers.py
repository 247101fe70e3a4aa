"""Dossiers in the table of permissions: one of the official, with what he declared."""

from base64 import b64encode
from datetime import date
from io import BytesIO

from office import blobs
from personnel import operations
from personnel.record.timeline import Change
from tests.personnel import house as register

PURPOSE = "Rà soát hồ sơ"
PHONE = {"phone": "0912 345 678"}
DECLARED = {"group": "contact", "valid_from": "2026-03-01", "values": PHONE}
FIRST = {"group": "identity", "valid_from": "2020-01-01", "values": {"full_name": "Lò Thị Mẫu"}}
NEW = {"form": "2c-bnv-2008", "name": "2c.docx", "content": b64encode(b"no zip").decode()}
EVERY_ITEM = [f"{number}" for number in range(1, 32)] + [f"15.{part}" for part in range(1, 7)]
FORMS = {
    "personnel.load_form": lambda *_: {
        "form": NEW["form"],
        "file": (BytesIO(b"no zip"), NEW["name"]),
    },
    "personnel.confirm_form": lambda *_: {},
    "personnel.look_into": lambda *_: {"purpose": PURPOSE},
    "personnel.open_for_print": lambda *_: {"purpose": PURPOSE},
    "personnel.propose_change": lambda *_: {
        "contact.phone": PHONE["phone"],
        "valid_from": "2026-03-01",
    },
    "personnel.print_form": lambda *_: {"form": "work", "kind": "docx"},
    "personnel.refuse_declaration": lambda *_: {"answer": "Thiếu xác nhận"},
    "personnel.take_list": lambda *_: {"form": "xlsx"},
}
CALLS = {
    "api_personnel.look_into": lambda *_: {"groups": ["identity"], "purpose": PURPOSE},
    "api_personnel.propose_change": lambda *_: DECLARED,
    "api_personnel.open_dossier": lambda *_: {"rows": [FIRST]},
    "api_personnel.print_form": lambda *_: {"form": "work", "kind": "docx"},
    "api_personnel.refuse_declaration": lambda *_: {"answer": "Thiếu xác nhận"},
    "api_personnel.accept_declaration": lambda *_: {},
    "api_personnel.confirm_form": lambda *_: {"left_out": EVERY_ITEM},
    "api_personnel.load_form": lambda *_: NEW,
    "api_personnel.change_key": lambda *_: {},
    "api_personnel.withdraw_declaration": lambda *_: {},
    "api_personnel.take_list": lambda *_: {},
}
QUESTIONS = {
    "api_personnel.blank_form": {"form": NEW["form"]},
    "personnel.blank_form": {"form": NEW["form"]},
    "api_personnel.record_differences": {"older": "2026-01-01", "newer": "2026-06-01"},
    "personnel.new_declaration": {"group": "contact"},
    "personnel.propose_change": {"group": "contact"},
}


def built(world, snv):
    """The dossier of the official, opened by his staff office, and his telephone number."""
    found = register.opened(snv, snv.official)
    world.records["dossier of the official"] = str(found.uid)
    change = Change("contact", "", date(2026, 3, 1), values={"phone": "+84912345678"})
    paper = blobs.put(b"%PDF-1.7 a paper").sha256
    files = [operations.Evidence("don.pdf", "application/pdf", paper)]
    made = operations.propose_change(found, change, files, by=snv.official)
    world.records["declaration of the official"] = str(made.uid)
    world.hashes["declaration of the official"] = paper
    template = operations.Template("2c.docx", blobs.put(b"PK").sha256, ())
    loaded = operations.load_form(NEW["form"], template, by=snv.admin)
    world.records["official form"] = str(loaded.uid)
