"""Scripted officials who hold a short meeting over HTTP, as browsers would."""

from meetings.play.story import play_meeting

__all__ = ["play_meeting"]
