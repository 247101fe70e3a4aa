"""What a clerk mends around a registration: undone, sent back, taken up again, passed on."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import exists, select

from documents.lifecycle import INCOMING
from documents.models import (
    INTERNAL,
    Directive,
    Document,
    DocumentFile,
    DocumentState,
    Duty,
    ProgressEntry,
    RoutingState,
    Source,
)
from documents.operations.desk_work import finish_document, lay, lift_all, log, refresh_lists
from documents.operations.document_access import refuse_new_readers
from documents.operations.files import NewFile
from documents.operations.from_mail import tell_mail_undone
from documents.operations.intake import Arrival, arrive
from documents.operations.kept_numbers import number_entry
from documents.operations.limits import register_by
from documents.operations.numbers import cancel_number
from documents.operations.statuses import report_status
from documents.operations.wording import needed
from documents.policy import Can
from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units

FORWARDED_FROM = "forwarded_from"
OTHERS_ACTED = ("incoming.return_to_clerk", "incoming.forward", "incoming.inform")
GONE = {DocumentState.ARRIVED, DocumentState.REFUSED}


class NumberFate(StrEnum):
    """What becomes of the arrival number when a registration is undone."""

    KEEP = "keep"
    CANCEL = "cancel"


@operation
def undo_registration(document: Document, reason: str, *, fate: NumberFate, by: Actor) -> None:
    """Take a wrong registration back on its day, before anybody acted (hủy vào sổ nhầm)."""
    number = document.arrival_no
    INCOMING.advance(document, "undo_register", by, reason=needed(reason), number=number, fate=fate)
    _refuse_late(document)
    if fate is NumberFate.CANCEL:
        cancel_number(document, reason=reason.strip())
    tell_mail_undone(document)
    document.arrival_no = None
    lift_all(document, RoutingState.WITHDRAWN, [Duty.PRESENT])
    _lay_for_registration(document, by)
    log(document, "incoming.undo_register", by=by, text=reason, number=number, fate=fate)
    refresh_lists(document)


@operation
def return_misaddressed(document: Document, reason: str, *, by: Actor) -> None:
    """Send a registered document back: it is not for us (sai địa chỉ); its number stays used."""
    INCOMING.advance(document, "wrong_address", by, reason=needed(reason))
    entry = number_entry(document)
    if entry and entry.volume_id is None:
        entry.reason = reason.strip()
    log(document, "incoming.wrong_address", by=by, text=reason)
    report_status(document, "02", by=by, reason=reason)
    tell_forwarder(document, "incoming.forward_refused", reason)
    finish_document(document)
    refresh_lists(document)


@operation
def take_up_again(document: Document, reason: str, *, by: Actor) -> None:
    """Take up what was returned by mistake or is for us after all (đăng ký lại)."""
    INCOMING.advance(document, "take_up_again", by, reason=needed(reason))
    document.closed_at = None
    _lay_for_registration(document, by)
    log(document, "incoming.take_up_again", by=by, text=reason)
    refresh_lists(document)


@operation
def pass_on(
    document: Document, agency_ids: Sequence[int], desk_ids: Sequence[int], note: str, *, by: Actor
) -> None:
    """Pass on to other agencies and show to desks of this one: both or neither."""
    if agency_ids or not desk_ids:
        forward(document, agency_ids, note, by=by)
    if desk_ids:
        inform(document, desk_ids, note, by=by)


@operation
def forward(
    document: Document, agency_ids: Sequence[int], note: str, *, by: Actor
) -> list[Document]:
    """Pass a registered document on to other agencies of this installation (chuyển tiếp)."""
    require(by, Can.REGISTER, document)
    _refuse_unregistered(document)
    if not agency_ids:
        raise Invalid(_("Nobody is chosen."), fields={"agency": _("Choose at least one.")})
    if units.successor_of(document.agency_id) in agency_ids:
        raise Invalid(
            _("It already lies in this agency."), fields={"agency": _("Choose another agency.")}
        )
    made = [arrive(_passed_on(document, agency_id, note), by=SYSTEM) for agency_id in agency_ids]
    names = "; ".join(units.name_of(agency_id) for agency_id in agency_ids)
    audit.record("incoming.forward", document, by=by, to=[str(one.uid) for one in made], note=note)
    log(document, "incoming.forward", by=by, text=note, to=names)
    return made


@operation
def inform(document: Document, desk_ids: Sequence[int], note: str, *, by: Actor) -> None:
    """Show a registered document to desks of the agency that need to know of it (để biết)."""
    require(by, Can.REGISTER, document)
    _refuse_unregistered(document)
    if not desk_ids:
        raise Invalid(_("Nobody is chosen."), fields={"desk": _("Choose at least one.")})
    refuse_new_readers(document, set(desk_ids))
    for desk_id in desk_ids:
        lay(document, desk_id, Duty.INFORM, by=by, note=note)
    names = "; ".join(units.desk_label(desk_id) for desk_id in desk_ids)
    audit.record("incoming.inform", document, by=by, desks=list(desk_ids), note=note)
    log(document, "incoming.inform", by=by, text=note, to=names)


def tell_forwarder(document: Document, act: str, text: str = "") -> None:
    """Note on the record of the agency that passed it on what became of it here."""
    uid = document.details.get(FORWARDED_FROM)
    if uid is None:
        return
    origin = db.session.scalars(select(Document).where(Document.uid == UUID(uid))).first()
    if origin:
        name = units.name_of(units.successor_of(document.agency_id))
        log(origin, act, by=SYSTEM, text=text, signer=name, arrival_no=document.arrival_no)


def _passed_on(document: Document, agency_id: int, note: str) -> Arrival:
    return Arrival(
        agency_id=agency_id,
        source=Source.FORWARDED,
        subject=document.subject,
        type_name=document.type_name,
        symbol=document.symbol,
        issuer_name=document.issuer_name,
        issuer_code=document.issuer_code,
        issued_on=document.issued_on,
        files=tuple(_files(document)),
        signer_name=document.signer_name,
        signer_title=document.signer_title,
        urgency=document.urgency,
        identifier=document.identifier,
        place=document.place,
        is_restricted=document.is_restricted,
        details={FORWARDED_FROM: str(document.uid), "reason": note, "business": "forwarded"},
    )


def _files(document: Document) -> list[NewFile]:
    statement = select(DocumentFile).where(
        DocumentFile.document_id == document.id, DocumentFile.is_current
    )
    return [
        NewFile(row.name, row.media_type, row.sha256, row.size, row.role, row.problem)
        for row in db.session.scalars(statement.order_by(DocumentFile.position))
        if row.role not in INTERNAL
    ]


def _lay_for_registration(document: Document, by: Actor) -> None:
    desk = units.clerk_desk(document.agency_id)
    lay(document, desk.id, Duty.REGISTER, by=by, due_at=register_by(document))


def _refuse_unregistered(document: Document) -> None:
    if not document.is_incoming or document.state in GONE:
        raise Refusal(
            _("Only what stands in the register can be passed on."),
            fix=_("Register it first, or refuse it and name the right address."),
        )


def _refuse_late(document: Document) -> None:
    """Another day, or somebody has acted: what was entered can only be corrected."""
    entry = number_entry(document)
    taken_on = clock.to_local(entry.taken_at).date() if entry else None
    if taken_on != clock.today() or _somebody_acted(document):
        raise Refusal(
            _("This registration can no longer be undone."),
            basis=_("An entry is taken back only on its day and before anybody acted on it."),
            fix=_("Correct the entry: the former words stay in the log beside the new ones."),
        )


def _somebody_acted(document: Document) -> bool:
    directed = exists().where(Directive.document_id == document.id)
    acted = exists().where(
        ProgressEntry.document_id == document.id, ProgressEntry.act.in_(OTHERS_ACTED)
    )
    return bool(db.session.scalar(select(directed | acted)))
