"""The demo of this package: domains of the demo agencies, boxes and passwords of devices."""

from mail.demo import boxes

__all__ = ["boxes"]
