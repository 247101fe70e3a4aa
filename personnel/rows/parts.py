"""The parts of a record page: which groups stand together under one word."""

from collections.abc import Mapping

from office.i18n import _l

PARTS: Mapping[str, tuple[object, tuple[str, ...]]] = {
    "person": (_l("Person"), ("identity", "contact", "insurance", "photo")),
    "work": (
        _l("Work and pay"),
        ("service", "assignment", "duty", "planning", "pay", "allowance", "contract", "leave"),
    ),
    "learning": (_l("Learning"), ("schooling", "education", "training", "skills")),
    "conduct": (_l("Evaluation"), ("evaluation", "reward", "discipline", "exit")),
    "history": (
        _l("History"),
        ("work_history", "origin", "organisations", "military", "policy_category", "past"),
    ),
    "private": (
        _l("Family and health"),
        ("family", "health", "economy", "travel", "assets", "clearance", "papers"),
    ),
}
FIRST = "person"
