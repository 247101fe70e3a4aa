"""`office media`: the process that owns the embedded conference server of a data folder."""

import argparse
import os
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from meetings.cli.keeper import Keeper
from meetings.engines.janus import place
from meetings.engines.janus.place import Wishes
from meetings.engines.janus.server import Server
from meetings.engines.port import EngineGone
from office.app import create_app
from office.config import Settings, read_kind


def media(argv: Sequence[str]) -> int:
    """Keep Janus and its rooms until SIGTERM; what it recorded is brought in by the worker."""
    options = _options(argv)
    if read_kind(options.data_dir) is None:
        sys.stderr.write(f"office: {options.data_dir} is no data folder\n")
        return 1
    if place.installed() is None:
        sys.stderr.write("office: janus is not installed; meetings go on without it\n")
        return 1
    app = create_app(data_dir=options.data_dir)
    settings: Settings = app.extensions["office.settings"]
    wishes = Wishes(settings.janus_rtp_ports, settings.janus_public_address)
    server = Server(settings.data_dir, port=settings.janus_port, wishes=wishes)
    is_over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: is_over.set())
    try:
        Keeper(app, server).keep(is_over)
    except (EngineGone, ValueError) as fault:
        sys.stderr.write(f"office: the conference server cannot be kept: {fault}\n")
        return 1
    return 0


def _options(argv: Sequence[str]) -> Namespace:
    parser = argparse.ArgumentParser(prog="office media", description=media.__doc__)
    usual = Path(os.environ.get("OFFICE_DATA_DIR", "var"))
    parser.add_argument("--data-dir", type=Path, default=usual)
    return parser.parse_args(argv)
