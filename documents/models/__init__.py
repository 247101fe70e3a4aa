"""Tables of the document register: documents and files, routing, drafts, numbers, the axis."""

from documents.models.axis import (
    AxisAgency,
    AxisConnection,
    AxisDelivery,
    AxisOutgoing,
    DeliveryState,
    Dispatch,
    DispatchState,
    OutgoingKind,
    StatusEvent,
)
from documents.models.document import (
    ANSWERED,
    Direction,
    Document,
    DocumentFile,
    DocumentState,
    FileRole,
    ProgressEntry,
    Source,
    Urgency,
)
from documents.models.draft import Draft, DraftSource, DraftVersion, Opinion
from documents.models.progress import ProgressCode, Sender
from documents.models.register import EntryState, NumberEntry, NumberSeries
from documents.models.routing import (
    DeskCount,
    Directive,
    DirectiveKind,
    Duty,
    Participation,
    Routing,
    RoutingState,
)
from documents.models.urging import Enclosure, Urging, UrgingKind

__all__ = [
    "ANSWERED",
    "AxisAgency",
    "AxisConnection",
    "AxisDelivery",
    "AxisOutgoing",
    "DeliveryState",
    "DeskCount",
    "Direction",
    "Directive",
    "DirectiveKind",
    "Dispatch",
    "DispatchState",
    "Document",
    "DocumentFile",
    "DocumentState",
    "Draft",
    "DraftSource",
    "DraftVersion",
    "Duty",
    "Enclosure",
    "EntryState",
    "FileRole",
    "NumberEntry",
    "NumberSeries",
    "Opinion",
    "OutgoingKind",
    "Participation",
    "ProgressCode",
    "ProgressEntry",
    "Routing",
    "RoutingState",
    "Sender",
    "Source",
    "StatusEvent",
    "Urgency",
    "Urging",
    "UrgingKind",
]
