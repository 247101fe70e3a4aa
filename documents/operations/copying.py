"""Copies of the value of what they copy (sao y, trích sao, sao lục): wished for and permitted."""

from dataclasses import dataclass

from documents.lifecycle import COPY, OUTGOING
from documents.models import (
    CopyKind,
    CopyState,
    Document,
    DocumentCopy,
    DocumentState,
    Duty,
    Medium,
    RoutingState,
)
from documents.operations.desk_work import (
    finish_document,
    lay,
    lift,
    lift_all,
    log,
    named,
    open_duties,
    refresh_lists,
)
from documents.operations.wording import needed
from documents.policy import copying as policy
from office import audit, clock, notices, outbox
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.law.copies import copy_way
from office.permissions import Actor, require
from office.units import queries as units
from office.units.models import SigningAuthority

ORIGINAL, TRUE_COPY = "original", "true_copy"
MOST_SHEETS = 500
LONGEST_EXTRACT = 100_000
NOT_COPIED = {DocumentState.REFUSED, DocumentState.RECALLED, DocumentState.CANCELLED}
MADE_HERE = {DocumentState.ISSUED, DocumentState.REPLACED}


@dataclass(frozen=True)
class Wish:
    """What is to be copied how, what for, and who may sign it; `extract` is the part repeated."""

    kind: CopyKind
    made_from: Medium
    made_as: Medium
    signer_desk_id: int
    purpose: str
    held_as: str = ORIGINAL
    send_to: str = ""
    sheets: int = 1
    extract: str = ""
    scan_sha256: str = ""


@operation
def ask_copy(document: Document, wish: Wish, *, by: Actor) -> DocumentCopy:
    """Ask for a copy (đề nghị sao); of who may sign it himself the wish is the permission."""
    require(by, policy.Can.ASK_COPY, document)
    if by.desk_id is None:
        raise Refusal(_("Choose a post in an agency first."))
    refuse_uncopied(document)
    _check(document, wish)
    copy = DocumentCopy(
        uid=new_uid(),
        agency_id=document.agency_id,
        source_id=document.id,
        state=CopyState.ASKED,
        desk_id=by.desk_id,
        asked_by=by.name,
        asked_at=clock.now(),
        **vars(wish) | {"purpose": wish.purpose.strip(), "extract": wish.extract.strip()},
    )
    db.session.add(copy)
    db.session.flush()
    audit.record("copy.asked", copy, by=by, document=document.uid, kind=copy.kind)
    log(document, "copy.asked", by=by, text=copy.purpose)
    if by.desk_id == copy.signer_desk_id and by.delegation_id is None:
        permit_copy(copy, by=by)
    else:
        lay(document, copy.signer_desk_id, Duty.PERMIT_COPY, by=by, note=copy.purpose)
    return copy


def is_copied(document: Document) -> bool:
    """Whether a document is one of which copies are made: registered, or issued here."""
    if document.is_incoming:
        return document.arrival_no is not None and document.state not in NOT_COPIED
    return document.state in MADE_HERE


def refuse_uncopied(document: Document) -> None:
    """What was recalled or left the register meanwhile is not copied either."""
    if not is_copied(document):
        raise Refusal(
            _("Only what stands in a register and is in force is copied."),
            basis=_("Decree 30/2020/NĐ-CP art. 25 and 27."),
        )


def _check(document: Document, wish: Wish) -> None:
    _refuse_other_way(wish)
    faults = _faults(wish)
    if faults:
        raise Invalid(_("Some fields are missing."), fields=faults)
    if not units.authority_for(wish.signer_desk_id, wish.kind.type_code, clock.today()):
        words = _("This post may not sign copies.")
        raise Invalid(words, fields={"signer": words})
    desks = {row.desk_id for row in copy_signers(document.agency_id, wish.kind)}
    if wish.signer_desk_id not in desks:
        words = _("Choose one of the list.")
        raise Invalid(words, fields={"signer": words})


def copy_signers(agency_id: int, kind: CopyKind) -> list[SigningAuthority]:
    """Who may sign copies of a form in the agency today (Decree 30/2020/NĐ-CP art. 27)."""
    return units.signers_of(units.successor_of(agency_id), kind.type_code, clock.today())


def _refuse_other_way(wish: Wish) -> None:
    allowed = copy_way(wish.kind.value, clock.today())
    if wish.held_as != allowed.held_as:
        words = _(
            "A copy of a copy is made of a certified copy, the others of the document itself."
        )
        raise Invalid(words, fields={"held_as": words})
    if (wish.made_from.value, wish.made_as.value) not in allowed.ways:
        words = _("An electronic document is not copied to another one: send the file itself.")
        raise Invalid(words, fields={"made_as": words})


