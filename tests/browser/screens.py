"""Every page of the house: which reader sees it, and with which example it is opened.

The browser tests and the contact sheets (`bench/screenshots.py`) walk the same table.
"""

from sqlalchemy import exists, func, select

from documents.models import (
    BookVolume,
    CopyState,
    DestructionList,
    Document,
    DocumentCopy,
    DocumentFile,
    DocumentState,
    Draft,
    DraftComment,
    DraftMark,
    DraftTemplate,
    DraftVersion,
    Duty,
    FilePlan,
    FileRole,
    Freeze,
    HandOver,
    LineState,
    OldBook,
    OpinionRound,
    RecipientGroup,
    Relation,
    Routing,
    SavedPhrase,
    Task,
    TaskExtension,
    TaskLine,
    TaskPart,
    TaskState,
    WorkFile,
    WorkFileItem,
    WorkFileState,
)
from documents.models.routing import RoutingState
from documents.models.tray import TrayItem, TrayState
from mail.models import (
    BoxState,
    Folder,
    FormerImport,
    MailAssignment,
    Mailbox,
    MailDomain,
    MailDraft,
    MailItem,
    MailList,
    MailMessage,
)
from mail.queries import head_desk_of
from office.accounts.models import Account, AuthLevel, SessionRow
from office.db import db, transaction
from office.permissions import Role
from office.setup.models import StaffSheet
from office.units.models import Desk, Tenure, Unit, UnitKind
from signing.models import Certificate, RequestState, SigningRequest, StoredVerdict
from tests.browser.decision_screens import DECISIONS
from tests.browser.dossier_screens import DOSSIERS
from tests.browser.examples import AT_WORK, Found, Screen, nobody, role
from tests.browser.import_screens import IMPORTS
from tests.browser.meeting_screens import MEETINGS
from tests.browser.national_screens import NATIONAL
from tests.browser.quality_screens import QUALITY
from tests.browser.staffing_screens import STAFFING

NOT_PAGES = {
    "beginning.ask": "only in an empty folder; looked at by the flow of the first day",
    "personnel.statistics_sheet": "a file to download",
    "scim.serve": "for identity systems, not for browsers",
    "tasks.file": "a file to download",
    "tasks.sheet": "a file to download",
    "tasks.statistics_sheet": "a file to download",
    "work.statistics_paper": "a file to download",
    "work.statistics_sheet": "a file to download",
    "webmail.rules_sieve": "a file to download",
    "mailfiles.show": "only with the address in a letter; looked at by its own test",
    "addressbook.book": "a file to download",
    "mailkeep.directory_file": "a file to download",
    "promise.sts_policy": "a line of text for other mail servers",
    "account.picture": "a picture",
    "assets.asset": "a file of the shell",
    "personnel.blank_form": "a file to download",
    "personnel.evidence": "a file to download",
    "personnel.official_form_file": "a file to download",
    "personnel.portrait": "a picture",
    "personnel.row_file": "a file to download",
    "documents.book_sheet": "a file to download",
    "documents.draft_template": "a file to download",
    "documents.labels": "a file to print",
    "documents.stamped_copy": "a file to print",
    "documents.tray_picture": "a picture",
    "documents.original": "a file to download",
    "documents.handling_paper": "a file to download",
    "documents.handling_sheet": "a file to download",
    "documents.old_book_faults": "a file to download",
    "documents.old_book_template": "a file to download",
    "documents.page_image": "a picture",
    "documents.volume_pdf": "a file to download",
    "documents.desks": "a part of the picker",
    "documents.enclosure": "a file to download",
    "documents.round_table": "a file to download",
    "ui.keys": "changes a look and leads back",
    "ui.language": "changes a look and leads back",
    "ui.theme": "changes a look and leads back",
    "ui.rows": "changes a look and leads back",
    "personnel.import_faults": "a file to download",
    "personnel.import_template": "a file to download",
    "setup.faults": "a file to download",
    "setup.seal_image": "a picture",
    "setup.template": "a file to download",
    "webmail.attachments": "a file to download",
    "webmail.settings_home": "leads on to the first page of settings",
    "webmail.body": "the words of a letter alone in their frame",
    "webmail.original": "a file to download",
    "webmail.paper": "a letter alone, for paper",
    "webmail.part": "a file to download",
    "webmail.recipients": "what the address book tells a script",
    "webmail.upload": "how far a file is, told to a script",
    "workfiles.content": "a file to download",
    "workfiles.destruction_paper": "a file to download",
    "workfiles.hand_over_list": "a file to download",
    "workfiles.index": "a file to download",
    "workfiles.minutes": "a file to download",
    "workfiles.package": "a file to download",
    "workfiles.plan_paper": "a file to download",
    "workfiles.plan_sheet": "a file to download",
    "web.alive": "for machines",
    "web.ready": "for machines",
    "web.show_metrics": "for machines",
    "kit.show": "has its own tests",
    "kit.page": "has its own tests",
    "static": "not served",
    "calendarfeeds.busy_of": "a calendar for programs",
    "calendarfeeds.meetings_of": "a calendar for programs",
    "meetingguests.conference": "leads on to the conference",
    "meetingguests.room_state": "how a guest's room stands, told to a script",
    "meetings.enter": "leads on to the conference",
    "meetings.events": "a stream for scripts",
    "meetings.film": "a film",
    "meetings.hall_picture": "a picture of a page",
    "meetings.ink": "a file to download",
    "meetings.media_access": "what the conference tells a script",
    "meetings.minutes_file": "a file to download",
    "meetings.paper": "a file to download",
    "meetings.print_paper": "a file to print",
    "meetings.slip_paper": "a file to download",
    "meetings.slip_sheet": "a file to download",
    "meetings.state": "how a room stands, told to a script",
}


