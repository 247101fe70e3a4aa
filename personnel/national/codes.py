"""The constants of contract PSX v1: what both ends must write alike."""

from enum import StrEnum

SPEC_VERSION = "1.0"
BASE = "/psx/v1"
LGSP_BASE = "/cbccvc/1.0"
SIGNATURE_HEADER = "X-PSX-Signature"
DIGEST_HEADER = "Content-Digest"
KEY_HEADER = "Idempotency-Key"
REPLAY_HEADER = "Idempotent-Replay"
AGENCY_HEADER = "X-Client-Agency"
PURPOSE_HEADER = "X-Purpose"
CORRELATION_HEADER = "X-Correlation-Id"
JSON_TYPE = "application/json"
PATCH_TYPE = "application/merge-patch+json"
PROBLEM_TYPE = "application/problem+json"
PROBLEM_BASE = "urn:psx:problem:"

MOST_EVENTS = 500
MOST_BYTES = 5 * 1024 * 1024
MOST_VERIFIED = 1000
MOST_CHANGES = 500
KEY_LENGTHS = (16, 64)
REPLAY_SECONDS = 10 * 60
SKEW_SECONDS = 2 * 60
KEPT_DAYS = 30
ALGORITHMS = ("ES256", "PS256", "RS256")
ENCRYPTION_KEY, ENCRYPTION = "ECDH-ES+A256KW", "A256GCM"
SEALED = "jwe"


class Ack(StrEnum):
    """The business answer to one event; only the first two clear what waits to be sent."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    DEFERRED = "deferred"
    REJECTED = "rejected"


class Code(StrEnum):
    """Why something was not done."""

    AUTH_FAILED = "auth-failed"
    IP_NOT_ALLOWED = "ip-not-allowed"
    AGENCY_UNKNOWN = "agency-unknown"
    PROVINCE_UNKNOWN = "province-unknown"
    NOT_FOUND = "not-found"
    INCOMPLETE = "incomplete"
    CODELIST_UNKNOWN = "codelist-unknown"
    DATA_INVALID = "data-invalid"
    DUPLICATE_PERSON = "duplicate-person"
    VERSION_CONFLICT = "version-conflict"
    SEQUENCE_GAP = "sequence-gap"
    IDEMPOTENCY_MISMATCH = "idempotency-mismatch"
    SIGNATURE_INVALID = "signature-invalid"
    CERTIFICATE_UNTRUSTED = "certificate-untrusted"
    NOT_OWNER = "not-owner"
    TRANSFER_PENDING = "transfer-pending"
    CURSOR_EXPIRED = "cursor-expired"
    CODELIST_OUTDATED = "codelist-outdated"
    SCHEMA_UNSUPPORTED = "schema-unsupported"
    RATE_LIMITED = "rate-limited"
    MAINTENANCE = "maintenance"


class Scope(StrEnum):
    """What a connection may do; the last one opens the sensitive groups."""

    READ = "psx.read"
    WRITE = "psx.write"
    UNITS = "psx.units"
    SENSITIVE = "psx.sensitive"


class Purpose(StrEnum):
    """Why personal data are read (Law 91/2025/QH15 asks that it be said)."""

    SYNC = "sync"
    VERIFY = "verify"
    REPORT = "report"
    TRANSFER = "transfer"
    AUDIT = "audit"


class Match(StrEnum):
    """Whether the register knows a person by these words."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


class Choice(StrEnum):
    """How a person settled a conflict."""

    KEEP_LOCAL = "keep_local"
    KEEP_REMOTE = "keep_remote"
    EDIT = "edit"


class TransferState(StrEnum):
    """How far the hand-over of a person between two bodies has come."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


GROUPS = (
    "identity",
    "service",
    "contact",
    "insurance",
    "origin",
    "organisations",
    "military",
    "policy_category",
    "schooling",
    "education",
    "training",
    "assignment",
    "duty",
    "planning",
    "pay",
    "allowance",
    "health",
    "reward",
    "discipline",
    "past",
    "work_history",
    "family",
    "economy",
    "evaluation",
    "contract",
    "leave",
    "travel",
    "assets",
    "clearance",
    "skills",
    "papers",
    "photo",
    "exit",
)
SENSITIVE = frozenset(
    {"assets", "clearance", "discipline", "economy", "family", "health", "insurance", "past"}
)
UNIT_GROUP = "unit"

REGISTERED = "personnel.person.registered"
CORRECTED = "personnel.person.corrected"
CLOSED = "personnel.person.closed"
TRANSFER_PROPOSED = "personnel.transfer.proposed"
TRANSFER_ACCEPTED = "personnel.transfer.accepted"
TRANSFER_REJECTED = "personnel.transfer.rejected"
UNIT_REORGANISED = "personnel.unit.reorganised"
EVENT_TYPE = (
    r"^personnel\.("
    r"person\.(registered|corrected|merged|closed)"
    r"|assignment\.(appointed|transferred|seconded|returned|rotated|ended)"
    r"|(recruit|pay|allowance|party|contract|leave)\.[a-z]{1,20}(-[a-z]{1,20})?"
    r"|(education|training|reward)\.added|evaluation\.published|discipline\.(added|ended)"
    r"|unit\.reorganised|exit\.(retired|resigned|dismissed|deceased)"
    r")$"
)
CITIZEN_ID = r"^[0-9]{12}$"
AGENCY_CODE = r"^[A-Z][0-9]{2}(\.[0-9]{1,3}){0,3}$"

# Return codes of the gateways of provinces and ministries.
GATEWAY_CODES = {
    100: Code.AUTH_FAILED,
    101: Code.IP_NOT_ALLOWED,
    106: Code.AGENCY_UNKNOWN,
    108: Code.PROVINCE_UNKNOWN,
    200: Code.INCOMPLETE,
    201: Code.NOT_FOUND,
    302: Code.CODELIST_UNKNOWN,
    500: Code.DATA_INVALID,
}
