"""A stand-in for the national database of officials: a program with its own store and reading.

It shares nothing with the rest of the house but the constants of the contract, so that it can
witness what was really sent. For demonstration and tests only; it listens on loopback.
"""

from personnel.national.sandbox.program import main

__all__ = ["main"]
