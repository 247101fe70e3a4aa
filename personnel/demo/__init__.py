"""The demo of the register: three hundred dossiers, and decisions that were really signed."""

from personnel.demo import opening, signed

__all__ = ["opening", "signed"]
