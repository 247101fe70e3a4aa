"""The world of the table of permissions: who takes part, and a record for each relation.

Everything is made once by the operations themselves; a row of the table is tried in it and undone.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from documents import operations, queries
from documents.models import (
    AccessKind,
    CopyKind,
    Document,
    Duty,
    FileRole,
    Medium,
    RelationKind,
    Sender,
    SequelKind,
    Source,
    StepKind,
    TrayWay,
)
from documents.operations.drafting import Made, keep_composed
from documents.operations.files import Look, NewFile, keep_look
from documents.operations.incoming import Assignment, Registration
from documents.operations.issuing import mark_sealed, mark_signed
from documents.operations.phrases import PhraseWords, Whose
from documents.operations.receivers import paper_code
from documents.operations.review_rules import StepWords
from documents.operations.reviewing import Mark
from documents.operations.tray import Brought, TrayLook, note_tray_look
from documents.operations.urging import UrgingWords
from documents.queries.sealing import files_beside
from mail.operations import post
from office import blobs, clock, csrf, notices, search
from office.accounts import operations as accounts
from office.accounts import totp
from office.accounts.models import (
    Account,
    ApiToken,
    AuthLevel,
    Notice,
    Person,
    SessionRow,
)
from office.accounts.queries import posts_of
from office.actor import by_token
from office.db import db, transaction
from office.outbox import JobState, Lane, OutboxMessage
from office.permissions import SYSTEM, Role
from office.units import operations as reorganising
from office.units.models import DeskKind, Tenure
from signing.demo import believe_demo, enrol_agency, enrol_person
from signing.models import Certificate, PreparedSignature, RequestState, SigningRequest
from signing.operations import keep_verdict
from signing.pades.answers import State, Verdict
from tests import build
from tests import work_files as files
from tests.documents import tasks
from tests.permissions import (
    calling,
    conferences,
    decisions,
    dossiers,
    exchange,
    first_day,
    hearing,
    imports,
    inviting,
    keeping,
    letters,
    mailing,
    meetings,
    minutes,
    operating,
    quality,
    writing,
)

PIN = "135790"
WORDS = {
    "arrived": "bồ đề",
    "registered": "phượng vĩ",
    "proposing": "hoàng lan",
    "presented": "hoa sữa",
    "assigned": "lộc vừng",
    "in hand": "xoan đào",
    "more time asked": "gáo trắng",
    "completed": "bằng lăng",
    "refused": "muồng ngủ",
    "restricted": "long não",
    "restricted in hand": "gạo đỏ",
    "from a citizen": "ngọc lan",
    "draft": "sưa trắng",
    "restricted draft": "vàng anh",
    "being checked": "sò đo cam",
    "sent back with a mark": "móng bò",
    "drafted together": "sao đen",
    "submitted": "ban tím",
    "signed": "osaka vàng",
    "numbered": "kèn hồng",
    "sealed": "bàng vuông",
    "issued": "cơm nguội",
    "cancelled": "sấu già",
    "asked back": "me tây",
    "sent to the other agency": "dáng hương",
    "closed before the post changed hands": "thông reo",
    "open when the post changed hands": "tre ngà",
    "given after the post changed hands": "trúc đào",
    "closed before the rooms merged": "dừa nước",
    "open when the rooms merged": "đước xanh",
    "closed before the agencies merged": "tràm gió",
    "open when the agencies merged": "mắm biển",
}
"""Each relation is a document; its rare words stand in the subject, so that a search finds it."""


@dataclass
class Member:
    """Somebody signed in: his session's token, and the record of the person."""

    account_id: int
    token: str = ""
    csrf: str = ""
    session_uid: str = ""
    bearer: str = ""


@dataclass
class World:
    """The people by their name in the table, and what the relations stand for."""

    members: dict = field(default_factory=dict)
    documents: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    hashes: dict = field(default_factory=dict)
    desks: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)
    records: dict = field(default_factory=dict)
    items: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)
    changes: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)


