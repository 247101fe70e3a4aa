"""Delivers what was taken in: one limited child reads many mails, each is delivered by itself."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select

from mail import operations
from mail.jobs.feedback import brought_by
from mail.jobs.judging import SUBMITTED, is_own_name, judge
from mail.jobs.telling import kept_of
from mail.models import MIB, MailArrival, MailList, MailMessage
from mail.operations import Course
from mail.operations.answering import DELIVER, Reported
from mail.operations.delivering import writer_of
from mail.operations.distributing import SPREAD
from mail.operations.sending import largest_mib
from mail.queries.freezes import FROZEN, is_frozen_login
from mail.queries.intake import waiting
from office import blobs, outbox
from office.db import db
from office.foreign.letters import Letter, letters
from office.outbox import delivers
from office.permissions import SYSTEM

MOST_BYTES = 60 * 1024 * 1024
MOST_RECEIVED = 50
LOOP, NOT_YOURS, TOO_LARGE = "loop", "not_yours", "too_large"
log = structlog.get_logger()
outbox.RETRIES[DELIVER] = outbox.Retry(limit=3000, longest=timedelta(minutes=5))


@delivers(DELIVER)
def deliver(body: dict[str, Any]) -> None:
    """Deliver a batch; what fails keeps the others from nothing and is tried again."""
    faults: list[Exception] = []
    for page in _pages(waiting(body["arrivals"])):
        ids = [one.id for one in page]
        paths = [blobs.path_of(one.sha256) for one in page]
        db.session.rollback()  # no transaction stays open while the child reads
        with tempfile.TemporaryDirectory(prefix="letters-") as folder:
            told = letters(paths, into=Path(folder))
            for arrival_id, letter in zip(ids, told, strict=True):
                try:
                    _deliver(arrival_id, letter, Path(folder))
                except Exception as fault:
                    db.session.rollback()
                    log.warning("delivery_waits", arrival=arrival_id, exc_info=fault)
                    faults.append(fault)
    if faults:
        raise faults[0]


def _pages(arrivals: Sequence[MailArrival]) -> Iterator[list[MailArrival]]:
    page: list[MailArrival] = []
    size = 0
    for one in arrivals:
        if page and size + one.size > MOST_BYTES:
            yield page
            page, size = [], 0
        page.append(one)
        size += one.size
    if page:
        yield page


def _deliver(arrival_id: int, letter: Letter, folder: Path) -> None:
    arrival = db.session.get_one(MailArrival, arrival_id)
    if letter.head.received > MOST_RECEIVED:
        operations.give_up_arrival(arrival, LOOP, by=SYSTEM)
        return
    if is_frozen_login(arrival.login):
        operations.give_up_arrival(arrival, FROZEN, by=SYSTEM)
        return
    if why := _why_refused(arrival, letter):
        operations.refuse_arrival(arrival, why, by=SYSTEM)
        return
    found = judge(arrival, letter, folder)
    kept = kept_of(arrival, letter, found, folder)
    for brought in brought_by(arrival, letter, kept, found):
        operations.ask_feedback(brought, by=SYSTEM)
    went = operations.deliver(arrival, kept, found.judged, by=SYSTEM)
    if went is not None and letter.report is not None and not arrival.envelope_from:
        _note_report(letter, arrival, went.items)


def _why_refused(arrival: MailArrival, letter: Letter) -> str:
    """What a letter that somebody submitted breaks: whom it names, or the size of its domain."""
    if not is_own_name(arrival, letter):
        return NOT_YOURS
    writer = writer_of(arrival) if arrival.listener in SUBMITTED else None
    is_large = writer is not None and arrival.size > largest_mib(writer) * MIB
    return TOO_LARGE if is_large else ""


def _note_report(letter: Letter, arrival: MailArrival, items: Sequence[Any]) -> None:
    report = letter.report
    if report is None or not report.original_id:
        return
    is_reading = report.kind == "reading"
    reports = [
        Reported(
            one.address,
            _reading(one.action) if is_reading else one.action,
            one.status,
            one.diagnostic,
        )
        for one in report.recipients
    ]
    operations.note_reports(report.original_id, reports, items, by=SYSTEM)
    named = [str(one["address"]) for one in arrival.recipients]
    operations.note_list_reports(named, report.original_id, reports, by=SYSTEM)


def _reading(disposition: str) -> str:
    """What a reader did (RFC 8098 3.2.6); whatever else he did with it, he has not read it."""
    return "read" if "displayed" in disposition.lower() else "unread"


@delivers(SPREAD)
def spread(body: dict[str, Any]) -> None:
    """Bring a message to the next page of a list."""
    message = db.session.scalars(select(MailMessage).where(MailMessage.id == body["message"])).one()
    found = db.session.get_one(MailList, body["list"])
    operations.spread(message, found, Course.of(body["course"]), body["after"], by=SYSTEM)
