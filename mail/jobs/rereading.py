"""A letter whose charset was guessed wrongly is read once more in the one a reader chose."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select

from mail import operations
from mail.models import MailMessage
from mail.operations.rereading import REREAD
from office import blobs
from office.db import db
from office.foreign.letters import Letter, letters
from office.outbox import delivers
from office.permissions import SYSTEM

ADAPTER = TypeAdapter(Letter)


@delivers(REREAD)
def reread(body: dict[str, Any]) -> None:
    """Only words and subject are taken anew; the files are those that were kept."""
    wanted = select(MailMessage).where(MailMessage.uid == UUID(body["message"]))
    message = db.session.scalars(wanted).first()
    if message is None or message.purged_at is not None:
        return
    raw = blobs.path_of(message.sha256)
    with tempfile.TemporaryDirectory() as folder:
        (letter,) = letters([raw], into=Path(folder), charset=str(body["charset"]))
    view = blobs.put(ADAPTER.dump_json(letter))
    read = operations.Reread(view.sha256, letter.head.subject, letter.preview)
    operations.keep_reread(message, read, by=SYSTEM)
