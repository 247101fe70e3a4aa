"""Dossiers in the table of permissions: one of the official, with what he declared."""

from datetime import date

from personnel import operations
from personnel.record.timeline import Change
from tests.personnel import house as register

PURPOSE = "Rà soát hồ sơ"
PHONE = {"phone": "0912 345 678"}
DECLARED = {"group": "contact", "valid_from": "2026-03-01", "values": PHONE}
FIRST = {"group": "identity", "valid_from": "2020-01-01", "values": {"full_name": "Lò Thị Mẫu"}}
FORMS = {
    "personnel.look_into": lambda *_: {"purpose": PURPOSE},
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
    "api_personnel.withdraw_declaration": lambda *_: {},
    "api_personnel.take_list": lambda *_: {},
}
QUESTIONS = {
    "api_personnel.record_differences": {"older": "2026-01-01", "newer": "2026-06-01"},
    "personnel.new_declaration": {"group": "contact"},
    "personnel.propose_change": {"group": "contact"},
}


def built(world, snv):
    """The dossier of the official, opened by his staff office, and his telephone number."""
    found = register.opened(snv, snv.official)
    world.records["dossier of the official"] = str(found.uid)
    change = Change("contact", "", date(2026, 3, 1), values={"phone": "+84912345678"})
    made = operations.propose_change(found, change, by=snv.official)
    world.records["declaration of the official"] = str(made.uid)
