"""The kernel that every package stands on; it knows no document, letter, meeting or person file."""

__version__ = "0.1.0.dev0"
