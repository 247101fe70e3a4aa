"""The commands of a session: one answer each, and no word of what went wrong inside."""

import asyncio
import re
import ssl
from typing import ClassVar

from mail.smtp import answers, forwarded, login, paths, receive
from mail.smtp.answers import Answer, Refused
from mail.smtp.body import Body, Chunked
from mail.smtp.forwarded import Client
from mail.smtp.house import Asker, Letter, Login, Room
from mail.smtp.line import Gone, Line
from mail.smtp.paths import Envelope
from mail.smtp.post import Post
from mail.smtp.profiles import Profile, Secured

_NAME = re.compile(r"[A-Za-z0-9.:_\[\]-]{1,255}")
_CHUNK = re.compile(r"(\d{1,18})( LAST)?", re.IGNORECASE)
BEFORE_TLS = {"EHLO", "HELO", "NOOP", "QUIT", "RSET", "STARTTLS", "HELP"}


class Session(Line):
    """An SMTP or LMTP peer, from its greeting to its goodbye."""

    commands: ClassVar[dict[str, str]] = {
        name: f"smtp_{name}"
        for name in (
            *("EHLO", "HELO", "LHLO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT"),
            *("AUTH", "STARTTLS", "VRFY", "EXPN", "HELP", "XFORWARD"),
        )
    }

    def __init__(
        self, post: Post, profile: Profile, context: ssl.SSLContext | None, peer: str = ""
    ) -> None:
        super().__init__(post, profile, context, peer)
        self.extended = False
        self.login: Login | None = None
        self._faults = 0
        self._foreign = {"EHLO", "HELO"} if profile.lmtp else {"LHLO", "XFORWARD"}  # RFC 2033, 4.1
        self._forget()

    def _forget(self) -> None:
        """No mail under way; half of one leaves nothing on the disk."""
        body: Body | None = getattr(self, "_body", None)
        if body:
            body.discard()
        self._body: Body | None = None
        self._chunks: Chunked | None = None
        self._key = ""
        self._room: Room | None = None
        self._mail = Envelope()
        self.client = Client()
        self.in_mail = False

    async def _handle_client(self) -> None:
        try:
            if await self.enter():
                self.say(Answer(220, "", f"{self.hostname} ESMTP"))
                await self._listen()
        except (Gone, ConnectionError):
            pass
        except Refused as refused:  # the house is down before the greeting
            self.goodbye(Answer(421, refused.answer.status, refused.answer.text))
        finally:
            self._forget()
            if self.transport is not None:
                self.transport.close()

    async def _listen(self) -> None:
        while self.transport is not None and not self.transport.is_closing():
            if self.going and not self.in_mail:
                self.goodbye(answers.CLOSING)
                return
            line = await self.next_line()
            if line is not None:
                await self._obey(line)
            if self._faults > self.post.limits.faults:
                self.goodbye(answers.TOO_MANY_FAULTS)
                return

    async def _obey(self, line: bytes) -> None:
        verb, _, argument = line.decode("utf-8", "surrogateescape").partition(" ")
        try:
            await self._command(verb.upper(), argument)
        except Refused as refused:
            self._faults += refused.answer.code >= 500
            self.say(refused.answer)
        except (Gone, ConnectionError):
            raise
        except Exception as fault:  # noqa: BLE001 - a fault of ours is never a lasting refusal
            self.post.tell("fault", peer=self.peer, command=verb[:10], why=repr(fault))
            self.post.counts["faults"] += 1
            self._forget()
            self.say(answers.TRY_AGAIN)

    async def _command(self, verb: str, argument: str) -> None:
        name = self.commands.get(verb)
        if name is None or verb in self._foreign:
            raise Refused(answers.UNKNOWN)
        needs_tls = self.profile.secured is Secured.REQUIRED and not self.tls
        if needs_tls and verb not in BEFORE_TLS:
            raise Refused(answers.TLS_NEEDED)
        await getattr(self, name)(argument)

    # greeting

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - the verb
        """One write, whatever it holds."""
        self._greeted(hostname)
        self.extended = True
        lines = [self.hostname, *self._offers()]
        head = [f"250-{line}" for line in lines[:-1]]
        self._output.append("\r\n".join([*head, f"250 {lines[-1]}", ""]).encode())

    async def smtp_LHLO(self, hostname: str) -> None:  # noqa: N802 - the verb
        await self.smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802 - the verb
        self._greeted(hostname)
        self.extended = False
        self.say(Answer(250, "", self.hostname))

    def _greeted(self, hostname: str) -> None:
        if not _NAME.fullmatch(hostname.strip()):
            raise Refused(answers.HELLO_NEEDS_NAME)
        self._forget()
        self.helo = hostname.strip()

    def _offers(self) -> list[str]:
        most = int(self.post.limits.size * self.profile.larger)
        offers = ["PIPELINING", f"SIZE {most}", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING"]
        if self.context and self.profile.secured is not Secured.NEVER and not self.tls:
            offers.append("STARTTLS")
        if self.profile.login and self.tls:
            offers.append("AUTH PLAIN LOGIN")
        if self.profile.lmtp:
            offers.append(forwarded.OFFER)
        return [*offers, "ENHANCEDSTATUSCODES"]

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - the verb
        if arg:
            raise Refused(answers.NO_PARAMETER)
        if self.tls:
            raise Refused(answers.TLS_TWICE)
        self._forget()
        if await self.start_tls():
            self.helo, self.extended, self.login = "", False, None

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - the verb
        if not self.profile.login:
            raise Refused(answers.NOT_OFFERED)
        if not self.tls:
            raise Refused(answers.LOGIN_NEEDS_TLS)
        if not self.helo:
            raise Refused(answers.HELLO_FIRST)
        if self.login:
            raise Refused(answers.LOGGED_IN_ALREADY)
        if self.in_mail:
            raise Refused(answers.LOGIN_IN_MAIL)
        self.login = await login.ask(self, arg)

    async def smtp_XFORWARD(self, arg: str) -> None:  # noqa: N802 - the verb
        """Holds for the next mail; several commands add up."""
        if self.in_mail:
            raise Refused(answers.MAIL_TWICE)
        self.client = forwarded.heard(arg, self.client)
        self.say(answers.OK)

    # the mail

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - the verb
        if not self.helo:
            raise Refused(answers.HELLO_FIRST)
        if self.profile.login and not self.login:
            raise Refused(answers.LOGIN_NEEDED)
        if self.in_mail:
            raise Refused(answers.MAIL_TWICE)
        sender = paths.sender(arg or "", extended=self.extended)
        if sender.size > self.post.limits.size * self.profile.larger:
            raise Refused(answers.TOO_BIG)
        if not self.post.intake.has_room(sender.size):
            raise Refused(answers.NO_ROOM)
        await self._check_sender(sender.address)
        if late := self.post.gate.mail(self.peer):
            raise Refused(late)
        self._mail = Envelope(sender)
        self._key = receive.new_key()
        self.in_mail = True
        self.say(answers.SENDER_OK)

    async def _check_sender(self, address: str) -> None:
        if self.login:
            if not await self.post.asking.may_send(self.login, address):
                raise Refused(answers.NOT_YOUR_SENDER)
        elif not self.profile.lmtp:
            domain = paths.domain_of(address)
            verdict = await self.post.asking.stranger(address, domain, self._asker(address))
            if verdict.refusal:
                raise Refused(verdict.refusal)

    def _asker(self, sender: str) -> Asker:
        return Asker(self.profile.name, self.peer, self.login, sender)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - the verb
        sender = self._mail.sender
        if sender is None:
            raise Refused(answers.MAIL_FIRST)
        if self._chunks:
            raise Refused(answers.CHUNKS_UNDER_WAY)
        to = paths.recipient(arg or "", utf8=sender.utf8, extended=self.extended)
        if len(self._mail.recipients) >= self.profile.most_recipients:
            raise Refused(answers.TOO_MANY_RECIPIENTS)
        asker = self._asker(sender.address)
        verdict = await self.post.asking.recipient(to.address, asker)
        if verdict.refusal:
            raise Refused(verdict.refusal)
        await self._check_room()
        self._mail.recipients.append(to)
        self.say(answers.RECIPIENT_OK)

    async def _check_room(self) -> None:
        """Asked once for a mail; counted when all of it has come."""
        if self.login is None:
            return
        room = self._room or await self.post.asking.room(self.login)
        self._room = room
        if len(self._mail.recipients) >= room.left:
            raise Refused(room.refusal)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the verb
        if arg:
            raise Refused(answers.NO_PARAMETER)
        if self._chunks:
            raise Refused(answers.CHUNKS_UNDER_WAY)
        if not self._mail.recipients:
            raise Refused(answers.RECIPIENT_FIRST)
        self.say(answers.GO_ON)
        self._body = receive.new_body(self, self._key)
        await receive.data(self, self._body)
        await self._keep(self._body)

    async def smtp_BDAT(self, arg: str) -> None:  # noqa: N802 - the verb
        """A chunk is read even when it is refused, or its bytes would be taken for commands."""
        found = _CHUNK.fullmatch(arg)
        if not found or not found[1].isascii():
            self.goodbye(answers.BAD_CHUNK)
            raise Gone
        size, last = int(found[1]), bool(found[2])
        if not self._mail.recipients:
            await receive.skip(self, size)
            raise Refused(answers.RECIPIENT_FIRST)
        if self._body is None or self._chunks is None:
            self._body = receive.new_body(self, self._key)
            self._chunks = Chunked(self._body)
        await receive.chunk(self, self._chunks, size)
        if last:
            self._chunks.end()
            await self._keep(self._body)
        else:
            self.say(self._body.fault or answers.CHUNK_OK)

    async def _keep(self, body: Body) -> None:
        """LMTP peers hear of each recipient apart (RFC 2033, 4.2)."""
        count = len(self._mail.recipients) if self.profile.lmtp else 1
        mail, key = self._mail, self._key
        self._body = None  # from here on it is the intake's
        try:
            await self._check_writer(body)
            answer = await receive.keep(self, key=key, body=body, envelope=mail, login=self.login)
        except Refused as refused:
            body.discard()
            answer = refused.answer
        except asyncio.CancelledError:
            raise
        except Exception as fault:  # noqa: BLE001 - see _obey
            self.post.tell("fault", peer=self.peer, command="DATA", why=repr(fault))
            self.post.counts["faults"] += 1
            body.discard()
            answer = answers.TRY_AGAIN
        self._forget()
        for _ in range(count):
            self.say(answer)

    async def _check_writer(self, body: Body) -> None:
        """Who logged in writes in no other's name, whatever the envelope says (RFC 6409, 6.1).

        What he writes is counted at last: one sum for all doors and for the pages.
        """
        if self.login is None or body.judged():
            return
        if not await self.post.asking.may_write(self.login, body.head()):
            raise Refused(answers.NOT_YOUR_NAME)
        verdict = await self.post.asking.counts(self.login, self._letter())
        if verdict.refusal:
            raise Refused(verdict.refusal)

    def _letter(self) -> Letter:
        sender = self._mail.sender.address if self._mail.sender else ""
        return Letter(self._key, sender, tuple(to.address for to in self._mail.recipients))

    # the rest

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802 - the verb
        if arg:
            raise Refused(answers.NO_PARAMETER)
        self._forget()
        self.say(answers.FLUSHED)

    async def smtp_NOOP(self, arg: str) -> None:  # noqa: N802 - the verb
        self.say(answers.OK)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802 - the verb
        self.goodbye(answers.BYE)
        raise Gone

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: N802 - the verb
        """Nobody learns here which mailboxes there are."""
        self.say(answers.CANNOT_VERIFY)

    async def smtp_EXPN(self, arg: str) -> None:  # noqa: N802 - the verb
        raise Refused(answers.NOT_OFFERED)

    async def smtp_HELP(self, arg: str) -> None:  # noqa: N802 - the verb
        self.say(answers.HELP)
