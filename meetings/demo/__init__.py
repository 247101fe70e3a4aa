"""The demo of this package: a series of briefings, two of them held, one in session."""

from meetings import play
from meetings.demo import briefings

__all__ = ["briefings", "play"]