def built():
    """The whole world; takes some seconds."""
    world = World()
    snv = build.agency()
    stc = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    believe_demo()
    _enrol(snv)
    _incoming(world, snv)
    _kept_words(world, snv)
    _outgoing(world, snv, stc)
    _handed_over(world)
    _rooms_merged(world)
    _agencies_merged(world)
    for part, actor in snv.people.items():
        world.members[part] = _signed_in(actor)
    for part in ("clerk", "leader", "head", "official"):
        world.members[f"foreign_{part}"] = _signed_in(stc.people[part])
    _stand_ins(world, snv)
    _stale(world, snv)
    _tokens(world, snv)
    _records(world, snv)
    _books(world, snv)
    _tasks(world, snv)
    files.built(world, snv)
    keeping.built(world, snv)
    letters.built(world, snv)
    writing.built(world, snv)
    mailing.built(world, snv)
    meetings.built(world, snv)
    conferences.built(world, snv)
    inviting.built(world, snv)
    minutes.built(world, snv)
    calling.built(world, snv)
    operating.built(world, snv)
    dossiers.built(world, snv)
    decisions.built(world, snv)
    imports.built(world, snv)
    quality.built(world, snv)
    exchange.built(world, snv)
    hearing.built(world, snv)
    world.desks |= {part: str(desk.uid) for part, desk in snv.desks.items()}
    world.units["agency"] = str(snv.unit.uid)
    world.desks["foreign"] = str(stc.desks["head"].uid)
    while search.index_batch():
        pass
    return world


def _enrol(snv):
    for part in ("leader", "clerk"):
        person = db.session.get_one(Person, snv.people[part].person_id)
        enrol_person(person, agency_id=snv.unit.id, agency="Sở Nội vụ", pin=PIN)
    clerk = db.session.get_one(Person, snv.clerk.person_id)
    enrol_agency(clerk, agency_id=snv.unit.id, agency="Sở Nội vụ", pin=PIN)


# --------------------------------------------------------------------------- documents


def _facts(name, **more):
    """What the arrival of a relation brings: one PDF with a picture of its page."""
    stored = blobs.put(f"%PDF-1.4 {name}".encode())
    file = NewFile(f"{name}.pdf", "application/pdf", stored.sha256, stored.size, FileRole.MAIN)
    subject = f"Về việc trồng cây {WORDS[name]}"
    given = {"subject": subject, "symbol": f"{len(name)}-{name}/X", "identifier": name}
    return given | {"files": (file,), "source": Source.LOCAL} | more


def _keep(world, name, document):
    world.documents[name] = str(document.uid)
    main = queries.main_file(document)
    if main:
        keep_look(main, Look([blobs.put(b"a picture").sha256]), by=SYSTEM)
        world.files[name], world.hashes[name] = str(main.uid), main.sha256
        keep_verdict(main.sha256, Verdict(main.sha256, main.size, State.UNSIGNED), by=SYSTEM)
    return document


def _incoming(world, snv):
    _keep(world, "arrived", build.arrived(snv, **_facts("arrived")))
    _keep(world, "registered", build.registered(snv, **_facts("registered")))
    proposing = _keep(world, "proposing", build.registered(snv, **_facts("proposing")))
    operations.present(proposing, snv.desks["office_head"].id, by=snv.clerk)
    _keep(world, "presented", build.presented(snv, **_facts("presented")))
    others = [("other_head", Duty.COOPERATE), ("other_official", Duty.INFORM)]
    _keep(world, "assigned", build.assigned(snv, others=others, **_facts("assigned")))
    _keep(world, "in hand", build.handed_on(snv, **_facts("in hand")))
    _more_time(world, snv)
    completed = _keep(world, "completed", build.handed_on(snv, **_facts("completed")))
    operations.complete(completed, "Xong", by=snv.official)
    refused = _keep(world, "refused", build.arrived(snv, **_facts("refused")))
    operations.refuse(refused, "Nhầm địa chỉ", by=snv.clerk)
    facts = _facts("from a citizen", issuer_name="Nguyễn Văn Mẫu", issuer_code="")
    letter = _keep(world, "from a citizen", build.registered(snv, **facts))
    operations.give_progress_code(letter, Sender.CITIZEN, by=snv.clerk)
    facts = _facts("restricted", is_restricted=True)
    _keep(world, "restricted", build.presented(snv, **facts))
    facts = _facts("restricted in hand", is_restricted=True)
    _keep(world, "restricted in hand", build.handed_on(snv, **facts))


def _put_beside(snv, document):
    stored = blobs.put(b"PK danh sach")
    file = NewFile("danh sach.xlsx", "application/zip", stored.sha256, stored.size)
    operations.attach_to_draft(document, [file], by=snv.official)
    (row,) = files_beside(document)
    return str(row.uid)


