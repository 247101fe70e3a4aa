"""Servers killed under load: what was answered with 250 is there, once."""

import random
import sqlite3
from collections import defaultdict

from mail.smtp.intake.reading import Intakes
from tests.mail.smtp.load import Load, program


def run(folder, *, mails, kills, seed):
    """Faults in words, and how many mails lie there twice because their answer was lost."""
    chance = random.Random(seed)  # noqa: S311 - the same seed gives the same falls
    marks = sorted(chance.sample(range(mails // 10, mails * 9 // 10), kills))
    load = Load(mails, seed)
    load.start()
    for mark in [*marks, None]:
        with program(folder, "1") as (process, _number, port):
            load.port = port
            load.open.set()
            if mark is None:
                load.join()
            else:
                load.wait_for(mark)
                load.open.clear()
                process.kill()
    load.stopped = True
    return _faults(folder, load), sum(count > 1 for count in load.tried.values())


def _faults(folder, load):
    rows, faults = defaultdict(list), []
    intakes = Intakes(folder)
    for mail in intakes.waiting(10**6):
        rows[mail.head.message_id.strip("<>")].append(mail)
        if len(mail.content()) != mail.head.size:
            faults.append(f"{mail.head.key} is not whole")
    intakes.close()
    if len(load.taken) != load.mails:
        faults.append(f"only {len(load.taken)} of {load.mails} came through")
    for name, key in load.taken.items():
        found = rows[name]
        if key not in {mail.head.key for mail in found}:
            faults.append(f"{name} was acknowledged and is lost")
        if len({mail.head.twin for mail in found}) != 1 or len(found) > load.tried[name]:
            faults.append(f"{name} lies there as {len(found)} different mails")
    database = sqlite3.connect(folder / "intake-1.db")
    if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        faults.append("the intake is damaged")
    database.close()
    return faults
