"""The demo of this package: domains, boxes, passwords, three months of letters."""

from mail.demo import boxes, contacts, letters, shared

__all__ = ["boxes", "contacts", "letters", "shared"]
