"""Events on a stick (`*.psxz`) for communes without a line: signed as a whole, read at will.

A ZIP with `manifest.json`, its detached signature `manifest.jws`, `events.jsonl` or
`results.jsonl`, files that events name by hash, and a time-stamp token (RFC 3161) if there is one.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from uuid_utils.compat import uuid7

from personnel.national import jws
from personnel.national.client.outcomes import Outcome, of_event
from personnel.national.codes import SPEC_VERSION
from personnel.national.envelope import Envelope, canonical, stamp

SUFFIX = ".psxz"
MOST_UNPACKED = 512 * 1024 * 1024
MOST_FILES = 20_000
_PIECE = 1 << 20
_LONGEST_LINE = 8 * 1024 * 1024
_MANIFEST, _SIGNATURE, _TIMESTAMP = "manifest.json", "manifest.jws", "manifest.tsr"
_BODIES = {"events": "events.jsonl", "ack": "results.jsonl"}


class BadPackage(Exception):
    """Not a package of the contract, not whole, not for us or not signed by whom it names."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """From whom to whom; `first` and `last` are places in what waits to be sent."""

    sender: str
    receiver: str
    first: int = 0
    last: int = 0


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the package says of itself."""

    package_id: str
    kind: str
    route: Route
    made_at: str
    count: int
    digests: Mapping[str, str]
    answers: str = ""

    def plain(self) -> dict[str, Any]:
        """As it is signed."""
        return {
            "format": "psxz",
            "specVersion": SPEC_VERSION,
            "packageId": self.package_id,
            "kind": self.kind,
            "answers": self.answers,
            "sender": self.route.sender,
            "receiver": self.route.receiver,
            "fromSequence": self.route.first,
            "toSequence": self.route.last,
            "madeAt": self.made_at,
            "count": self.count,
            "digests": dict(self.digests),
        }


def write(  # noqa: PLR0913  # the parts of a package, each by name
    target: BinaryIO,
    events: Iterable[Envelope | Mapping[str, Any]],
    *,
    route: Route,
    signer: jws.Signer,
    at: datetime,
    files: Sequence[bytes] = (),
    timestamp: Callable[[bytes], bytes] | None = None,
) -> Manifest:
    """Pack events and the files that they name; `timestamp` turns a manifest into its token."""
    rows = (one.plain() if isinstance(one, Envelope) else one for one in events)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        digests, count = _write_rows(pack, "events", rows)
        for data in files:
            digest = hashlib.sha256(data).hexdigest()
            pack.writestr(f"files/{digest}", data)
            digests[f"files/{digest}"] = digest
        manifest = _manifest("events", route, at, count, digests)
        _seal(pack, manifest, signer, at)
        if timestamp:
            pack.writestr(_TIMESTAMP, timestamp(canonical(manifest.plain())))
    return manifest


