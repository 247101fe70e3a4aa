"""The demo of this package: domains, boxes, passwords, three months of letters."""

from mail.demo import boxes, letters, shared

__all__ = ["boxes", "letters", "shared"]
