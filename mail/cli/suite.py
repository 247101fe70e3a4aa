"""The suite's answers to the SMTP side: each question in a context of its own, nothing kept."""

from functools import cached_property
from ipaddress import ip_address, ip_network
from time import monotonic

from flask import Flask

from mail import operations
from mail.letters.authors import Unclear, authors_of
from mail.models import AppPassword
from mail.queries import doors
from mail.queries.addresses import is_ours
from mail.queries.doors import Taking
from mail.queries.limits import Limit, room_for_programs, written_by
from mail.queries.programs import is_to_note
from mail.queries.refusals import Refusals, mark_of_refusals, refusals
from mail.queries.seats import agencies_with_mail
from mail.smtp import answers
from mail.smtp.answers import Answer
from mail.smtp.house import WELCOME, Asker, Letter, Login, Room, Verdict
from mail.smtp.profiles import MX
from mail.wire.blocklists import blocklists_at
from mail.wire.names import BadName
from mail.wire.resolver import Resolver, machine_resolver, resolver_at
from office import clock
from office.accounts import passwords
from office.accounts.models import Account
from office.config import Settings, current_settings
from office.db import db
from office.permissions import SYSTEM

LOOKS_EVERY = 1.0
REFUSALS = {
    Taking.UNKNOWN: answers.NO_SUCH_BOX,
    Taking.FULL: answers.BOX_FULL,
    Taking.LONG_FULL: Answer(552, "5.2.2", "The mailbox is full"),
    Taking.CLOSED_LIST: Answer(550, "5.7.2", "This list takes mail from its own people only"),
    Taking.NO_READER: Answer(550, "5.7.1", "Nobody reads what is written to this address"),
    Taking.OUTSIDE: answers.NO_RELAY,
}

TOO_MUCH = {
    Limit.DAY: answers.TOO_MANY_TODAY,
    Limit.HOUR: answers.TOO_MANY_IN_HOUR,
    Limit.STRANGERS: answers.TOO_MANY_STRANGERS,
}


