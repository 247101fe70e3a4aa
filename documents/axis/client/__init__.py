"""The door to an axis: one port, adapters for the national wire and for a drop folder."""

from documents.axis.client.folder import FolderTransport
from documents.axis.client.port import (
    Agency,
    AxisError,
    AxisRefused,
    AxisTransport,
    AxisUnavailable,
    Health,
    Http,
    InboxItem,
    Receipt,
    Sending,
    SentItem,
)
from documents.axis.client.vxp import VxpTransport

__all__ = [
    "Agency",
    "AxisError",
    "AxisRefused",
    "AxisTransport",
    "AxisUnavailable",
    "FolderTransport",
    "Health",
    "Http",
    "InboxItem",
    "Receipt",
    "Sending",
    "SentItem",
    "VxpTransport",
]
