"""Components of the machine that some tests need: a plain reason when missing, a failure in CI."""

import ctypes.util
import os
import shutil
from functools import cache
from pathlib import Path

import pytest

from office import fonts

IN_CI = os.environ.get("CI", "").lower() == "true"


def postgres_programs() -> Path | None:
    """The newest server on the machine; Debian keeps them out of PATH, one folder a version."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return max(found, key=lambda path: (len(path.parent.name), path.parent.name), default=None)


def times_metrics() -> bool:
    """Whether papers are set here in letters as wide as those that the decree prescribes."""
    return fonts.serif_family() != "Noto Serif"


def chromium_program() -> str | None:
    """The shell without windows draws the same pages a third faster than the whole browser."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


COMPONENTS = {
    "postgresql": (postgres_programs, "apt install postgresql"),
    "chromium": (chromium_program, "apt install chromium-headless-shell"),
    "libreoffice": (lambda: shutil.which("soffice"), "apt install libreoffice-writer-nogui"),
    "pdfsig": (lambda: shutil.which("pdfsig"), "apt install poppler-utils"),
    "pdftoppm": (lambda: shutil.which("pdftoppm"), "apt install poppler-utils"),
    "times": (times_metrics, "apt install fonts-liberation2"),
    "openssl": (lambda: shutil.which("openssl"), "apt install openssl"),
    "strace": (lambda: shutil.which("strace"), "apt install strace"),
    "smtp-source": (lambda: shutil.which("smtp-source"), "apt install postfix"),
    "swaks": (lambda: shutil.which("swaks"), "apt install swaks libnet-ssleay-perl"),
    "ffmpeg": (lambda: shutil.which("ffmpeg"), "apt install ffmpeg"),
    "espeak-ng": (lambda: shutil.which("espeak-ng"), "apt install espeak-ng"),
    "libical": (lambda: ctypes.util.find_library("ical"), "apt install libical3"),
    "npm": (lambda: shutil.which("npm"), "apt install nodejs npm"),
    "janus": (lambda: shutil.which("janus"), "apt install janus janus-tools"),
    "dovecot": (lambda: shutil.which("dovecot"), "apt install dovecot-imapd dovecot-sqlite"),
}


@cache
def missing(component: str) -> str | None:
    """Why tests that need the component cannot run here; None when it is there."""
    find, remedy = COMPONENTS[component]
    return None if find() else f"{component} is not on this machine ({remedy})"


def needs(component: str) -> pytest.MarkDecorator:
    """What a test or a whole module (as its `pytestmark`) cannot do without."""
    if component not in COMPONENTS:
        raise KeyError(component)
    return pytest.mark.needs(component)


def check(component: str) -> None:
    """Skip with the reason on a desk, fail with it in CI: nothing is left out silently."""
    if reason := missing(component):
        if IN_CI:
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
