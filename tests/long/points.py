"""Where the processes of the house are ended: spread over both of them and every step."""

from tests.long.armed import Point

VXP = "documents.axis.client.vxp:VxpTransport"
WORK = "documents.operations"
STEPS = "signing.pades.steps"
REQUESTS = "signing.operations"
INTAKE = "mail.smtp.intake.reading"
STATUS, DOCUMENT = "kind=<MessageKind.STATUS", "kind=<MessageKind.DOCUMENT"

POLLING = [
    ("fetched", f"{VXP}.fetch", "after"),
    ("keep-uncommitted", f"{WORK}:keep_delivery", "inside"),
    ("kept-unacknowledged", f"{WORK}:keep_delivery", "after"),
    ("acknowledged-unnoted", f"{VXP}.confirm", "after"),
    ("blob-unnamed", "office.blobs:Writer.keep", "before"),
    ("blob-named", "office.blobs:_sync_folder", "before"),
    ("read-uncommitted", f"{WORK}:receive", "inside"),
    ("read-unmarked", f"{WORK}:receive", "after"),
    ("look-uncommitted", f"{WORK}:keep_look", "inside"),
    ("verdict-uncommitted", f"{REQUESTS}:keep_verdict", "inside"),
]
LETTERS = [
    ("letter-copied", "mail.jobs.intake:_copy", "after", 2),
    ("letter-uncommitted", "mail.operations:take_in", "inside", 3),
    ("letter-unsettled", f"{INTAKE}:Intakes.settle", "before"),
    ("letter-settled", f"{INTAKE}:Intakes.settle", "after", 4),
    ("letters-read", "office.foreign.letters:letters", "after"),
    ("letter-undelivered", "mail.operations:deliver", "inside"),
    ("letter-delivered", "mail.operations:deliver", "after", 2),
]
QUEUE = [
    ("claimed", "office.outbox:claim", "after", 9),
    ("unperformed", "office.outbox:perform", "before", 5),
    ("done-unmarked", "office.outbox:_mark_done", "before", 7),
    ("done-marked", "office.outbox:_mark_done", "after", 12),
    ("lease-kept", "office.outbox:renew", "after"),
    ("indexing", "office.search:index_batch", "inside"),
    ("indexed", "office.search:index_batch", "after"),
    ("sealing", "office.audit:seal", "inside", 4),
    ("sealed-lines", "office.audit:seal", "after", 3),
    ("some-commit", "sqlalchemy.orm.session:Session.commit", "before", 23),
    ("some-committed", "sqlalchemy.orm.session:Session.commit", "after", 41),
]
MAKING = [
    ("composing", "documents.compose.form:compose_form", "after"),
    ("composed-uncommitted", f"{WORK}:keep_composed", "inside"),
    ("prepared-unkept", f"{STEPS}:prepare", "after"),
    ("prepare-uncommitted", f"{REQUESTS}:keep_prepared", "inside"),
    ("prepared", f"{REQUESTS}:keep_prepared", "after"),
    ("finish-begun", f"{STEPS}:finish", "before"),
    ("finished-unkept", f"{STEPS}:finish", "after"),
    ("seal-unkept", f"{STEPS}:finish", "after", 2),
    ("signed-uncommitted", f"{REQUESTS}:keep_signed", "inside"),
    ("signed-unmarked", f"{REQUESTS}:keep_signed", "after"),
    ("leader-signed", f"{WORK}:mark_signed", "inside"),
    ("sealed", f"{WORK}:mark_sealed", "inside"),
    ("issued", f"{WORK}:issue", "inside"),
    ("copying", "documents.compose.copies:paper_copy_page", "after"),
    ("copy-uncommitted", f"{WORK}:keep_copy", "inside"),
    ("copy-kept", f"{WORK}:keep_copy", "after"),
    ("copy-printed", f"{WORK}:keep_printed_copy", "inside"),
]
SENDING = [
    ("message-kept", f"{WORK}:keep_message", "after"),
    ("message-tried", f"{WORK}:mark_tried", "after"),
    ("document-unsent", f"{VXP}.send", "before", 1, DOCUMENT),
    ("document-sent", f"{VXP}.send", "after", 1, DOCUMENT),
    ("status-unsent", f"{VXP}.send", "before", 2, STATUS),
    ("status-sent", f"{VXP}.send", "after", 3, STATUS),
    ("sent-uncommitted", f"{WORK}:mark_sent", "inside"),
    ("receipt-uncommitted", f"{WORK}:record_status", "inside"),
    ("receipt-kept", f"{WORK}:record_status", "after", 2),
]
ACTS = [
    "register_incoming",
    "propose",
    "direct",
    "hand_on",
    "start_reply",
    "save_form",
    "ask_opinion",
    "give_opinion",
    "submit",
    "prepare_signature",
    "number_document",
    "give_task",
    "accept_task",
    "report_done",
    "evaluate",
    "open_file",
    "put_in",
    "close_file",
    "comment_draft",
    "settle_comment",
    "pass_check",
    "ask_copy",
    "permit_copy",
    "seal_paper_copy",
    "ask_document_access",
    "confirm_document_access",
    "freeze_documents",
    "lift_freeze",
]
ASKED = [
    ("value-uncommitted", f"{REQUESTS}:sign_batch", "inside"),
    ("value-committed", f"{REQUESTS}:sign_batch", "after"),
    ("seal-value-committed", f"{REQUESTS}:sign_batch", "after", 2),
    ("form-claimed", "office.repeats:claim_form", "after", 6),
    ("form-unsettled", "office.repeats:settle_form", "before", 8),
]


def every() -> list[Point]:
    """All of them; an act of a page is cut both before its commit and before its answer."""
    in_worker = [*POLLING, *LETTERS, *QUEUE, *MAKING, *SENDING]
    found = [Point(name, "worker", *rest) for name, *rest in in_worker]
    found += [Point(name, "web", *rest) for name, *rest in ASKED]
    for act in ACTS:
        found.append(Point(f"{act}-uncommitted", "web", f"{WORK}:{act}", "inside"))
        found.append(Point(f"{act}-unanswered", "web", f"{WORK}:{act}", "after"))
    return found


def named(*names: str) -> list[Point]:
    """Some of them."""
    known = {point.name: point for point in every()}
    return [known[name] for name in names]
