"""Tables: documents and files, routing, drafts, numbers, tasks, the axis."""

from documents.models.access import (
    AccessChange,
    AccessKind,
    AccessState,
    DocumentAccess,
    WorkFileAccess,
)
from documents.models.assigning import Extension, MoreTimeState, ReceiverSet, SavedPhrase
from documents.models.axis import (
    AxisAgency,
    AxisConnection,
    AxisDelivery,
    AxisOutgoing,
    Channel,
    DeliveryState,
    Dispatch,
    DispatchState,
    OutgoingKind,
    StatusEvent,
)
from documents.models.books import (
    BookVolume,
    CopyLoan,
    OldBook,
    OldBookState,
    OldRow,
    VolumeState,
)
from documents.models.copying import CopyKind, CopyState, DocumentCopy, Medium
from documents.models.describing import FieldKind, FieldOf, MetadataField, MetadataValue
from documents.models.document import (
    INTERNAL,
    Direction,
    Document,
    DocumentFile,
    DocumentState,
    FileRole,
    ProgressEntry,
    SealState,
    Source,
    Urgency,
)
from documents.models.draft import (
    CommentState,
    Draft,
    DraftComment,
    DraftSource,
    DraftTemplate,
    DraftVersion,
    VersionKind,
)
from documents.models.finding import DocumentUse, SavedSearch, UseKind
from documents.models.flag import Flag
from documents.models.formats import LastingCopy, LastingState
from documents.models.freezing import Freeze, FreezeState, FrozenDocument
from documents.models.frozen import refusal_of, refuse_frozen
from documents.models.group import RecipientGroup
from documents.models.opinion import Opinion, OpinionChoice, OpinionRound, RoundState
from documents.models.progress import ProgressCode, Sender
from documents.models.register import (
    AdvisoryBody,
    EntryState,
    NamedRegister,
    NumberEntry,
    Numbering,
    NumberPlan,
    NumberSeries,
)
from documents.models.relation import RELATION_LABELS, Relation, RelationKind
from documents.models.reviewing import (
    CHECKS,
    CoSigner,
    DraftMark,
    ReviewRule,
    ReviewStep,
    StepKind,
    StepState,
    SubmissionSheet,
)
from documents.models.routing import (
    DeskCount,
    Directive,
    DirectiveKind,
    Duty,
    Participation,
    Routing,
    RoutingState,
)
from documents.models.sequel import Sequel, SequelKind, SequelState
from documents.models.task import (
    ExtensionState,
    LineState,
    Task,
    TaskEntry,
    TaskExtension,
    TaskFile,
    TaskLine,
    TaskOrigin,
    TaskOutcome,
    TaskPart,
    TaskState,
)
from documents.models.tray import SecretPaper, TrayItem, TrayState, TrayWay
from documents.models.urging import Enclosure, Urging, UrgingKind
from documents.models.workfile import (
    DestructionList,
    DestructionState,
    FilePlan,
    FilePlanLine,
    HandOver,
    HandOverState,
    PackageState,
    PackageWay,
    PlanLevel,
    PlanState,
    WorkFile,
    WorkFileItem,
    WorkFilePackage,
    WorkFileState,
)
