"""The demo of this package: connections, the first matter, three months of work, its players."""

from documents import play
from documents.demo import incoming, steps, tasks, workfiles

__all__ = ["incoming", "play", "steps", "tasks", "workfiles"]
