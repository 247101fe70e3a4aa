"""Hands letters to a host by SMTP in the calling thread; says per recipient what became of it.

The library's `sendmail` is not used: it chooses options that a server did not offer, so MAIL, RCPT
and DATA are spoken here with options of our own (RFC 5321, 1870, 6152, 6531, 3461, 3207).
"""

import re
import smtplib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from mail.wire.answers import answered, broken, is_path, own, xtext, xtext_address
from mail.wire.connection import FAULTS, Client, Dial, NotPrivate, connected
from mail.wire.hops import Attempt, Delivery, Hop, Letter, Outcome, Said, Tls, Wanted
from mail.wire.names import needs_utf8, on_the_wire

MOST_A_LINE = 100
BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


class NotReached(Exception):
    """No conversation came about; `said` holds for every recipient that was meant for this host."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.status)
        self.said = said


def deliver(
    hops: Iterable[Hop], letters: Iterable[Letter], *, own_name: str, dial: Dial
) -> Iterator[Delivery]:
    """Give each letter to the first host that talks; one line serves many letters.

    When no host is reached the rest is told so too, without another try: the destination rests.
    """
    talk = Talk(tuple(hops), own_name=own_name, dial=dial)
    try:
        for letter in letters:
            yield talk.give(letter)
    finally:
        talk.end()


class Talk:
    """One destination: its hosts, the line that is open, and what failed for good today."""

    def __init__(self, hops: tuple[Hop, ...], *, own_name: str, dial: Dial) -> None:
        self._hops = hops
        self._own_name = own_name
        self._dial = dial
        self._line: Line | None = None
        self._fault: Said | None = None
        self._attempts: list[Attempt] = []

    def give(self, letter: Letter) -> Delivery:
        """What became of the letter; a line that broke before it said a word is opened anew."""
        line = self._open()
        if line is None:
            said = dict.fromkeys((one.address for one in letter.recipients), self._told())
        else:
            said = line.send(letter)
        attempts, self._attempts = tuple(self._attempts), []
        return Delivery(letter, said, attempts, is_reached=line is not None)

    @property
    def is_open(self) -> bool:
        """Whether there is a line on which more may be said."""
        return self._line is not None and not self._line.is_over

    def end(self) -> None:
        """Say goodbye, if there is anybody."""
        if self._line is not None:
            self._line.quit()

    def _told(self) -> Said:
        return self._fault or own(Outcome.LATER, "4.4.1", "there is no host to talk to")

    def _open(self) -> "Line | None":
        if self._line is not None and self._line.is_good():
            return self._line
        self.end()
        self._line = None
        if self._fault is None:
            self._line = self._first_that_talks()
        return self._line

    def _first_that_talks(self) -> "Line | None":
        for hop in self._hops:
            try:
                return open_line(
                    hop, own_name=self._own_name, dial=self._dial, tried=self._attempts
                )
            except NotReached as fault:
                self._fault = fault.said
        return None


# ---------------------------------------------------------------------------- the line


def open_line(hop: Hop, *, own_name: str, dial: Dial, tried: list[Attempt] | None = None) -> "Line":
    """Greet the host and make the line private as its hop asks; `tried` collects the tries."""
    tries = tried if tried is not None else []
    try:
        client, tls = connected(hop, own_name=own_name, dial=dial, tries=tries)
    except NotPrivate as fault:
        if hop.tls is not Tls.MAY or hop.login is not None:
            raise NotReached(broken(fault.cause, hop.host)) from fault
        plain = replace(hop, tls=Tls.NONE)
        return open_line(plain, own_name=own_name, dial=dial, tried=tries)
    except FAULTS as fault:
        raise NotReached(broken(fault, hop.host)) from fault
    return Line(client, hop.host, tls)


# ------------------------------------------------------------------------ the letter


class Line:
    """An open conversation; each letter is one transaction for all its recipients.

    Once it `is_over` nothing more is said on it.
    """

    def __init__(self, client: Client, host: str, tls: str) -> None:
        self._client = client
        self._host = host
        self._tls = tls
        self._count = 0
        self.is_over = False

    def is_good(self) -> bool:
        """Whether another letter may be given on this line; asks the host."""
        if self.is_over or self._count >= MOST_A_LINE:
            return False
        try:
            return self._count == 0 or self._client.rset()[0] == 250
        except FAULTS:
            self.is_over = True
            return False

    def quit(self) -> None:
        """What was taken is taken, whatever comes after."""
        with suppress(*FAULTS):
            if not self.is_over:
                self._client.quit()
        self._client.close()

    def send(self, letter: Letter) -> dict[str, Said]:
        """Each recipient's answer; never raises for what the other side does."""
        self._count += 1
        said = self._foreseen(letter)
        try:
            self._transact(letter, said)
        except FAULTS as fault:
            self.is_over = True
            self._fill(letter, said, broken(fault, self._host, self._tls))
        return said

    # -- before a word is spoken

    def _foreseen(self, letter: Letter) -> dict[str, Said]:
        """What cannot go over this line is refused without trying it."""
        hindrance = self._hindrance(letter)
        return {
            one.address: found
            for one in letter.recipients
            if (found := hindrance or self._recipient_hindrance(one)) is not None
        }

    def _hindrance(self, letter: Letter) -> Said | None:
        if BARE.search(letter.data):
            return self._no("5.6.11", "the message has a bare CR or LF")
        if not is_path(letter.sender):
            return self._no("5.1.7", "the sender is no address")
        if not self._has("smtputf8") and (needs_utf8(letter.sender) or not letter.head.isascii()):
            return self._no("5.6.7", "the host does not take addresses in Unicode (SMTPUTF8)")
        if not self._has("8bitmime") and not letter.data.isascii():
            return self._no("5.6.3", "the host takes no 8-bit text")
        limit = self._client.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(letter.data):
            return self._no("5.3.4", f"the message is larger than the {limit} bytes taken here")
        return None

    def _recipient_hindrance(self, wanted: Wanted) -> Said | None:
        if not wanted.address or not is_path(wanted.address):
            return self._no("5.1.3", "the recipient is no address")
        if needs_utf8(wanted.address) and not self._has("smtputf8"):
            return self._no("5.6.7", "the host does not take addresses in Unicode (SMTPUTF8)")
        return None

    def _no(self, enhanced: str, text: str) -> Said:
        return own(Outcome.REFUSED, enhanced, text)

    def _has(self, extension: str) -> bool:
        return self._client.has_extn(extension)

    # -- the words

    def _transact(self, letter: Letter, said: dict[str, Said]) -> None:
        meant = [one for one in letter.recipients if one.address not in said]
        if not meant:
            return
        utf8 = self._asks_for_utf8(letter, meant)
        self._client.command_encoding = "utf-8" if utf8 else "ascii"
        words = self._mail_words(letter, utf8="SMTPUTF8" if utf8 else "")
        answer = self._ask("MAIL", f"FROM:<{on_the_wire(letter.sender)}>{words}")
        if answer.outcome is not Outcome.TAKEN:
            said.update((one.address, answer) for one in meant)
            return
        taken = [one for one in meant if self._is_taken(one, said)]
        if taken:
            answer = self._data(letter.data)
            said.update((one.address, answer) for one in taken)

    def _asks_for_utf8(self, letter: Letter, meant: list[Wanted]) -> bool:
        paths = [letter.sender, *(one.address for one in meant)]
        return any(needs_utf8(path) for path in paths) or not letter.head.isascii()

    def _mail_words(self, letter: Letter, *, utf8: str) -> str:
        words = [utf8]
        if self._has("size"):
            words.append(f"SIZE={len(letter.data)}")
        if self._has("8bitmime") and not letter.data.isascii():
            words.append("BODY=8BITMIME")
        if self._has("dsn") and letter.returned:
            words.append(f"RET={letter.returned}")
        if self._has("dsn") and letter.envelope_id:
            words.append(f"ENVID={xtext(letter.envelope_id)}")
        return "".join(f" {word}" for word in words if word)

    def _is_taken(self, wanted: Wanted, said: dict[str, Said]) -> bool:
        answer = self._ask("RCPT", f"TO:<{on_the_wire(wanted.address)}>{self._rcpt_words(wanted)}")
        if answer.outcome is not Outcome.TAKEN:
            said[wanted.address] = answer
        return answer.outcome is Outcome.TAKEN

    def _rcpt_words(self, wanted: Wanted) -> str:
        words = []
        if self._has("dsn") and wanted.notify:
            words.append(f"NOTIFY={','.join(wanted.notify)}")
        if self._has("dsn") and wanted.original:
            words.append(f"ORCPT={xtext_address(wanted.original)}")
        return "".join(f" {word}" for word in words)

    def _ask(self, verb: str, words: str) -> Said:
        return self._answer(*self._client.docmd(verb, words))

    def _data(self, data: bytes) -> Said:
        try:
            return self._answer(*self._client.data(data))
        except smtplib.SMTPDataError as fault:
            return self._answer(fault.smtp_code, fault.smtp_error)

    def _answer(self, code: int, words: bytes | str) -> Said:
        if code in {421, -1}:
            self.is_over = True
        if code == -1:
            raise smtplib.SMTPServerDisconnected("the host does not speak SMTP")
        return answered(code, words, self._host, self._tls, reports=self._has("dsn"))

    def _fill(self, letter: Letter, said: dict[str, Said], answer: Said) -> None:
        for one in letter.recipients:
            said.setdefault(one.address, answer)
