"""Asks clamd whether a stream is clean (INSTREAM), and what it knows; an end to waiting."""

import socket
import struct
from contextlib import ExitStack, closing
from typing import BinaryIO

from office import fetch

PIECE = 128 * 1024
PATIENCE = 60.0
LONGEST_ANSWER = 4096
LONGEST_VERSION = 200
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


def version(place: str) -> str:
    """What clamd says of itself and its signatures; another answer means that they changed."""
    try:
        with closing(_dial(place)) as line:
            line.sendall(b"zVERSION\0")
            told = _answer(line).strip()
    except (OSError, fetch.FetchFailed) as fault:
        raise ScanFailed(str(fault)) from fault
    if not told:
        raise ScanFailed("clamd said nothing")
    return told[:LONGEST_VERSION]


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
