"""Copies of documents: one waits for its permission, one is with the clerk, one was refused."""

from sqlalchemy import select

from documents import operations
from documents.demo.staff import Staff, working_agencies
from documents.models import CopyKind, Direction, Document, DocumentCopy, DocumentState, Medium
from documents.operations.copying import copy_signers
from documents.queries.visibility import visible_to
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import Actor

PART = "2. Các cơ quan, đơn vị gửi báo cáo về Sở Nội vụ trước ngày 15 hằng tháng."
WISHES = (
    (CopyKind.TRUE_COPY, Medium.PAPER, "Nộp kèm hồ sơ đề nghị thanh toán", ""),
    (CopyKind.EXTRACT, Medium.ELECTRONIC, "Gửi các phòng để thực hiện phần việc được giao", PART),
    (CopyKind.TRUE_COPY, Medium.PAPER, "Lưu hồ sơ cá nhân", ""),
)
REFUSED = "Văn bản đã có bản điện tử, đề nghị sử dụng bản điện tử"


@demo_step(245, "copies", label=_l("Certified copies"))
def build_copies(demo: Demo) -> None:
    """Safe to begin anew: an agency that has copies is left as it is."""
    del demo
    house = working_agencies()[0]
    if db.session.scalar(select(DocumentCopy.id).limit(1)):
        return
    who, papers = _papers(house)
    wishes = [_asked(house, document, number, who) for number, document in enumerate(papers)]
    leaders = {one.desk_id: one for one in house.leaders}
    for copy in wishes[1:2]:
        operations.permit_copy(copy, by=leaders[copy.signer_desk_id])
    for copy in wishes[2:3]:
        operations.refuse_copy(copy, REFUSED, by=leaders[copy.signer_desk_id])


def _papers(house: Staff) -> tuple[Actor, list[Document]]:
    """The official who handled most of what came in, with the last of it."""
    people = [one for room in house.officials.values() for one in room]
    found = [(one, _registered(house, one)) for one in people]
    return max(found, key=lambda pair: len(pair[1]))


def _registered(house: Staff, reader: Actor) -> list[Document]:
    statement = (
        select(Document)
        .where(
            Document.agency_id == house.agency_id,
            visible_to(reader),
            Document.direction == Direction.INCOMING,
            Document.state == DocumentState.COMPLETED,
            Document.arrival_no.is_not(None),
            Document.symbol != "",
            Document.is_restricted.is_(False),
        )
        .order_by(Document.id.desc())
        .limit(len(WISHES))
    )
    return list(db.session.scalars(statement))


def _asked(house: Staff, document: Document, number: int, by: Actor) -> DocumentCopy:
    kind, made_as, purpose, extract = WISHES[number]
    desks = {one.desk_id for one in house.leaders}
    signers = [row.desk_id for row in copy_signers(house.agency_id, kind) if row.desk_id in desks]
    wish = operations.Wish(
        kind=kind,
        made_from=Medium.ELECTRONIC,
        made_as=made_as,
        signer_desk_id=signers[0],
        purpose=purpose,
        extract=extract,
    )
    return operations.ask_copy(document, wish, by=by)
