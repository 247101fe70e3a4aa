"""Contact sheets of every screen: `make screenshots`; they lie in screenshots/, which git ignores.

They are taken of a demo folder (`--data-dir`, by default one of their own, built at first use), by
the readers and examples of tests/browser/screens.py, in Vietnamese by day and in English and
Arabic by night. Words of the command narrow them down:
`python -m bench.screenshots --looks vi-light --widths 390 --only draft,show-issued`.
"""

import argparse
import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Flask, url_for
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, Page, ViewportSize
from sqlalchemy import func, select

from office.accounts import operations as accounts
from office.accounts.models import Account, AuthLevel
from office.actor import cookie_name
from office.app import create_app
from office.config import FolderKind, give_birth
from office.db import db, transaction
from office.outbox import JobState, Lane, OutboxMessage
from office.units.models import Tenure
from tests.browser.examples import Found, Screen
from tests.browser.screens import SCREENS, forget_proof
from tests.browser_checks import chromium_running, serving

OUT = Path("screenshots")
HEIGHTS = {1440: 900, 390: 844}
THUMBS = {1440: (480, 4, 3), 390: (195, 10, 2)}  # width, columns and rows of a sheet
CAPTION, GAP = 22, 10
PATIENCE = 900


@dataclass(frozen=True)
class Look:
    """One contact sheet."""

    language: str
    theme: str
    width: int

    @property
    def name(self) -> str:
        return f"{self.language}-{self.theme}-{self.width}"


def main(words: list[str]) -> int:
    """Take the pictures and lay them out."""
    given = _options(words)
    folder = given.data_dir or _own_demo()
    give_birth(folder, FolderKind.DEMO)
    app = create_app(data_dir=folder)
    screens = [one for one in SCREENS if _is_wanted(one, given.only)]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with serving(app) as address, chromium_running() as browser:
        for look in _looks(given):
            pictures = list(_taken(app, browser, address, look, screens))
            for sheet in _sheets(pictures, look):
                print(sheet, flush=True)  # noqa: T201
    return 0


def _looks(given: argparse.Namespace) -> Iterator[Look]:
    for name in given.looks.split(","):
        language, theme = name.split("-")
        yield from (Look(language, theme, int(width)) for width in given.widths.split(","))


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.screenshots")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--looks", default="vi-light,en-dark,ar-dark")
    parser.add_argument("--widths", default="1440,390")
    parser.add_argument("--only", default="")
    return parser.parse_args(words)


def _is_wanted(screen: Screen, only: str) -> bool:
    return not only or screen.title in only.split(",")


def _own_demo() -> Path:
    """A demo whose history is complete; kept for the next time."""
    folder = OUT / "demo"
    if (folder / "complete").exists():
        return folder
    program = [sys.executable, "-c", "import sys; from office.cli import main; sys.exit(main())"]
    words = ["run", "--data-dir", str(folder), "--port", "8790"]
    running = subprocess.Popen([*program, *words], stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(folder, running)
    finally:
        running.terminate()
        running.wait(60)
    (folder / "complete").touch()
    return folder


def _wait_for(folder: Path, running: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and running.poll() is None:
        if _is_built(folder) and not _open_jobs(folder):
            return
        time.sleep(2)
    raise SystemExit("the demo was not built; see its log folder")


def _is_built(folder: Path) -> bool:
    state = folder / "demo-state.json"
    return state.exists() and "signed" in json.loads(state.read_text("utf-8"))["done"]


def _open_jobs(folder: Path) -> int:
    """How many files the worker has not looked at."""
    app = create_app(data_dir=folder)
    with app.app_context():
        waiting = select(func.count()).where(
            OutboxMessage.state == JobState.READY, OutboxMessage.lane == Lane.BULK
        )
        return db.session.scalar(waiting) or 0


# ------------------------------------------------------------------------------ pictures


def _taken(
    app: Flask, browser: Browser, address: str, look: Look, screens: list[Screen]
) -> Iterator[tuple[Screen, Path]]:
    for screen in screens:
        with app.app_context():
            found = screen.need()
            token = _token(found, screen) if found else ""
        if found is None:
            print(f"  no example for {screen.title}", flush=True)  # noqa: T201
            continue
        path = OUT / look.name / f"{screen.title}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        with _page(browser, app, address, look, token) as page:
            page.goto(address + path_of(app, screen, found))
            page.wait_for_timeout(250)
            page.screenshot(path=path)
        yield screen, path


def path_of(app: Flask, screen: Screen, found: Found) -> str:
    """The address of an example."""
    with app.test_request_context():
        return url_for(screen.endpoint, **found.values)


def _token(found: Found, screen: Screen) -> str:
    if not found.account_id:
        return ""
    account = db.session.get_one(Account, found.account_id)
    with transaction():
        if account.totp_secret is None:
            accounts.give_factor(account)
    tenure = db.session.get(Tenure, found.tenure_id) if found.tenure_id else None
    opened = accounts.open_session(account, tenure=tenure, level=AuthLevel(screen.level))
    if screen.is_stale:
        forget_proof(account.id)  # type: ignore[no-untyped-call]  # a helper of the tests
    return opened.token


class _page:  # noqa: N801 - used like a function
    """A page of its own in a look; closed at the end."""

    def __init__(self, browser: Browser, app: Flask, address: str, look: Look, token: str) -> None:
        size = ViewportSize(width=look.width, height=HEIGHTS.get(look.width, 900))
        self._context = browser.new_context(viewport=size, locale=look.language)
        with app.app_context():
            name = cookie_name()
        cookies = {"lang": look.language, "theme": look.theme} | ({name: token} if token else {})
        self._context.add_cookies(
            [{"name": key, "value": value, "url": address} for key, value in cookies.items()]
        )

    def __enter__(self) -> Page:
        return self._context.new_page()

    def __exit__(self, *_: object) -> None:
        self._context.close()


def _sheets(pictures: list[tuple[Screen, Path]], look: Look) -> Iterator[Path]:
    """The pictures of a look on as many sheets as can be read, each with its name."""
    width, columns, rows = THUMBS.get(look.width, (300, 6, 3))
    most = columns * rows
    for number, first in enumerate(range(0, len(pictures), most), 1):
        path = OUT / f"{look.name}-{number}.png"
        _laid_out(pictures[first : first + most], look, width, columns).save(path, optimize=True)
        yield path


def _laid_out(
    pictures: list[tuple[Screen, Path]], look: Look, width: int, columns: int
) -> Image.Image:
    height = width * HEIGHTS.get(look.width, 900) // look.width
    cell = (width + GAP, height + CAPTION + GAP)
    size = (columns * cell[0] + GAP, -(-len(pictures) // columns) * cell[1] + GAP)
    sheet = Image.new("RGB", size, "#8a8f8c")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for place, (screen, path) in enumerate(pictures):
        x, y = GAP + place % columns * cell[0], GAP + place // columns * cell[1]
        draw.text((x, y), screen.title, fill="white", font=font)
        with Image.open(path) as picture:
            small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
            sheet.paste(small, (x, y + CAPTION))
    return sheet


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
