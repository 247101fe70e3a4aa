"""Asks clamd whether a stream is clean (INSTREAM): pieces with their length, an end to waiting."""

import socket
import struct
from contextlib import ExitStack, closing
from typing import BinaryIO

from office import fetch

PIECE = 128 * 1024
PATIENCE = 60.0
LONGEST_ANSWER = 4096
TOO_LARGE = "too large to be scanned"


class ScanFailed(Exception):
    """clamd was not reached or gave no verdict; asking again later is right."""


def find(stream: BinaryIO, place: str) -> str:
    """What clamd found in a stream, or nothing; `place` is host:port or the path of a socket."""
    try:
        with closing(_dial(place)) as line:
            line.sendall(b"zINSTREAM\0")
            while piece := stream.read(PIECE):
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            return _verdict(_answer(line))
    except (OSError, fetch.FetchFailed) as fault:
        raise ScanFailed(str(fault)) from fault


def _dial(place: str) -> socket.socket:
    if place.startswith("/"):
        with ExitStack() as undone:
            line = undone.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            line.settimeout(PATIENCE)
            line.connect(place)
            undone.pop_all()
        return line
    host, _colon, port = place.rpartition(":")
    address = fetch.open_address(host.strip("[]"), int(port), purpose="clamd")
    return socket.create_connection((address, int(port)), PATIENCE)


def _answer(line: socket.socket) -> str:
    told = b""
    while not told.endswith(b"\0") and len(told) < LONGEST_ANSWER and (more := line.recv(1024)):
        told += more
    return told.rstrip(b"\0\n").decode(errors="replace")


def _verdict(told: str) -> str:
    if told.endswith(" FOUND"):
        return told.removeprefix("stream: ").removesuffix(" FOUND")
    if "size limit exceeded" in told:
        return TOO_LARGE
    if not told.endswith(" OK"):
        raise ScanFailed(told or "clamd said nothing")
    return ""
