"""One agency that lives for the whole run: served, with worker and axis, seen by browsers."""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import pytest
from playwright.sync_api import TimeoutError as TooSlow
from sqlalchemy import select

from documents.compose.samples import demo_letter
from documents.models import AxisOutgoing, OutgoingKind
from office import worker
from office.accounts import operations as accounts
from office.accounts.models import Account, AuthLevel, Person
from office.actor import cookie_name
from office.config import current_settings
from office.db import db, transaction
from office.outbox import OutboxMessage
from signing import demo
from signing.operations import Lock, Rect, SignatureField, lay_out
from tests import build
from tests.browser_checks import console_errors
from tests.conftest import without_loop
from tests.documents.axis import messages
from tests.documents.stages import connected

PATIENCE = 90
PINS = {"leader": "135790", "deputy": "864209", "clerk": "246801"}
AGENCY = "Sở Nội vụ"
SCRIPTS = {"*": {"document": [{"after": 0.2, "status": "01"}, {"after": 0.6, "status": "06"}]}}


@dataclass
class World:
    """The agency, where it is served, and the browsers of its people."""

    app: object
    house: build.Agency
    address: str
    sandbox: object
    browser: object
    at_desk: dict = field(default_factory=dict)
    windows: dict = field(default_factory=dict)
    is_full: bool = False

    def __getattr__(self, part):
        """An official by his part, in English, at a wide screen."""
        if part not in build.PARTS:
            raise AttributeError(part)
        if part not in self.at_desk:
            self.at_desk[part] = Official(self, part)
        return self.at_desk[part]

    def letter_arrives(self, number, subject=messages.SUBJECT):
        """A ministry's letter with two signatures comes over the axis."""
        identifier = f"{messages.SENDER},2026/01/15,{number}/BM-TTĐT"
        head = messages.header(document_id=identifier).replace(">7816<", f">{number}<")
        head = head.replace(messages.SUBJECT, subject)
        self.sandbox.inject(messages.one_file(f"{number}.pdf", self.ministry_letter, head=head))
        return identifier

    @cached_property
    def ministry_letter(self):
        with self.app.app_context(), without_loop():
            return ministry_letter()

    def open_jobs(self):
        """What the worker has not done and why."""
        with self.app.app_context():
            rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.state != "done"))
            return [(row.topic, row.state.value, row.attempts, row.last_error) for row in rows]

    def sent(self, symbol):
        """The raw message that carried the document with this symbol."""
        from documents.axis.package import parse
        from office import blobs

        with self.app.app_context():
            rows = db.session.scalars(
                select(AxisOutgoing).where(AxisOutgoing.kind == OutgoingKind.DOCUMENT)
            )
            for row in rows:
                with blobs.open_blob(row.sha256) as raw, parse(raw) as package:
                    if package.header.code == symbol:
                        return package.header, package.main.sha256
        return None


class Official:
    """One person with a browser of his own; his page is checked for complaints all the time."""

    def __init__(self, world, part, **options):
        given = {"locale": "en", "viewport": {"width": 1440, "height": 900}} | options
        self.world, self.actor = world, getattr(world.house, part)
        self.pin = PINS.get(part, "")
        self.context = world.browser.new_context(base_url=world.address, **given)
        self.context.set_default_timeout(PATIENCE * 1000)
        self.sign_in()
        self.page = self.new_page()

    def sign_in(self):
        with self.world.app.app_context():
            account = db.session.get_one(Account, self.actor.account_id)
            token = session_of(account).token
        cookie = {"name": cookie_name_of(self.world.app), "value": token}
        self.context.add_cookies([cookie | {"url": self.world.address}])

    def new_page(self):
        page = self.context.new_page()
        page.errors = console_errors(page)
        return page

    def open(self, path):
        """Open an address and give the page."""
        self.page.goto(path)
        return self.page

    def wait_for(self, path, text):
        """Look at a list again until something stands there."""
        return self.until(lambda: self.open(path).get_by_text(text).first, text)

    def until(self, look, what):
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            found = look()
            if found.is_visible():
                return found
            self.page.wait_for_timeout(300)
        return self.fail(what)

    def sees(self, found, what):
        """Wait until the page shows it; a page that refreshes itself needs no reload."""
        try:
            found.wait_for()
        except TooSlow:
            self.fail(what)

    def fail(self, what):
        shown = self.page.inner_text("main")[:600]
        pytest.fail(f"waited in vain for {what}: {self.page.url} {shown} {self.world.open_jobs()}")

    def close(self):
        self.context.close()


def cookie_name_of(app):
    with app.app_context():
        return cookie_name()


def session_of(account, level=AuthLevel.SECOND_FACTOR, tenure=None):
    """A session that has passed the second step, or not yet."""
    with transaction():
        if account.totp_secret is None:
            accounts.give_factor(account)
    return accounts.open_session(account, tenure=tenure, level=level)


def ministry_letter():
    """A letter of three pages with the signatures of a person and of a ministry."""
    letter = demo_letter()
    places = {name: letter.places[name] for name in ("chuky1", "dau")}
    fields = [
        SignatureField(
            name,
            place.page,
            Rect(place.x0, place.y0, place.x1, place.y1),
            Lock.ALL if name == "dau" else Lock.OWN,
        )
        for name, place in places.items()
    ]
    ready = lay_out(letter.pdf, signatures=fields)
    return demo.ministry_sign(ready, person="Trần Văn Mẫu", ministry="Bộ Mẫu")


def agency(sandbox):
    """The agency with its certificates and its connection to the axis."""
    made = build.agency(code=messages.OURS)
    demo.believe_demo()
    for part, pin in PINS.items():
        person = db.session.get_one(Person, made.people[part].person_id)
        demo.enrol_person(person, agency_id=made.unit.id, agency=AGENCY, pin=pin)
    clerk = db.session.get_one(Person, made.clerk.person_id)
    demo.enrol_agency(clerk, agency_id=made.unit.id, agency=AGENCY, pin=PINS["clerk"])
    connected(made, sandbox.url)
    remember(made)
    return made


def remember(*agencies):
    """Let the rows be read after the session that made them."""
    for made in agencies:
        for row in (made.unit, *made.rooms.values(), *made.desks.values()):
            db.session.refresh(row)
    db.session.expunge_all()


@contextmanager
def working(app):
    """A worker of its own thread, with its clock that asks the axis each second."""
    with app.app_context():
        share = worker.shares(current_settings())
    hand = worker.Worker(app)
    thread = threading.Thread(target=hand.run, args=(share,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        hand.stop()
        thread.join(30)