def _more_time(world, snv):
    """Handed on with a deadline; the official asks for more time and is urged with a file."""
    name = "more time asked"
    document = _keep(world, name, build.presented(snv, **_facts(name)))
    due = clock.end_of_work(clock.add_working_days(clock.today(), 3))
    lead = Assignment(snv.desks["head"].id, Duty.LEAD, due)
    operations.direct(document, "Chủ trì.", [lead], by=snv.leader)
    operations.hand_on(document, snv.desks["official"].id, "Dự thảo.", by=snv.head)
    line = queries.own_line(document, snv.official)
    later = clock.end_of_work(clock.add_working_days(clock.today(), 6))
    operations.ask_more_time(document, line, "Chờ số liệu", due_at=later, by=snv.official)
    words = UrgingWords("Khẩn trương", files=[build.text_file()])
    urging = operations.urge(document, line, words, by=snv.head)
    enclosed = queries.enclosures_of("urging", [urging.uid])[urging.uid][0]
    world.records["enclosure of the urging"] = str(enclosed.uid)


def _kept_words(world, snv):
    words = PhraseWords("direction", "Chủ trì", "Chủ trì, tham mưu.")
    own = operations.keep_phrase(words, by=snv.official)
    shared = operations.keep_phrase(words, whose=Whose.AGENCY, by=snv.leader)
    desk = str(snv.desks["head"].uid)
    kept = operations.keep_set("Các phòng", {"lead": desk}, by=snv.official)
    world.records["phrase of the official"] = str(own.uid)
    world.records["phrase of the agency"] = str(shared.uid)
    world.records["set of the official"] = str(kept.uid)


def _drafted(snv, name):
    made = operations.start_draft(subject=f"Về cây {WORDS[name]}", by=snv.official)
    return _composed(snv, made)


def _composed(snv, document):
    stored = blobs.put(f"%PDF-1.4 {document.subject}".encode())
    draft = queries.draft_of(document)
    operations.save_form(document, _form(document), by=snv.official)
    keep_composed(draft, draft.revision, Made(stored, {}), by=SYSTEM)
    return document


def _form(document):
    return {"type_code": "cong-van", "subject": document.subject, "recipients": ["H99.2"]}


def _outgoing(world, snv, stc):
    steps = ("draft", "submitted", "signed", "numbered", "sealed", "issued")
    for reached, name in enumerate(steps):
        document = _drafted(snv, name)
        if name == "draft":
            asked = snv.desks["other_official"].id
            made = operations.ask_opinion(document, [asked], "Ý kiến?", by=snv.official)
            world.records["round on the draft"] = str(made.uid)
            world.files["beside the draft"] = _put_beside(snv, document)
        for step in STEPS[:reached]:
            step(snv, document)
        _keep(world, name, document)
    dropped = _keep(world, "cancelled", _drafted(snv, "cancelled"))
    operations.cancel_draft(dropped, by=snv.official)
    question = document_of(world, "restricted in hand")
    reply = operations.start_reply(question, by=snv.official)
    with transaction():
        reply.subject = f"Về cây {WORDS['restricted draft']}"
    _keep(world, "restricted draft", _composed(snv, reply))
    _on_the_way(world, snv)
    _together(world, snv)
    _asked_back(world, snv)
    name = "sent to the other agency"
    _keep(world, name, build.registered(stc, **_facts(name)))


def _on_the_way(world, snv):
    """One at the check of the head, one that he sent back with a mark; the rule has ended since."""
    rule = operations.set_review_rule(snv.unit.id, StepWords(StepKind.CONTENT), by=snv.admin)
    for name in ("being checked", "sent back with a mark"):
        _submit(snv, _keep(world, name, _drafted(snv, name)))
    document = document_of(world, "sent back with a mark")
    operations.send_back(document, "Sửa", marks=[Mark("Sửa dòng 2")], by=snv.head)
    world.records["check before the signature"] = str(rule.uid)
    world.marks["sent back with a mark"] = str(queries.marks_of(document)[0].uid)
    operations.end_review_rule(rule, on=rule.valid_from, by=snv.admin)


