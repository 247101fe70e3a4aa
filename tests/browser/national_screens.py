"""The pages of the national database: the line, dossiers in every state, the log of calls."""

from sqlalchemy import select

from office import clock
from office.accounts.models import Account
from office.db import db, transaction
from office.permissions import SYSTEM, Role
from office.units.models import Tenure
from personnel import operations, queries
from personnel.models import (
    Comparison,
    Dossier,
    EventState,
    HandOver,
    LinkState,
    NationalCall,
    NationalConflict,
    NationalEvent,
    NationalLink,
)
from personnel.national.client.doctor import Check, Result
from personnel.national.client.doctor import Found as Seen
from personnel.queries import hearing as queries_hearing
from personnel.queries.national import link_of
from tests.browser.dossier_screens import HR, dossier
from tests.browser.examples import Found, Screen, role
from tests.permissions import hearing

ADMIN = role(Role.ADMIN)
STATES = (LinkState.REJECTED, LinkState.CONFLICT, LinkState.ACCEPTED, LinkState.NOT_SENT)
PROBLEMS = {
    LinkState.REJECTED: "codelist-unknown",
    LinkState.CONFLICT: "version-conflict",
    LinkState.NOT_SENT: "quality",
}


def built(house):
    """A line that was examined, dossiers in every state, calls that went well and did not."""
    line = operations.connect_national(
        operations.Address(
            base_url="https://csdl.register.example",
            client_id="congvu",
            secret="not told",
            receiver="G99",
            client_agency="H99.1",
        ),
        by=house.admin,
    )
    operations.load_dossiers(0, by=SYSTEM)
    found = {check.value: Seen(Result.GOOD).plain() for check in Check}
    found["key"] = Seen(Result.BAD, {"why": "signature-invalid"}).plain()
    found["clock"] = Seen(Result.WARN, {"seconds": "194"}).plain()
    operations.keep_check(line, found, by=SYSTEM)
    for outcome in ("accepted 4", "accepted 3 rejected 1", "later 4"):
        operations.note_call("events", "", outcome, count=4, by=SYSTEM)
    with transaction():
        for place, link in enumerate(db.session.scalars(select(NationalLink))):
            link.state = STATES[place % len(STATES)]
            link.problem = PROBLEMS.get(link.state, "")
            _settle(link)

    _heard(house)


def _heard(house):
    """A name that is another over there, a comparison, and somebody who comes."""
    asked = hearing.renamed(db.session.scalars(select(Dossier).order_by(Dossier.id)).first())
    with transaction():
        link_of(queries.dossier_of(asked)).state = LinkState.CONFLICT
    found = operations.begin_comparison(by=house.hr)
    links = queries_hearing.links_below(house.code, 0, 2)
    operations.compare_piece(found, links, {}, by=SYSTEM)
    operations.end_comparison(found, by=SYSTEM)
    hearing.offered(house.code)


def _settle(link):
    own = select(NationalEvent).where(NationalEvent.dossier_id == link.dossier_id)
    for event in db.session.scalars(own):
        event.state, event.sent_at, event.tries = EventState.ACCEPTED, clock.now(), 1
    if link.state is LinkState.REJECTED:
        event.state, event.problem = EventState.REJECTED, link.problem
        event.errors = {"/snapshot/rows/0/values/grade": "code The code is not known."}


def call():
    """The last call of the log, for the administrator."""

    def find():
        row = db.session.scalars(select(NationalCall).order_by(NationalCall.id.desc())).first()
        admin = db.session.execute(
            select(Account.id, Tenure.id)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .where(Tenure.function == Role.ADMIN, Tenure.valid_to.is_(None))
        ).first()
        return Found(admin[0], {"uid": row.correlation}, admin[1]) if row and admin else None

    return find


def of_staff(model):
    """The last record of a kind, for the staff office."""

    def find():
        row = db.session.scalars(select(model).order_by(model.id.desc())).first()
        hr = db.session.execute(
            select(Account.id, Tenure.id)
            .join(Tenure, Tenure.person_id == Account.person_id)
            .where(Tenure.function == Role.HR, Tenure.valid_to.is_(None))
            .order_by(Tenure.id)
        ).first()
        return Found(hr[0], {"uid": row.uid}, hr[1]) if row and hr else None

    return find


NATIONAL = (
    Screen("personnel.national", ADMIN, "national"),
    Screen("personnel.national_connection", ADMIN, "national-connection"),
    Screen("personnel.national_key", ADMIN, "national-key"),
    Screen("personnel.national_dossiers", HR, "national-dossiers"),
    Screen("personnel.national_of", dossier(), "national-of-dossier"),
    Screen("personnel.national_calls", ADMIN, "national-calls"),
    Screen("personnel.national_call", call(), "national-call"),
    Screen("personnel.questions", HR, "national-questions"),
    Screen("personnel.question", of_staff(NationalConflict), "national-question"),
    Screen("personnel.comparisons", HR, "national-comparisons"),
    Screen("personnel.comparison", of_staff(Comparison), "national-comparison"),
    Screen("personnel.hand_overs", HR, "national-hand-overs"),
    Screen("personnel.hand_over", of_staff(HandOver), "national-hand-over"),
    Screen("personnel.packages", HR, "national-packages"),
    Screen("personnel.hand_over_form", dossier(), "hand-over-of-dossier"),
)
