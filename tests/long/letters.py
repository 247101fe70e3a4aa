"""Mail that was accepted before the house began to fall: each must lie in its box exactly once."""

from contextlib import closing

from sqlalchemy import func, select

from mail import operations
from mail.jobs.intake import FOLDER
from mail.models import Mailbox, MailItem, MailMessage
from mail.smtp.intake.reading import Intakes
from office.accounts.models import Person
from office.db import db
from office.permissions import SYSTEM
from office.units import queries as units
from office.units.models import Unit
from tests.long.house import House
from tests.mail.delivery.intake import accept, letter

DOMAIN = "thu.lamgiang.example"
COUNT = 8


def lay(house: House) -> None:
    """A box for an official, and letters for it in the intake, one of them accepted twice."""
    with house.app.app_context():
        agency = db.session.get_one(Unit, units.agencies()[0].unit_id)
        person = db.session.scalars(select(Person).order_by(Person.id)).first()
        domain = operations.open_domain(agency, DOMAIN, by=SYSTEM)
        operations.open_person_box(person, domain, "nhan", by=SYSTEM)
        to = f"nhan@{DOMAIN}"
        for number in range(COUNT):
            name = f"<kept-{number}@elsewhere.example>"
            written = letter(f"Thư {number}", to=to, message_id=name)
            accept(written, [to])
        accept(written, [to])


def wait(house: House) -> bool:
    """Whether something accepted is not settled yet; inside the application of the house."""
    with closing(Intakes(house.folder / FOLDER)) as intakes:
        return set(intakes.counts()) != {"settled"}


def faults() -> list[str]:
    """Letters that are lost or double."""
    lying = (
        select(MailMessage.subject, func.count(MailItem.id))
        .join(MailItem, MailItem.message_id == MailMessage.id)
        .join(Mailbox, Mailbox.id == MailItem.mailbox_id)
        .group_by(MailMessage.subject)
    )
    found = dict(db.session.execute(lying).all())
    wanted = {f"Thư {number}": 1 for number in range(COUNT)}
    return [] if found == wanted else [f"letters lie in their box {found}, not each once"]
