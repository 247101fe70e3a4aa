"""What is wrong with a mail that came: a secrecy mark, a virus, a sender who is not who he says."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from mail.jobs.ways import the_resolver
from mail.letters.replies import may_answer
from mail.models import MailArrival
from mail.operations import INFECTED, Judged
from mail.operations.holding import SECRECY
from mail.operations.sifting import LISTED, OWN_NAME
from mail.queries.doors import may_write_as, refuses_stranger
from mail.queries.refusals import refusals
from mail.wire import clamd
from mail.wire.blocklists import blocklists_at
from mail.wire.names import domain_of
from mail.wire.resolver import Resolver, resolver_at
from mail.wire.verdicts import Came, Verdict, authors_of, named_domains
from mail.wire.verdicts import judge as verdict_of
from office import blobs, law
from office.accounts.models import Account
from office.config import current_settings
from office.db import db
from office.foreign.letters import Letter
from office.foreign.reading import first_page_stamp_words
from office.foreign.refusals import ForeignFileRefused

FROM_OUTSIDE = ("mx", "lmtp")
SUBMITTED = ("submission", "submissions")
FIRST_LINES = 30
STAMPED = {
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
WISHES = {"reject": "dmarc", "quarantine": "dmarc_junk"}


@dataclass(frozen=True)
class Found:
    """What was found out about a mail: what is done with it, and what people read of that."""

    judged: Judged
    verdicts: dict[str, Any] = field(default_factory=dict)
    notices: tuple[dict[str, Any], ...] = ()


def judge(arrival: MailArrival, letter: Letter, folder: Path) -> Found:
    """The worst first; raises ScanFailed while clamd does not answer, and the mail waits."""
    automatic = is_automatic(letter, arrival.envelope_from)
    if is_secret(letter, folder):
        return Found(Judged(SECRECY, automatic))
    with blobs.open_blob(arrival.sha256) as stream:
        virus = virus_in(stream)
    if virus:
        notice = {"code": INFECTED, "values": [virus]}
        return Found(Judged(INFECTED, automatic), notices=(notice,))
    if arrival.listener not in FROM_OUTSIDE:
        return Found(Judged("", automatic))
    data = blobs.read(arrival.sha256)
    verdict = _verdict(arrival, data)
    if borrowed := _borrowed(data, letter, verdict):
        notice = {"code": OWN_NAME, "values": [borrowed]}
        return Found(Judged(OWN_NAME, automatic), verdict.as_json(), (notice,))
    wish = WISHES.get(verdict.policy, "") if verdict.dmarc == "fail" else ""
    zone = _listing(arrival)
    notices = ({"code": LISTED, "values": [zone]},) if zone else ()
    return Found(Judged(wish or (LISTED if zone else ""), automatic), verdict.as_json(), notices)


# -------------------------------------------------------------------------- secrecy marks


def is_secret(letter: Letter, folder: Path) -> bool:
    """Whether its subject, its first lines or the first page of a file bear a secrecy mark."""
    marks = [mark.stamp for mark in law.secrecy_marks()]
    if is_marked(letter.head.subject, marks):
        return True
    lines = [line.strip(" \t*_[](){}.:-").upper() for line in letter.text.splitlines()]
    if set(marks) & set([line for line in lines if line][:FIRST_LINES]):
        return True
    return any(_is_stamped(folder / part.file) for part in letter.parts if part.type in STAMPED)


def is_marked(subject: str, marks: list[str]) -> bool:
    """A mark at the head of a subject, in brackets, or named as such; not “bảo mật”."""
    either = "|".join(re.escape(mark) for mark in marks)
    alone = rf"^\s*(?:(?:re|fwd?|tl)\s*:\s*)*(?:{either})\s*(?:[-–—:|/.]|$)"
    apart = rf"[\[(<{{«]\s*(?:độ\s+)?(?:{either})\s*[\])>}}»]|độ\s+mật\s*:?\s*(?:{either})\b"
    return bool(re.search(f"{alone}|{apart}", subject, re.IGNORECASE))


def _is_stamped(path: Path) -> bool:
    try:
        return bool(first_page_stamp_words(path))
    except ForeignFileRefused:
        return False


# ------------------------------------------------------------------------------- viruses


def virus_in(stream: BinaryIO) -> str:
    """What clamd finds in a mail, where one is set; raises ScanFailed while it does not answer."""
    place = current_settings().clamd
    return clamd.find(stream, place) if place else ""


# --------------------------------------------------------------------------- the sender


def _verdict(arrival: MailArrival, data: bytes) -> Verdict:
    came = Came(arrival.peer, arrival.helo, arrival.envelope_from)
    return verdict_of(data, came, resolver=resolver())


def _borrowed(data: bytes, letter: Letter, verdict: Verdict) -> str:
    """The domain of ours that a letter from outside bears in From without any proof.

    The session refuses such an envelope; people read the head.
    """
    domains = named_domains(data)
    if letter.head.sender is not None:
        domains.add(domain_of(letter.head.sender.address))
    ours = (one for one in sorted(domains) if one and not verdict.proves(one))
    return next((one for one in ours if refuses_stranger(one)), "")


def _listing(arrival: MailArrival) -> str:
    """The public blocklist that names the sending server, unless its mail is let in by hand."""
    zones = current_settings().smtp_dnsbl
    if not zones or arrival.listener != FROM_OUTSIDE[0]:
        return ""
    if refusals().allowing(arrival.peer, arrival.envelope_from):
        return ""
    return blocklists_at(zones, resolver()).listing(arrival.peer)


def resolver() -> Resolver:
    """That of the way out; a demo without name servers of its own asks nobody."""
    settings = current_settings()
    is_alone = settings.is_demo and not settings.dns_servers
    return resolver_at(()) if is_alone else the_resolver()


def is_automatic(letter: Letter, envelope_from: str) -> bool:
    """Whether no program may answer it (RFC 3834 section 2)."""
    named = [one.address for one in (*letter.head.to, *letter.head.cc) if one.address]
    said = {
        "auto-submitted": letter.head.auto_submitted,
        "precedence": letter.head.precedence,
        "list-id": letter.head.list_id,
        "return-path": letter.head.return_path,
        "content-type": "multipart/report" if letter.report else "",
    }
    head = {name: [value] for name, value in said.items() if value} | {"to": named}
    others = [one for one in named if one.lower() != envelope_from.lower()]
    return not may_answer(head, envelope_from, others)


def is_own_name(arrival: MailArrival, letter: Letter) -> bool:
    """Whether a letter that somebody submitted names one author, as whom he may write.

    The session has checked the envelope; people read the head.
    """
    if arrival.listener not in SUBMITTED:
        return True
    account = db.session.get(Account, int(arrival.login)) if arrival.login.isdigit() else None
    authors, by = authors_of(blobs.read(arrival.sha256)), letter.head.sender_header
    if account is None or len(authors) != 1:
        return False
    return may_write_as(account, authors[0], by.address if by else "")
