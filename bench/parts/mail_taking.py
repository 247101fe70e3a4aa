"""Taking mail in: beside Postfix, the library's own server, and the simplest durable one.

Every round sends to all servers in an order drawn anew; a ratio is formed within a round, and the
median of the rounds counts. Two processes each share a port; Postfix has as many as it likes.
"""

import random
import shutil
import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.figures import Figure
from bench.parts import Part, nothing
from bench.post.load import Noop, Spent, program, send
from bench.post.postfix import empty_queue, missing, postfix
from bench.post.programs import free_ports
from bench.timing import Times
from bench.world import World
from mail.smtp.intake.reading import Intakes

SMALL, LARGE, HUGE = 4096, 1 << 20, 20 << 20
MAILS = {
    "ours": {SMALL: 2000, LARGE: 100},
    "postfix": {SMALL: 2000, LARGE: 100},
    "stock": {SMALL: 1000, LARGE: 20},
    "naive": {SMALL: 250},
}
NAMES = {"postfix": "Postfix", "stock": "the library's own, dropping", "naive": "naive"}
IDLE_ASKED, PAUSE = 300, 0.002


@dataclass(frozen=True)
class Plan:
    """How much is sent; `fewer` divides the number of mails."""

    rounds: int
    processes: int
    fewer: int
    huge: int
    guesses: int


FULL = Plan(rounds=5, processes=2, fewer=1, huge=10, guesses=12)
QUICK = Plan(rounds=1, processes=1, fewer=50, huge=1, guesses=2)


@dataclass
class Server:
    """One that is running: where it listens, its processes, and how its mail is thrown away."""

    port: int
    pids: Sequence[int]
    empty: Callable[[], None]


@dataclass
class Rounds:
    """What each server spent in each round."""

    spent: dict[tuple[str, int], list[Spent]] = field(default_factory=dict)

    def ratio(self, kind: str, size: int, of: Callable[[Spent], float]) -> float:
        """Ours in relation to another, the median of what each round says."""
        pairs = zip(self.spent["ours", size], self.spent[kind, size], strict=True)
        return median(of(ours) / max(of(other), 1e-6) for ours, other in pairs)

    def value(self, size: int, of: Callable[[Spent], float]) -> float:
        return median(of(one) for one in self.spent["ours", size])


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """Rates as time for one mail: below one is faster than the other."""
    plan = FULL if world.scale.name == "full" else QUICK
    if shutil.which("smtp-source") is None:
        return [_not_measured("mail taken in", "smtp-source is not on this machine")]
    folder = world.folder / "post"
    home = Path(world.mail_before.app.extensions["office.settings"].data_dir)
    with _servers(folder, home, plan) as servers:
        rounds = _measured(servers, plan)
        with _alone(servers["ours"], home) as port:
            waits = [*_while_large(port, plan), *_while_guessing(port, plan)]
    _emptied(home)
    return [*_beside_postfix(rounds, missing(folder)), *_beside_others(rounds), *waits]


@contextmanager
def _servers(folder: Path, home: Path, plan: Plan) -> Iterator[dict[str, Server]]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        found = {}
        for kind in ("ours", "stock", "naive"):
            port = free_ports()
            place = home if kind == "ours" else folder
            pids = stack.enter_context(program(kind, port, place, processes=plan.processes))
            found[kind] = Server(port, pids, lambda: _emptied(home))
        if not missing(folder):
            port, place = free_ports(), folder / "postfix"
            master = stack.enter_context(postfix(place, port))
            found["postfix"] = Server(port, [master], lambda: empty_queue(place))
        yield found
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(ours: Server, home: Path) -> Iterator[int]:
    """The port of a single process of ours: a second one would answer while the first works."""
    if len(ours.pids) == 1:
        yield ours.port
        return
    port = free_ports()
    with program("ours", port, home, first=len(ours.pids) + 1, processes=1):
        yield port


def _emptied(home: Path) -> None:
    intakes = Intakes(home / "intake")
    while waiting := list(intakes.waiting(500)):
        for mail in waiting:
            intakes.settle(mail)
    intakes.close()


