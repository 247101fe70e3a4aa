"""Pages are told at once that something happened: by id and kind, and nothing more.

A package registers a `Channel`; its view answers with `streams.answer`; its operation calls
`announce` in the transaction of the change. What happened is read from the package's own table, so
that a listener who was away for a moment is told what he missed, by whichever process he asks.
"""

from office.live.channels import Channel, Told, announce, channel, register

__all__ = ["Channel", "Told", "announce", "channel", "register"]
