"""Dossiers in the table of permissions: one of the official."""

from tests.personnel import house as register

PURPOSE = "Rà soát hồ sơ"
FORMS = {
    "personnel.look_into": lambda *_: {"purpose": PURPOSE},
}
CALLS = {
    "api_personnel.look_into": lambda *_: {"groups": ["identity"], "purpose": PURPOSE},
}
QUESTIONS = {
    "api_personnel.record_differences": {"older": "2026-01-01", "newer": "2026-06-01"},
}


def built(world, snv):
    """The dossier of the official, opened by his staff office."""
    world.records["dossier of the official"] = str(register.opened(snv, snv.official).uid)
