"""What a session asks of the suite, and nothing else: the house may be slow or down.

Every question is put in a thread; one that fails or lasts too long is a 451 to the peer.
"""

import asyncio
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from mail.smtp import answers
from mail.smtp.answers import Answer, Refused

THREADS = 8
LONGEST = 20.0
REMEMBERED = 5.0
MOST_REMEMBERED = 20_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Login:
    """Who logged in: the name as the house writes it, and its own key of the account."""

    name: str
    account: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who speaks to us, as far as a verdict may depend on it."""

    listener: str
    peer: str
    login: Login | None
    sender: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or the answer that the peer gets."""

    refusal: Answer | None = None


WELCOME = Verdict()


@dataclass(frozen=True, slots=True)
class Room:
    """To how many addresses a login may still write, and what it hears beyond."""

    left: int
    refusal: Answer


@dataclass(frozen=True, slots=True)
class Letter:
    """What of a mail counts: its key in the intake, who sends it and to whom."""

    key: str
    sender: str
    recipients: tuple[str, ...]


class House(Protocol):
    """The suite as a session sees it; called from threads, several at a time."""

    def blocked(self, peer: str) -> bool:
        """Whether this address may not even speak to us."""
        ...

    def login(self, name: str, password: str, source: str) -> Login | None:
        """The account when name and app password fit; None says no more than no."""
        ...

    def locked_out(self, name: str, source: str) -> None:
        """Hear that a name, if it is one, is let in no more for a while."""
        ...

    def is_ours(self, domain: str) -> bool:
        """Whether mail for the domain (A-labels, small letters) ends here."""
        ...

    def refuses(self, sender: str, asker: Asker) -> Verdict:
        """Whether a stranger on MX is refused by name or by where he comes from."""
        ...

    def takes_from(self, sender: str, asker: Asker) -> Verdict:
        """Whether a stranger on MX may name a sender of one of our own domains."""
        ...

    def may_send(self, login: Login, sender: str) -> bool:
        """Whether the login may use the envelope sender."""
        ...

    def may_write(self, login: Login, head: bytes) -> bool:
        """Whether the login may write as those whom the head of a mail names."""
        ...

    def recipient(self, address: str, asker: Asker) -> Verdict:
        """Whether mail for the address is taken now."""
        ...

    def room(self, login: Login) -> Room:
        """How much the account may write, whichever way it wrote before."""
        ...

    def counts(self, login: Login, letter: Letter) -> Verdict:
        """Put a whole mail into the sum of the account, or say why it is too much."""
        ...


class Asking:
    """Puts questions to the house from the event loop, and remembers good answers for seconds."""

    def __init__(self, house: House, *, longest: float = LONGEST) -> None:
        self._house = house
        self._longest = longest
        self._threads = ThreadPoolExecutor(THREADS, "house")
        self._known: dict[Hashable, float] = {}

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def blocked(self, peer: str) -> bool:
        key = ("peer", peer)
        if self._remembers(key):
            return False
        found = await self._ask(lambda: self._house.blocked(peer))
        return found or self._remember(key)

    async def login(self, name: str, password: str, source: str) -> Login | None:
        return await self._ask(lambda: self._house.login(name, password, source))

    async def locked_out(self, name: str, source: str) -> None:
        await self._ask(lambda: self._house.locked_out(name, source))

    async def stranger(self, sender: str, domain: str, asker: Asker) -> Verdict:
        """Whether an unauthenticated peer may name this sender."""
        refused = await self._refused(sender, asker)
        if refused.refusal:
            return refused
        key = ("foreign", domain)
        if not domain or self._remembers(key):
            return WELCOME
        if await self._ask(lambda: self._house.is_ours(domain)):
            return await self._ask(lambda: self._house.takes_from(sender, asker))
        self._remember(key)
        return WELCOME

    async def _refused(self, sender: str, asker: Asker) -> Verdict:
        key = ("from", asker.peer, sender)
        if self._remembers(key):
            return WELCOME
        found = await self._ask(lambda: self._house.refuses(sender, asker))
        if found.refusal is None:
            self._remember(key)
        return found

    async def may_send(self, login: Login, sender: str) -> bool:
        key = ("sends", login.account, sender)
        if self._remembers(key):
            return True
        if found := await self._ask(lambda: self._house.may_send(login, sender)):
            self._remember(key)
        return found

    async def may_write(self, login: Login, head: bytes) -> bool:
        return await self._ask(lambda: self._house.may_write(login, head))

    async def room(self, login: Login) -> Room:
        return await self._ask(lambda: self._house.room(login))

    async def counts(self, login: Login, letter: Letter) -> Verdict:
        return await self._ask(lambda: self._house.counts(login, letter))

    async def recipient(self, address: str, asker: Asker) -> Verdict:
        account = asker.login.account if asker.login else ""
        key = ("to", address, asker.listener, account, asker.sender, asker.peer)
        if self._remembers(key):
            return WELCOME
        found = await self._ask(lambda: self._house.recipient(address, asker))
        if found.refusal is None:
            self._remember(key)
        return found

    async def _ask(self, question: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(
                loop.run_in_executor(self._threads, question), self._longest
            )
        except Exception as fault:
            raise Refused(answers.TRY_AGAIN) from fault

    def _remembers(self, key: Hashable) -> bool:
        return self._known.get(key, 0.0) > time.monotonic()

    def _remember(self, key: Hashable) -> bool:
        """Always False: what is remembered is that nothing stood against it."""
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = time.monotonic() + REMEMBERED
        return False
