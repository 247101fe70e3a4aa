"""What the demo folder shows of drafting together: versions, remarks, a helper, templates."""

from sqlalchemy import select

from documents import operations
from documents.demo.staff import Staff, all_actors, working_agencies
from documents.models import Document, DocumentState, Draft, DraftSource
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import Actor

# Words of record: they are Vietnamese for every reader.
ADDED = (
    "Các đơn vị gửi báo cáo bằng văn bản trước ngày 15 hằng tháng.",
    "Các cơ quan, đơn vị gửi báo cáo qua hệ thống trước ngày 20 hằng tháng; Văn phòng tổng hợp.",
)
REMARKS = (
    "Đề nghị nêu rõ đơn vị đầu mối và thời hạn cụ thể.",
    "Bổ sung căn cứ pháp lý của nội dung này.",
)
ANSWER = "Đã bổ sung Văn phòng làm đầu mối."


@demo_step(225, "drafting", label=_l("Drafting together"))
def draft_together(demo: Demo) -> None:
    """Let two officials of the best staffed agency write on one draft while others remark on it."""
    del demo
    house = working_agencies()[0]
    found = _draft(house)
    if found is None:
        return
    document, drafter = found
    helper = _helper(house, drafter)
    operations.invite_drafters(document, [helper.desk_id or 0], by=drafter)
    body = _draft_of(document).content.get("body", "")
    _save(document, f"{body}\n\n{ADDED[0]}", by=drafter)
    first = operations.comment_draft(document, REMARKS[0], quote=ADDED[0], by=helper)
    _save(document, f"{body}\n\n{ADDED[1]}", by=helper)
    operations.answer_comment(first, ANSWER, by=drafter)
    operations.comment_draft(document, REMARKS[1], by=helper)
    settled = operations.comment_draft(document, "Sửa lỗi chính tả ở đoạn đầu.", by=helper)
    operations.settle_comment(settled, by=drafter)
    operations.keep_template(document, "Công văn yêu cầu báo cáo", by=drafter)
    operations.keep_template(document, "Mẫu chung của phòng", unit_id=drafter.unit_id, by=drafter)


def _draft(house: Staff) -> tuple[Document, Actor] | None:
    """The latest draft in work whose drafter works there."""
    people = {actor.desk_id: actor for actor in all_actors()}
    statement = (
        select(Document)
        .join(Draft, Draft.document_id == Document.id)
        .where(
            Document.agency_id == house.agency_id,
            Document.state == DocumentState.DRAFT,
            Document.is_restricted.is_(False),
            Draft.source == DraftSource.FORM,
        )
        .order_by(Document.id.desc())
    )
    for document in db.session.scalars(statement).all():
        if document.desk_id in people:
            return document, people[document.desk_id]
    return None


def _helper(house: Staff, drafter: Actor) -> Actor:
    """An official of another desk, else a head of a unit."""
    officials = [one for row in house.officials.values() for one in row]
    others = [one for one in [*officials, *house.heads.values()] if one.desk_id != drafter.desk_id]
    return others[0]


def _save(document: Document, body: str, *, by: Actor) -> None:
    draft = _draft_of(document)
    content = draft.content | {"body": body, "recipients": draft.recipients}
    operations.save_form(document, content, revision=draft.revision, by=by)


def _draft_of(document: Document) -> Draft:
    return db.session.scalars(select(Draft).where(Draft.document_id == document.id)).one()