def _together(world, snv):
    """A draft that the colleague writes too; remarks on the other one, and templates of it."""
    name = "drafted together"
    together = _keep(world, name, _drafted(snv, name))
    operations.invite_drafters(together, [snv.desks["colleague"].id], by=snv.official)
    draft = document_of(world, "draft")
    said = operations.comment_draft(draft, "Thiếu căn cứ.", by=snv.other_official)
    settled = operations.comment_draft(draft, "Sai chính tả.", by=snv.other_official)
    operations.settle_comment(settled, by=snv.official)
    own = operations.keep_template(draft, "Của tôi", by=snv.official)
    room = snv.official.unit_id
    shared = operations.keep_template(draft, "Của phòng", unit_id=room, by=snv.official)
    world.records |= {
        "comment on the draft": str(said.uid),
        "settled comment": str(settled.uid),
        "template of the official": str(own.uid),
        "template of the room": str(shared.uid),
    }


def _asked_back(world, snv):
    """Registered, and its sender wants it back."""
    name = "asked back"
    document = _keep(world, name, build.registered(snv, **_facts(name)))
    request = operations.Request(
        agency_id=snv.unit.id,
        kind=SequelKind.RECALL,
        sender_code=document.issuer_code,
        sender_name=document.issuer_name,
        targets=(name,),
        reason="Gửi nhầm",
    )
    operations.take_request(request, by=SYSTEM)


def _submit(snv, document):
    operations.submit(document, snv.desks["leader"].id, by=snv.official)


def _sign(snv, document):
    stored = blobs.put(f"%PDF-1.4 signed {document.subject}".encode())
    mark_signed(document, stored, snv.leader.name, by=SYSTEM)


def _number(snv, document):
    operations.number_document(document, issue_when_sealed=False, by=snv.clerk)


def _seal(snv, document):
    stored = blobs.put(f"%PDF-1.4 sealed {document.subject}".encode())
    mark_sealed(document, stored, by=SYSTEM)


def _issue(snv, document):
    codes = [*queries.draft_of(document).recipients, paper_code("Bà Trần Thị B", "Thôn 1")]
    operations.choose_receivers(document, codes, by=snv.clerk)
    operations.issue(document, by=snv.clerk)


STEPS = (_submit, _sign, _number, _seal, _issue)


def document_of(world, name):
    """The document of a relation."""
    uid = world.documents[name]
    return db.session.scalars(select(Document).where(Document.uid == UUID(uid))).one()


# --------------------------------------------------------- what changes with the years


def _handed_over(world):
    """The official's desk gets another holder; who left it works elsewhere in the room."""
    house = build.agency(code="H99.3", name="Sở Y tế", symbol="SYT")
    name = "closed before the post changed hands"
    closed = _keep(world, name, build.handed_on(house, **_facts(name)))
    operations.complete(closed, "Xong", by=house.official)
    name = "open when the post changed hands"
    _keep(world, name, build.handed_on(house, **_facts(name)))
    held = db.session.get_one(Tenure, house.official.tenure_id)
    reorganising.unseat(held, by=SYSTEM)
    left = _seated(house, house.official.person_id, None)
    newcomer = _seated(house, house.hr.person_id, house.desks["official"])
    name = "given after the post changed hands"
    _keep(world, name, build.handed_on(house, **_facts(name)))
    world.members["moved_out"] = _signed_in(house.official, tenure=left)
    world.members["moved_in"] = _signed_in(house.hr, tenure=newcomer)


def _seated(house, person_id, desk):
    person = db.session.get_one(Person, person_id)
    desk = desk or reorganising.open_desk(DeskKind.PERSON, unit=house.rooms["staff"], by=SYSTEM)
    return reorganising.seat(desk, person, function=Role.OFFICIAL, title="Chuyên viên", by=SYSTEM)


def _rooms_merged(world):
    house = build.agency(code="H99.4", name="Sở Tư pháp", symbol="STP")
    _two(world, house, "the rooms merged")
    staff, finance = house.rooms["staff"], house.rooms["finance"]
    reorganising.merge([staff], into=finance, on=clock.today(), by=SYSTEM)
    world.members["lost_room"] = _signed_in(house.head, tenure=_present_post(house.head))
    world.members["gained_room"] = _signed_in(house.other_head)


