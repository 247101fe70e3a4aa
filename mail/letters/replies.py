"""Answers: their subject, their people, their quotation, and whether a program may give one.

Heads are read elsewhere; here a head is a mapping from names in lower case to their values.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import getaddresses

from mail.letters.heading import Person
from mail.wire.names import BadName, folded, split

Head = Mapping[str, Sequence[str]]

REPLY, FORWARD = "Re: ", "Fwd: "
_REPLY_WORDS = "re|aw|sv|trả lời|tra loi|tl|hồi đáp|رد"
_FORWARD_WORDS = "fwd?|wg|tr|rv|chuyển tiếp|chuyen tiep|إعادة توجيه"
_MARK = r"\s*(?:{})\s*(?:\[\d{{1,3}}\]|\(\d{{1,3}}\))?\s*[:：]\s*"
IS_REPLY = re.compile(_MARK.format(_REPLY_WORDS), re.IGNORECASE)
IS_FORWARD = re.compile(_MARK.format(_FORWARD_WORDS), re.IGNORECASE)
ANY_MARK = re.compile(f"(?:{IS_REPLY.pattern}|{IS_FORWARD.pattern})", re.IGNORECASE)
MOST_PEOPLE = 500
LONGEST_QUOTE = 200_000
LONGEST_FIELD = 100_000
PROGRAMS = re.compile(
    r"(?:mailer-daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply|bounces?|listserv|majordomo)"
    r"(?:[-+=_.].*)?|owner-.*|.*-(?:owner|request|bounces?|admin)(?:\+.*)?",
    re.IGNORECASE,
)
BULK = {"bulk", "junk", "list", "auto_reply"}
SUPPRESSING = {"all", "oof", "autoreply"}


@dataclass(frozen=True)
class Answered:
    """Whom an answer goes to."""

    to: tuple[Person, ...]
    cc: tuple[Person, ...] = ()


# -------------------------------------------------------------------------- subjects


def bare_subject(subject: str) -> str:
    """The subject without the marks of answers and forwards in the languages that we meet."""
    plain = " ".join(subject.split())
    while found := ANY_MARK.match(plain):
        plain = plain[found.end() :]
    return plain


def reply_subject(subject: str) -> str:
    """One mark, however often it went to and fro."""
    return f"{REPLY}{bare_subject(subject)}".rstrip()


def forward_subject(subject: str) -> str:
    """One mark; that it was an answer shows in the letter itself."""
    return f"{FORWARD}{bare_subject(subject)}".rstrip()


def is_reply(subject: str) -> bool:
    """Whether the subject says that it answers something."""
    return bool(IS_REPLY.match(" ".join(subject.split())))


def quoted(text: str) -> str:
    """The text as a quotation; marks of earlier ones stay together."""
    lines = text[:LONGEST_QUOTE].replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    return "".join(
        f">{line}\n" if line.startswith(">") else f"> {line}".rstrip() + "\n" for line in lines
    )


def thread_of(head: Head) -> tuple[str, tuple[str, ...]]:
    """In-Reply-To and References of an answer (RFC 5322 3.6.4): the beginning and the last ones."""
    own = _ids(head, "message-id")[:1]
    before = _ids(head, "references") or _ids(head, "in-reply-to")[:1]
    chain = [one for one in before if one not in own] + own
    kept = chain if len(chain) <= 21 else chain[:1] + chain[-20:]
    return (own[0] if own else ""), tuple(kept)


def _ids(head: Head, name: str) -> list[str]:
    found = re.findall(r"<[^\s<>]{1,900}>", " ".join(head.get(name, ()))[:100_000])
    return list(dict.fromkeys(found))


# ---------------------------------------------------------------------------- people


def reply_to_sender(head: Head, own: Collection[str]) -> Answered:
    """To who wrote it; under a letter of one's own, to those it went to."""
    writers = _people(head, "reply-to") or _people(head, "from")
    others = _without(writers, own)
    return Answered(tuple(others or _without(_people(head, "to"), own) or writers))


def reply_to_all(head: Head, own: Collection[str]) -> Answered:
    """To the sender, with everybody else in copy, each once and oneself never."""
    to = reply_to_sender(head, own).to
    known = {*own, *(one.address for one in to)}
    return Answered(to, tuple(_without([*_people(head, "to"), *_people(head, "cc")], known)))


def _people(head: Head, name: str) -> list[Person]:
    try:
        found = getaddresses([str(value)[:LONGEST_FIELD] for value in head.get(name, ())][:20])
    except RecursionError:  # brackets within brackets name nobody
        return []
    return [Person(address, shown) for shown, address in found[:MOST_PEOPLE] if _key(address)]


def _without(people: Iterable[Person], unwanted: Collection[str]) -> list[Person]:
    seen = {_key(one) for one in unwanted}
    kept = []
    for one in people:
        if _key(one.address) not in seen:
            seen.add(_key(one.address))
            kept.append(one)
    return kept


def _key(address: str) -> str:
    try:
        return folded(address)
    except BadName:
        return ""


# --------------------------------------------------------------------------- programs


def may_answer(head: Head, envelope_sender: str, own_addresses: Collection[str]) -> bool:
    """Whether a program may answer this letter (RFC 3834 2): the sender is a person who wrote us.

    An answer goes to the sender of the envelope; a letter that came through a list, from another
    program or only in a blind copy gets none.
    """
    own = {_key(one) for one in own_addresses}
    return (
        _is_person(envelope_sender)
        and _key(envelope_sender) not in own
        and not _is_automatic(head)
        and not _is_bulk(head)
        and bool(own & {_key(one.address) for one in _named(head)})
    )


def _is_person(address: str) -> bool:
    return bool(_key(address)) and not PROGRAMS.fullmatch(split(address)[0])


def _is_automatic(head: Head) -> bool:
    declared = [_first_word(value) for value in head.get("auto-submitted", ())]
    suppressed = {
        word.strip().lower()
        for value in head.get("x-auto-response-suppress", ())
        for word in value.split(",")
    }
    is_report = any(_first_word(one) == "multipart/report" for one in head.get("content-type", ()))
    is_null = any(value.strip() == "<>" for value in head.get("return-path", ()))
    return (
        any(one != "no" for one in declared)
        or bool(suppressed & SUPPRESSING)
        or is_report
        or is_null
    )


def _is_bulk(head: Head) -> bool:
    if any(name.startswith("list-") for name in head) or "x-loop" in head:
        return True
    return any(_first_word(value) in BULK for value in head.get("precedence", ()))


def _first_word(value: str) -> str:
    return value.split(";", maxsplit=1)[0].split("(", maxsplit=1)[0].strip().lower()


def _named(head: Head) -> list[Person]:
    names = ("to", "cc", "resent-to", "resent-cc")
    return [one for name in names for one in _people(head, name)]
