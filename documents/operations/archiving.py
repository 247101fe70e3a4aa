"""From the keeper's desk to the archive: notice, extension, hand-over, taking over, hold."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from documents.lifecycle import HAND_OVER, WORK_FILE
from documents.models import HandOver, HandOverState, WorkFile, WorkFileState
from documents.operations.wording import needed
from documents.policy.workfiles import Can
from documents.queries.archives import files_handed_over
from office import audit, clock, notices
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require
from office.units import queries as units

NOTICE = timedelta(days=30)
LONGEST_EXTENSION = 2  # years, Decree 30/2020/NĐ-CP art. 30


@operation
def announce_hand_over(files: Sequence[WorkFile], *, by: Actor) -> int:
    """The archive tells the keepers which files it expects: they have thirty days from now."""
    require(by, Can.KEEP_ARCHIVE, by)
    told = [file for file in files if file.state is WorkFileState.CLOSED]
    for file in told:
        file.noticed_on = clock.today()
        file.hand_over_by = max(file.hand_over_by or clock.today(), clock.today() + NOTICE)
        audit.record("work_file.announce", file, by=by, hand_over_by=file.hand_over_by)
        warn(file, "announced")
    return len(told)


def warn(file: WorkFile, about: str) -> None:
    """Tell the keeper's desk by which day the archive expects the file."""
    notices.tell(
        file.desk_id,
        kind="hand_over",
        text=_l(
            "%(code)s: hand over to the archive by %(day)s",
            code=file.code,
            day=f"{file.due_on:%d/%m/%Y}",
        ),
        url=f"/work-files/{file.uid}",
        key=f"hand-over:{about}:{file.uid}:{file.due_on}",
    )


@operation
def extend_keeping(file: WorkFile, until: date, consent: str, *, by: Actor) -> None:
    """Keep a closed file longer, two years at most, with the head's written consent."""
    require(by, Can.KEEP_FILE, file)
    if file.state is not WorkFileState.CLOSED or file.hand_over_by is None:
        raise Refusal(_("Only a closed file has a day of its hand-over."))
    latest = file.hand_over_by + timedelta(days=365 * LONGEST_EXTENSION)
    if not file.hand_over_by < until <= latest:
        words = _("At most two years longer: until %(day)s.", day=f"{latest:%d/%m/%Y}")
        raise Invalid(words, fields={"until": words})
    file.extended_to, file.extension_consent = until, needed(consent)
    audit.record("work_file.extend", file, by=by, until=until, consent=consent)


@operation
def offer_files(files: Sequence[WorkFile], note: str = "", *, by: Actor) -> HandOver:
    """Hand closed files over to the archive, as one list with its minutes (nộp lưu hồ sơ)."""
    if not files:
        raise Invalid(_("Choose the files that you hand over."))
    first = files[0]
    require(by, Can.KEEP_FILE, first)
    hand_over = HandOver(
        agency_id=units.successor_of(first.agency_id),
        desk_id=by.desk_id,
        state=HandOverState.OFFERED,
        year=clock.today().year,
        number=0,
        unit_name=units.name_of(by.unit_id or first.agency_id),
        given_by=by.name,
        given_title=by.title,
        given_at=clock.now(),
        note=note,
    )
    hand_over.number = _next_number(hand_over)
    db.session.add(hand_over)
    db.session.flush()
    for file in files:
        WORK_FILE.advance(file, "offer", by, hand_over=hand_over.uid)
        file.hand_over_id = hand_over.id
    audit.record("hand_over.offer", hand_over, by=by, files=len(files))
    return hand_over


def _next_number(hand_over: HandOver) -> int:
    last = select(func.max(HandOver.number)).where(
        HandOver.agency_id == hand_over.agency_id, HandOver.year == hand_over.year
    )
    return (db.session.scalar(last) or 0) + 1


@operation
def take_over(hand_over: HandOver, note: str = "", *, by: Actor) -> None:
    """The archive has checked the files against the list and keeps them, read-only, from now on."""
    HAND_OVER.advance(hand_over, "take", by)
    hand_over.taken_by, hand_over.taken_title = by.name, by.title
    hand_over.taken_at = clock.now()
    hand_over.note = note or hand_over.note
    for file in files_handed_over(hand_over):
        WORK_FILE.advance(file, "take_over", by, hand_over=hand_over.uid)
        file.archived_at = clock.now()


@operation
def give_back_files(hand_over: HandOver, reason: str, *, by: Actor) -> None:
    """The archive gives the files back to be completed."""
    HAND_OVER.advance(hand_over, "give_back", by, reason=needed(reason))
    hand_over.note = reason
    for file in files_handed_over(hand_over):
        WORK_FILE.advance(file, "give_back", by, reason=reason)
        file.hand_over_id = None
        warn(file, f"returned:{hand_over.uid}")


@operation
def hold_file(file: WorkFile, reason: str, *, by: Actor) -> None:
    """Keep a file from being destroyed while somebody needs it, for inspection or in court."""
    require(by, Can.KEEP_ARCHIVE, file)
    file.hold_reason = needed(reason)
    audit.record("work_file.hold", file, by=by, reason=reason)


@operation
def lift_hold(file: WorkFile, *, by: Actor) -> None:
    """Nothing keeps the file beyond its period any more."""
    require(by, Can.KEEP_ARCHIVE, file)
    audit.record("work_file.lift_hold", file, by=by, reason=file.hold_reason)
    file.hold_reason = ""
