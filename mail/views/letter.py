"""A message as its page shows it: who, what to beware of, words, files, and how far it got."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import url_for

from mail import queries
from mail.models import Folder, MailFiling, MailMessage, MailPart, OutgoingMail
from mail.policy import Can
from mail.queries.items import SET_APART, Line, OpenItem
from mail.views.asked import Invitation, Receipt, invitation_of, receipt_of
from mail.views.bodies import Piece, height_of, pieces_of
from mail.views.enclosed import Called, Signed, called, signed
from mail.views.letter_words import NOTICES, RISKS, verdict_of
from mail.views.outgoing import WHY
from mail.wire import names
from office import search
from office.foreign.letters import Notice, Seal
from office.i18n import _, _l, moment
from office.permissions import Actor, allowed

READ = frozenset(one.value for one in Notice)


@dataclass(frozen=True)
class Warned:
    """Something to beware of: the words, why, and how strongly ("stop", "warn", "")."""

    what: str
    why: str = ""
    kind: str = "warn"


@dataclass(frozen=True)
class FileRow:
    """A file of a message as it is offered."""

    name: str
    kind: str
    size: int
    url: str
    risks: Sequence[str] = ()
    opens: bool = False


@dataclass(frozen=True)
class Receiver:
    """How far the message got with one receiver."""

    who: str
    state: str
    detail: str = ""
    is_bad: bool = False


@dataclass(frozen=True)
class Shown:
    """One message of a conversation, ready for its page."""

    line: Line
    is_open: bool
    warnings: Sequence[Warned] = ()
    pieces: Sequence[Piece] = ()
    frame_url: str = ""
    height: int = 0
    remote_count: int = 0
    may_trust: bool = False
    may_reread: bool = False
    shows_remote: bool = False
    files: Sequence[FileRow] = ()
    receivers: Sequence[Receiver] = ()
    filings: Sequence[MailFiling] = ()
    charset: str = ""
    is_guessed: bool = False
    verdict: Warned | None = None
    seal: Signed | None = None
    is_sealed: bool = False
    meeting: Called | None = None
    receipt: Receipt | None = None
    writer: str = ""
    invitation: Invitation | None = None


REPORTED = {
    "read": _l("Read"),
    "unread": _l("Not read: thrown away or passed on"),
    "delivered": _l("Delivered"),
}
OPENED_HERE = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp"}


def shown_of(
    found: OpenItem, lines: Sequence[Line], actor: Actor, *, with_pictures: bool
) -> list[Shown]:
    """The conversation, the newest first: the opened message and all unread ones open."""
    ids = [line.message.id for line in lines]
    box = found.opened.box
    parts = queries.parts_of(ids)
    states = _receivers(lines, found)
    trusted = _trusted(lines, found, actor)
    filings = queries.filings_of(ids, box)
    colleagues = _colleagues(lines)
    return [
        _shown(
            line,
            is_open=line.item.id == found.item.id or line.is_new,
            parts=parts[line.message.id],
            colleagues=colleagues,
            found=found,
            actor=actor,
            shows_remote=_shows_remote(line, found, trusted, asked=with_pictures),
            receivers=states.get(line.message.id, []),
            filings=[one for one in filings if one.message_id == line.message.id],
        )
        for line in reversed(lines)
    ]


def _trusted(lines: Sequence[Line], found: OpenItem, actor: Actor) -> set[str]:
    """Asked for only where a letter is there for which it counts."""
    if not any(queries.is_confirmed(line.item, line.message) for line in lines):
        return set()
    return {one.address for one in queries.trusted_senders(found.opened, actor)}


def _shows_remote(line: Line, found: OpenItem, trusted: set[str], *, asked: bool) -> bool:
    """Pictures were asked for at this very message, or always for its confirmed sender."""
    is_asked = asked and line.item.id == found.item.id
    return is_asked or (
        queries.is_confirmed(line.item, line.message)
        and queries.folded_sender(line.message) in trusted
    )


def _shown(  # noqa: PLR0913 - what a message shows, by name
    line: Line,
    *,
    is_open: bool,
    parts: Sequence[MailPart],
    colleagues: frozenset[str],
    found: OpenItem,
    actor: Actor,
    shows_remote: bool,
    receivers: Sequence[Receiver],
    filings: Sequence[MailFiling],
) -> Shown:
    """What was read of it is asked for only where it is shown."""
    if queries.is_set_apart(line.message):
        return Shown(line, is_open=True, warnings=list(_notices(line.message.notices)))
    if not is_open:
        return Shown(
            line,
            is_open=False,
            files=_files(line, parts),
            filings=filings,
            writer=_writer(line, {}),
        )
    view = queries.view_of(line.message)
    html = str(view.get("html") or "")
    more = {"pictures": "1"} if shows_remote else {}
    notices = _noticed(line.message, view)
    return Shown(
        line,
        is_open=True,
        warnings=[*_warnings(line, view, colleagues), *_notices(notices)],
        pieces=[] if html else pieces_of(str(view.get("text") or line.message.preview)),
        frame_url=url_for("webmail.body", uid=line.item.uid, **more) if html else "",  # type: ignore[arg-type]  # words of a query
        height=height_of(html) if html else 0,
        remote_count=int(view.get("remote_count") or 0),
        may_trust=queries.is_confirmed(line.item, line.message),
        shows_remote=shows_remote,
        files=_files(line, parts),
        receivers=receivers,
        filings=filings,
        charset=str(view.get("charset") or ""),
        may_reread=_may_reread(line, view, found, actor),
        is_guessed=any(one.get("code") == "charset_guessed" for one in notices),
        verdict=_verdict(line),
        seal=signed(line.message.seal),
        is_sealed=line.message.seal.get("kind") == Seal.SMIME_ENCRYPTED.value,
        meeting=called(line.message.calendar),
        receipt=receipt_of(line, view, found, actor),
        writer=_writer(line, view),
        invitation=invitation_of(line, found, actor),
    )


def _may_reread(line: Line, view: Mapping[str, Any], found: OpenItem, actor: Actor) -> bool:
    """What came may have been read in a wrong charset; what we wrote was not."""
    is_ours = line.item.folder is Folder.SENT
    return bool(view) and not is_ours and allowed(actor, Can.ORGANISE, found.opened)


def _writer(line: Line, view: Mapping[str, Any]) -> str:
    """Who wrote for the box: named in the head (RFC 5322 3.6.2), or known to the box alone."""
    named = (view.get("head") or {}).get("sender_header") or {}
    name = str(named.get("name") or named.get("address") or "")
    if name and named.get("address") != line.message.sender_address:
        return name
    return line.message.actor_name if line.item.folder is Folder.SENT else ""


# ------------------------------------------------------------------------- to beware of


def _colleagues(lines: Sequence[Line]) -> frozenset[str]:
    """Those names of outside senders that are a colleague's."""
    wanted = {search.fold(one.message.sender_name) for one in lines if one.message.is_outside}
    return queries.known_names([name for name in wanted if name.strip()])


