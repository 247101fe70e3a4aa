"""The web process and that of the live streams: granian in front of `wsgi:app`.

Pages need a few blocking threads for each core, and each listener a thread for himself.
"""

import argparse
import logging
import os
import resource
from collections.abc import Sequence

from office.config import load_settings
from office.live.room import files_wanted

TARGET = "wsgi:app"
LOOPBACK = "127.0.0.1"
THREADS = 16
SPARE = 100
LEAVE_WITHIN = 20
# The server's own allocator would keep some 60 KiB at hand for each thread.
FRUGAL = {"_RJEM_MALLOC_CONF": "tcache:false,narenas:2"}


def serve(*, host: str, port: int, workers: int = 1, threads: int = THREADS) -> int:
    """The pages until SIGTERM or SIGINT; who wants to listen is told to ask `office live`."""
    os.environ |= {"OFFICE_LIVE_STREAMS": "0", "OFFICE_LIVE_WAITS": "0"}
    return _serve(host=host, port=port, workers=workers, threads=threads)


def serve_live(*, host: str, port: int, workers: int = 1, target: str = TARGET) -> int:
    """Pages and streams together: a thread for each listener and some for who comes and goes."""
    threads = load_settings().live_streams + SPARE
    os.environ |= FRUGAL
    _allow_files(files_wanted(threads))
    return _serve(host=host, port=port, workers=workers, threads=threads, target=target)


def _allow_files(wanted: int) -> None:
    """As many open lines as there may be listeners, where the machine lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def _serve(*, host: str, port: int, workers: int, threads: int, target: str = TARGET) -> int:
    from granian import Granian  # its allocator reads its settings when it is loaded
    from granian.constants import Interfaces

    server = Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=max(1024, threads * 2),
        backpressure=max(256, threads * 2),
        workers_kill_timeout=LEAVE_WITHIN,
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
    return serve_live(host=LOOPBACK, port=parser.parse_args(argv).port)


if __name__ == "__main__":
    main()
