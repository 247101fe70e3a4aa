"""The box of a clerks' desk that three people share: lent to two, some letters given to them."""

from datetime import timedelta

from sqlalchemy import select

from mail import operations
from mail.demo.boxes import actor_of
from mail.models import AssignmentState, Folder, MailGrant, MailItem, Right
from mail.queries import box_of_desk, open_box
from office import clock
from office.accounts.models import Account, Person
from office.db import db, transaction
from office.demo import Demo, demo_step
from office.i18n import _l

CLERK, HELPERS = "lan.pn", ("nhai.vt", "thu.th")
LENT_FOR = timedelta(days=60)
RIGHTS = (Right.READ, Right.ORGANISE, Right.DRAFT, Right.SEND_ON_BEHALF)
REASON = "Phân công xử lý thư của hộp thư văn thư"  # words of record
NOTES = ("Đề nghị trả lời trong tuần.", "Chuyển phòng chuyên môn nếu cần.", "", "")
STATES = (AssignmentState.OPEN, AssignmentState.DOING, AssignmentState.DONE, AssignmentState.OPEN)


@demo_step(151, "shared-box", label=_l("A mailbox shared by three"))
def share_box(demo: Demo) -> None:
    """The clerk lends the box and gives out the newest letters, as on any morning."""
    clerk = actor_of(demo.account(CLERK))
    box = box_of_desk(clerk.desk_id or 0)
    if box is None:
        return
    lent = select(MailGrant.id).where(MailGrant.mailbox_id == box.id)
    if db.session.scalars(lent).first() is not None:
        return
    helpers = [_person(login) for login in HELPERS]
    until = clock.now() + LENT_FOR
    with transaction():
        opened = open_box(box.uid, clerk)
        for one in helpers:
            operations.grant(opened, one, RIGHTS, reason=REASON, valid_to=until, by=clerk)
        for number, item in enumerate(_newest(box.id)):
            helper = helpers[number % len(helpers)]
            due = clock.today() + timedelta(days=number + 1)
            operations.assign(opened, item, helper, due_on=due, note=NOTES[number], by=clerk)
            operations.note_assignment(opened, item, STATES[number], by=clerk)


def _person(login: str) -> Person:
    account = db.session.scalars(select(Account).where(Account.login == login)).one()
    return db.session.get_one(Person, account.person_id)


def _newest(box_id: int) -> list[MailItem]:
    rows = select(MailItem).where(MailItem.mailbox_id == box_id, MailItem.folder == Folder.INBOX)
    found = db.session.scalars(rows.order_by(MailItem.placed_at.desc()).limit(40))
    by_thread = {item.thread_id: item for item in found}
    return list(by_thread.values())[: len(STATES)]
