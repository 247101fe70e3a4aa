"""To whom a draft goes: every address read, led and said to be wrong before anything is sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from mail.letters import typed
from mail.letters.heading import Person
from mail.models import Mailbox, MailDraft, MailList
from mail.queries.addresses import is_ours, lead
from mail.queries.contacts import certificates_for
from mail.queries.keeping import rules_for
from mail.queries.readers import readers_of
from mail.wire import names
from office import clock
from office.db import db
from office.errors import Invalid, Refusal
from office.i18n import _
from signing.queries import receiving_certificates

LINES = ("to", "cc", "bcc")
MOST_RECIPIENTS = 500


@dataclass(frozen=True)
class Recipient:
    """One address; inside the house it leads to a box or to a list."""

    person: Person
    folded: str
    line: str
    box: Mailbox | None = None
    list: MailList | None = None

    @property
    def is_inside(self) -> bool:
        """Whether it is reached without leaving the house."""
        return self.box is not None or self.list is not None


@dataclass
class Addressed:
    """All recipients of a draft, each once, and by line what is wrong with it."""

    everybody: list[Recipient] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def outside(self) -> list[Recipient]:
        """Those whom the letter reaches by leaving the house."""
        return [one for one in self.everybody if not one.is_inside]


def addressed(draft: MailDraft) -> Addressed:
    """Read the three lines of a draft; an address named twice counts where it stands first."""
    found = Addressed()
    seen: set[str] = set()
    for line in LINES:
        for key, person in _people(draft, line, found):
            if key not in seen:
                seen.add(key)
                _add(found, line, key, person)
    if len(found.everybody) > MOST_RECIPIENTS:
        found.faults["to"] = _(
            "A letter goes to at most %(number)d addresses; write to a list instead.",
            number=MOST_RECIPIENTS,
        )
    if not found.everybody and not found.faults:
        found.faults["to"] = _("Say to whom the letter goes.")
    return found


def _people(draft: MailDraft, line: str, found: Addressed) -> Iterator[tuple[str, Person]]:
    try:
        yield from list(typed.folded(typed.people(getattr(draft, line))))
    except Invalid as fault:
        found.faults[line] = str(fault.message)


def _add(found: Addressed, line: str, key: str, person: Person) -> None:
    leads = lead(key)
    if leads is None and not is_ours(names.domain_of(key)):
        found.everybody.append(Recipient(person, key, line))
    elif leads is not None and (leads.box is not None or leads.list is not None):
        found.everybody.append(Recipient(person, key, line, leads.box, leads.list))
    else:
        found.faults.setdefault(line, _nobody(person.address, leads.moved_to if leads else ""))


def _nobody(address: str, moved_to: str) -> str:
    if moved_to:
        return _(
            "%(address)s is not used any more; write to %(present)s.",
            address=address,
            present=moved_to,
        )
    return _("Nobody of this house has the address %(address)s.", address=address)


def addresses(listed: Iterable[Recipient]) -> list[str]:
    """The addresses as they are compared."""
    return [one.folded for one in listed]


def readers_to_seal_for(draft: MailDraft, found: Addressed) -> dict[str, list[bytes]]:
    """By address the certificates (DER) for which a letter is sealed, the sender's among them.

    At a desk's box everybody who reads there has his own; outside it is the one that is kept with
    a contact. Where somebody has none, and for lists, there is nothing: it cannot be sealed.
    """
    own = db.session.get_one(Mailbox, draft.mailbox_id)
    writer = draft.sender_id or own.person_id
    readers = {
        one.person.address: readers_of(one.box) for one in found.everybody if one.box is not None
    }
    beside = readers_of(own)
    wanted = {person for people in readers.values() for person in people} | {*beside, writer}
    known = receiving_certificates([one for one in wanted if one is not None])
    sealed = {one.person.address: list[bytes]() for one in found.everybody}
    for address, people in readers.items():
        if all(person in known for person in people):
            sealed[address] = [known[person].der for person in people]
    sealed |= _kept_outside(found, writer, own)
    sealed[own.name] = [known[one].der for one in dict.fromkeys([writer, *beside]) if one in known]
    return sealed if writer in known else sealed | {own.name: []}


def escrow_of(box: Mailbox) -> bytes | None:
    """The agency's certificate (DER) for which letters from a box are sealed too, where it asks.

    One that has run out holds them back: nobody finds out years later that it was not used.
    """
    rules = rules_for(box)
    if rules.escrow != "required":
        return None
    parsed = x509.load_pem_x509_certificate(rules.escrow_certificate.encode())
    if parsed.not_valid_after_utc <= clock.now():
        raise Refusal(
            _("The certificate that the agency keeps for sealed letters has run out."),
            who=_("The administrator puts a new one into the mail rules."),
        )
    return parsed.public_bytes(Encoding.DER)


def _kept_outside(found: Addressed, writer: int | None, own: Mailbox) -> dict[str, list[bytes]]:
    addresses = {one.folded: one.person.address for one in found.outside}
    kept = certificates_for(addresses, person_id=writer, agency_id=own.agency_id)
    return {addresses[folded]: [der] for folded, der in kept.items()}
