"""Files inside a PDF (ISO 32000-1, 7.11; PDF/A-3): plain data may stay, nothing else."""

from collections.abc import Iterator

import pikepdf

from office.foreign.kinds import EXTENSIONS, HEAD_BYTES, Kind, sniff

PLAIN = {
    "json": (Kind.TEXT,),
    "xml": (Kind.TEXT, Kind.XML),
    "txt": (Kind.TEXT,),
    "csv": (Kind.TEXT,),
    "png": (Kind.PNG,),
    "jpg": (Kind.JPEG,),
    "jpeg": (Kind.JPEG,),
}
NAMES = ("/UF", "/F", "/DOS", "/Mac", "/Unix")


def is_plain(spec: pikepdf.Object) -> bool:
    """Whether each name of a file specification and each of its contents is plain data.

    Readers differ in which name and which content they take, so all are looked at.
    """
    names = [str(spec[key]) for key in NAMES if key in spec]
    kinds = [_kinds(name) for name in names]
    streams = list(_streams(spec["/EF"]))
    if not names or not streams or not all(kinds):
        return False
    found = {sniff(one.read_bytes()[:HEAD_BYTES]) for one in streams}
    return all(found <= set(one) for one in kinds)


def _kinds(name: str) -> tuple[Kind, ...]:
    stem, _dot, extension = name.strip().lower().rpartition(".")
    inner = stem.rpartition(".")[2]
    is_double = "." in stem and inner in EXTENSIONS and inner not in PLAIN
    return () if is_double or not stem else PLAIN.get(extension, ())


def _streams(contents: pikepdf.Object) -> Iterator[pikepdf.Stream]:
    """What is no stream counts as none: then nothing proves the file plain."""
    if isinstance(contents, pikepdf.Dictionary):
        for key in contents.keys():  # noqa: SIM118  # a pikepdf object is no mapping
            one = contents[key]
            if isinstance(one, pikepdf.Stream):
                yield one
