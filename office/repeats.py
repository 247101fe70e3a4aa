"""The same request twice is one act: forms and keyed API calls remember their first result.

A form notes itself in the transaction of its act. So a process that dies on the way leaves no
doubt: what was not done may be sent again, what was done is never done twice.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, delete, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from office import clock
from office.db import Base, db, insert_ignoring, session_info, transaction
from office.errors import Refusal
from office.i18n import _

KEEP_FORMS = timedelta(hours=12)
KEEP_CALLS = timedelta(hours=24)
PATIENCE = 3.0
ACTED = "~"
WORKED_ON, BESIDE = "form", "beside the act"
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


def forget(word: str) -> None:
    """Drop kept answers that name something destroyed; part of the act that destroys it."""
    db.session.execute(delete(KeptCall).where(KeptCall.body.contains(word)))


def digest(*parts: object) -> str:
    """One key from several parts."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class _Form:
    """The form that the running request works on; `at` tells its claim from a later one."""

    key: str
    at: datetime
    sent_from: str


def claim_form(key: str, *, sent_from: str = "/") -> bool:
    """Note that a form is being worked on; False when it was sent before."""
    form = _Form(key, clock.now(), sent_from)
    with transaction():
        row = {"key": key, "location": "", "created_at": form.at}
        is_mine = insert_ignoring(Submission, row)
    if is_mine:
        db.session().info[WORKED_ON] = form
    return is_mine


def take_over(key: str, *, sent_from: str = "/") -> bool:
    """Work on a form whose first sending came to nothing; were it only slow, it fails now."""
    form = _Form(key, clock.now(), sent_from)
    open_claim = update(Submission).where(Submission.key == key, Submission.location == "")
    with transaction():
        is_mine = _changes_a_row(db.session(), open_claim.values(created_at=form.at))
    if is_mine:
        db.session().info[WORKED_ON] = form
    return is_mine


@event.listens_for(Session, "before_commit")
def _note_with_the_act(session: Session) -> None:
    """The first change of the request carries the note that the form has acted."""
    form = session.info.get(WORKED_ON) if "operation" in session.info else None
    if form is None or session_info(BESIDE, default=False):
        return
    claim = update(Submission).where(
        Submission.key == form.key, Submission.created_at == form.at, Submission.location == ""
    )
    if not _changes_a_row(session, claim.values(location=ACTED + form.sent_from)):
        raise _still_running()
    del session.info[WORKED_ON]


def beside_the_act() -> None:
    """The open operation is book-keeping around an act (counted tries): no form acts by it."""
    session_info(BESIDE, default=True)


def _changes_a_row(session: Session, change: Update) -> bool:
    result = session.execute(change.execution_options(synchronize_session=False))
    return bool(result.rowcount > 0)  # type: ignore[attr-defined]


def settle_form(key: str, location: str) -> None:
    """Keep where the form led, or that it acted; one that changed nothing may be sent again."""
    db.session().info.pop(WORKED_ON, None)
    with transaction():
        location = location or _location_of(key).removeprefix(ACTED)
        if location:
            change = update(Submission).where(Submission.key == key).values(location=location)
            db.session.execute(change.execution_options(synchronize_session=False))
        else:
            db.session.execute(delete(Submission).where(Submission.key == key))


def first_result(key: str) -> str:
    """Where the first sending led, or the page it came from when its answer was lost.

    Waits a moment while it is still running; empty when it never came to its act.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        location = _location(key)
        if location and not location.startswith(ACTED):
            return location
        time.sleep(0.05)
    return _location(key).removeprefix(ACTED)


def _location(key: str) -> str:
    db.session.rollback()
    return _location_of(key)


def _location_of(key: str) -> str:
    return db.session.scalar(select(Submission.location).where(Submission.key == key)) or ""


def _still_running() -> Refusal:
    return Refusal(
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
