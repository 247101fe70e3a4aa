"""Scripted officials who rotate a colleague to a commune over HTTP, as browsers would."""

from personnel.play.story import play_rotation

__all__ = ["play_rotation"]
