"""What a server really asked of the disk, from strace, and disks as a power cut may leave them."""

import hashlib
import os
import re
import signal
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass

from mail.smtp.intake.reading import Intakes
from tests.mail.smtp.load import KEY, Load, program

CALLS = "openat,pwrite64,write,sendto,fsync,fdatasync,ftruncate,unlink"
STRACE = ("strace", "-f", "-y", "-xx", "-s", "400000", "--seccomp-bpf", "-e", f"trace={CALLS}")
_CALL = re.compile(r"(\d+) +(\w+)\((.*)")
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>.*= (-?\d+)")
_FILE = re.compile(r"\d+<([^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
SECTOR = 512


@dataclass(frozen=True)
class Event:
    """A call; a sync covers the events before `covers`, when it began."""

    kind: str
    path: str
    data: bytes = b""
    at: int | None = None
    covers: int = 0


def record(folder, log, *, mails, seed):
    """Send mails to a traced server and end it; its calls in order."""
    load = Load(mails, seed, clients=6)
    before = (*STRACE, "-o", str(log), "--")
    with program(folder, "1", "60", before=before) as (process, number, port):
        load.port = port
        load.open.set()
        load.start()
        load.join()
        os.kill(number, signal.SIGTERM)
        process.wait(30)
    assert len(load.taken) == mails
    return read(log, str(folder))


def read(log, folder):
    """The calls on files of the folder, and what was sent to sockets."""
    events, begun = [], {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            if made := _RESUMED.match(line):
                if pending := begun.pop(made[1], None):
                    events.append(pending)
            elif (found := _CALL.match(line)) and (event := _event(found, folder, len(events))):
                if event.kind == "sync" and "<unfinished" in line:
                    begun[found[1]] = event
                else:
                    events.append(event)
    return events


def _event(found, folder, place):
    call, rest = found[2], found[3]
    where = _FILE.match(rest)
    path = _plain(where[1]).decode() if where else ""
    if call == "sendto":
        return Event("said", path, _text(rest))
    if call == "openat":
        path = _text(rest).decode()
        makes = path.startswith(folder) and "O_CREAT" in rest
        return Event("create", path) if makes else None
    if call == "unlink":
        path = _text(rest).decode()
    if not path.startswith(folder) or path.endswith("-shm"):
        return None
    return _change(call, path, rest, place)


def _change(call, path, rest, place):
    if call == "unlink":
        return Event("gone", path)
    if call in {"fsync", "fdatasync"}:
        return Event("sync", path, covers=place)
    if call == "ftruncate":
        return Event("cut", path, at=int(re.split(r"[) ]", rest.rsplit(", ", 1)[1])[0]))
    return Event("write", path, _text(rest), _offset(rest) if call == "pwrite64" else None)


def _plain(text):
    return bytes.fromhex(text.replace("\\x", ""))


def _text(rest):
    found = _TEXT.search(rest)
    return _plain(found[1]) if found else b""


def _offset(rest):
    return int(re.split(r"[) ]", rest[_TEXT.search(rest).end() :].split(", ")[2])[0])


def answered_too_early(events):
    """The keys of mails whose 250 left before a sync of the file that held them had ended."""
    early, written, synced = [], {}, {}
    for place, event in enumerate(events):
        if event.kind == "write":
            for key in re.findall(rb"[0-9a-f]{26}", event.data):
                written.setdefault(key, (event.path, place))
        elif event.kind == "sync":
            synced[event.path] = event.covers
        elif event.kind == "said":
            early += [key for key in KEY.findall(event.data) if not _safe(key, written, synced)]
    return early


def _safe(key, written, synced):
    path, place = written.get(key, ("", 0))
    return synced.get(path, -1) > place


def after_power_cut(events, cut, folder, chance):
    """The folder as it may be: what was synced, and some of the rest, some of it torn."""
    files = defaultdict(list)
    synced = {}
    for place, event in enumerate(events[:cut]):
        known = files[event.path]
        if event.kind == "create" and known and known[-1][1].kind != "gone":
            continue
        if event.kind in {"create", "write", "cut", "gone"}:
            files[event.path].append((place, event))
        elif event.kind == "sync":
            synced[event.path] = event.covers
    root = min((path for path, changes in files.items() if changes), key=len, default="/").rsplit(
        "/", 1
    )[0]
    for path, changes in filter(lambda pair: pair[1], files.items()):
        named = synced.get(path.rsplit("/", 1)[0], -1)
        if _is_there(changes, named, chance):
            target = folder / path.removeprefix(root + "/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_content(changes, synced.get(path, -1), chance))


def _is_there(changes, named, chance):
    """A name comes and goes for good only when its folder is synced."""
    there = False
    for place, event in changes:
        if event.kind in {"create", "gone"} and (named > place or chance.random() < 0.5):
            there = event.kind == "create"
    return there


def _content(changes, covered, chance):
    made, end = bytearray(), 0
    for place, event in changes:
        start = end if event.at is None else event.at
        data = event.data
        if event.kind == "write":
            end = start + len(data)
        if place >= covered:
            data = _torn(data, chance)
            if data is None:
                continue
        if event.kind == "cut":
            del made[event.at :]
        elif event.kind == "write":
            made.extend(bytes(max(start - len(made), 0)))
            made[start : start + len(data)] = data
    return bytes(made)


def _torn(data, chance):
    """None when the write never reached the disk."""
    luck = chance.random()
    if luck < 0.4:
        return None
    return data if luck < 0.8 else data[: chance.randrange(len(data) // SECTOR + 1) * SECTOR]


def lost(events, cut, folder):
    """What is wrong with the intake after the cut; nothing acknowledged may be missing."""
    known = {
        key.decode()
        for event in events[:cut]
        if event.kind == "said"
        for key in KEY.findall(event.data)
    }
    if not (folder / "intake-1.db").exists():
        return sorted(known)
    try:
        return sorted(known - _whole(folder))
    except sqlite3.DatabaseError as fault:
        return [str(fault)]


def _whole(folder):
    with closing(sqlite3.connect(folder / "intake-1.db")) as database:
        told = database.execute("PRAGMA integrity_check").fetchone()[0]
        if told != "ok":
            raise sqlite3.DatabaseError(told)
    with closing(Intakes(folder)) as intakes:
        return {mail.head.key for mail in intakes.waiting(10**6) if _is_whole(mail)}


def _is_whole(mail):
    try:
        return hashlib.sha256(mail.content()).hexdigest() == mail.head.sha256
    except FileNotFoundError:
        return False
