"""What the demo folder shows of following up: more time, urging, opinions, own phrases."""

from collections.abc import Iterator

from sqlalchemy import select

from documents import operations, queries
from documents.demo.staff import Staff, all_actors, working_agencies
from documents.models import Document, DocumentState, Duty, OpinionChoice, Routing, UrgingKind
from documents.operations.opinions import Answer
from documents.operations.phrases import PhraseWords, Whose
from documents.operations.urging import UrgingWords
from documents.policy import AT_WORK
from office import clock
from office.db import db
from office.demo import Demo, demo_step
from office.i18n import _l
from office.permissions import Actor

# Words of record: they are Vietnamese for every reader.
REASONS = ("Chờ số liệu của ba xã mới sáp nhập.", "Phải lấy thêm ý kiến của Sở Tài chính.")
URGINGS = (
    ("Đề nghị báo cáo tiến độ trước 16 giờ chiều nay.", UrgingKind.REMIND),
    ("Đã quá hạn, đề nghị hoàn thành ngay trong ngày.", UrgingKind.CRITICISE),
)
QUESTION = "Đề nghị các phòng cho ý kiến về nội dung và số liệu của dự thảo."
ANSWERS = (
    Answer(OpinionChoice.AGREE, "Nhất trí với dự thảo."),
    Answer(OpinionChoice.DISAGREE, "Số liệu ở mục 2 chưa khớp với báo cáo quý."),
    Answer(OpinionChoice.OTHER, "Đề nghị bổ sung phụ lục danh sách đơn vị."),
)
PHRASES = (
    ("Báo cáo trong ngày", "Chủ trì xử lý, báo cáo tôi trong ngày."),
    ("Đúng hạn của cấp trên", "Chủ trì tham mưu, bảo đảm đúng hạn của cơ quan cấp trên."),
)
MATTERS = 4


@demo_step(220, "directing", label=_l("More time, urging and opinions"))
def follow_up(demo: Demo) -> None:
    """Let the best staffed agency follow up what lies on its desks."""
    del demo
    house = working_agencies()[0]
    people = {actor.desk_id: actor for actor in all_actors()}
    for place, line in enumerate(_handed_on(house)):
        _ask_for_time(line, people, place)
    _ask_opinions(house)
    _keep_words(house)


def _handed_on(house: Staff) -> list[Routing]:
    """What officials hold and has a deadline, the latest first."""
    statement = (
        select(Routing)
        .join(Document, Document.id == Routing.document_id)
        .where(
            Document.agency_id == house.agency_id,
            Document.is_restricted.is_(False),
            Routing.duty == Duty.LEAD,
            Routing.state.in_(AT_WORK),
            Routing.parent_id.is_not(None),
            Routing.due_at.is_not(None),
        )
        .order_by(Routing.due_at.desc())
        .limit(MATTERS)
    )
    return list(db.session.scalars(statement))


def _ask_for_time(line: Routing, people: dict[int | None, Actor], place: int) -> None:
    document = db.session.get_one(Document, line.document_id)
    holder, giver = people.get(line.desk_id), people.get(line.from_desk_id)
    if holder is None or giver is None or line.due_at is None:
        return
    text, kind = URGINGS[place % 2]
    operations.urge(document, line, UrgingWords(text, kind), by=giver)
    start = max(clock.to_local(line.due_at).date(), clock.today())
    later = clock.end_of_work(clock.add_working_days(start, 3))
    asked = operations.ask_more_time(document, line, REASONS[place % 2], due_at=later, by=holder)
    if place % 2:
        beyond = "Đã báo cáo lãnh đạo cơ quan."
        operations.grant_more_time(asked, "Đồng ý.", beyond=beyond, by=giver)


def _ask_opinions(house: Staff) -> None:
    draft = next(_drafts(house), None)
    if draft is None:
        return
    document, drafter = draft
    asked = [head for head in house.heads.values() if head.desk_id != drafter.desk_id]
    due_at = clock.end_of_work(clock.add_working_days(clock.today(), 3))
    desks = [head.desk_id or 0 for head in asked]
    operations.ask_opinion(document, desks, QUESTION, due_at=due_at, by=drafter)
    for head, given in zip(asked[:-1], ANSWERS, strict=False):
        opinion = queries.opinion_asked_of(document, head)
        if opinion is not None:
            operations.give_opinion(opinion, given, by=head)


def _drafts(house: Staff) -> Iterator[tuple[Document, Actor]]:
    people = {actor.desk_id: actor for actor in all_actors()}
    statement = select(Document).where(
        Document.agency_id == house.agency_id, Document.state == DocumentState.DRAFT
    )
    for document in db.session.scalars(statement.order_by(Document.id.desc())).all():
        if document.desk_id in people:
            yield document, people[document.desk_id]


def _keep_words(house: Staff) -> None:
    leader = house.leaders[0]
    for short, text in PHRASES:
        operations.keep_phrase(PhraseWords("direction", short, text), by=leader)
    shared = PhraseWords("direction", "Xử lý theo quy định", "Xử lý theo quy định, đúng thời hạn.")
    operations.keep_phrase(shared, whose=Whose.AGENCY, by=leader)
    heads = list(house.heads.values())
    uids = [str(queries.desk_uid(head.desk_id or 0)) for head in heads]
    receivers = {"lead": uids[0], "cooperate": uids[1:3], "inform": uids[3:]}
    operations.keep_set("Các phòng chuyên môn", receivers, by=leader)
