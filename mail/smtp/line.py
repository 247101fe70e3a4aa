"""The wire below the commands: bytes in, lines out, time limits, and an end that loses nothing.

Bytes are taken as they come, without the library's line reader: commands that came together are
answered together (RFC 2920), and data are never looked at line by line.
"""

import asyncio
import contextlib
import ssl
from typing import Any

from aiosmtpd.smtp import SMTP

from mail.smtp import answers
from mail.smtp.answers import Answer
from mail.smtp.forwarded import Client
from mail.smtp.post import Post
from mail.smtp.profiles import Profile, Secured
from mail.smtp.proxied import plain

LONGEST_LINE = 4096
MOST_HELD = 512 * 1024
REFUSED_FROM = 400


class Gone(Exception):
    """The peer has nothing more to say, or is told goodbye."""


class Line(SMTP):
    """A connection and its clock."""

    def __init__(
        self, post: Post, profile: Profile, context: ssl.SSLContext | None, peer: str = ""
    ) -> None:
        super().__init__(
            None,
            hostname=post.hostname,
            enable_SMTPUTF8=True,
            decode_data=False,
            timeout=post.limits.idle,
            data_size_limit=None,
            loop=asyncio.get_running_loop(),
        )
        self.post = post
        self.profile = profile
        self.context = context
        self.peer = peer
        self.client = Client()
        self.tls = ""
        self.helo = ""
        self.failed_logins = 0
        self.receiving = False
        self.in_mail = False
        self.going = False
        self._entered = False
        self._input = bytearray()
        self._output: list[bytes] = []
        self._waiter: asyncio.Future[None] | None = None
        self._ended = False
        self._reading_paused = False
        self._writable = asyncio.Event()
        self._writable.set()
        self._began = self._heard = self.loop.time()
        self._mail_began = 0.0
        self._mail_bytes = 0

    # what the event loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the peer in; TLS from the start is known by the transport (RFC 8314)."""
        self.peer = self.peer or _address(transport)
        self.tls = _tls_of(transport)
        self.post.sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.post.sessions.discard(self)
        self._writable.set()
        if self._entered:
            self.post.gate.leave(self.peer)
            self._entered = False
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Any byte is a sign of life; a peer far ahead of us waits."""
        self._heard = self.loop.time()
        self._mail_bytes += len(data)
        self._input += data
        if len(self._input) > MOST_HELD and not self._reading_paused:
            self._reading_paused = True
            self._stream().pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """A peer that only closed its own half still gets our answer."""
        self._ended = True
        self._wake()
        return not self.tls

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _stream(self) -> asyncio.Transport:
        if not isinstance(self.transport, asyncio.Transport):
            raise Gone
        return self.transport

    # reading

    async def more(self) -> None:
        """Answer what is asked so far, then wait for bytes; Gone when none can come."""
        self.flush()
        await self.drained()
        if self._ended or self.transport is None:
            raise Gone
        if self._reading_paused:
            self._reading_paused = False
            self._stream().resume_reading()
        self._waiter = self.loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    async def next_line(self) -> bytes | None:
        """A command without its end; None for one that is too long or not well formed."""
        while (at := self._input.find(b"\n")) < 0:
            if len(self._input) > LONGEST_LINE:
                await self._skip_line()
                return None
            await self.more()
        line = bytes(self._input[: at + 1])
        del self._input[: at + 1]
        if len(line) > LONGEST_LINE:
            self.say(answers.LINE_TOO_LONG)
            return None
        if not line.endswith(b"\r\n") or b"\0" in line or line.find(b"\r") != at - 1:
            self.say(answers.NOT_A_LINE)
            return None
        return line[:-2]

    async def _skip_line(self) -> None:
        while (at := self._input.find(b"\n")) < 0:
            self._input.clear()
            await self.more()
        del self._input[: at + 1]
        self.say(answers.LINE_TOO_LONG)

    def take_input(self, most: int) -> bytes:
        """What has come, up to `most` bytes."""
        taken = bytes(self._input[:most]) if len(self._input) > most else bytes(self._input)
        del self._input[: len(taken)]
        return taken

    def put_back(self, surplus: bytes) -> None:
        """Commands that came behind the data."""
        self._input[:0] = surplus

    # writing

    def say(self, answer: Answer) -> None:
        """Sent with the answers before it, at the latest before we wait."""
        self._output.append(answer.line)
        if answer.code >= REFUSED_FROM:
            self.post.counts[str(answer.code)] += 1

    def flush(self) -> None:
        if self._output and self.transport is not None:
            self._stream().write(b"".join(self._output))
        self._output.clear()

    async def drained(self) -> None:
        """Do not go on with a peer that asks but never reads."""
        await self._writable.wait()

    # time

    def _reset_timeout(self, duration: float | None = None) -> None:
        """One clock a session instead of a timer for each command."""
        if self._timeout_handle is None:
            self._look_again()

    def begin_mail(self) -> None:
        """Data begin: from here the session's own limit rests."""
        self.receiving = True
        self._mail_began = self.loop.time()
        self._mail_bytes = len(self._input)

    def end_mail(self) -> None:
        self.receiving = False
        self._began = max(self._began, self.loop.time() - self.post.limits.session / 2)

    def _look_at_clock(self) -> None:
        late = self._too_late()
        if late and self.transport is not None:
            self.post.tell("cut off", peer=self.peer, why=late.text)
            self.goodbye(late)
            return
        self._look_again()

    def _look_again(self) -> None:
        limits = self.post.limits
        wait = min(limits.idle, limits.session, limits.rate_after) / 4
        self._timeout_handle = self.loop.call_later(max(wait, 0.02), self._look_at_clock)

    def _too_late(self) -> Answer | None:
        now, limits = self.loop.time(), self.post.limits
        if self._waiter is None:
            return None  # we are at work ourselves
        if now - self._heard >= limits.idle:
            return answers.IDLE
        if not self.receiving:
            return answers.TOO_LONG_OPEN if now - self._began >= limits.session else None
        lasted = now - self._mail_began
        if lasted >= limits.rate_after and self._mail_bytes < lasted * limits.least_rate:
            return answers.TOO_SLOW
        return answers.TOO_LONG_OPEN if lasted >= limits.mail else None

    def go_down(self) -> None:
        """The service ends: at once between mails, else after the mail under way."""
        self.going = True
        if not self.in_mail and self._waiter:
            self.goodbye(answers.CLOSING)

    def goodbye(self, answer: Answer) -> None:
        """A last word, then the connection closes."""
        with contextlib.suppress(Gone):
            self.say(answer)
            self.flush()
            self._stream().close()

    # the session

    async def enter(self) -> bool:
        """Whether the peer may speak; who may not has heard why."""
        refusal = self.post.gate.enter(self.peer)
        self._entered = refusal is None
        if refusal is None and self.peer and await self.post.asking.blocked(self.peer):
            refusal = answers.BLOCKED
        if refusal:
            self.post.counts["refused at the door"] += 1
            self.goodbye(refusal)
        return refusal is None

    async def start_tls(self) -> bool:
        """Whether TLS is there; what came before it is forgotten, nobody signed it (RFC 3207)."""
        if self.context is None or self.profile.secured is Secured.NEVER:
            self.say(answers.NO_TLS)
            return False
        self.say(answers.READY_FOR_TLS)
        self._input.clear()
        self.flush()
        old = self._stream()
        try:
            new = await self.loop.start_tls(old, self, self.context, server_side=True)
        except (OSError, ssl.SSLError, ConnectionError) as fault:
            self.post.tell("no handshake", peer=self.peer, why=type(fault).__name__)
            raise Gone from fault
        if new is None:
            raise Gone
        self.transport = new
        self.tls = _tls_of(new)
        return True


def _address(transport: asyncio.BaseTransport) -> str:
    told: Any = transport.get_extra_info("peername")
    return plain(str(told[0])) if isinstance(told, tuple) else ""


def _tls_of(transport: asyncio.BaseTransport) -> str:
    sealed = transport.get_extra_info("ssl_object")
    if sealed is None:
        return ""
    cipher = sealed.cipher()
    return f"{sealed.version()} {cipher[0] if cipher else ''}".strip()
