"""Commands of an administrator that concern documents."""

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from documents import operations
from office import clock
from office.app import create_app
from office.permissions import Actor, Role
from office.units import queries as units


def connect_axis(argv: Sequence[str]) -> int:
    """Connect an agency to the axis; the secret is asked for or read from standard input."""
    options = _options(argv)
    secret = getpass.getpass("secret: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    app = create_app(data_dir=options.data_dir)
    with app.app_context():
        agency = units.agency_by_code(options.agency, clock.today())
        if agency is None or not secret:
            sys.stderr.write("office: no agency has this code, or the secret is empty\n")
            return 1
        operations.connect(
            agency.id,
            transport=options.transport,
            base_url=options.url,
            system_id=options.system_id,
            secret=secret,
            by=Actor(name=getpass.getuser(), roles=frozenset({Role.ADMIN})),
        )
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="office connect-axis", description=connect_axis.__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--agency", required=True, help="the agency's code on the axis")
    parser.add_argument("--transport", choices=["vxp", "folder"], default="vxp")
    parser.add_argument("--url", required=True, help="address of the axis, or the drop folder")
    parser.add_argument("--system-id", required=True)
    return parser.parse_args(argv)
