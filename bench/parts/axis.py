"""Messages of the national axis: built and read again."""

import io
import os
from collections.abc import Sequence

from bench.figures import Figure
from bench.parts import Part, nothing
from bench.timing import Times, measure
from bench.world import World
from documents.axis.package import (
    Attachment,
    Business,
    Header,
    OutgoingPackage,
    Party,
    TraceHeader,
    build,
    parse,
)

SMALL, LARGE = 120_000, 10_000_000
LETTER = Header(
    sender=Party(organ_id="H99.3.12", name="Ủy ban nhân dân xã Mẫu Một"),
    receivers=(Party(organ_id="000.00.00.G98", name="Bộ Mẫu"),),
    document_id="H99.3.12,2026/01/15,15/UBND-VP",
    number="15",
    notation="UBND-VP",
    issued_text="2026/01/15",
    type_code="2",
    type_name="Công văn",
    subject="V/v báo cáo kết quả thực hiện",
    trace=(TraceHeader(organ_id="H99.3.12", timestamp="2026/01/15 08:00:00"),),
    business=Business(reason="Văn bản điện tử mới", paper="0"),
)


def package(size: int) -> OutgoingPackage:
    """A letter and an annex; the bytes say PDF and cannot be packed."""
    content = b"%PDF-1.7\n" + os.urandom(size)
    names = ("15-UBND-VP.pdf", "phu-luc.pdf")
    return OutgoingPackage(
        header=LETTER, attachments=tuple(Attachment.of(name, content) for name in names)
    )


def written(given: OutgoingPackage) -> bytes:
    """The bytes of a message."""
    into = io.BytesIO()
    build(given, into=into)
    return into.getvalue()


def read(message: bytes) -> None:
    """Parse a message and let its files go."""
    found = parse(io.BytesIO(message))
    for file in getattr(found, "files", ()):
        if content := getattr(file, "content", None):
            content.close()


def write(given: OutgoingPackage) -> None:
    """Build a message and let it go."""
    written(given)


def figures(world: World, _times: Times) -> Sequence[Figure]:
    """Messages per second of processor time, usual and large ones."""
    usual, large = package(SMALL), package(LARGE)
    message, long = written(usual), written(large)
    cases = {
        "packages built": lambda: write(usual),
        "packages read": lambda: read(message),
        "packages of 20 MB built": lambda: write(large),
        "packages of 20 MB read": lambda: read(long),
    }
    times = measure(cases, rounds=world.scale.rounds // 2)
    return [
        Figure(name, None, None, None, 1000 / times.of(name), "/s of processor time", "")
        for name in cases
    ]


AXIS_PART = Part(nothing, figures)