def _faults(wish: Wish) -> dict[str, object]:
    faults: dict[str, object] = {}
    if not wish.purpose.strip():
        faults["purpose"] = _("Say what the copy is for.")
    if not 1 <= wish.sheets <= MOST_SHEETS:
        faults["sheets"] = _("From 1 to %(most)s.", most=MOST_SHEETS)
    if wish.kind is CopyKind.EXTRACT and not wish.extract.strip():
        faults["extract"] = _("Write the part that the extract repeats.")
    if len(wish.extract) > LONGEST_EXTRACT:
        faults["extract"] = _("The text is too long for one document.")
    if needs_scan(wish) and not wish.scan_sha256:
        faults["scan"] = _("Choose the scan: PDF, colour, 200 dpi or more, at its true size.")
    return faults


def needs_scan(wish: Wish | DocumentCopy) -> bool:
    """Whether the paper itself has to be scanned (sao y, sao lục from paper to a file)."""
    is_digitised = (wish.made_from, wish.made_as) == (Medium.PAPER, Medium.ELECTRONIC)
    return is_digitised and wish.kind is not CopyKind.EXTRACT


@operation
def permit_copy(copy: DocumentCopy, *, by: Actor) -> None:
    """Permit a copy (cho phép sao): it is made at once and goes to the records clerk."""
    COPY.advance(copy, "permit", by)
    refuse_uncopied(source_of(copy))
    if not units.authority_for(copy.signer_desk_id, copy.kind.type_code, clock.today()):
        raise Refusal(
            _("This post may not sign copies any more."),
            basis=_("The signing authority of the agency (Decree 30/2020/NĐ-CP art. 27)."),
        )
    _decide(copy, by)
    log(source_of(copy), "copy.permitted", by=by)
    outbox.enqueue("documents.make_copy", key=f"copy:{copy.uid}", urgent=True, copy_id=copy.id)


@operation
def refuse_copy(copy: DocumentCopy, reason: str, *, by: Actor) -> None:
    """Refuse a copy with a reason."""
    COPY.advance(copy, "refuse", by, reason=needed(reason))
    _decide(copy, by, reason)
    log(source_of(copy), "copy.refused", by=by, text=reason)
    tell(copy, copy.desk_id, source_of(copy), "copy_refused")


@operation
def withdraw_copy(copy: DocumentCopy, *, by: Actor) -> None:
    """Withdraw the wish before it is decided."""
    COPY.advance(copy, "withdraw", by)
    no_longer_waits(copy, RoutingState.WITHDRAWN)
    log(source_of(copy), "copy.withdrawn", by=by)


@operation
def drop_copy(copy: DocumentCopy, reason: str, *, by: Actor) -> None:
    """Drop a copy that has no number yet, as what it says or how it looks is wrong."""
    COPY.advance(copy, "drop", by, reason=needed(reason))
    copy.answer = reason.strip()
    made = db.session.get_one(Document, copy.document_id)
    OUTGOING.advance(made, "drop_copy", by)
    lift_all(made, RoutingState.RETURNED, [Duty.NUMBER])
    finish_document(made)
    refresh_lists(made)
    log(source_of(copy), "copy.dropped", by=by, text=reason)
    tell(copy, copy.desk_id, source_of(copy), "copy_refused")


def _decide(copy: DocumentCopy, by: Actor, answer: str = "") -> None:
    copy.decided_by, copy.decided_at, copy.answer = by.name, clock.now(), answer.strip()
    no_longer_waits(copy, RoutingState.DONE)


def no_longer_waits(copy: DocumentCopy, state: RoutingState) -> None:
    """Each wish laid one duty on its signer, and one goes with it; part of other acts."""
    owed = open_duties(source_of(copy), Duty.PERMIT_COPY)
    own = [row for row in owed if row.desk_id == copy.signer_desk_id]
    for routing in own[:1]:
        lift(routing, state)


def source_of(copy: DocumentCopy) -> Document:
    """What is copied."""
    return db.session.get_one(Document, copy.source_id)


def tell(copy: DocumentCopy, desk_id: int, document: Document, kind: str) -> None:
    """Tell a desk of a copy; part of other acts."""
    text = named(document, _l("A document"))
    url = f"/documents/copies/{copy.uid}"
    notices.tell(desk_id, kind=kind, text=text, url=url, key=f"{kind}:{copy.uid}")
