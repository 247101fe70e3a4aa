"""Reading a BagIt package: every name plain, every sum right, nothing beside the manifest."""

import hashlib
import re
import stat
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from office.foreign.inside.trouble import Trouble
from office.foreign.inside.xml_tree import tree

MANIFEST = "manifest-sha256.txt"
LINE = re.compile(r"([0-9a-f]{64})  (data/[^\x00-\x1f\x7f\\]{1,300})")
TAGS = frozenset({"bagit.txt", "bag-info.txt", MANIFEST, "tagmanifest-sha256.txt"})
MOST_ENTRIES = 5000
MOST_BYTES = 200 * 1024 * 1024
MOST_XML = 8 * 1024 * 1024
CHUNK = 1 << 20


def read_bag(source: Path, out: Path, *, xml: str) -> dict[str, Any]:
    """The payload as numbered files, its sums, and one XML of it as nested lists."""
    try:
        with ZipFile(source) as packed:
            return _read(packed, out, xml)
    except (BadZipFile, NotImplementedError, RuntimeError, UnicodeDecodeError) as fault:
        raise Trouble("damaged") from fault


def _read(packed: ZipFile, out: Path, xml: str) -> dict[str, Any]:
    entries = _entries(packed)
    if "bagit.txt" not in entries or MANIFEST not in entries:
        raise Trouble("no-bag")
    declared = _declared(packed.read(entries[MANIFEST]))
    payload = {name for name in entries if name.startswith("data/")}
    if payload != set(declared) or set(entries) - payload - TAGS:
        raise Trouble("undeclared")
    found = []
    for number, (name, sha256) in enumerate(sorted(declared.items())):
        target = out / f"{number:05}.part"
        size = _extract(packed, entries[name], target, sha256)
        found.append({"path": name, "sha256": sha256, "size": size, "file": target.name})
    return {"entries": found, "xml": _tree(packed, entries, xml)}


def _entries(packed: ZipFile) -> dict[str, ZipInfo]:
    """The files under their name inside the one folder of the bag; hostile names are refused."""
    infos = [info for info in packed.infolist() if not info.is_dir()]
    if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise Trouble("too-large")
    found: dict[str, ZipInfo] = {}
    roots = {info.filename.partition("/")[0] for info in infos}
    for info in infos:
        name = info.filename.partition("/")[2]
        if len(roots) != 1 or not _is_plain(info) or name in found:
            raise Trouble("hostile-path")
        found[name] = info
    return found


def _is_plain(info: ZipInfo) -> bool:
    parts = info.filename.split("/")
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    odd = any(part in {"", ".", ".."} for part in parts) or "\\" in info.filename
    return not (is_link or odd or ":" in info.filename or info.flag_bits & 1)


def _declared(manifest: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in manifest.decode().splitlines():
        match = LINE.fullmatch(line)
        if match is None or match[2] in found:
            raise Trouble("undeclared")
        found[match[2]] = match[1]
    return found


def _extract(packed: ZipFile, info: ZipInfo, target: Path, sha256: str) -> int:
    digest, size = hashlib.sha256(), 0
    with packed.open(info) as stream, target.open("wb") as kept:
        while piece := stream.read(CHUNK):
            size += len(piece)
            if size > info.file_size:
                raise Trouble("bomb")
            digest.update(piece)
            kept.write(piece)
    if digest.hexdigest() != sha256:
        raise Trouble("wrong-sum")
    return size


# --------------------------------------------------------------------------------- XML


def _tree(packed: ZipFile, entries: dict[str, ZipInfo], name: str) -> list[Any]:
    info = entries.get(name)
    if info is None:
        raise Trouble("no-bag")
    if info.file_size > MOST_XML:
        raise Trouble("too-large")
    return tree(packed.read(info))