class Suite:
    """`House` of the sessions."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._known = Refusals()
        self._mark: tuple[object, ...] = ()
        self._looked_at = 0.0

    def blocked(self, peer: str) -> bool:
        """Whether the peer stands in OFFICE_SMTP_BLOCKED."""
        with self._app.app_context():
            nets = [ip_network(one, strict=False) for one in current_settings().smtp_blocked]
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        if any(address in net for net in nets):
            return True
        with self._app.app_context():
            return self._is_refused(self._refusals().refusing_peer(peer))

    def refuses(self, sender: str, asker: Asker) -> Verdict:
        """What every agency refuses; a public blocklist where the operator says so."""
        with self._app.app_context():
            known = self._refusals()
            if self._is_refused(known.refusing(asker.peer, sender)):
                return Verdict(answers.SENDER_REFUSED)
            settings = current_settings()
            if not settings.smtp_dnsbl_refuses or known.allowing(asker.peer, sender):
                return WELCOME
            lists = blocklists_at(settings.smtp_dnsbl, self._resolver(settings))
            return Verdict(answers.PEER_LISTED) if lists.listing(asker.peer) else WELCOME

    def _refusals(self) -> Refusals:
        """Read anew as soon as an entry is made or ended; looked after once in a second."""
        if self._looked_at + LOOKS_EVERY < monotonic():
            mark = mark_of_refusals()
            if mark != self._mark:
                self._known, self._mark = refusals(), mark
            self._looked_at = monotonic()
        return self._known

    def _is_refused(self, by_agencies: set[int]) -> bool:
        """Before a recipient is named only what all agencies of the house refuse is refused."""
        return bool(by_agencies) and by_agencies >= set(agencies_with_mail())

    def _resolver(self, settings: Settings) -> Resolver:
        servers = settings.dns_servers
        return resolver_at(servers, port=settings.dns_port) if servers else machine_resolver()

    def login(self, name: str, password: str, source: str) -> Login | None:
        """The account whose device has this password; an unknown name takes as long."""
        with self._app.app_context():
            account = doors.account_of(name)
            devices = doors.devices_of(account) if account else []
            for row in devices:
                if passwords.is_right(row.secret_hash, password):
                    return self._came(account, row, source)
            if not devices:
                passwords.is_right(self._unknown, password)
        return None

    def locked_out(self, name: str, source: str) -> None:
        """Who guesses at a name that nobody has shuts nobody out."""
        with self._app.app_context():
            if account := doors.account_of(name):
                operations.note_lockout(account, source, by=SYSTEM)

    @cached_property
    def _unknown(self) -> str:
        """What nobody's password fits: made as those of devices are."""
        return passwords.hash_device(passwords.one_time_password())

    def _came(self, account: Account | None, row: AppPassword, source: str) -> Login | None:
        if account is None:
            return None
        if is_to_note(row, clock.now()):
            operations.note_use(row, source, at=clock.now(), by=SYSTEM)
        return Login(account.login, str(account.id))

    def is_ours(self, domain: str) -> bool:
        with self._app.app_context():
            try:
                return is_ours(domain)
            except BadName:
                return False

    def takes_from(self, sender: str, asker: Asker) -> Verdict:
        """The domain's own rule; who is let in is judged after delivery by SPF, DKIM and DMARC."""
        with self._app.app_context():
            refuses = doors.refuses_stranger(sender.rpartition("@")[2])
        return Verdict(answers.OUR_SENDER) if refuses else WELCOME

    def may_send(self, login: Login, sender: str) -> bool:
        """Receipts go without a sender (RFC 8098, 3), of whoever has a post."""
        with self._app.app_context():
            account = db.session.get(Account, int(login.account))
            if account is None or account.disabled_at is not None:
                return False
            return doors.may_send(account, sender) if sender else bool(doors.actors_of(account))

    def may_write(self, login: Login, head: bytes) -> bool:
        """Every name in From, and in Sender, is one by which the login may write."""
        with self._app.app_context():
            account = db.session.get(Account, int(login.account))
            if account is None or account.disabled_at is not None:
                return False
            try:
                named = authors_of(head)
            except Unclear:
                return False
            return doors.may_write(account, named.authors, named.sender)

    def room(self, login: Login) -> Room:
        """Counted over all doors and pages; administrators hear of an account without room."""
        with self._app.app_context():
            person_id = db.session.get_one(Account, int(login.account)).person_id
            left, limit = room_for_programs(written_by(person_id))
            if not left:
                operations.tell_limit(person_id, limit, by=SYSTEM)
            return Room(left, TOO_MUCH[limit])

    def counts(self, login: Login, letter: Letter) -> Verdict:
        """The sum of the account stands in the database: every process adds to the same."""
        with self._app.app_context():
            person_id = db.session.get_one(Account, int(login.account)).person_id
            limit = operations.count_submission(
                f"smtp:{letter.key}",
                person_id,
                doors.box_written_from(letter.sender, person_id),
                letter.recipients,
                by=SYSTEM,
            )
        return Verdict(TOO_MUCH[limit]) if limit else WELCOME

    def _is_refused_for(self, address: str, asker: Asker) -> bool:
        refusing = self._refusals().refusing(asker.peer, asker.sender)
        return bool(refusing) and doors.agency_of_address(address) in refusing

    def recipient(self, address: str, asker: Asker) -> Verdict:
        """Who logged in may write to everybody; others only to whom we have."""
        with self._app.app_context():
            found = doors.taken(address, from_outside=asker.login is None)
            if asker.listener == MX.name and self._is_refused_for(address, asker):
                return Verdict(answers.SENDER_REFUSED)
        if found.taking is Taking.YES or (found.taking is Taking.OUTSIDE and asker.login):
            return WELCOME
        if found.taking is Taking.CLOSED_LIST and not asker.sender:
            return WELCOME  # a report about what the list sent on; it goes to no member
        if found.taking is Taking.MOVED:
            words = f"The mailbox has moved to <{found.moved_to}>"
            return Verdict(Answer(550, "5.1.6", words if found.moved_to.isascii() else "Moved"))
        return Verdict(REFUSALS[found.taking])
