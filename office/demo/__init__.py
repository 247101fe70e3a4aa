"""The demo folder: what is built in it, by which steps, and how far it has come.

Packages register their steps. Those below `BACKGROUND` are done before the first page is up, the
others afterwards by a process of their own while people already look around.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from office import i18n
from office.config import current_settings, write_private

if TYPE_CHECKING:
    from office.demo.stage import Stage

BACKGROUND = 100
STATE = "demo-state.json"

T = TypeVar("T")
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo, as its sheet names it; the PIN opens the demo key.

    `app_password` is for a mail program that reads and sends at `email`.
    """

    login: str
    password: str
    pin: str
    totp: str
    name: str
    role: str
    unit: str
    title: str
    tenure: str
    email: str = ""
    app_password: str = ""


@dataclass(frozen=True)
class Service:
    """A program that plays another house: where it listens and the token of its switches."""

    host: str
    port: int
    token: str

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{self.host}:{self.port}"


@dataclass(frozen=True)
class Demo:
    """What a step may use: the folder, the accounts so far, the programs beside us."""

    folder: Path
    accounts: tuple[DemoAccount, ...]
    services: dict[str, Service]
    tell: Tell

    def account(self, login: str) -> DemoAccount:
        """One account by its login."""
        return next(one for one in self.accounts if one.login == login)


Step = Callable[[Demo], None]
Player = Callable[["Stage"], None]


@dataclass(frozen=True)
class DemoStep:
    """A piece of the demo; safe to begin anew when it was cut off."""

    order: int
    name: str
    label: object
    act: Step

    @property
    def is_background(self) -> bool:
        """Whether people need not wait for it."""
        return self.order >= BACKGROUND


@dataclass(frozen=True)
class Progress:
    """How far the building is; `label` says what is being built now."""

    label: str
    done: int
    total: int


_steps: dict[str, DemoStep] = {}
_starts: dict[str, Step] = {}
_players: dict[int, Player] = {}


def demo_step(order: int, name: str, *, label: object = "") -> Callable[[Step], Step]:
    """Register a step of the building; done once in the life of a folder, in this order."""

    def keep(step: Step) -> Step:
        _steps[name] = DemoStep(order, name, label or name, step)
        return step

    return keep


def at_demo_start(name: str) -> Callable[[Step], Step]:
    """Register what is done at every start: ports and tokens are new each time."""

    def keep(step: Step) -> Step:
        _starts[name] = step
        return step

    return keep


def plays(order: int) -> Callable[[Player], Player]:
    """Register a piece that scripted officials play over HTTP, in this order, on one stage."""

    def keep(player: Player) -> Player:
        _players[order] = player
        return player

    return keep


def players() -> list[Player]:
    """What is played, piece by piece."""
    return [_players[order] for order in sorted(_players)]


def starts() -> list[Step]:
    """What is done at every start."""
    return list(_starts.values())


def open_steps(folder: Path) -> list[DemoStep]:
    """The steps that this folder still lacks, in their order."""
    done = read_state(folder)["done"]
    left = [step for step in _steps.values() if step.name not in done]
    return sorted(left, key=lambda step: (step.order, step.name))


# ------------------------------------------------------------------------------ progress


def read_state(folder: Path) -> dict[str, Any]:
    """What was done, and what is being done."""
    path = folder / STATE
    if not path.exists():
        return {"done": [], "now": None}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write_state(folder: Path, state: dict[str, Any]) -> None:
    write_private(folder / STATE, json.dumps(state))


def progress() -> Progress | None:
    """How far the demo of this folder is; None when there is nothing left to build."""
    now = read_state(current_settings().data_dir)["now"]
    if now is None:
        return None
    return Progress(now["label"][i18n.language()], now["count"], now["total"])


def in_turn(items: Sequence[T], tell: Tell) -> Iterator[T]:
    """Each item once in the life of a folder, told before it is made.

    Where the building was cut off, what had been begun is left as it stands: nothing stands twice.
    """
    begun = getattr(tell, "begun", 0)
    for count, item in enumerate(items, 1):
        if count > begun:
            tell(count, len(items))
            yield item


class Teller:
    """Writes how far a step is, in words of every language; `begun` says where it was cut off.

    Whoever shows it need not know the step: web processes load no builders.
    """

    def __init__(self, folder: Path, step: DemoStep) -> None:
        self._folder = folder
        self._name = step.name
        self._label = _in_all_languages(step.label)
        before = read_state(folder)["now"] or {}
        is_same = before.get("name") == self._name
        self.begun: int = before["count"] if is_same else 0
        self(self.begun, before["total"] if is_same else 0)

    def __call__(self, count: int, total: int) -> None:
        state = read_state(self._folder)
        now = {"name": self._name, "label": self._label, "count": count, "total": total}
        _write_state(self._folder, state | {"now": now})

    def finish(self) -> None:
        """The step is done for good."""
        state = read_state(self._folder)
        _write_state(self._folder, {"done": [*state["done"], self._name], "now": None})


def _in_all_languages(label: object) -> dict[str, str]:
    said = {}
    for code in i18n.LANGUAGES:
        with i18n.force_locale(code):
            said[code] = str(label)
    return said


def take(step: DemoStep, demo_for: Callable[[Tell], Demo]) -> None:
    """Do one step and remember it."""
    folder = current_settings().data_dir
    teller = Teller(folder, step)
    step.act(demo_for(teller))
    teller.finish()
