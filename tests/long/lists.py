"""A letter to ten thousand people of the house: each box once, and memory that does not grow."""

import json
import os
import time
from pathlib import Path

from sqlalchemy import func, select

from mail.models import Folder, MailItem
from office.db import db
from office.supervisor import say
from tests.long.offices import small_office
from tests.long.report import write
from tests.mail.delivery.falls import work as deliver_all
from tests.mail.delivery.test_lists import fill_room, make_list
from tests.mail.post import DOMAIN, delivered

SIZES = (1_000, 10_000)
MOST_GROWN = 60  # MiB; all items at once would take several times that
TITLE = "Letters to long lists"
TOLD = """A letter is sent to the list of a room, first of {sizes[0]} people, then of {sizes[1]}.
Every member must have it once. While it was spread the process that spreads it grew at most by
{grown[0]} and by {grown[1]} MiB; what is loaded at the first letter counts with the first. Allowed
are {most} MiB. Members and boxes were written by another process: nothing of it was left."""


def main(work: Path, *, seed: int, runs: int = 1, per_run: int = 0, first: int = 0) -> int:
    """The number of lists with a fault; there are two of them in every run."""
    del runs, per_run
    results, all_grown, bad = work / "lists.jsonl", [], 0
    for number, members in enumerate(SIZES, first + 1):
        began = time.monotonic()
        reached, grown = _spread(work / f"list-{members}", members)
        faults = [] if reached == members else [f"{reached} of {members} were reached"]
        faults += [f"memory grew by {grown} MiB"] if grown > MOST_GROWN else []
        struck = ["member reached"] * reached
        row = {"run": number, "seed": seed, "fired": struck, "points": ["member"] * members}
        row |= {"falls": 0, "faults": faults, "seconds": time.monotonic() - began}
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        say(f"{members} members: {grown} MiB in {row['seconds']:.0f} s {faults or 'whole'}")
        all_grown.append(grown)
        bad += bool(faults)
    write("lists", TITLE, TOLD.format(sizes=SIZES, grown=all_grown, most=MOST_GROWN), results)
    return bad


def _spread(folder: Path, members: int) -> tuple[int, int]:
    """How many boxes have the letter, and by how much the process grew meanwhile."""
    with small_office(folder) as (_app, office):
        _elsewhere(lambda: fill_room(office, members))
        make_list(office, "tatca", unit_id=office.agency.rooms["finance"].id)
        delivered([f"tatca@{DOMAIN}"], sender=f"leader@{DOMAIN}", listener="submission")
        grown = _grown_by(deliver_all)
        items = select(MailItem.mailbox_id).where(MailItem.folder == Folder.INBOX)
        reached = db.session.scalar(select(func.count()).select_from(items.distinct().subquery()))
        twice = db.session.scalar(select(func.count()).select_from(items.subquery())) - reached
        return reached - twice, grown


def _elsewhere(act) -> None:
    """In a process of its own, which takes its memory away with it."""
    db.session.rollback()
    db.engine.dispose()
    child = os.fork()
    if not child:
        try:
            act()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def _grown_by(act) -> int:
    """MiB between what the process held before and the most it held meanwhile."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before = _held("VmRSS")
    act()
    return (_held("VmHWM") - before) // 1024


def _held(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
