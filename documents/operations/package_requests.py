"""What a package of the axis asks of us besides reading it: recall, update, taking back."""

from collections.abc import Sequence

from documents.axis import codes
from documents.axis.codes import BusinessKind
from documents.axis.package import Header
from documents.models import AxisDelivery, Document, SequelKind, Urgency
from documents.operations.erasing import drop_files
from documents.operations.files import NewFile
from documents.operations.requests import DECLINED, Request, find_target, take_request
from office import outbox
from office.db import db, operation
from office.permissions import Actor
from office.units import queries as units

URGENCIES = list(Urgency)
TAKEN_OFF, ADDED = "0", "1"
UNKNOWN = "không tìm thấy văn bản"  # said to the sender's office, in its language


@operation
def take_back_asked(  # noqa: PLR0913 - each fact by its name
    delivery: AxisDelivery, identifier: str, *, sender: str, name: str, reason: str, by: Actor
) -> None:
    """A sender wants a document back by the status alone (13, lấy lại)."""
    request = Request(
        agency_id=delivery.agency_id,
        kind=SequelKind.RECALL,
        sender_code=sender,
        sender_name=name,
        targets=(identifier,),
        reason=reason,
        delivery=delivery,
    )
    ask(request, (), by)


def ask(request: Request, files: Sequence[NewFile], by: Actor) -> Document | None:
    """What a request brings is not kept beside what it is about; an unknown target is told (16)."""
    sequel = take_request(request, by=by)
    if request.delivery and sequel.document_id is None:
        outbox.enqueue(
            "axis.refuse",
            key=f"axis.unknown:{request.delivery.uid}",
            delivery_id=request.delivery.id,
            code=DECLINED,
            reason=UNKNOWN,
        )
    if request.kind is SequelKind.RECALL and request.delivery:
        drop_files([file.sha256 for file in files], key=f"with:{request.delivery.uid}")
    return db.session.get(Document, sequel.document_id) if sequel.document_id else None


def request_in(delivery: AxisDelivery, header: Header) -> Request | None:
    """What a package asks of us besides reading it; who is added by an update gets a document."""
    if header.business.kind not in (BusinessKind.RECALL, BusinessKind.UPDATE):
        return None
    is_recall = header.business.kind is BusinessKind.RECALL
    change = None if is_recall else _own_change(delivery.agency_id, header)
    known = find_target(delivery.agency_id, header.target_ids, header.sender.organ_id)
    if change == ADDED and known is None:
        return None
    is_recall = is_recall or change == TAKEN_OFF
    return Request(
        agency_id=delivery.agency_id,
        kind=SequelKind.RECALL if is_recall else SequelKind.UPDATE,
        sender_code=header.sender.organ_id,
        sender_name=header.sender.name or header.sender.organ_id,
        targets=header.target_ids,
        reason=header.business.reason,
        after={} if is_recall else _said_anew(header),
        delivery=delivery,
    )


def _own_change(agency_id: int, header: Header) -> str | None:
    own = units.organ_ids(agency_id)
    changes = header.business.receivers
    mine = (one for one in changes if any(codes.same_organ(one.organ_id, code) for code in own))
    return next((one.change for one in mine), None)


def _said_anew(header: Header) -> dict[str, str]:
    if header.business.content_changed != "1":
        return {}
    return {"subject": header.subject, "urgency": urgency_in(header).value}


def urgency_in(header: Header) -> Urgency:
    """The urgency that a package states; a timed express is the most urgent."""
    return URGENCIES[min(int(header.other.priority), 3)]