def _measured(servers: dict[str, Server], plan: Plan) -> Rounds:
    rounds = Rounds()
    for server in servers.values():
        send(server.port, server.pids, mails=20, size=SMALL)
    cases = [(kind, size) for kind in servers for size in MAILS[kind]]
    for at in range(plan.rounds):
        random.Random(at).shuffle(cases)  # noqa: S311 - the same orders in every run
        for kind, size in cases:
            server = servers[kind]
            mails = max(10, MAILS[kind][size] // plan.fewer)
            spent = send(server.port, server.pids, mails=mails, size=size)
            rounds.spent.setdefault((kind, size), []).append(spent)
            server.empty()
    return rounds


def _wall(spent: Spent) -> float:
    return spent.wall


def _cpu(spent: Spent) -> float:
    return spent.cpu


def _beside_postfix(rounds: Rounds, why: str) -> list[Figure]:
    wanted = (
        ("4 KiB mail taken", SMALL, _wall, 1, 1 / 1.4, "ms wall"),
        ("4 KiB mail taken, processor", SMALL, _cpu, 0.6, None, "ms"),
        ("1 MiB mail taken", LARGE, _wall, 1, None, "ms wall"),
        ("1 MiB mail taken, processor", LARGE, _cpu, 0.6, None, "ms"),
    )
    name = NAMES["postfix"]
    if why:
        return [_not_measured(f"{words} / {name}", why) for words, *_ in wanted]
    return [
        _figure(f"{words} / {name}", rounds, ("postfix", size), of, (gate, target, unit))
        for words, size, of, gate, target, unit in wanted
    ]


def _beside_others(rounds: Rounds) -> list[Figure]:
    """13.4 of the reference: rates of the others in relation to ours."""
    stock, naive = NAMES["stock"], NAMES["naive"]
    return [
        _figure(
            f"4 KiB mail taken / {stock}", rounds, ("stock", SMALL), _wall, (1, None, "ms wall")
        ),
        _figure(
            f"4 KiB mail taken / {naive}", rounds, ("naive", SMALL), _wall, (0.25, None, "ms wall")
        ),
        _figure(
            f"1 MiB mail taken / {stock}", rounds, ("stock", LARGE), _wall, (0.25, None, "ms wall")
        ),
        _figure(
            f"1 MiB mail taken, processor / {stock}",
            rounds,
            ("stock", LARGE),
            _cpu,
            (0.25, None, "ms"),
        ),
    ]


def _figure(
    name: str,
    rounds: Rounds,
    case: tuple[str, int],
    of: Callable[[Spent], float],
    said: tuple[float, float | None, str],
) -> Figure:
    kind, size = case
    gate, target, unit = said
    return Figure(
        name, rounds.ratio(kind, size, of), gate, target, rounds.value(size, of), unit, NAMES[kind]
    )


def _not_measured(name: str, why: str) -> Figure:
    return Figure(name, None, None, None, 0, f"not measured: {why}", "")


# --------------------------------------------------------------------------- waiting of others


def _while_large(port: int, plan: Plan) -> list[Figure]:
    idle = _idle(port)
    sender = threading.Thread(
        target=lambda: send(port, [], mails=plan.huge, size=HUGE, sessions=1), daemon=True
    )
    return [_waited("worst NOOP while 20 MiB arrive", port, sender, idle, 150)]


def _while_guessing(port: int, plan: Plan) -> list[Figure]:
    idle = _idle(port)
    sender = threading.Thread(target=_guess, args=(port + 1, plan.guesses), daemon=True)
    return [_waited("worst NOOP while passwords are checked", port, sender, idle, 20)]


def _idle(port: int) -> float:
    session = Noop(port)
    try:
        return median(session.ask() for _ in range(IDLE_ASKED))
    finally:
        session.close()


def _waited(name: str, port: int, sender: threading.Thread, idle: float, most: float) -> Figure:
    """The gate is a time on the wall, as a multiple of what an idle server takes."""
    session, waits = Noop(port), [idle]
    sender.start()
    while sender.is_alive():
        waits.append(session.ask())
        time.sleep(PAUSE)  # who asks shall be no load himself
    session.close()
    worst = max(waits)
    return Figure(name, worst / idle, most / idle, None, worst, "ms wall", "idle NOOP")


def _guess(port: int, count: int) -> None:
    """Names that nobody has, each once: their passwords are hashed as those of people are."""
    unchecked = ssl._create_unverified_context()  # noqa: S323, SLF001 - a certificate made here
    for number in range(count):
        with smtplib.SMTP("127.0.0.1", port) as session:
            session.starttls(context=unchecked)
            with suppress(smtplib.SMTPException):
                session.login(f"nobody{number}@donvi.example", "wrong")


TAKING_PART = Part(nothing, figures)