def duty(wanted, *narrow, role_=None, as_chosen=False):
    """Whoever owes a document this duty."""

    def find():
        statement = (
            select(Account.id, Document.uid, Tenure.id)
            .select_from(Routing)
            .join(Document, Document.id == Routing.document_id)
            .join(Tenure, Tenure.desk_id == Routing.desk_id)
            .join(Account, Account.person_id == Tenure.person_id)
            .where(Routing.duty == wanted, Routing.state == RoutingState.OPEN, *narrow)
            .where(Tenure.valid_to.is_(None))
            .order_by(Tenure.function.in_(AT_WORK).desc(), Routing.id.desc())
        )
        if role_:
            statement = statement.where(Tenure.function == role_)
        rows = db.session.execute(statement.limit(3)).all()
        if not rows:
            return None
        who, uid, tenure = rows[0]
        uids = [row[1] for row in rows if row[0] == who]
        return Found(who, {"chosen": uids} if as_chosen else {"uid": uid}, tenure)

    return find


def seen(*narrow):
    """A document that its drafter sees."""

    def find():
        row = db.session.execute(
            select(Account.id, Document.uid, Tenure.id)
            .join(Tenure, Tenure.desk_id == Document.desk_id)
            .join(Account, Account.person_id == Tenure.person_id)
            .where(Tenure.valid_to.is_(None), *narrow)
            .order_by(Tenure.function.in_(AT_WORK).desc(), Document.id.desc())
        ).first()
        return Found(row[0], {"uid": row[1]}, row[2]) if row else None

    return find


def at_clerk(*narrow):
    """A document of an agency that its clerk sees."""

    def find():
        row = db.session.execute(
            select(Account.id, Document.uid, Tenure.id)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .join(Desk, Desk.id == Tenure.desk_id)
            .join(Document, Document.agency_id == Desk.agency_id)
            .where(Tenure.function == Role.CLERK, Tenure.valid_to.is_(None), *narrow)
            .order_by(Document.id.desc())
        ).first()
        return Found(row[0], {"uid": row[1]}, row[2]) if row else None

    return find


def first_of(*needs):
    """The first example that there is."""
    return lambda: next((found for need in needs if (found := need())), None)


def version():
    row = db.session.execute(
        select(Account.id, Document.uid, DraftVersion.number)
        .join(Draft, Draft.document_id == Document.id)
        .join(DraftVersion, DraftVersion.draft_id == Draft.id)
        .join(Tenure, Tenure.desk_id == Document.desk_id)
        .join(Account, Account.person_id == Tenure.person_id)
        .where(Document.state == DocumentState.DRAFT)
        .order_by(DraftVersion.id.desc())
    ).first()
    return Found(row[0], {"uid": row[1], "number": row[2]}) if row else None


