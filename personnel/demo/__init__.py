"""The demo of the register: dossiers, signed decisions, work that waits, the line, a play."""

from personnel import play
from personnel.demo import exchange, opening, signed, waiting

__all__ = ["exchange", "opening", "play", "signed", "waiting"]
