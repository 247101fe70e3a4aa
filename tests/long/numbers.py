"""Clerks behind a barrier: many clients register at once over several web processes."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from office.supervisor import free_port, wait_for_port
from tests import build, postgres
from tests.long.report import REPORTS
from tests.long.world import ROOT, some_port

CLIENTS, EACH, PROCESSES = 200, 5, 2
PATIENCE = 120


@dataclass
class Outcome:
    """What the clients saw and what stands in the database afterwards."""

    clients: int
    each: int
    processes: int
    seen: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def faults(self):
        """Everything that should not be: numbers missing or doubled, answers that failed."""
        wanted = list(range(1, self.clients * self.each + 1))
        found = [f"answer {one}" for one in self.refusals[:20]]
        if sorted(self.seen) != wanted:
            found.append(f"{len(set(self.seen))} different numbers seen of {len(wanted)}")
        if sorted(self.kept) != wanted or self.gaps:
            found.append(f"{len(self.kept)} numbers kept, gaps {self.gaps[:10]}")
        return found


def measure(address, folder, *, clients, each, processes):
    """Register `each` arrivals with every client at once; the database is empty before."""
    token, papers = prepared(address, folder, clients * each)
    outcome = Outcome(clients, each, processes)
    with serving(address, folder, processes) as ports:
        gate, lock = threading.Barrier(clients + 1), threading.Lock()

        def work(place):
            mine, port = papers[place::clients], ports[place % len(ports)]
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            gate.wait()
            for uid in mine:
                register(line, token, uid, outcome, lock)
            line.close()

        threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
        for thread in threads:
            thread.start()
        gate.wait()
        begun = time.monotonic()
        for thread in threads:
            thread.join(PATIENCE)
        outcome.seconds = time.monotonic() - begun
    look_after(address, outcome)
    return outcome


def register(line, token, uid, outcome, lock):
    """One registration; its client must see its number in the answer."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        line.request("POST", f"/api/v1/documents/{uid}/registration", b"{}", headers)
        answer = line.getresponse()
        body = answer.read()
    except OSError as error:
        with lock:
            outcome.refusals.append(repr(error))
        return
    with lock:
        if answer.status == 200:
            outcome.seen.append(json.loads(body)["arrival_no"])
        else:
            outcome.refusals.append(f"{answer.status}: {body[:200]!r}")


def prepared(address, folder, count):
    """An agency with so many arrivals, and the token of a program of its clerk."""
    from office import clock
    from office.accounts import operations as accounts
    from office.accounts.models import Account
    from office.db import db, transaction
    from office.migrations import create_schema
    from office.units.models import Tenure
    from tests.conftest import make_app

    app = make_app(address, folder)
    create_schema(app)
    with app.app_context():
        house = build.agency()
        with transaction():
            papers = [str(build.arrived(house, identifier=str(n)).uid) for n in range(count)]
        token = accounts.make_token(
            db.session.get_one(Account, house.clerk.account_id),
            tenure=db.session.get_one(Tenure, house.clerk.tenure_id),
            name="numbers",
            scopes=["read", "act"],
            expires_at=clock.now() + timedelta(days=1),
            by=house.clerk,
        )
        db.session.remove()
        db.engine.dispose()
    return token, papers


@contextmanager
def serving(address, folder, processes):
    """So many web processes over one database; they end with the block."""
    given = {"OFFICE_DATABASE_URL": address, "OFFICE_DATA_DIR": str(folder)}
    environment = os.environ | given | {"PYTHONPATH": str(ROOT)}
    ports, running = [], []
    try:
        for _process in range(processes):
            ports.append(free_port(some_port()))
            words = [sys.executable, "-m", "office.serve", "--port", str(ports[-1])]
            running.append(subprocess.Popen(words, cwd=ROOT, env=environment))
        for port in ports:
            if not wait_for_port(port, seconds=PATIENCE):
                raise RuntimeError(f"nobody answers at port {port}")
        yield ports
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)


def look_after(address, outcome):
    """What the register says when all is over, read past the house."""
    engine = create_engine(address)
    with engine.connect() as connection:
        outcome.kept = list(connection.scalars(text("SELECT number FROM number_entry")))
        last = connection.scalar(text("SELECT max(last_number) FROM number_series"))
    engine.dispose()
    outcome.gaps = sorted(set(range(1, (last or 0) + 1)) - set(outcome.kept))


def main(work: Path, *, seed: int, **_given: int) -> int:
    """200 clients, 5 registrations each, two web processes; 0 when every number is there once."""
    with postgres.cluster() as server:
        admin = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE numbers TEMPLATE template0"))
        admin.dispose()
        outcome = measure(
            server.format("numbers"),
            work / "numbers",
            clients=CLIENTS,
            each=EACH,
            processes=PROCESSES,
        )
    faults = outcome.faults()
    _write(outcome, faults, seed)
    return len(faults)


def _write(outcome, faults, seed):
    from office import clock

    lines = [
        "# Numbers under pressure",
        "",
        "Written by `make long PART=numbers`: every client waits behind one barrier, then",
        "registers arrivals over HTTP, one after the other, on PostgreSQL.",
        "",
        f"- day: {clock.today():%Y-%m-%d}, seed {seed}",
        f"- clients: {outcome.clients}, registrations each: {outcome.each}",
        f"- web processes: {outcome.processes}",
        f"- numbers seen by their clients: {len(outcome.seen)}",
        f"- different ones among them: {len(set(outcome.seen))}",
        f"- numbers in the register: {len(outcome.kept)}, gaps: {len(outcome.gaps)}",
        f"- answers that were no 200: {len(outcome.refusals)}",
        f"- seconds: {outcome.seconds:.1f}",
        "",
        *([f"- {fault}" for fault in faults] or ["No fault was found."]),
        "",
    ]
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "numbers.md").write_text("\n".join(lines), encoding="utf-8")
