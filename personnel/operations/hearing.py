"""What the national database says is heard once: changes, questions, records that are doubtful."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from office import clock
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.permissions import SYSTEM, Actor, require
from personnel.models import (
    Dossier,
    EventState,
    LinkState,
    NationalConflict,
    NationalConnection,
    NationalEvent,
    NationalInbox,
    NationalLink,
)
from personnel.national.client.answers import ChangeLine, ChangePage, ConflictLine, Record
from personnel.national.codes import Ack, Choice
from personnel.operations.deciding import Answer, decide, free
from personnel.operations.secrets import sealed
from personnel.operations.telling import tell_group, tell_whole
from personnel.policy.national import CanTell
from personnel.queries.national import told_groups
from personnel.queries.national_compare import (
    CHANGE,
    CLAIM,
    GROUP,
    Verdict,
    own_rows,
    readable,
    verdict,
)
from personnel.queries.secrets import citizen_mark

ELSEWHERE = "not kept here"
UNREADABLE = "the rows cannot be read"
NOT_OURS = "not-owner"


@dataclass(frozen=True)
class Saying:
    """What the national side says of one group of a dossier, in which version of the record.

    `is_news`: somebody over there has changed it since we were told last.
    """

    group: str
    rows: Sequence[Mapping[str, Any]]
    version: int
    kind: str = CHANGE
    remote_id: str = ""
    is_news: bool = True


# ------------------------------------------------------------------------------ changes


@operation
def take_changes(line: NationalConnection, page: ChangePage, *, by: Actor) -> None:
    """Keep a page of changes with the place after it: both or neither, each change once."""
    require(by, CanTell.CARRY_OUT, None)
    known = set(
        db.session.scalars(
            select(NationalInbox.remote_id).where(
                NationalInbox.remote_id.in_([one.event_id for one in page.lines])
            )
        )
    )
    kept = _kept_links({one.citizen_id for one in page.lines})
    for one in page.lines:
        if one.event_id not in known:
            known.add(one.event_id)
            db.session.add(_heard(line, one, kept.get(one.citizen_id)))
    line.cursor = page.cursor


def _kept_links(citizens: Collection[str]) -> dict[str, NationalLink]:
    """By citizen number the links of the dossiers that are ours."""
    marks = {citizen_mark(one): one for one in citizens if one}
    found = (
        select(Dossier.citizen_mark, NationalLink)
        .join(NationalLink, NationalLink.dossier_id == Dossier.id)
        .where(Dossier.citizen_mark.in_(marks), NationalLink.state != LinkState.HANDED_OVER)
        .with_for_update()
    )
    return {marks[mark or ""]: link for mark, link in db.session.execute(found)}


def _heard(line: NationalConnection, one: ChangeLine, link: NationalLink | None) -> NationalInbox:
    outcome, note = (Ack.ACCEPTED, ELSEWHERE) if link is None else _taken(line, one, link)
    return NationalInbox(
        remote_id=one.event_id,
        type=one.type,
        group=one.group,
        dossier_id=link.dossier_id if link else None,
        remote_version=one.version,
        outcome=outcome,
        note=note,
        arrived_at=clock.now(),
    )


def _taken(line: NationalConnection, one: ChangeLine, link: NationalLink) -> tuple[Ack, str]:
    """What a line came to; where versions between were not heard, the whole record is read."""
    if one.version <= link.remote_version:
        return Ack.DUPLICATE, ""
    if one.rows is None:
        link.is_doubtful = True
        return Ack.ACCEPTED, ""
    if not readable(one.group, one.rows):
        link.is_doubtful = True
        return Ack.REJECTED, UNREADABLE
    meet(line, link, Saying(one.group, one.rows, one.version))
    if one.version == link.remote_version + 1:
        link.remote_version = one.version
    else:
        link.is_doubtful = True
    return Ack.ACCEPTED, ""


@operation
def note_acked(ids: Collection[int], *, by: Actor) -> None:
    """The other end knows that these changes are safe here."""
    require(by, CanTell.CARRY_OUT, None)
    told = update(NationalInbox).where(NationalInbox.id.in_(ids))
    db.session.execute(told.values(acked_at=clock.now()))


@operation
def begin_anew(line: NationalConnection, *, by: Actor) -> None:
    """The place is not kept any more over there: read the feed from its first line.

    What was lost between is found by the comparison that follows.
    """
    require(by, CanTell.CARRY_OUT, None)
    line.cursor = ""


# -------------------------------------------------------------------------------- meeting


def meet(line: NationalConnection, link: NationalLink, said: Saying) -> Verdict:
    """Bring what both ends say of a group together, or ask a person; part of other acts."""
    dossier = db.session.get_one(Dossier, link.dossier_id)
    asked = open_question(dossier, said.group)
    if asked is not None and asked.choice:
        return Verdict.SAME
    found = verdict(said.group, own_rows(dossier, said.group, line), said.rows)
    if asked is None and found in (Verdict.ALIKE, Verdict.OURS) and not said.remote_id:
        tell_group(dossier, link, said.group)
    elif asked is not None or said.remote_id or found is not Verdict.SAME:
        _ask_people(link, asked or _question(dossier, said), said, found)
    return found


def open_question(dossier: Dossier, group: str) -> NationalConflict | None:
    """The question of a group that is not settled yet."""
    open_ = select(NationalConflict).where(
        NationalConflict.dossier_id == dossier.id,
        NationalConflict.group == group,
        NationalConflict.kind != CLAIM,
        NationalConflict.settled_at.is_(None),
    )
    return db.session.scalars(open_).first()


def _question(dossier: Dossier, said: Saying) -> NationalConflict:
    made = NationalConflict(
        uid=new_uid(),
        dossier_id=dossier.id,
        kind=said.kind,
        group=said.group,
        remote_version=said.version,
        found_at=clock.now(),
    )
    made.remote_id = said.remote_id or str(made.uid)
    db.session.add(made)
    return made


def _ask_people(
    link: NationalLink, question: NationalConflict, said: Saying, found: Verdict
) -> None:
    """Keep what they say, sealed; where a rule decides, nobody is asked."""
    if said.remote_id:
        question.kind, question.remote_id = said.kind, said.remote_id
    question.remote_version = max(question.remote_version, said.version)
    question.sealed, question.key_id = sealed({"rows": list(said.rows)}, question.uid)
    link.state, link.changed_at = LinkState.CONFLICT, clock.now()
    db.session.flush()
    ruled = {Verdict.THEIRS: Choice.KEEP_REMOTE}.get(found, Choice.KEEP_LOCAL)
    if found is not Verdict.OPEN:
        with suppress(Refusal):
            decide(question, Answer(ruled), by=SYSTEM)


# ------------------------------------------------------------------------------ questions


@operation
def take_questions(line: NationalConnection, lines: Sequence[ConflictLine], *, by: Actor) -> None:
    """Keep the questions that wait over there; one that is gone from there is looked at anew."""
    require(by, CanTell.CARRY_OUT, None)
    kept = _kept_links({one.citizen_id for one in lines})
    named = {one.conflict_id for one in lines}
    known = set(
        db.session.scalars(
            select(NationalConflict.remote_id).where(NationalConflict.remote_id.in_(named))
        )
    )
    for one in lines:
        link = kept.get(one.citizen_id)
        if link is not None and one.conflict_id not in known:
            _take_question(line, link, one)
    _let_go(named)


def _take_question(line: NationalConnection, link: NationalLink, one: ConflictLine) -> None:
    rows = one.remote.get("rows", [])
    if one.kind == CLAIM:
        _take_claim(link, one)
    elif readable(one.group, rows):
        said = Saying(one.group, rows, one.version, kind=GROUP, remote_id=one.conflict_id)
        meet(line, link, said)
    else:
        link.problem = UNREADABLE


def _take_claim(link: NationalLink, one: ConflictLine) -> None:
    """Another body says that the official is its own."""
    dossier = db.session.get_one(Dossier, link.dossier_id)
    made = _question(dossier, Saying("", (), one.version, CLAIM, one.conflict_id))
    body = str(one.remote.get("managingBody", ""))
    made.sealed, made.key_id = sealed({"managingBody": body}, made.uid)
    link.state, link.changed_at = LinkState.CONFLICT, clock.now()
    db.session.flush()


def _let_go(named: Collection[str]) -> None:
    """Questions that were settled over there without us."""
    waiting = select(NationalConflict).where(
        NationalConflict.settled_at.is_(None),
        NationalConflict.kind.in_((GROUP, CLAIM)),
        NationalConflict.choice == "",
        NationalConflict.remote_id.not_in(named),
    )
    for one in db.session.scalars(waiting):
        one.settled_at, one.problem = clock.now(), "settled elsewhere"
        link = select(NationalLink).where(NationalLink.dossier_id == one.dossier_id)
        db.session.scalars(link).one().is_doubtful = True


# ------------------------------------------------------------------------------- doubtful


@operation
def take_record(
    line: NationalConnection, link: NationalLink, record: Record, *, by: Actor
) -> dict[str, Verdict]:
    """Compare a whole record; what differs is sent again or asked, group by group."""
    require(by, CanTell.CARRY_OUT, None)
    dossier = db.session.get_one(Dossier, link.dossier_id)
    is_newer = record.version > link.remote_version
    link.sequence, link.remote_version = record.sequence, record.version
    link.etag, link.compared_at, link.is_doubtful = record.etag, clock.now(), False
    drop_unanswered(dossier)
    found = {}
    for group in sorted({*told_groups(dossier), *record.groups}):
        rows = record.groups.get(group, ())
        said = Saying(group, rows, record.version, is_news=is_newer)
        found[group] = _meet_whole(line, link, said)
    free(link)
    return {group: one for group, one in found.items() if one is not Verdict.SAME}


def _meet_whole(line: NationalConnection, link: NationalLink, said: Saying) -> Verdict:
    dossier = db.session.get_one(Dossier, link.dossier_id)
    if not readable(said.group, list(said.rows)):
        return Verdict.SAME
    if said.is_news or open_question(dossier, said.group):
        return meet(line, link, said)
    if verdict(said.group, own_rows(dossier, said.group, line), said.rows) is Verdict.SAME:
        return Verdict.SAME
    tell_group(dossier, link, said.group)
    return Verdict.OURS


@operation
def tell_lost(link: NationalLink, *, by: Actor) -> None:
    """The national database does not know him any more: everything is told from the beginning."""
    require(by, CanTell.CARRY_OUT, None)
    dossier = db.session.get_one(Dossier, link.dossier_id)
    own = update(NationalEvent).where(NationalEvent.dossier_id == dossier.id)
    db.session.execute(own.values(state=EventState.SUPERSEDED))
    link.sequence = link.remote_version = 0
    link.is_doubtful, link.compared_at = False, clock.now()
    free(link)
    tell_whole(dossier)


@operation
def note_not_ours(link: NationalLink, *, by: Actor) -> None:
    """Another body keeps the official over there: nothing is sent until somebody has looked."""
    require(by, CanTell.CARRY_OUT, None)
    link.state, link.problem, link.is_doubtful = LinkState.REJECTED, NOT_OURS, False
    link.changed_at = clock.now()


def drop_unanswered(dossier: Dossier) -> None:
    """What was not taken and of which no question is left is told anew; part of other acts."""
    asked = select(NationalConflict.group).where(
        NationalConflict.dossier_id == dossier.id, NationalConflict.settled_at.is_(None)
    )
    left = select(NationalEvent).where(
        NationalEvent.dossier_id == dossier.id,
        NationalEvent.state == EventState.CONFLICT,
        NationalEvent.group.not_in(asked),
    )
    for event in db.session.scalars(left):
        event.state = EventState.SUPERSEDED
