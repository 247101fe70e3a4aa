"""The demo of this package: connections, the first matter, three months of work, its players."""

from documents import play
from documents.demo import (
    belonging,
    copies,
    deliveries,
    directing,
    drafting,
    incoming,
    keeping,
    reviewing,
    steps,
    tasks,
    workfiles,
)

__all__ = [
    "belonging",
    "copies",
    "deliveries",
    "directing",
    "drafting",
    "incoming",
    "keeping",
    "play",
    "reviewing",
    "steps",
    "tasks",
    "workfiles",
]
