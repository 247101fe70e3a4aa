"""The same request twice is one act: forms and keyed API calls remember their first result."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from office import clock
from office.db import Base, db, insert_ignoring, transaction
from office.errors import Refusal
from office.i18n import _

KEEP_FORMS = timedelta(hours=12)
KEEP_CALLS = timedelta(hours=24)
PATIENCE = 3.0
Answer = Callable[[], tuple[int, dict[str, str], str]]


class Submission(Base):
    """A form that was sent; `location` is where its first sending led, empty while that runs."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    location: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class KeptCall(Base):
    """An API call under an Idempotency-Key with the answer it was given."""

    __tablename__ = "kept_call"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    request_hash: Mapped[str]
    status: Mapped[int] = mapped_column(default=0)
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


def digest(*parts: object) -> str:
    """One key from several parts."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def claim_form(key: str) -> bool:
    """Note that a form is being worked on; False when it was sent before."""
    with transaction():
        return insert_ignoring(Submission, {"key": key, "location": "", "created_at": clock.now()})


def settle_form(key: str, location: str) -> None:
    """Keep where the form led; a form that came back with errors may be sent again."""
    with transaction():
        if location:
            change = update(Submission).where(Submission.key == key).values(location=location)
            db.session.execute(change.execution_options(synchronize_session=False))
        else:
            db.session.execute(delete(Submission).where(Submission.key == key))


def first_result(key: str) -> str:
    """Where the first sending led; waits a moment while it is still running."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        db.session.rollback()
        location = db.session.scalar(select(Submission.location).where(Submission.key == key))
        if location:
            return location
        time.sleep(0.05)
    raise Refusal(
        _("This form has already been sent and is still being worked on."),
        fix=_("Look at the list first; open the form anew only if its result is not there."),
    )


def kept_call(key: str, request_hash: str) -> KeptCall | None:
    """The answer given before under this key; the same key for another request is refused."""
    found = db.session.scalar(select(KeptCall).where(KeptCall.key == key))
    if found and found.request_hash != request_hash:
        raise Refusal(
            _("This Idempotency-Key was used for a different request."),
            fix=_("Send a new key with a new request."),
        )
    return found


def keep_call(key: str, request_hash: str, answer: Answer) -> None:
    """Act and keep the answer in one transaction; the key is claimed before the act."""
    with transaction():
        row = KeptCall(key=key, request_hash=request_hash, created_at=clock.now())
        db.session.add(row)
        db.session.flush()
        row.status, headers, row.body = answer()
        row.headers = dict(headers)


def forget_old() -> None:
    """Drop what nobody will send again."""
    now = clock.now()
    with transaction():
        db.session.execute(delete(Submission).where(Submission.created_at < now - KEEP_FORMS))
        db.session.execute(delete(KeptCall).where(KeptCall.created_at < now - KEEP_CALLS))