def write_ack(
    target: BinaryIO,
    results: Iterable[Mapping[str, Any]],
    *,
    answers: Manifest,
    signer: jws.Signer,
    at: datetime,
) -> Manifest:
    """The business answers to a package, on the same way back."""
    route = Route(
        sender=answers.route.receiver,
        receiver=answers.route.sender,
        first=answers.route.first,
        last=answers.route.last,
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        digests, count = _write_rows(pack, "ack", results)
        manifest = _manifest("ack", route, at, count, digests, answers=answers.package_id)
        _seal(pack, manifest, signer, at)
    return manifest


class Package:
    """An opened package: nothing of it is given out before all of it was checked."""

    def __init__(
        self, source: BinaryIO, *, keys: Iterable[Mapping[str, Any]], receiver: str, kind: str
    ) -> None:
        try:
            self._pack = zipfile.ZipFile(source)
            _check_size(self._pack)
            said = json.loads(_read(self._pack, _MANIFEST))
            self.manifest = _of_plain(said)
            signature = _read(self._pack, _SIGNATURE).decode("ascii")
            self.signed_by = jws.check(signature, canonical(said), keys=keys, at=None)
        except (zipfile.BadZipFile, ValueError, KeyError, TypeError, RecursionError) as fault:
            raise BadPackage(f"it cannot be read: {fault}") from fault
        except jws.Forged as fault:
            raise BadPackage(str(fault)) from fault
        if self.manifest.route.receiver != receiver or self.manifest.kind != kind:
            raise BadPackage("it is for somebody else or something else")
        _check_whole(self._pack, self.manifest)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Events, or results, one at a time."""
        with self._pack.open(_BODIES[self.manifest.kind]) as lines:
            while line := lines.readline(_LONGEST_LINE):
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise BadPackage("a line is not an object")
                yield row

    def file(self, sha256: str) -> bytes:
        """A file that an event names."""
        return _read(self._pack, f"files/{sha256}")

    def outcomes(self) -> Iterator[tuple[str, Outcome]]:
        """Of an answer: by event what came of it."""
        for row in self.rows():
            yield str(row.get("eventId", "")), of_event(row)


def _write_rows(
    pack: zipfile.ZipFile, kind: str, rows: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, str], int]:
    hashed, count = hashlib.sha256(), 0
    with pack.open(_BODIES[kind], "w", force_zip64=True) as lines:
        for row in rows:
            line = canonical(dict(row)) + b"\n"
            hashed.update(line)
            lines.write(line)
            count += 1
    return {_BODIES[kind]: hashed.hexdigest()}, count


def _manifest(  # noqa: PLR0913  # the members of a manifest
    kind: str,
    route: Route,
    at: datetime,
    count: int,
    digests: Mapping[str, str],
    *,
    answers: str = "",
) -> Manifest:
    return Manifest(
        package_id=str(uuid7()),
        kind=kind,
        route=route,
        made_at=stamp(at),
        count=count,
        digests=digests,
        answers=answers,
    )


def _seal(pack: zipfile.ZipFile, manifest: Manifest, signer: jws.Signer, at: datetime) -> None:
    said = canonical(manifest.plain())
    pack.writestr(_MANIFEST, said)
    pack.writestr(_SIGNATURE, signer.sign(said, at=at))


def _of_plain(said: Mapping[str, Any]) -> Manifest:
    if said["format"] != "psxz" or said["specVersion"] != SPEC_VERSION:
        raise ValueError("another format")
    if said["kind"] not in _BODIES:
        raise ValueError("another kind")
    return Manifest(
        package_id=str(said["packageId"]),
        kind=str(said["kind"]),
        route=Route(
            sender=str(said["sender"]),
            receiver=str(said["receiver"]),
            first=int(said["fromSequence"]),
            last=int(said["toSequence"]),
        ),
        made_at=str(said["madeAt"]),
        count=int(said["count"]),
        digests={str(name): str(digest) for name, digest in said["digests"].items()},
        answers=str(said["answers"]),
    )


def _check_size(pack: zipfile.ZipFile) -> None:
    """Before anything is unpacked: neither too many members nor too large ones."""
    members = pack.infolist()
    if len(members) > MOST_FILES or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise BadPackage("it is too large")
    if len({one.filename for one in members}) != len(members):
        raise BadPackage("a member is there twice")


def _check_whole(pack: zipfile.ZipFile, manifest: Manifest) -> None:
    """Every member is named in the manifest and is the one that was signed."""
    found = {one.filename for one in pack.infolist()} - {_MANIFEST, _SIGNATURE, _TIMESTAMP}
    if found != set(manifest.digests) or _BODIES[manifest.kind] not in found:
        raise BadPackage("members are missing or were put in")
    for name in found:
        if _sha256(pack, name) != manifest.digests[name]:
            raise BadPackage(f"{name} is not the one that was signed")


def _sha256(pack: zipfile.ZipFile, name: str) -> str:
    hashed = hashlib.sha256()
    try:
        with pack.open(name) as member:
            while piece := member.read(_PIECE):
                hashed.update(piece)
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as fault:
        raise BadPackage(f"{name} cannot be unpacked") from fault
    return hashed.hexdigest()


def _read(pack: zipfile.ZipFile, name: str) -> bytes:
    try:
        return pack.read(name)
    except (zipfile.BadZipFile, KeyError, EOFError, RuntimeError, NotImplementedError) as fault:
        raise BadPackage(f"{name} is missing or cannot be unpacked") from fault
