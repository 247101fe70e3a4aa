"""The walls of a child: limits, no network, no new rights, and an end with its parent.

Standard library only and Linux only; where the kernel forbids a namespace, the socket module is
still shut and the limits still hold, but a program that is not ours does not start.
"""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
MEBIBYTE = 1024 * 1024
NO_WALL = 93  # exit status of a child that was not to start its program with the network open


class Network(StrEnum):
    """What a program needs to be started: the second wall, of sockets, is for our Python only."""

    OUT_OF_REACH = "out-of-reach"
    ANY = "any"


def enter(limits: dict[str, int]) -> bool:
    """Shut this process in, without a way back; tells whether the network is out of reach."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    has_left = leave_network(libc)
    _limit(resource.RLIMIT_AS, limits["memory_mb"] * MEBIBYTE)
    _limit(resource.RLIMIT_CPU, limits["cpu_seconds"])
    _limit(resource.RLIMIT_FSIZE, limits["file_mb"] * MEBIBYTE)
    _limit(resource.RLIMIT_NOFILE, limits["open_files"])
    _limit(resource.RLIMIT_CORE, 0)
    return has_left


def leave_network(libc: ctypes.CDLL) -> bool:
    """Move into an empty network namespace, with a user namespace where we are not root."""
    if libc.unshare(CLONE_NEWNET) == 0:
        return True
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    with contextlib.suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")
    return True


def shut_sockets() -> None:
    """Second wall: Python code of this process cannot open a socket whatever the kernel allows."""
    socket.socket = _NoSocket  # type: ignore[misc,assignment]  # meant: nothing may open one
    socket.create_connection = _no_connection


class _NoSocket:
    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        raise PermissionError


def _no_connection(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise PermissionError


def _limit(kind: int, value: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (wanted, wanted))


def become(limits: dict[str, int], command: list[str], *, network: Network) -> NoReturn:
    """Shut this process in, then turn it into another program (LibreOffice, our Python)."""
    if not enter(limits) and network is Network.OUT_OF_REACH:
        sys.exit(NO_WALL)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606  # the program comes from our settings, not from the file
