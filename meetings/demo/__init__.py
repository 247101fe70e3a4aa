"""The demo of this package: briefings held and one in session, an opinion slip, a vote."""

from meetings import play
from meetings.demo import briefings, opinions

__all__ = ["briefings", "opinions", "play"]
