"""The .docx source of a draft: a template to write in, and its conversion to PDF/A by LibreOffice.

LibreOffice is a program of the host and optional: without it a draft made in a word processor is
uploaded as a PDF made at the desk.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import has_app_context

from documents.compose.places import (
    DATE_WIDTH,
    NUMBER_SIZE,
    NUMBER_WIDTH,
    POINTS_A_MM,
    SIGNATURE_MM,
    Composed,
    Place,
    seal_on,
    text_field_box,
)
from documents.compose.word_template import DATE_SIZE, template_docx
from office import fonts
from office.config import current_settings
from office.errors import Refusal
from office.foreign.child import Limits, last_errors, run_child, run_jailed
from office.foreign.inside.jail import NO_WALL, Network
from office.foreign.kinds import Kind
from office.foreign.reading import inspect
from office.foreign.refusals import ForeignFileRefused, Reason
from office.foreign.uploads import SIZE_LIMIT, refuse_faults
from office.i18n import _l

__all__ = ["EXPECTED", "LibreOfficeMissing", "convert_docx", "libreoffice", "template_docx"]

EXPECTED = ("so", "ngay", "thang", "chuky1", "dau")
LIMITS = Limits(seconds=60, cpu_seconds=60, memory_mb=3072, file_mb=256, open_files=1024)
TEXT_FIELDS = {
    "so": (NUMBER_WIDTH, NUMBER_SIZE),
    "ngay": (DATE_WIDTH, DATE_SIZE),
    "thang": (DATE_WIDTH, DATE_SIZE),
}
ASCENT = 0.891  # of Times New Roman and its metric-compatible stand-ins
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


def convert_docx(
    data: bytes,
    *,
    seal_diameter_mm: float | None = None,
    expected: Collection[str] = EXPECTED,
) -> Composed:
    """Turn a draft into PDF/A-2b; bookmarks become places, and what is missing is named."""
    program = libreoffice()
    if program is None:
        raise LibreOfficeMissing
    if len(data) > SIZE_LIMIT:
        raise ForeignFileRefused(Reason.TOO_LARGE)
    with tempfile.TemporaryDirectory(prefix="docx-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "draft.docx"
        source.write_bytes(data)
        refuse_faults(inspect(source), Kind.DOCX)
        pdf = _converted(program, source)
        facts = run_child("destinations", pdf).facts
        return _composed(pdf.read_bytes(), facts, seal_diameter_mm, expected)


def _converted(program: str, source: Path) -> Path:
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


def _composed(
    pdf: bytes, facts: Mapping[str, Any], seal_diameter_mm: float | None, expected: Collection[str]
) -> Composed:
    places = _places(facts["points"], seal_diameter_mm)
    inside = {name: place for name, place in places.items() if _is_inside(place, facts)}
    missing = tuple(name for name in expected if name not in inside)
    return Composed(pdf, inside, facts["pages"], _stand_in(facts["fonts"]), missing)


def _places(
    points: Mapping[str, tuple[int, float, float]], seal_diameter_mm: float | None
) -> dict[str, Place]:
    found = {
        name: _text_field(name, point) if name in TEXT_FIELDS else _signature(point)
        for name, point in points.items()
        if name in TEXT_FIELDS or name.startswith("chuky")
    }
    if "dau" in points and seal_diameter_mm:
        # In the template this bookmark lies on that of the first signature; moved, it goes alone.
        found["dau"] = seal_on(_signature(points["dau"]), seal_diameter_mm)
    return found


def _text_field(name: str, point: tuple[int, float, float]) -> Place:
    """The bookmark is the upper left corner of its line."""
    page, left, top = point
    width, size = TEXT_FIELDS[name]
    return text_field_box(
        page=page, left=left, baseline=top - ASCENT * size, width=width, size=size
    )


def _signature(point: tuple[int, float, float]) -> Place:
    """The bookmark is the middle of the upper edge."""
    page, middle, top = point
    width, height = (side * POINTS_A_MM for side in SIGNATURE_MM)
    return Place(page, middle - width / 2, top - height, middle + width / 2, top)


def _is_inside(place: Place, facts: Mapping[str, Any]) -> bool:
    """A bookmark dragged to the edge leaves no room for its field: as good as missing."""
    if place.page >= len(facts["page_sizes"]):
        return False
    width, height = facts["page_sizes"][place.page]
    return place.x0 >= 0 and place.y0 >= 0 and place.x1 <= width and place.y1 <= height


def _stand_in(names: list[str]) -> str | None:
    """The family that LibreOffice took for Times New Roman, seen from the fonts in the PDF."""
    used = "".join(names)
    return next((one for one in fonts.STAND_INS if one.replace(" ", "") in used), None)
