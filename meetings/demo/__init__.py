"""The demo of this package: meetings held, in session and called by letter, a slip, a vote."""

from meetings import play
from meetings.demo import briefings, called, opinions

__all__ = ["briefings", "called", "opinions", "play"]