def group():
    row = db.session.execute(
        select(Account.id, RecipientGroup.uid, Tenure.id)
        .join(Tenure, Tenure.person_id == Account.person_id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .join(RecipientGroup, RecipientGroup.agency_id == Desk.agency_id)
        .where(Tenure.function == Role.CLERK, Tenure.valid_to.is_(None))
        .where(RecipientGroup.desk_id.is_(None))
        .order_by(Account.id)
    ).first()
    return Found(row[0], {"uid": row[1]}, row[2]) if row else None


def wished():
    """A copy that waits for whoever may permit it."""
    row = db.session.execute(
        select(Account.id, DocumentCopy.uid, Tenure.id)
        .join(Tenure, Tenure.desk_id == DocumentCopy.signer_desk_id)
        .join(Account, Account.person_id == Tenure.person_id)
        .where(Tenure.valid_to.is_(None), DocumentCopy.state == CopyState.ASKED)
        .order_by(DocumentCopy.id)
    ).first()
    return Found(row[0], {"uid": row[1]}, row[2]) if row else None


def certificate():
    row = db.session.execute(
        select(Account.id, Certificate.uid)
        .join(Account, Account.person_id == Certificate.person_id)
        .order_by(Certificate.id)
    ).first()
    return Found(row[0], {"uid": row[1]}) if row else None


def request(*, as_list):
    def find():
        row = db.session.execute(
            select(Account.id, SigningRequest.uid)
            .join(Account, Account.person_id == SigningRequest.person_id)
            .where(SigningRequest.state == RequestState.READY)
        ).first()
        if row is None:
            return None
        return Found(row[0], {"request": row[1]} if as_list else {"uid": row[1]})

    return find


def judged():
    row = db.session.execute(
        select(Account.id, StoredVerdict.sha256)
        .join(DocumentFile, DocumentFile.sha256 == StoredVerdict.sha256)
        .join(Document, Document.id == DocumentFile.document_id)
        .join(Tenure, Tenure.desk_id == Document.desk_id)
        .join(Account, Account.person_id == Tenure.person_id)
        .where(Document.state == DocumentState.ISSUED)
        .order_by(StoredVerdict.id.desc())
    ).first()
    return Found(row[0], {"sha256": row[1]}) if row else None


def volume():
    row = db.session.execute(
        select(Account.id, BookVolume.uid, Tenure.id)
        .select_from(BookVolume)
        .join(Tenure, Tenure.function == Role.LEADER)
        .join(Desk, (Desk.id == Tenure.desk_id) & (Desk.agency_id == BookVolume.agency_id))
        .join(Account, Account.person_id == Tenure.person_id)
        .where(Tenure.valid_to.is_(None))
        .order_by(BookVolume.number.desc(), BookVolume.id)
    ).first()
    return Found(row[0], {"uid": row[1]}, row[2]) if row else None


def task(wanted, *states, has_asked=False):
    """A task in one of these states, for its giver or its lead."""

    def find():
        desk = Task.giver_desk_id if wanted is TaskPart.GIVER else Task.lead_desk_id
        statement = (
            select(Account.id, Task.uid, Tenure.id)
            .join(Tenure, Tenure.desk_id == desk)
            .join(Account, Account.person_id == Tenure.person_id)
            .where(Tenure.valid_to.is_(None))
            .order_by(Task.code.desc(), Task.id.desc())
        )
        if states:
            statement = statement.where(Task.state.in_(states))
        if has_asked:
            asked = exists().where(
                TaskExtension.task_id == Task.id, TaskExtension.decided_at.is_(None)
            )
            statement = statement.where(asked)
        row = db.session.execute(statement).first()
        return Found(row[0], {"uid": row[1]}, row[2]) if row else None

    return find


def helped():
    """A cooperating desk that owes its contribution."""
    row = db.session.execute(
        select(Account.id, Task.uid, Tenure.id)
        .select_from(TaskLine)
        .join(Task, Task.id == TaskLine.task_id)
        .join(Tenure, Tenure.desk_id == TaskLine.desk_id)
        .join(Account, Account.person_id == Tenure.person_id)
        .where(TaskLine.duty == Duty.TASK_COOPERATE, TaskLine.state == LineState.OWED)
        .where(Tenure.valid_to.is_(None))
    ).first()
    return Found(row[0], {"uid": row[1]}, row[2]) if row else None


def old_book():
    row = db.session.execute(
        select(Account.id, OldBook.uid, Tenure.id)
        .select_from(OldBook)
        .join(Tenure, Tenure.function == Role.CLERK)
        .join(Desk, (Desk.id == Tenure.desk_id) & (Desk.agency_id == OldBook.agency_id))
        .join(Account, Account.person_id == Tenure.person_id)
        .where(Tenure.valid_to.is_(None))
        .order_by(OldBook.fault_count.desc(), OldBook.id)
    ).first()
    return Found(row[0], {"uid": row[1]}, row[2]) if row else None


def in_tray():
    """A clerk and what waits in the tray."""
    who = role(Role.CLERK)()
    ready = select(TrayItem.uid).where(TrayItem.state == TrayState.READY).limit(3)
    chosen = db.session.scalars(ready).all()
    return Found(who.account_id, {"chosen": chosen}, who.tenure_id) if who and chosen else None


def account():
    who = role(Role.ADMIN)()
    row = db.session.execute(select(Account.uid).order_by(Account.id)).first()
    return Found(who.account_id, {"uid": row[0]}) if who else None


def in_books(*narrow):
    """A document that the clerk of its agency sees."""

    def find():
        row = db.session.execute(
            select(Account.id, Document.uid, Tenure.id)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .join(Desk, Desk.id == Tenure.desk_id)
            .join(Document, Document.agency_id == Desk.agency_id)
            .where(Tenure.function == Role.CLERK, Tenure.valid_to.is_(None), *narrow)
            .order_by(Document.id.desc())
        ).first()
        return Found(row[0], {"uid": row[1]}, row[2]) if row else None

    return find


def set_up(model=None, *narrow, by="id"):
    """A record of the first day, as an administrator opens it; none: pages without one."""

    def find():
        who = role(Role.ADMIN)()
        if model is None or who is None:
            return who
        uid = db.session.scalar(select(model.uid).where(*narrow).order_by(getattr(model, by)))
        return Found(who.account_id, {"uid": uid}, who.tenure_id) if uid else None

    return find


def kept(state, *, with_item=False):
    """A work file in this state, seen by its keeper."""

    def find():
        row = db.session.execute(
            select(Account.id, WorkFile.uid, Tenure.id, WorkFileItem.uid)
            .join(Tenure, Tenure.desk_id == WorkFile.desk_id)
            .join(Account, Account.person_id == Tenure.person_id)
            .join(WorkFileItem, WorkFileItem.work_file_id == WorkFile.id)
            .where(Tenure.valid_to.is_(None), WorkFile.state == state)
            .where(WorkFileItem.document_id.is_(None))
            .order_by(WorkFile.id)
        ).first()
        if row is None:
            return None
        values = {"uid": row[1]} | ({"item_uid": row[3]} if with_item else {})
        return Found(row[0], values, row[2])

    return find


AGENCY = set_up(Unit, Unit.kind == UnitKind.AGENCY)


def archive(model, *narrow):
    """A record of the archive, seen by the clerk who keeps it."""

    def find():
        found = db.session.scalars(select(model).where(*narrow).order_by(model.id)).first()
        who = of_agency(Role.CLERK, found.agency_id) if found else None
        return Found(who[0], {"uid": found.uid}, who[1]) if who else None

    return find


def of_agency(function, agency_id):
    return db.session.execute(
        select(Account.id, Tenure.id)
        .join(Tenure, Tenure.person_id == Account.person_id)
        .join(Desk, Desk.id == Tenure.desk_id)
        .where(Tenure.function == function, Tenure.valid_to.is_(None), Desk.agency_id == agency_id)
    ).first()


def filing():
    found = duty(Duty.LEAD, as_chosen=True)()
    return Found(found.account_id, {"chosen": found.values["chosen"][:1]}, found.tenure_id)


def together(act, wanted, role_=None):
    """Many chosen documents that are owed this duty, with what is asked for all of them."""

    def find():
        found = duty(wanted, role_=role_, as_chosen=True)()
        more = {"act": act}
        return Found(found.account_id, found.values | more, found.tenure_id) if found else None

    return find


def of_leader(model, name, *narrow):
    """A record of an agency, as its leader opens it; `name` is its place in the address."""

    def find():
        found = db.session.scalars(select(model).where(*narrow).order_by(model.id)).first()
        who = of_agency(Role.LEADER, found.agency_id) if found else None
        return Found(who[0], {name: found.uid}, who[1]) if who else None

    return find


frozen_set = of_leader(Freeze, "uid")
to_freeze = of_leader(Document, "chosen", Document.arrival_no.is_not(None))


CLERK, LEADER, OFFICIAL = role(Role.CLERK), role(Role.LEADER), role(Role.OFFICIAL)
OPEN_FILE, CLOSED_FILE = WorkFileState.OPEN, WorkFileState.CLOSED


def kept_list():
    found = kept(OPEN_FILE)()
    return Found(found.account_id, {}, found.tenure_id) if found else None


DRAFTING = seen(Document.state == DocumentState.DRAFT)
COMMENTED = seen(
    Document.state == DocumentState.DRAFT,
    exists().where(DraftComment.document_id == Document.id),
)
COMPOSED = seen(
    Document.state == DocumentState.DRAFT,
    exists().where(Draft.document_id == Document.id, Draft.pdf_sha256 != ""),
)
MARKED = seen(
    Document.state == DocumentState.DRAFT,
    exists().where(DraftMark.document_id == Document.id, DraftMark.settled_revision.is_(None)),
)
LEADS = duty(Duty.LEAD)
RELATED = in_books(exists().where(Relation.document_id == Document.id))
ISSUED_BY_CLERK = at_clerk(Document.state == DocumentState.ISSUED)
HEADS = duty(Duty.LEAD, role_=Role.UNIT_HEAD)
FROM_OUTSIDE = in_books(Document.arrival_no.is_not(None), Document.issuer_code == "")


def pictured():
    """An issued document that can be printed: the pictures of its pages have been made."""
    files = select(DocumentFile.document_id, DocumentFile.pages)
    mains = files.where(DocumentFile.role == FileRole.MAIN, DocumentFile.is_current)
    ready = [row.document_id for row in db.session.execute(mains) if row.pages]
    return in_books(Document.state == DocumentState.ISSUED, Document.id.in_(ready))()


DOING = (TaskState.GIVEN, TaskState.IN_PROGRESS)
LEADING, GIVING = task(TaskPart.LEAD, *DOING), task(TaskPart.GIVER, *DOING)
REPORTED = task(TaskPart.GIVER, TaskState.REPORTED)

TASKS = (
    Screen("tasks.board", role(Role.LEADER, view="all"), "tasks"),
    Screen("tasks.board", role(Role.LEADER, view="closed"), "tasks-closed"),
    Screen("tasks.board", role(Role.UNIT_HEAD, view="todo"), "tasks-to-do"),
    Screen("tasks.new_task", LEADER),
    Screen("tasks.statistics", LEADER, "task-statistics"),
    Screen("tasks.show", LEADING, "task"),
    Screen("tasks.show", first_of(REPORTED, GIVING), "task-of-the-giver"),
    Screen("tasks.progress", LEADING, "task-progress"),
    Screen("tasks.outcome", LEADING, "task-outcome"),
    Screen("tasks.report", LEADING, "task-report"),
    Screen("tasks.return", LEADING, "task-return"),
    Screen("tasks.extension", LEADING, "task-extension"),
    Screen("tasks.contribution", helped, "task-contribution"),
    Screen(
        "tasks.decision",
        first_of(task(TaskPart.GIVER, has_asked=True), GIVING),
        "task-decision",
    ),
    Screen("tasks.urging", GIVING, "task-urging"),
    Screen("tasks.evaluation", first_of(REPORTED, GIVING), "task-evaluation"),
    Screen("tasks.sending_back", first_of(REPORTED, GIVING), "task-sending-back"),
    Screen("tasks.recall", GIVING, "task-recall"),
    Screen("tasks.reopening", task(TaskPart.GIVER), "task-reopening"),
    Screen("tasks.assignment", task(TaskPart.GIVER), "task-assignment"),
)


def directed():
    """The leader who assigned a document that is at work."""
    return asker(
        Routing.from_desk_id,
        Document.uid,
        Routing.duty == Duty.LEAD,
        Routing.parent_id.is_(None),
        Routing.state.in_([RoutingState.OPEN, RoutingState.HANDED]),
    )()


def asker(desk, uid, *narrow):
    """Whoever works at the desk that a row names, the latest first."""

    def find():
        model = desk.class_
        asked = select(Account.id, Tenure.id, uid if uid is not None else desk)
        statement = asked.select_from(model)
        if model is Routing:
            statement = statement.join(Document, Document.id == Routing.document_id)
        row = db.session.execute(
            statement.join(Tenure, Tenure.desk_id == desk)
            .join(Account, Account.person_id == Tenure.person_id)
            .where(Tenure.valid_to.is_(None), *narrow)
            .order_by(model.id.desc())
        ).first()
        values = {"uid": row[2]} if row and uid is not None else {}
        return Found(row[0], values, row[1]) if row else None

    return find


def kept_template():
    """Whoever keeps a template of drafts."""
    row = db.session.execute(
        select(Account.id, DraftTemplate.uid, Tenure.id)
        .join(Account, Account.person_id == DraftTemplate.person_id)
        .join(Tenure, Tenure.person_id == DraftTemplate.person_id)
        .where(Tenure.valid_to.is_(None))
        .order_by(DraftTemplate.id)
    ).first()
    return Found(row[0], {"uid": row[1]}, row[2]) if row else None


def kept_phrase():
    """Whoever keeps a phrase of his own."""
    row = db.session.execute(
        select(Account.id, SavedPhrase.uid, Tenure.id)
        .join(Account, Account.person_id == SavedPhrase.person_id)
        .join(Tenure, Tenure.person_id == SavedPhrase.person_id)
        .where(Tenure.valid_to.is_(None))
    ).first()
    return Found(row[0], {"uid": row[1]}, row[2]) if row else None


def letter():
    """The letter that was given to somebody, and who holds the desk of its box."""
    row = db.session.execute(
        select(Account.id, Tenure.id, MailItem.uid, Mailbox.uid)
        .select_from(MailAssignment)
        .join(MailItem, MailItem.thread_id == MailAssignment.thread_id)
        .join(MailMessage, MailMessage.id == MailItem.message_id)
        .join(Mailbox, Mailbox.id == MailItem.mailbox_id)
        .join(Tenure, Tenure.desk_id == Mailbox.desk_id)
        .join(Account, Account.person_id == Tenure.person_id)
        .where(Tenure.valid_to.is_(None))
        .order_by(MailMessage.has_files.desc(), MailItem.id.desc())
    ).first()
    return Found(row[0], {"uid": row[2], "of": row[3]}, row[1]) if row else None


def draft(*narrow, **values):
    """A letter that somebody writes at the desk of a box."""

    def find():
        row = db.session.execute(
            select(Account.id, Tenure.id, MailDraft.uid)
            .select_from(MailDraft)
            .join(Mailbox, Mailbox.id == MailDraft.mailbox_id)
            .join(Tenure, Tenure.desk_id == Mailbox.desk_id)
            .join(Account, Account.person_id == Tenure.person_id)
            .where(Tenure.valid_to.is_(None), *narrow)
            .order_by(MailDraft.id)
        ).first()
        return Found(row[0], {"uid": row[2]} | values, row[1]) if row else None

    return find


def sent_letter():
    """A letter that the desk of a box has sent."""
    found = letter()
    if found is None:
        return None
    box = Mailbox.uid == found.values["of"]
    wanted = select(MailItem.uid).join(Mailbox, Mailbox.id == MailItem.mailbox_id).where(box)
    uid = db.session.scalar(wanted.where(MailItem.folder == Folder.SENT).order_by(MailItem.id))
    return Found(found.account_id, {"uid": uid}, found.tenure_id) if uid else None


def desk_letter(subject):
    """A letter of a desk's box by its subject."""

    def find():
        found = letter()
        wanted = select(MailItem.uid).join(MailMessage, MailMessage.id == MailItem.message_id)
        uid = db.session.scalar(wanted.where(MailMessage.subject == subject))
        return Found(found.account_id, {"uid": uid}, found.tenure_id) if found and uid else None

    return find


def empty_letter():
    """The form of a new letter of the box of a desk."""
    found = letter()
    if found is None:
        return None
    return Found(found.account_id, {"box": found.values["of"]}, found.tenure_id)


BEING_WRITTEN = MailDraft.asked_at.is_(None)
UNSIGNED = (MailDraft.asked_at.is_not(None), MailDraft.send_at.is_(None))


def mailbox(*, is_opened=False, **values):
    """The box of a desk, with that letter open beside its list or without."""

    def find():
        found = letter()
        if found is None:
            return None
        opened = {"open": found.values["uid"]} if is_opened else {}
        given = {"uid": found.values["of"]} | opened | values
        return Found(found.account_id, given, found.tenure_id)

    return find


def kept_mail(model, **more):
    """A record that an administrator keeps: the first of its kind."""

    def find():
        admin = role(Role.ADMIN)()
        uid = db.session.scalars(select(model.uid).filter_by(**more).order_by(model.id)).first()
        return Found(admin.account_id, {"uid": uid}, admin.tenure_id) if admin and uid else None

    return find


def handed_over():
    """The mailbox of who left, and the head of his unit."""
    found = kept_mail(Mailbox, state=BoxState.HANDOVER)()
    if found is None:
        return None
    box = db.session.scalars(select(Mailbox).where(Mailbox.uid == found.values["uid"])).one()
    row = db.session.execute(
        select(Account.id, Tenure.id)
        .join(Tenure, Tenure.person_id == Account.person_id)
        .where(Tenure.desk_id == head_desk_of(box.person_id), Tenure.valid_to.is_(None))
    ).first()
    return Found(row[0], found.values, row[1]) if row else None


SCREENS = (
    *TASKS,
    *MEETINGS,
    *DECISIONS,
    *DOSSIERS,
    *NATIONAL,
    *QUALITY,
    *STAFFING,
    *IMPORTS,
    Screen("entrance.sign_in", nobody),
    Screen("progress.ask", nobody),
    Screen("entrance.second_step", LEADER, level=AuthLevel.PASSWORD),
    Screen("entrance.step_up", LEADER, is_stale=True),
    Screen("entrance.posts", LEADER),
    Screen("work.my_work", LEADER),
    Screen("work.overview", LEADER),
    Screen("work.overview", CLERK, "overview-clerk"),
    Screen("work.overview", OFFICIAL, "overview-official"),
    Screen("work.overview", role(Role.UNIT_HEAD), "overview-head"),
    Screen("work.overview", role(Role.ADMIN), "overview-admin"),
    Screen("work.statistics", LEADER),
    Screen("work.failed_jobs", role(Role.ADMIN)),
    Screen("work.my_work", CLERK, "my-work-clerk"),
    Screen("notices.list_notices", OFFICIAL),
    Screen("account.show", LEADER, "account"),
    Screen("account.password", LEADER),
    Screen("account.factor", LEADER),
    Screen("accounts.list_accounts", role(Role.ADMIN)),
    Screen("accounts.new_account", role(Role.ADMIN)),
    Screen("accounts.show", account, "an-account"),
    Screen("delegations.list_delegations", LEADER),
    Screen("documents.incoming", CLERK),
    Screen("documents.incoming", role(Role.CLERK, view="register"), "incoming-register"),
    Screen("documents.incoming", role(Role.CLERK, view="unregistered"), "incoming-unregistered"),
    Screen("documents.incoming", LEADER, "incoming-leader"),
    Screen("documents.outgoing", CLERK),
    Screen("documents.outgoing", role(Role.CLERK, view="issued"), "outgoing-issued"),
    Screen("documents.drafts", first_of(duty(Duty.DRAFT), OFFICIAL)),
    Screen("documents.signing", first_of(duty(Duty.SIGN), LEADER)),
    Screen("documents.packages", CLERK),
    Screen("documents.search", role(Role.CLERK, q="báo cáo")),
    Screen("documents.search", role(Role.CLERK, q="không có gì như thế"), "search-nothing"),
    Screen("documents.search", role(Role.CLERK, type="cong-van"), "search-narrowed"),
    Screen("documents.list_export", role(Role.CLERK, direction="incoming")),
    Screen("documents.accesses", in_books(Document.state == DocumentState.ISSUED)),
    Screen("documents.print_copy", pictured),
    Screen("documents.books", CLERK),
    Screen("documents.books", role(Role.CLERK, book="outgoing"), "books-outgoing"),
    Screen("documents.print_book", CLERK),
    Screen("documents.print_book", role(Role.CLERK, book="outgoing"), "print-outgoing"),
    Screen("documents.series", CLERK),
    Screen("documents.series", LEADER, "series-leader"),
    Screen("documents.closing", CLERK),
    Screen("documents.volume", volume),
    Screen("documents.loans", CLERK),
    Screen("documents.freezes", CLERK),
    Screen("documents.formats", CLERK),
    Screen("documents.freeze_page", frozen_set),
    Screen("documents.new_freeze", to_freeze),
    Screen("documents.metadata", duty(Duty.PRESENT, role_=Role.CLERK), "metadata"),
    Screen("documents.metadata_fields", CLERK),
    Screen("documents.handling_report", LEADER),
    Screen("documents.old_books", CLERK),
    Screen("documents.old_book", old_book),
    Screen("documents.loan", duty(Duty.PRESENT, role_=Role.CLERK)),
    Screen("documents.enter", CLERK),
    Screen("documents.show_tray", CLERK),
    Screen("documents.joining", in_tray),
    Screen("documents.enter", in_tray, "enter-from-tray"),
    Screen("documents.secret_papers", CLERK),
    Screen("documents.envelopes", CLERK),
    Screen("documents.kept_envelopes", role(Role.CLERK, first=1, last=100)),
    Screen("documents.undoing", duty(Duty.PRESENT)),
    Screen("documents.correction", duty(Duty.PRESENT)),
    Screen("documents.forwarding", duty(Duty.PRESENT)),
    Screen("documents.wrong_address", duty(Duty.PRESENT)),
    Screen("documents.taking_up", seen(Document.state == DocumentState.REFUSED)),
    Screen("documents.new_draft", OFFICIAL),
    Screen("documents.relations", RELATED),
    Screen("documents.relations", LEADS, "relations-none"),
    Screen("documents.many", together("registration", Duty.REGISTER), "many-registration"),
    Screen("documents.many", together("presentation", Duty.PRESENT), "many-presentation"),
    Screen("documents.many", together("direction", Duty.DIRECT), "many-direction"),
    Screen("documents.many", together("handing-on", Duty.LEAD, Role.UNIT_HEAD), "many-handing-on"),
    Screen("documents.many", together("completion", Duty.LEAD), "many-completion"),
    Screen("documents.many", together("forwarding", Duty.PRESENT, Role.CLERK), "many-forwarding"),
    Screen("documents.many", together("numbering", Duty.NUMBER), "many-numbering"),
    Screen("documents.show", duty(Duty.REGISTER), "show-arrived"),
    Screen("documents.show", duty(Duty.DIRECT), "show-presented"),
    Screen("documents.show", LEADS, "show-assigned"),
    Screen("documents.show", seen(Document.state == DocumentState.ISSUED), "show-issued"),
    Screen("documents.registration", duty(Duty.REGISTER)),
    Screen("documents.refusal", duty(Duty.REGISTER)),
    Screen("documents.presentation", duty(Duty.PRESENT)),
    Screen("documents.receipt", FROM_OUTSIDE),
    Screen("documents.proposal", duty(Duty.PROPOSE)),
    Screen("documents.clerk_return", first_of(duty(Duty.DIRECT), duty(Duty.PROPOSE))),
    Screen("documents.direction", duty(Duty.DIRECT)),
    Screen("documents.leader_return", LEADS),
    Screen("documents.handing_on", HEADS),
    Screen("documents.giving_back", LEADS),
    Screen("documents.sharing_on", duty(Duty.COOPERATE, role_=Role.UNIT_HEAD)),
    Screen("documents.assignments", directed),
    Screen("documents.urging", directed),
    Screen("documents.recalling", directed),
    Screen("documents.new_lead", directed),
    Screen("documents.extension", duty(Duty.LEAD, Routing.due_at.is_not(None))),
    Screen("documents.extension_decision", duty(Duty.EXTEND)),
    Screen("documents.access", duty(Duty.ACCESS)),
    Screen("documents.show", duty(Duty.ACCESS), "show-with-a-change-of-access"),
    Screen("documents.opinion_rounds", asker(OpinionRound.desk_id, None)),
    Screen("documents.opinion_round", asker(OpinionRound.desk_id, OpinionRound.uid)),
    Screen("documents.phrases", LEADER),
    Screen("documents.phrase", kept_phrase),
    Screen("documents.completion", LEADS),
    Screen("documents.cooperation", duty(Duty.COOPERATE)),
    Screen("documents.draft", first_of(COMPOSED, DRAFTING)),
    Screen("documents.fields", first_of(COMPOSED, DRAFTING)),
    Screen("documents.versions", first_of(COMMENTED, DRAFTING)),
    Screen("documents.comparison", first_of(COMMENTED, DRAFTING)),
    Screen("documents.draft_comments", first_of(COMMENTED, DRAFTING)),
    Screen("documents.drafters", first_of(COMMENTED, DRAFTING)),
    Screen("documents.as_template", first_of(COMPOSED, DRAFTING)),
    Screen("documents.templates", OFFICIAL),
    Screen("documents.template", kept_template),
    Screen("documents.draft", duty(Duty.SIGN), "draft-before-the-signer"),
    Screen("documents.version", version),
    Screen("documents.opinions", first_of(COMPOSED, DRAFTING)),
    Screen("documents.opinion", duty(Duty.OPINION)),
    Screen("documents.submission", first_of(COMPOSED, DRAFTING)),
    Screen("documents.cancellation", DRAFTING),
    Screen("documents.sending_back", duty(Duty.SIGN)),
    Screen("documents.check", duty(Duty.CHECK)),
    Screen("documents.draft", MARKED, "draft-with-marks"),
    Screen("documents.review_rules", set_up()),
    Screen("documents.signatures", request(as_list=True)),
    Screen("documents.numbering", duty(Duty.NUMBER)),
    Screen("documents.drafter_return", duty(Duty.NUMBER)),
    Screen("documents.seal", duty(Duty.SEAL)),
    Screen("setup.guide", set_up()),
    Screen("setup.new_agency", set_up()),
    Screen("setup.agency", AGENCY, "an-agency"),
    Screen("setup.list_units", AGENCY),
    Screen("setup.unit", set_up(Unit, Unit.kind == UnitKind.ROOM), "a-unit"),
    Screen("setup.list_sheets", AGENCY),
    Screen("setup.sheet", set_up(StaffSheet), "a-sheet"),
    Screen("setup.authorities", AGENCY),
    Screen("setup.rights", AGENCY, "groups-of-rights"),
    Screen("setup.settings", AGENCY, "choices-of-the-agency"),
    Screen("setup.days", set_up()),
    Screen("documents.recall", ISSUED_BY_CLERK),
    Screen("documents.receivers", first_of(COMPOSED, DRAFTING)),
    Screen("documents.groups", CLERK),
    Screen("documents.group", group),
    Screen("documents.deliveries", CLERK),
    Screen("documents.deliveries", role(Role.CLERK, view="to-post"), "deliveries-to-post"),
    Screen("documents.address_labels", CLERK),
    Screen("documents.connections", role(Role.ADMIN)),
    Screen("documents.copies", role(Role.CLERK, view="all"), "certified-copies"),
    Screen("documents.copy", wished),
    Screen("documents.copy_request", duty(Duty.LEAD)),
    Screen("documents.amendment", ISSUED_BY_CLERK),
    Screen("documents.replacement", seen(Document.state == DocumentState.ISSUED)),
    Screen("documents.correction_letter", seen(Document.state == DocumentState.ISSUED)),
    Screen("documents.sender_answer", duty(Duty.ANSWER)),
    Screen("mail.list_outgoing", role(Role.ADMIN), "outgoing-mail"),
    Screen("mailkeep.list_boxes", role(Role.ADMIN), "mailboxes"),
    Screen("mailkeep.box", kept_mail(Mailbox), "a-mailbox"),
    Screen("mailkeep.domains", role(Role.ADMIN), "mail-domains"),
    Screen("mailkeep.rules", kept_mail(MailDomain), "mail-rules-of-a-domain"),
    Screen("mailkeep.domain", kept_mail(MailDomain), "mail-keys-and-dns"),
    Screen("mailkeep.directory", kept_mail(MailDomain), "mail-address-book"),
    Screen("mailkeep.pools", role(Role.ADMIN), "mail-shared-space"),
    Screen("mailkeep.lists", role(Role.ADMIN), "mailing-lists"),
    Screen("mailkeep.show_list", kept_mail(MailList), "a-mailing-list"),
    Screen("mailkeep.holds", role(Role.ADMIN), "mail-holds"),
    Screen("mailkeep.list_wishes", role(Role.ADMIN), "mail-confirmations"),
    Screen("mailkeep.list_refusals", role(Role.ADMIN), "mail-refused-senders"),
    Screen("mailkeep.reports", role(Role.ADMIN), "mail-reports"),
    Screen("mailkeep.list_former", role(Role.ADMIN), "mail-former-mailboxes"),
    Screen("mailkeep.show_former", kept_mail(FormerImport), "a-former-mailbox"),
    Screen("webmail.settings_sharing", mailbox(), "mail-sharing"),
    Screen("webmail.settings_devices", CLERK, "mail-devices"),
    Screen("webmail.settings_away", mailbox(), "mail-away"),
    Screen("webmail.settings_rules", mailbox(), "mail-rules"),
    Screen("webmail.settings_texts", mailbox(), "mail-texts"),
    Screen("webmail.settings_contacts", mailbox(), "mail-contacts"),
    Screen("webmail.settings_labels", mailbox(), "mail-periods"),
    Screen("webmail.settings_exchange", mailbox(), "mail-as-files"),
    Screen("webmail.settings_pictures", mailbox(), "mail-pictures"),
    Screen("webmail.handover", handed_over, "mail-handover"),
    Screen("webmail.home", LEADER, "mail-none"),
    Screen("webmail.box", mailbox(), "mail"),
    Screen("webmail.box", mailbox(view="trash"), "mail-empty"),
    Screen("webmail.box", mailbox(is_opened=True), "mail-with-a-message"),
    Screen("webmail.labels", mailbox(), "mail-labels"),
    Screen("webmail.item", letter, "mail-message"),
    Screen("webmail.source", letter, "mail-head"),
    Screen("webmail.item", desk_letter("Giấy mời dự họp giao ban"), "mail-invitation"),
    Screen("webmail.sealed_letter", desk_letter("Ý kiến về nhân sự"), "mail-sealed"),
    Screen("webmail.compose", empty_letter, "mail-new"),
    Screen("webmail.draft", draft(BEING_WRITTEN), "mail-draft"),
    Screen("webmail.draft", draft(MailDraft.send_at.is_not(None)), "mail-waiting"),
    Screen("webmail.check", draft(BEING_WRITTEN), "mail-check"),
    Screen("webmail.signature", draft(*UNSIGNED), "mail-pin"),
    Screen("webmail.recipients_page", draft(BEING_WRITTEN, search="van thu"), "mail-book"),
    Screen("webmail.ask_recall", sent_letter, "mail-recall"),
    Screen("mailkeep.intake", role(Role.ADMIN), "mail-on-its-way-in"),
    Screen("documents.letter", letter, "mail-into-the-register"),
    Screen("workfiles.list_files", kept_list, "work-files"),
    Screen("workfiles.list_files", role(Role.CLERK, view="closed"), "work-files-closed"),
    Screen("workfiles.new_file", OFFICIAL, "new-work-file"),
    Screen("workfiles.show", kept(OPEN_FILE), "work-file-open"),
    Screen("workfiles.show", kept(CLOSED_FILE), "work-file-closed"),
    Screen("workfiles.description", kept(OPEN_FILE)),
    Screen("workfiles.filing", filing),
    Screen("workfiles.further", kept(OPEN_FILE)),
    Screen("workfiles.removal", kept(OPEN_FILE, with_item=True)),
    Screen("workfiles.closing", kept(OPEN_FILE)),
    Screen("workfiles.access", kept(OPEN_FILE)),
    Screen("workfiles.reopening", kept(CLOSED_FILE)),
    Screen("workfiles.metadata_of_file", kept(CLOSED_FILE)),
    Screen("workfiles.extension", kept(CLOSED_FILE)),
    Screen("workfiles.hold", archive(WorkFile, WorkFile.state == CLOSED_FILE)),
    Screen("workfiles.hand_overs", CLERK),
    Screen("workfiles.hand_over", archive(HandOver)),
    Screen("workfiles.imports", CLERK),
    Screen("workfiles.destruction", CLERK),
    Screen("workfiles.destruction_list", archive(DestructionList)),
    Screen("workfiles.plans", CLERK, "file-plans"),
    Screen("workfiles.plan", archive(FilePlan), "file-plan"),
    Screen("signing.show_request", request(as_list=False)),
    Screen("signing.show_verdict", judged),
    Screen("signing.list_certificates", LEADER),
    Screen("signing.ask_pin", certificate),
)


def forget_proof(account_id):
    """The latest session of an account has no fresh proof any more."""
    latest = select(func.max(SessionRow.id)).where(SessionRow.account_id == account_id)
    with transaction():
        row = db.session.get_one(SessionRow, db.session.scalar(latest))
        row.stepped_up_at = None


def pages_of(app):
    """The endpoints that answer GET with a page."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and not rule.endpoint.startswith("api")
        and rule.endpoint not in NOT_PAGES
    }