def _agencies_merged(world):
    old = build.agency(code="H99.5", name="Sở Lao động", symbol="SLD")
    new = build.agency(code="H99.6", name="Sở Việc làm", symbol="SVL")
    _two(world, old, "the agencies merged")
    reorganising.merge([old.unit], into=new.unit, on=clock.today(), by=SYSTEM)
    world.members["gained_agency"] = _signed_in(new.leader)
    world.members["gained_books"] = _signed_in(new.clerk)
    world.members["lost_books"] = _signed_in(old.clerk, tenure=_present_post(old.clerk))


def _two(world, house, what):
    name = f"closed before {what}"
    closed = _keep(world, name, build.handed_on(house, **_facts(name)))
    operations.complete(closed, "Xong", by=house.official)
    name = f"open when {what}"
    _keep(world, name, build.handed_on(house, **_facts(name)))


def _present_post(actor):
    return posts_of(actor.person_id)[0].tenure


# ------------------------------------------------------------------------------ people


def _signed_in(actor, *, tenure=None):
    account = db.session.get_one(Account, actor.account_id)
    if account.totp_secret is None:
        accounts.give_factor(account)
    held = tenure or db.session.get_one(Tenure, actor.tenure_id)
    opened = accounts.open_session(account, level=AuthLevel.SECOND_FACTOR, tenure=held)
    return _member(account, opened)


def _member(account, opened):
    uid = str(opened.row.uid)
    return Member(account.id, opened.token, csrf.token_for(uid), uid)


def _stand_ins(world, snv):
    """The colleague works for others by delegation: one session for each desk."""
    for part in ("clerk", "leader", "head", "official"):
        _stand_in(world, snv, part)


def _stand_in(world, snv, part):
    now = clock.now()
    given = accounts.give_delegation(
        db.session.get_one(Tenure, snv.colleague.tenure_id),
        valid_from=now,
        valid_to=now + timedelta(days=1),
        reason="Đi công tác",
        by=snv.people[part],
    )
    world.records[f"delegation of the {part}"] = str(given.uid)
    member = _signed_in(snv.colleague)
    post = next(p for p in posts_of(snv.colleague.person_id) if p.value == str(given.uid))
    actor = by_token(member.token).actor
    accounts.choose_post(post, by=actor)
    world.members[f"for_{part}"] = member


def _stale(world, snv):
    """Signed in an hour ago: weighty acts ask for a fresh proof."""
    for part in ("admin", "leader"):
        member = world.members[f"stale_{part}"] = _signed_in(snv.people[part])
        with transaction():
            db.session.execute(
                update(SessionRow)
                .where(SessionRow.uid == UUID(member.session_uid))
                .values(stepped_up_at=clock.now() - timedelta(hours=1))
            )


def prove_again():
    """The proof of the second factor counts from now; a stale one stays stale.

    Everybody was seen just now: else each request, whose changes are undone, would note it anew.
    """
    with transaction():
        db.session.execute(update(SessionRow).values(seen_at=clock.now()))
        db.session.execute(
            update(SessionRow)
            .where(SessionRow.stepped_up_at > clock.now() - timedelta(minutes=50))
            .values(stepped_up_at=clock.now())
        )


def _tokens(world, snv):
    """Programs of the clerk and of the administrator, by the scopes of their tokens."""
    for name, part, scopes in (
        ("reading_program", "clerk", ["read"]),
        ("acting_program", "clerk", ["read", "act"]),
        ("admin_program", "admin", ["read", "admin"]),
        ("plain_program", "admin", ["read", "act"]),
    ):
        actor = snv.people[part]
        token = accounts.make_token(
            db.session.get_one(Account, actor.account_id),
            tenure=db.session.get_one(Tenure, actor.tenure_id),
            name=name,
            scopes=scopes,
            expires_at=clock.now() + timedelta(days=1),
            by=replace(actor, session_id=None),
        )
        world.members[name] = Member(actor.account_id, bearer=token)


# ------------------------------------------------------------------- everything besides


def _related(world, snv):
    both = (document_of(world, "in hand"), document_of(world, "completed"))
    noted = operations.relate(*both, RelationKind.BASIS, by=snv.official)
    world.records["related"] = world.documents["in hand"]
    world.items["related"] = str(noted.uid)


