"""The demo of this package: connections, the first matter, three months of work, its players."""

from documents import play
from documents.demo import (
    deliveries,
    directing,
    incoming,
    keeping,
    reviewing,
    steps,
    tasks,
    workfiles,
)

__all__ = [
    "deliveries",
    "directing",
    "incoming",
    "keeping",
    "play",
    "reviewing",
    "steps",
    "tasks",
    "workfiles",
]
