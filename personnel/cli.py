"""Commands of whoever looks after the machine that concern the register."""

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from office.app import create_app
from office.config import read_kind
from office.permissions import Actor, Role
from personnel import operations, queries

LEFT_OVER = 3


def data_key(argv: Sequence[str]) -> int:
    """Say how far a change of the key of sensitive values is, or change the key.

    Ends with 0 when every sensitive value lies under the present key, with 3 while some lie under a
    former one, with 1 when it was refused.
    """
    options = _options(argv)
    if read_kind(options.data_dir) is None:
        sys.stderr.write(f"office: {options.data_dir} is no data folder\n")
        return 1
    app = create_app(data_dir=options.data_dir)
    with app.app_context():
        if options.act == "change":
            _change(Actor(name=getpass.getuser(), roles=frozenset({Role.ADMIN})))
        return _tell()


def _change(by: Actor) -> None:
    operations.change_key(by=by)
    while done := operations.reseal(by=by):
        sys.stdout.write(f"{done} records written anew\n")
        sys.stdout.flush()


def _tell() -> int:
    key = queries.present_key()
    every, former = queries.sealed_counts()
    since = f"holds since {key.made_at:%Y-%m-%d %H:%M} UTC" if key else "was never needed yet"
    sys.stdout.write(f"the key {since}; {every} records are sealed, {former} under a former key\n")
    return LEFT_OVER if former else os.EX_OK


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="office data-key", description=data_key.__doc__)
    parser.add_argument("act", choices=["show", "change"])
    parser.add_argument(
        "--data-dir", type=Path, default=Path(os.environ.get("OFFICE_DATA_DIR", "var"))
    )
    return parser.parse_args(argv)
