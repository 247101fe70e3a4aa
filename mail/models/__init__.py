"""The tables of mail: accounts, messages and what leaves."""

from mail.models.accounts import (
    BOX_STATES,
    MIB,
    AddressKind,
    AppPassword,
    AwayAnswer,
    AwayNote,
    BoxKind,
    BoxState,
    Contact,
    DomainRules,
    ListKind,
    MailAddress,
    Mailbox,
    MailDomain,
    MailGrant,
    MailKey,
    MailList,
    MailRule,
    MailText,
    Posting,
    Right,
    rules_of,
)
from mail.models.feedback import FeedbackKind, FeedbackLine, FeedbackSource, MailFeedback
from mail.models.former import FormerImport, ImportState
from mail.models.guarding import MailFreeze, MailScan, MailWritten
from mail.models.holds import MailHeld, MailHold
from mail.models.lines import Destination, KnownPolicy, LineCount
from mail.models.messages import (
    ArrivalState,
    AssignmentState,
    Flagged,
    Folder,
    ItemLabel,
    MailArrival,
    MailAssignment,
    MailDraft,
    MailFiling,
    MailItem,
    MailLabel,
    MailMessage,
    MailPart,
    MailReference,
    MailThread,
    PurgeCertificate,
    Unseen,
)
from mail.models.outgoing import LABELS, LASTS, UNSENT, MailState, OutgoingMail
from mail.models.pools import MailPool
from mail.models.reading import Asked, MailImport, MailMeeting, MailSaid, TrustedSender
from mail.models.refusals import MailRefusal, SenderKind
from mail.models.wishes import MailWish, WishKind, WishState
