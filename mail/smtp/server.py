"""Listens at the doors of a process, until told to end; several processes may share a port."""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from pathlib import Path

from mail.smtp.post import Post
from mail.smtp.profiles import Profile, Secured
from mail.smtp.proxied import Doorman, Network, listening_at
from mail.smtp.session import Session

BACKLOG = 512
GRACE = 30.0
COUNTS_EVERY = 15.0


@dataclass(frozen=True, slots=True)
class Door:
    """Where a profile is spoken: a host and port, or a Unix socket.

    From the addresses in `proxies` the line of the PROXY protocol comes first.
    """

    profile: Profile
    host: str = ""
    port: int = 0
    socket: Path | None = None
    proxies: tuple[Network, ...] = ()


class Tls:
    """Certificate and key; renewed ones count for the connections that come after."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._paths = (certificate, key)
        self.context = self._made()

    def _made(self) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        made.options |= ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_RENEGOTIATION
        made.load_cert_chain(*self._paths)
        return made

    def reload(self) -> None:
        """Raises OSError (ssl.SSLError is one) and leaves all as it is when the files are bad."""
        self._made()
        self.context.load_cert_chain(*self._paths)


class Server:
    """The doors of one process; its post must be used by no other."""

    def __init__(self, post: Post, doors: list[Door], tls: Tls | None = None) -> None:
        self.post = post
        self.tls = tls
        self._doors = doors
        self._servers: list[asyncio.Server | Doorman] = []
        self.ports: dict[str, int] = {}

    async def start(self) -> None:
        """Open the intake, then the doors; a door that cannot be opened is an OSError."""
        self.post.intake.start()
        for door in self._doors:
            server = await self._listen(door)
            self._servers.append(server)
            if not door.socket:
                self.ports[door.profile.name] = server.sockets[0].getsockname()[1]

    async def _listen(self, door: Door) -> asyncio.Server | Doorman:
        loop = asyncio.get_running_loop()
        context = self.tls.context if self.tls else None
        sealed = door.profile.secured is Secured.FROM_THE_START
        if sealed and context is None:
            raise OSError(f"{door.profile.name} needs a certificate")

        def made(peer: str = "") -> Session:
            return Session(self.post, door.profile, context, peer)

        if door.socket:
            door.socket.unlink(missing_ok=True)
            return await loop.create_unix_server(made, str(door.socket), backlog=BACKLOG)
        if door.proxies:
            return Doorman(
                listening_at(door.host, door.port, BACKLOG),
                made,
                proxies=door.proxies,
                context=context if sealed else None,
                tell=self.post.tell,
            )
        return await loop.create_server(
            made,
            door.host,
            door.port,
            ssl=context if sealed else None,
            reuse_port=True,
            backlog=BACKLOG,
        )

    def reload_tls(self) -> None:
        """On SIGHUP: a bad file is told and the old certificate stays."""
        if self.tls is None:
            return
        try:
            self.tls.reload()
        except OSError as fault:
            self.post.tell("certificate not read", why=type(fault).__name__)
        else:
            self.post.tell("certificate read")

    async def stop(self, grace: float = GRACE) -> None:
        """Take nobody in, let mails under way come to their end, then close the intake."""
        for server in self._servers:
            server.close()
        for session in list(self.post.sessions):
            session.go_down()
        until = asyncio.get_running_loop().time() + grace
        while self.post.sessions and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.02)
        for session in list(self.post.sessions):
            if session.transport:
                session.transport.close()
        await asyncio.sleep(0)
        self.post.asking.close()
        await asyncio.get_running_loop().run_in_executor(None, self.post.intake.stop)
        for door in self._doors:
            if door.socket:
                with contextlib.suppress(OSError):
                    door.socket.unlink()


def serve(server: Server, ending: asyncio.Event | None = None) -> None:
    """Run in this thread until SIGTERM or SIGINT; SIGHUP takes a renewed certificate."""
    asyncio.run(_serve(server, ending))


async def _serve(server: Server, ending: asyncio.Event | None) -> None:
    import signal

    ending = ending or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    loop.add_signal_handler(signal.SIGHUP, server.reload_tls)
    await server.start()
    server.post.tell("listening", **server.ports)
    while not ending.is_set():
        server.post.tell_counts()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), COUNTS_EVERY)
    await server.stop()
    server.post.tell_counts()