def _records(world, snv):
    """One of each record that belongs to somebody: by its owner's part."""
    for part in ("official", "leader", "clerk"):
        _own_records(world, snv.people[part], part)
    _requests(world, snv)
    _related(world, snv)
    _tray(world, snv)
    room = snv.head.unit_id
    kept = operations.save_search("Của phòng", {"q": "cây"}, unit_id=room, by=snv.head)
    world.records["search of the room"] = str(kept.uid)
    account = db.session.get_one(Account, snv.colleague.account_id)
    world.records["account"] = str(account.uid)
    world.records["session of the account"] = world.members["colleague"].session_uid
    for part in ("clerk", "admin"):
        owner = db.session.get_one(Account, snv.people[part].account_id)
        sealed = totp.seal_for_set_up(totp.new_secret(), owner)
        world.records[f"set-up of the {part}"] = sealed
    held = post(to="a@example.vn", subject="Thư", text="Thư", key="held", by=snv.clerk)
    world.records["held message"] = str(held.uid)
    group = operations.make_group("Các sở", ["H99.2"], by=snv.clerk)
    world.records["group of the agency"] = str(group.uid)
    wish = operations.Wish(
        kind=CopyKind.TRUE_COPY,
        made_from=Medium.ELECTRONIC,
        made_as=Medium.PAPER,
        signer_desk_id=snv.desks["leader"].id,
        purpose="Lưu hồ sơ",
    )
    failed = OutboxMessage(
        topic="documents.urged", key="failed", lane=Lane.ACT, state=JobState.DEAD
    )
    failed.body, failed.due_at, failed.created_at = {}, clock.now(), clock.now()
    with transaction():
        db.session.add(failed)
    world.numbers["failed job"] = failed.id
    desks = (snv.desks["leader"].id, "Phục vụ thanh tra", snv.desks["other_head"].id)
    shown = operations.AccessWish(AccessKind.GRANT, *desks)
    change = operations.ask_document_access(document_of(world, "in hand"), shown, by=snv.clerk)
    world.changes["in hand"] = change.uid
    copy = operations.ask_copy(document_of(world, "in hand"), wish, by=snv.official)
    world.records["copy asked for"] = str(copy.uid)
    line = operations.connect(
        snv.unit.id,
        transport="folder",
        base_url="/nowhere",
        system_id="line",
        secret="word of the line",
        by=snv.admin,
    )
    world.records["connection"] = str(line.uid)
    rows = queries.dispatches_of(document_of(world, "issued"))
    world.records["a letter"] = str(rows[-1].uid)
    world.records |= first_day.records(snv)
    for part in ("official", "other_official", "clerk"):
        held = db.session.get_one(Tenure, snv.people[part].tenure_id)
        world.records[f"post of the {part}"] = str(held.uid)


def _tasks(world, snv):
    """Tasks of the leader for the head of the staff room, one at each stage."""
    others = ["other_head"]
    given = tasks.given(snv, cooperate=others)
    operations.report_progress(given, "Một nửa", percent=50, files=[tasks.file()], by=snv.head)
    asked = tasks.given(snv, cooperate=others)
    later = tasks.DUE(20)
    operations.ask_extension(asked, "Chờ số liệu", due_at=later, by=snv.head)
    returned = tasks.given(snv, cooperate=others)
    operations.return_task(returned, "Không đúng", by=snv.head)
    made = {
        "task": given,
        "task to accept": tasks.given(snv, cooperate=others),
        "task with an extension": asked,
        "returned task": returned,
        "reported task": tasks.reported(snv, cooperate=others, left_open="Không chờ"),
        "closed task": tasks.closed(snv, cooperate=others, left_open="Không chờ"),
        "restricted task": tasks.given(snv, is_restricted=True),
        "task of the head": tasks.given(snv, by="head", lead="official"),
    }
    world.records |= {name: str(task.uid) for name, task in made.items()}
    world.records["file of the task"] = str(queries.files_of_task(given)[0].uid)


def _tray(world, snv):
    """Two scans that wait in the tray of the clerks."""
    for name in ("scan in the tray", "other scan in the tray"):
        stored = blobs.put(f"%PDF-1.4 {name}".encode())
        file = NewFile("quet.pdf", "application/pdf", stored.sha256, stored.size, FileRole.MAIN)
        given = Brought(snv.unit.id, TrayWay.UPLOAD, "quet.pdf", "", stored.size, (file,))
        item = operations.keep_upload(given, by=snv.clerk)
        look = TrayLook((file,), [blobs.put(b"a picture").sha256], 1)
        note_tray_look(item, look, by=SYSTEM)
        world.records[name] = str(item.uid)


