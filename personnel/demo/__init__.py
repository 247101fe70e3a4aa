"""The demo of the register: three hundred dossiers, signed decisions, work that waits, a play."""

from personnel import play
from personnel.demo import opening, signed, waiting

__all__ = ["opening", "play", "signed", "waiting"]
