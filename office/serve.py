"""The web process: granian in front of `wsgi:app`, a few blocking threads for each core."""

import argparse
import logging
from collections.abc import Sequence

from granian import Granian
from granian.constants import Interfaces

LOOPBACK = "127.0.0.1"
THREADS = 16


def serve(*, host: str, port: int, workers: int = 1, threads: int = THREADS) -> int:
    """Serve until SIGTERM or SIGINT."""
    server = Granian(
        "wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level="warning",  # type: ignore[arg-type]  # the names are the values
        respawn_failed_workers=True,
    )
    logging.getLogger("granian").setLevel(logging.WARNING)
    server.serve()
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """The child of `office run`: always on loopback."""
    parser = argparse.ArgumentParser(prog="office.serve")
    parser.add_argument("--port", type=int, required=True)
    return serve(host=LOOPBACK, port=parser.parse_args(argv).port)


if __name__ == "__main__":
    main()
