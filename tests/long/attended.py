"""A demo folder served as `office run` serves it, and browsers of its people."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from office.demo import sheet
from office.supervisor import free_port
from tests.browser import attending
from tests.long.world import ROOT, some_port

UP = 300.0
# Not `-m office`: that would bring an environment shared by several checkouts to this one's locks.
ENTER = "import sys; from office import cli; sys.exit(cli.main(sys.argv[1:]))"


@dataclass
class Person:
    """One browser process and whom it is of."""

    page: object
    account: dict

    def prove(self, page) -> None:
        """Show again who one is, by code or by password."""
        if page.locator("[name=password]").count():
            page.fill("[name=password]", self.account["password"])
            page.keyboard.press("Enter")
        elif page.locator("button[name=code]").count():
            page.locator("button[name=code]").click()
        else:  # each code is taken once
            page.wait_for_timeout(1000)
            page.reload()
        page.wait_for_load_state()

    def sign_in(self) -> None:
        """Password, then the second step where the account has one."""
        self.page.goto("/sign-in")
        self.page.fill("#login", self.account["login"])
        self.page.fill("#password", self.account["password"])
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "sign-in" not in url)
        while "second" in self.page.url or self.page.locator("[name=code]").count():
            self.prove(self.page)

    def give_pin(self) -> None:
        """Sign what is being prepared."""
        attending.give_pin(self.page, self.account["pin"], self.prove)


@contextmanager
def served(folder: Path):
    """`office run` in a process of its own, until the block ends; in the environment at hand."""
    words = [sys.executable, "-c", ENTER, "run", "--data-dir", str(folder)]
    words += ["--port", str(free_port(some_port()))]
    given = os.environ | {"PYTHONPATH": str(ROOT)}
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / f"{folder.name}.log").open("w") as log:
        process = subprocess.Popen(words, cwd=ROOT, env=given, stdout=log, stderr=log)
    try:
        yield _address(folder, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _address(folder: Path, process: subprocess.Popen) -> str:
    ends = time.monotonic() + UP
    while time.monotonic() < ends and process.poll() is None:
        log = folder.parent / f"{folder.name}.log"
        if "Ctrl-C" in log.read_text(encoding="utf-8"):
            return sheet.read(folder)["url"].rstrip("/")
        time.sleep(0.5)
    raise RuntimeError("the demo folder did not come up")
