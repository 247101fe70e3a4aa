"""A worker process for the tests: marks in a file what it does, with a lease as short as told."""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from office import app as application
from office import outbox, worker
from office.outbox import Lane, delivers, every

MARKS = Path(os.environ["MARKS"])


def mark(*words):
    with MARKS.open("a") as file:
        file.write(" ".join(map(str, (os.getpid(), *words))) + "\n")


@delivers("mark")
def _mark(body):
    mark("did", body["name"])


@delivers("slow")
def _slow(body):
    mark("began", body["name"])
    time.sleep(body["seconds"])
    mark("did", body["name"])


@delivers("kill")
def _kill(body):
    mark("dies", body["name"])
    os.kill(os.getpid(), signal.SIGKILL)


@every(name="tests.beat", seconds=0.5)
def _beat(_body):
    mark("beat", "at")


def main():
    application.MODULES = ("office.units",)
    outbox.clockworks = {"tests.beat": outbox.clockworks["tests.beat"]}
    app = application.create_app(
        data_dir=Path(os.environ["OFFICE_DATA_DIR"]),
        database_url=os.environ["OFFICE_DATABASE_URL"],
        testing=True,
    )
    outbox.RETRIES["kill"] = outbox.Retry(limit=2)
    worker.GRACE = float(os.environ.get("GRACE", "20"))
    only = {Lane.ACT: 2, Lane.BULK: 1, Lane.TICK: 1}
    worker.shares = lambda _settings: only
    mark("up", "now")
    lease = timedelta(seconds=float(os.environ["LEASE"]))
    return worker.main(app, app.extensions["office.settings"], lease=lease)


if __name__ == "__main__":
    sys.exit(main())
