"""`office backup` and `office restore`: database, files and keys in one encrypted file.

Made while everybody works: the database is copied at one instant, files are written once and only
added. A backup counts as verified when it was restored into an empty folder and its rows, the sums
of its files and the audit trail were found to be right.
"""

import hashlib
import json
import os
import shutil
import sys
import tarfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, cast

import structlog

from office import anchors, audit, clock, restored, snapshots
from office.bootstrap import Stop
from office.config import FolderKind, Settings, current_settings, load_settings, write_private
from office.db import db
from office.errors import Refusal
from office.outbox import every
from office.sealing import OpeningReader, SealingWriter, make_key, words_of

log = structlog.get_logger(__name__)
MANIFEST = "manifest.json"
ENDING = ".backup"
INTAKE = "intake"
TOO_OLD = timedelta(hours=36)
PIECE = 1 << 20


@dataclass
class State:
    """What is known of the last rounds; lies beside the backups, so that it outlives a restore."""

    made_at: str = ""
    name: str = ""
    size: int = 0
    rows: int = 0
    files: int = 0
    verified_at: str = ""
    verified_name: str = ""
    problem: str = ""
    failed_at: str = ""
    checks: list[str] = field(default_factory=list)


# ------------------------------------------------------------------------------- places


def folder_of(settings: Settings) -> Path:
    """Where backups lie: beside the data folder unless the settings name another place."""
    own = settings.data_dir.absolute()
    return settings.backup_dir or own.with_name(own.name + ".backups")


def key_of(settings: Settings) -> Path:
    """The key file; never inside the data folder, or a thief of one would have both."""
    own = settings.data_dir.absolute()
    return settings.backup_key_file or own.with_name(own.name + ".backup-key")


def state_of(settings: Settings) -> State:
    """What the last rounds came to."""
    try:
        known = json.loads((folder_of(settings) / "state.json").read_text(encoding="utf-8"))
        return State(**known)
    except (OSError, ValueError, TypeError):
        return State()


