"""The demo of the register: three hundred dossiers, signed decisions, and who plays a rotation."""

from personnel.demo import opening, signed
from personnel.play import play_rotation

__all__ = ["opening", "play_rotation", "signed"]
