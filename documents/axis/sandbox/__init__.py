"""A stand-in for the national axis: a separate program with its own store and its own reading.

It shares nothing with the rest of the house but the codes of the standard, so that it can witness
what was really sent. For demonstration and tests only; it listens on loopback.
"""

from documents.axis.sandbox.program import main

__all__ = ["main"]