def _note(settings: Settings, **facts: Any) -> None:
    folder = folder_of(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps(asdict(state_of(settings)) | facts, ensure_ascii=False)
    write_private(folder / "state.json", text)


# --------------------------------------------------------------------------------- make


def make(settings: Settings) -> Path:
    """Write a backup; a round that breaks off leaves nothing but its reason."""
    folder, key = folder_of(settings), key_of(settings)
    if key.absolute().is_relative_to(settings.data_dir.absolute()):
        raise Stop(f"the key file {key} lies in the data folder: keep it elsewhere")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not key.exists():
        make_key(key)
    name = f"congvu-{clock.now():%Y%m%d-%H%M%S}{ENDING}"
    with _whole_or_not(folder / name, settings) as part:
        manifest = _write(part, settings, words_of(key))
    _note(
        settings,
        made_at=manifest["made_at"],
        name=name,
        size=(folder / name).stat().st_size,
        rows=sum(manifest["rows"].values()),
        files=len(manifest["files"]),
        problem="",
    )
    return folder / name


@contextmanager
def _whole_or_not(target: Path, settings: Settings) -> Iterator[Path]:
    """The file has its name only when it is whole."""
    part = target.with_name(target.name + ".part")
    try:
        yield part
        part.replace(target)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        _note(settings, problem=reason, failed_at=clock.now().isoformat())
        raise Stop(f"the backup could not be written: {reason}") from fault
    finally:
        part.unlink(missing_ok=True)


def _write(part: Path, settings: Settings, words: bytes) -> dict[str, Any]:
    with TemporaryDirectory(prefix="copy-", dir=part.parent) as room, part.open("wb") as target:
        part.chmod(0o600)
        taken_in = Path(room) / INTAKE
        # Before the database: what is filed in between is then in both, and its key makes it one.
        snapshots.copy_intake(settings.data_dir / INTAKE, taken_in)
        copied = Path(room) / snapshots.copy_name()
        rows = snapshots.copy_database(copied)
        sealed = SealingWriter(target, words)
        with tarfile.open(fileobj=cast("Any", sealed), mode="w|") as packed:
            files = _pack(packed, settings, copied, taken_in)
            manifest = {
                "made_at": clock.now().isoformat(),
                "database": copied.name,
                "rows": rows,
                "files": files,
            }
            listed = Path(room) / MANIFEST
            listed.write_text(json.dumps(manifest), encoding="utf-8")
            packed.add(listed, MANIFEST)
        sealed.finish()
        target.flush()
        os.fsync(target.fileno())
    return manifest


def _pack(
    packed: tarfile.TarFile, settings: Settings, copied: Path, taken_in: Path
) -> dict[str, str]:
    """Everything under its name, with the sum of each file."""
    sums = {}
    for path in (copied, *sorted(one for one in taken_in.rglob("*") if one.is_file())):
        name = path.relative_to(copied.parent).as_posix()
        sums[name] = _sum(path)
        packed.add(path, name)
    for path in snapshots.kept_files(settings.data_dir):
        name = path.relative_to(settings.data_dir).as_posix()
        try:
            packed.add(path, name)
        except FileNotFoundError:  # destroyed on purpose in between
            continue
        sums[name] = path.name if name.startswith("blobs/") else _sum(path)
    return sums


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def forget_old(settings: Settings) -> None:
    """Keep the newest backups, as many as the settings say."""
    found = sorted(folder_of(settings).glob(f"*{ENDING}"), reverse=True)
    for old in found[max(settings.backup_keep, 1) :]:
        old.unlink()


# ------------------------------------------------------------------------------ restore


def unpack(source: Path, target: Path, words: bytes) -> dict[str, Any]:
    """Unpack a backup into a folder and hold every file to the sum in its list."""
    with source.open("rb") as sealed:
        opened = OpeningReader(sealed, words)
        try:
            with tarfile.open(fileobj=cast("Any", opened), mode="r|") as packed:
                for member in packed:
                    _unpack_one(packed, member, target)
        except tarfile.TarError as fault:
            raise Refusal("the backup cannot be read") from fault
        while opened.read(PIECE):
            pass
    manifest: dict[str, Any] = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    (target / MANIFEST).unlink()
    wrong = [name for name, value in manifest["files"].items() if _differs(target / name, value)]
    if wrong:
        raise Refusal(f"{len(wrong)} files of the backup are not what they were: {wrong[0]}")
    return manifest


def _unpack_one(packed: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    name = PurePosixPath(member.name)
    if not member.isreg() or name.is_absolute() or ".." in name.parts:
        raise Refusal(f"the backup holds something that is no plain file: {member.name}")
    place = target / name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source = packed.extractfile(member)
    if source is not None:
        with place.open("xb") as kept:
            shutil.copyfileobj(source, kept, PIECE)
        place.chmod(0o440 if name.parts[0] == "blobs" else 0o600)


def _differs(path: Path, value: str) -> bool:
    return not path.is_file() or _sum(path) != value


def restore(source: Path, settings: Settings) -> list[str]:
    """Restore into an empty folder; the folder appears only when everything in it is right."""
    target = settings.data_dir.absolute()
    if target.exists() and any(target.iterdir()):
        raise Stop(f"{target} is not empty: name an empty folder with --data-dir")
    room = target.with_name(target.name + ".restoring")
    if room.exists():
        raise Stop(f"{room} is left from a restore that broke off: remove it first")
    room.mkdir(parents=True, mode=0o700)
    try:
        manifest = unpack(source, room, words_of(key_of(settings)))
        if target.exists():
            target.rmdir()
        room.replace(target)
    except OSError as fault:
        raise Stop(f"the backup could not be restored: {fault.strerror or fault}") from fault
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return restored.write(
        target, source.name, manifest, _checked(target, settings.database_url, manifest)
    )


def _checked(folder: Path, address: str, manifest: dict[str, Any]) -> list[str]:
    """The restored house itself says what is wrong with it."""
    from office.app import create_app  # it loads every package, and they load us

    here = address or f"sqlite:///{folder / 'office.db'}"
    app = create_app(data_dir=folder, database_url=here)
    with app.app_context():
        dump = folder / manifest["database"]
        if dump.name != snapshots.copy_name():
            raise Stop(f"the backup holds {dump.name}: OFFICE_DATABASE_URL names another database")
        if not snapshots.is_embedded():
            snapshots.fill_database(dump)
            dump.unlink()
        counts = snapshots.database_counts()
        faults = [
            f"{name}: {counts.get(name)} rows, not {wanted}"
            for name, wanted in manifest["rows"].items()
            if counts.get(name) != wanted
        ]
        faults += [*_of_the_copy(audit.verify()), *anchors.wrong()]
        db.session.remove()
        db.engine.dispose()
    return faults


def _of_the_copy(faults: list[str]) -> Iterator[str]:
    """Lines that were not sealed yet at the instant of the copy are no fault of it."""
    yield from (line for line in faults if "unsealed" not in line)


def verify(source: Path, settings: Settings) -> list[str]:
    """Restore into an empty folder beside the backups, compare, and remove it again."""
    with (
        TemporaryDirectory(prefix="verify-", dir=folder_of(settings)) as room,
        _scratch() as address,
    ):
        given = settings.model_copy(
            update={
                "data_dir": Path(room) / "data",
                "database_url": address,
                "backup_key_file": key_of(settings),
                "backup_dir": folder_of(settings),
            }
        )
        faults = restore(source, given)
    if not faults:
        _note(settings, verified_at=clock.now().isoformat(), verified_name=source.name)
    _note(settings, checks=faults, problem=faults[0] if faults else "")
    return faults


@contextmanager
def _scratch() -> Iterator[str]:
    """The database into which a backup is restored to be looked at."""
    if snapshots.is_embedded():
        yield ""
        return
    name = f"congvu_verify_{os.getpid()}"
    address = snapshots.scratch_address(name)
    try:
        yield address
    finally:
        snapshots.drop_scratch(name)


# ------------------------------------------------------------------ every night, and told


@every(name="backup.nightly", cron="30 1 * * *")
def make_nightly(_body: dict[str, Any]) -> None:
    """Make and verify a backup of a real folder, unless the settings leave it to others."""
    settings = current_settings()
    if not settings.backup_nightly or settings.kind is not FolderKind.REAL:
        return
    try:
        made = make(settings)
        faults = verify(made, settings)
    except (Stop, Refusal) as refusal:
        _note(settings, problem=str(refusal), failed_at=clock.now().isoformat())
        log.error("backup_failed", reason=str(refusal))
        return
    forget_old(settings)
    log.info("backup_made", name=made.name, faults=len(faults))


def faults() -> Iterator[str]:
    """What an operator must know: missing, late, never verified, or found wrong."""
    settings = current_settings()
    if not settings.backup_nightly or settings.kind is not FolderKind.REAL:
        return
    known = state_of(settings)
    if known.problem:
        yield f"the last backup: {known.problem}"
    if not known.made_at and _is_young(settings.data_dir):
        return
    if not known.made_at or _age(known.made_at) > TOO_OLD:
        yield f"no backup since {known.made_at or 'the beginning'}: office backup"
    elif known.verified_name != known.name:
        yield f"the backup {known.name} was never restored and compared: office backup --verify"


def moment_of(at: str) -> datetime | None:
    """A noted instant, or nothing."""
    return datetime.fromisoformat(at) if at else None


def _is_young(folder: Path) -> bool:
    """A folder of today has not seen its first night."""
    born = datetime.fromtimestamp((folder / "folder.json").stat().st_mtime, tz=clock.LOCAL)
    return clock.now() - born < TOO_OLD


def _age(at: str) -> timedelta:
    return clock.now() - datetime.fromisoformat(at)


# ---------------------------------------------------------------------------- commands


def backup_command(options: Namespace) -> int:
    """`office backup`: make one, verify it if asked."""
    from office.app import create_app

    app = create_app(data_dir=options.data_dir)
    with app.app_context():
        settings = current_settings()
        made = make(settings)
        _say(f"{made} is written; its key is {key_of(settings)}: keep a copy of both elsewhere")
        found = verify(made, settings) if options.verify else []
        if options.verify:
            _say("restored and compared: " + (found[0] if found else "everything is right"))
        forget_old(settings)
    return 1 if found else 0


def restore_command(options: Namespace) -> int:
    """`office restore`: into an empty folder, then compared."""
    settings = load_settings(data_dir=options.data_dir)
    if options.key_file:
        settings.backup_key_file = options.key_file
    if not options.file.is_file():
        raise Stop(f"there is no backup {options.file}")
    found = restore(options.file, settings)
    for line in (*(f"FAULT  {one}" for one in found), *restored.told(settings.data_dir)):
        _say(line)
    _say(f"{options.data_dir} is restored" + ("" if found else ": rows, files and audit are right"))
    return 1 if found else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