def _own_records(world, actor, part):
    with transaction():
        notices.tell(actor.desk_id, kind="x", text="Việc mới", url="/x", key=f"of {part}")
    notice = select(Notice.uid).where(Notice.desk_id == actor.desk_id, Notice.kind == "x")
    absence = accounts.record_absence(
        db.session.get_one(Person, actor.person_id),
        kind="leave",
        valid_from=clock.now(),
        valid_to=clock.now() + timedelta(days=1),
        by=actor,
    )
    token = accounts.make_token(
        db.session.get_one(Account, actor.account_id),
        tenure=db.session.get_one(Tenure, actor.tenure_id),
        name=part,
        scopes=["read"],
        expires_at=clock.now() + timedelta(days=1),
        by=actor,
    )
    made = select(ApiToken.uid).where(ApiToken.prefix == token.rpartition("_")[0][:11])
    world.records |= {
        f"notice of the {part}": str(db.session.scalars(notice).one()),
        f"absence of the {part}": str(absence.uid),
        f"token of the {part}": str(db.session.scalars(made).one()),
        f"session of the {part}": world.members[part].session_uid,
    }


def _books(world, snv):
    """A further register whose volume is closed, a kept number, a body, and a copy that is out."""
    letters = operations.open_register("Sổ đơn thư", by=snv.clerk)
    document = build.arrived(snv, symbol="", identifier="đơn")
    chosen = Registration("Đơn", register=letters.uid)
    operations.register_incoming(document, chosen, by=snv.clerk)
    volume = operations.close_book(letters.series, clock.today().year, by=snv.clerk)
    paper = blobs.put(b"%PDF-1.7 a volume")
    operations.keep_volume_paper(volume, paper, pages=2, lines=1, check="A", by=SYSTEM)
    body = operations.open_body("Hội đồng Thi", "HĐT", by=snv.leader)
    kept = operations.reserve_number(
        "incoming", reason="Đến sau", holder="Phòng", expires_on=clock.today(), by=snv.clerk
    )
    lent = document_of(world, "registered")
    loan = operations.lend_copy(lent, borrower="A", permitted_by="B", by=snv.clerk)
    old, taken = (_old_book(snv, year) for year in (2024, 2025))
    operations.accept_old_book(taken, by=snv.clerk)
    world.records |= {
        "an old register": str(old.uid),
        "an old register taken over": str(taken.uid),
        "a further register": str(letters.uid),
        "a closed volume": str(volume.uid),
        "a body with its own name": str(body.uid),
        "a kept number": str(kept.uid),
        "a loan": str(loan.uid),
    }


def _old_book(snv, year):
    brought = operations.Brought("so-cu.xlsx", "incoming", year)
    old = operations.bring_old_book(brought, blobs.put(b"PK"), by=snv.clerk)
    facts = {
        "day": f"{year}-03-05",
        "number": 1,
        "series": "incoming",
        "issuer": "UBND xã",
        "symbol": "1/UBND",
        "issued_on": "",
        "type_code": "cong-van",
        "type_name": "Công văn",
        "subject": "Việc cũ",
        "old": {},
    }
    operations.keep_old_rows(old, [operations.ReadRow(4, [], facts, [])], by=SYSTEM)
    return old


def _requests(world, snv):
    """Requests to sign that wait for their PIN: the leader's signature and the clerk's seal."""
    asked = operations.prepare_signature(document_of(world, "submitted"), by=snv.leader)
    numbered = document_of(world, "numbered")
    wanted = select(SigningRequest).where(SigningRequest.subject_uid == numbered.uid)
    sealing = db.session.scalars(wanted).one()
    for part, request in (("leader", asked), ("clerk", sealing)):
        with transaction():
            request.state = RequestState.READY
            db.session.add(_prepared(request))
        world.records[f"request of the {part}"] = str(request.uid)
        world.records[f"certificate of the {part}"] = _certificate(request)


def _prepared(request):
    return PreparedSignature(
        request_id=request.id,
        file_sha256=blobs.put(f"prepared {request.uid}".encode()).sha256,
        base_length=1,
        document_digest=b"digest",
        reserved_start=1,
        reserved_end=2,
        attributes=b"signed attributes",
    )


def _certificate(request):
    return str(db.session.get_one(Certificate, request.certificate_id).uid)
