"""The demo of this package: connections, the first matter, three months of work, its players."""

from documents import play
from documents.demo import steps, tasks, workfiles

__all__ = ["play", "steps", "tasks", "workfiles"]
