"""The demo of this package: connections, the first matter, three months of work, its players."""

from documents import play
from documents.demo import directing, incoming, steps, tasks, workfiles

__all__ = ["directing", "incoming", "play", "steps", "tasks", "workfiles"]
