"""What is asked of the receivers after the issue: over the axis, within the house, by mail."""

from collections.abc import Iterable
from functools import partial
from typing import IO, Any

from documents import operations, queries
from documents.axis.client import Sending
from documents.jobs.packages import request_of, take_back_of
from documents.jobs.sending import connection_of, deliver
from documents.models import (
    AxisConnection,
    Channel,
    Dispatch,
    Document,
    OutgoingKind,
    Sequel,
    SequelKind,
)
from documents.operations.erasing import TOPIC
from documents.operations.recalling import ask_locally
from office import blobs
from office.blob_uses import is_referred
from office.db import db
from office.outbox import delivers
from office.permissions import SYSTEM


@delivers("axis.request")
def ask(body: dict[str, Any]) -> None:
    """Ask every receiver who has the document; what is done twice is recognised there."""
    sequel = db.session.get_one(Sequel, body["sequel_id"])
    document = db.session.get_one(Document, sequel.document_id)
    rows = queries.dispatches_of(document)
    for row in rows:
        operations.hand_over_locally(row, by=SYSTEM)
        if row.channel is Channel.LOCAL and row.asked and not row.answered:
            ask_locally(sequel, row, by=SYSTEM)
    _ask_outside(sequel, document, [row for row in rows if row.channel is Channel.AXIS])


def _ask_outside(sequel: Sequel, document: Document, rows: list[Dispatch]) -> None:
    """A message goes to all who receive anything by it: those asked, and those added."""
    added = set(sequel.changes.get("added", ()))
    concerned = [row for row in rows if row.asked or row.receiver_code in added]
    if not concerned:
        return
    connection = connection_of(document)

    def write(into: IO[bytes]) -> Sending:
        return request_of(sequel, document, concerned, connection.attachment_mode, into=into)

    deliver(connection, OutgoingKind.REQUEST, f"request:{sequel.uid}", document, write)
    if connection.also_send_13 and sequel.kind is SequelKind.RECALL:
        _say_13(connection, sequel, document, concerned)


def _say_13(
    connection: AxisConnection, sequel: Sequel, document: Document, rows: Iterable[Dispatch]
) -> None:
    """Some receivers know the status alone (lấy lại); for us both are one request."""
    for row in rows:
        write = partial(_take_back, document, row.receiver_code, sequel.reason)
        key = f"take-back:{sequel.uid}:{row.receiver_code}"
        deliver(connection, OutgoingKind.STATUS, key, document, write)


def _take_back(document: Document, receiver: str, reason: str, into: IO[bytes]) -> Sending:
    return take_back_of(document, receiver, reason, into=into)


@delivers(TOPIC)
def remove_files(body: dict[str, Any]) -> None:
    """Remove the bytes of what was destroyed, unless another record needs them."""
    for sha256 in body["hashes"]:
        if not is_referred(sha256):
            blobs.remove(sha256)
