"""A .docx becomes PDF/A by LibreOffice, inside the walls and out of reach of the network.

LibreOffice is a program of the host and optional.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import has_app_context

from office.config import current_settings
from office.errors import Refusal
from office.foreign.child import Limits, last_errors, run_jailed
from office.foreign.inside.jail import NO_WALL, Network
from office.foreign.refusals import ForeignFileRefused, Reason
from office.i18n import _l

LIMITS = Limits(seconds=60, cpu_seconds=60, memory_mb=3072, file_mb=256, open_files=1024)
EXPORT = {
    "SelectPdfVersion": {"type": "long", "value": "2"},
    "ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"},
    "ExportFormFields": {"type": "boolean", "value": "false"},
}
NO_MACROS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


class LibreOfficeMissing(Refusal):
    """This host cannot convert .docx files."""

    code = "no-converter"

    def __init__(self) -> None:
        super().__init__(
            _l("This installation cannot turn a .docx file into a PDF."),
            fix=_l("Save the document as PDF/A at your desk and upload the PDF."),
            who=_l("The administrator can install LibreOffice."),
        )


class NetworkInReach(Refusal):
    """LibreOffice could fetch what a draft names: this host cannot shut it off the network."""

    code = "no-wall"

    def __init__(self) -> None:
        super().__init__(
            _l("A .docx file is not made a PDF here: the converter could reach the network."),
            fix=_l("Save the document as PDF/A at your desk and upload the PDF."),
            who=_l("The administrator can allow network namespaces on this machine."),
        )


def libreoffice() -> str | None:
    """The program that converts: the one of the settings, else the first on the PATH."""
    chosen = current_settings().libreoffice if has_app_context() else ""
    return shutil.which(chosen or "soffice") or (None if chosen else shutil.which("libreoffice"))


def needed() -> str:
    """The program, or a refusal that says what to do without it."""
    program = libreoffice()
    if program is None:
        raise LibreOfficeMissing
    return program


def converted(program: str, source: Path) -> Path:
    """The PDF/A-2b beside its source, in a folder that nobody else uses."""
    folder = source.parent
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(NO_MACROS, encoding="utf-8")
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
        *("--convert-to", f"pdf:writer_pdf_Export:{json.dumps(EXPORT)}"),
        *("--outdir", str(folder), str(source)),
    ]
    environment = {"HOME": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"}
    with _one_at_a_time():
        code = run_jailed(
            {"command": command},
            out=folder,
            limits=LIMITS,
            environment=environment,
            network=_network(),
        )
    if code == NO_WALL:
        raise NetworkInReach
    made = source.with_suffix(".pdf")
    if not made.is_file():
        is_memory = "bad_alloc" in last_errors(folder)
        raise ForeignFileRefused(Reason.MEMORY if is_memory else Reason.CRASHED)
    return made


def _network() -> Network:
    """The administrator may let LibreOffice run where the kernel gives no namespace."""
    is_waived = has_app_context() and current_settings().libreoffice_without_wall
    return Network.ANY if is_waived else Network.OUT_OF_REACH


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A conversion takes 200 MB and a whole core: they queue, over all processes of this user."""
    path = Path(tempfile.gettempdir()) / f"congvu-libreoffice-{os.getuid()}.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