def _warnings(line: Line, view: Mapping[str, Any], known: frozenset[str]) -> Iterator[Warned]:
    message = line.message
    if message.is_outside and search.fold(message.sender_name) in known:
        yield Warned(
            _("The sender bears the name of a colleague, but this letter came from outside."),
            _("Ask the colleague by telephone before you do what the letter wants."),
            "stop",
        )
    domain = names.domain_of(message.sender_address)
    if is_odd(names.to_unicode(domain)) or "xn--" in domain:
        yield Warned(
            _("The domain of the sender has unusual letters: %(name)s", name=_both(domain)),
            _("It may look like a name you know."),
        )
    if other := _other_reply(message.sender_address, view):
        yield Warned(
            _("An answer would go to another address: %(address)s", address=other),
            _("The sender asks for it; look whether it belongs to him."),
        )


def _both(domain: str) -> str:
    shown = names.to_unicode(domain)
    return f"{shown} ({domain})" if shown != domain else domain


def _other_reply(sender: str, view: Mapping[str, Any]) -> str:
    asked = (view.get("head") or {}).get("reply_to") or []
    addresses = [str(one.get("address") or "") for one in asked if isinstance(one, Mapping)]
    return next((one for one in addresses if one and one.lower() != sender.lower()), "")


@lru_cache(maxsize=2000)
def is_odd(text: str) -> bool:
    """Whether one word of a name mixes alphabets, as names that imitate others do."""
    return any(len(_alphabets(word)) > 1 for word in text.replace("-", ".").split("."))


def _alphabets(word: str) -> set[str]:
    letters = [unicodedata.name(sign, "").partition(" ")[0] for sign in word if sign.isalpha()]
    return {letter for letter in letters if letter}


def _noticed(message: MailMessage, view: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What its last reading found, and what else was noticed when it came."""
    read = view.get("notices")
    if read is None:
        return list(message.notices)
    return [*read, *(one for one in message.notices if one.get("code") not in READ)]


def _notices(notices: Sequence[Mapping[str, Any]]) -> Iterator[Warned]:
    for one in notices:
        words = NOTICES.get(str(one.get("code")))
        values = [str(value) for value in one.get("values") or ()]
        if words is not None:
            kind = "stop" if one.get("code") in (*SET_APART, "own_name") else ""
            yield Warned(str(words), " → ".join(values), kind)


def _verdict(line: Line) -> Warned | None:
    """What the check of a sender from outside came to."""
    if not line.message.is_outside or not line.message.verdicts:
        return None
    domain = names.domain_of(line.message.sender_address)
    return Warned(*verdict_of(line.message.verdicts, names.to_unicode(domain)))


# ----------------------------------------------------------------------- files, receivers


def _files(line: Line, parts: Sequence[MailPart]) -> list[FileRow]:
    return [
        FileRow(
            part.name or part.path,
            part.kind,
            part.size,
            url_for("webmail.part", uid=line.item.uid, part_uid=part.uid),
            [str(RISKS.get(risk, risk)) for risk in part.risks],
            opens=part.kind in OPENED_HERE and not part.risks,
        )
        for part in parts
        if not part.is_inline
    ]


def _receivers(lines: Sequence[Line], found: OpenItem) -> dict[int, list[Receiver]]:
    """Per receiver of what this box sent: outside by the queue, inside by the boxes."""
    sent = [line.message.id for line in lines if line.item.folder is Folder.SENT]
    if not sent:
        return {}
    told: dict[int, list[Receiver]] = {}
    for mail in queries.gone_out(sent, found.opened.box):
        told.setdefault(mail.message_id or 0, []).append(_outside(mail))
    for message_id, name, is_read in queries.gone_inside(sent, found.opened.box):
        state = _("Read") if is_read else _("Delivered")
        told.setdefault(message_id, []).append(Receiver(name, state))
    return told


def _outside(mail: OutgoingMail) -> Receiver:
    """The reader's own receipt says more than his server's report, and that more than ours."""
    for name, words in REPORTED.items():
        told = mail.answer.get("read" if name == "read" else "report") or {}
        if told.get("action") == name:
            return Receiver(mail.to, str(words), moment(datetime.fromisoformat(str(told["at"]))))
    said = str(mail.answer.get("words") or mail.answer.get("text") or mail.problem or "")
    said = str(WHY.get(said, said))
    return Receiver(mail.to, str(mail.state.label), said, is_bad=mail.state.value == "failed")
