"""People settle what both ends say differently; once the answer is over there it is settled."""

from dataclasses import dataclass

from sqlalchemy import select

from office import audit, clock
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from personnel.models import (
    UNSETTLED,
    Dossier,
    EventState,
    LinkState,
    NationalConflict,
    NationalEvent,
    NationalLink,
    Source,
    Standing,
)
from personnel.national.client.answers import Resolved
from personnel.national.codes import Choice
from personnel.operations.dossiers import refuse_impossible, refuse_taken_number
from personnel.operations.effects import foresee
from personnel.operations.rows import Origin, hold, write
from personnel.operations.showing import show
from personnel.operations.telling import exchange_soon, push_soon, tell_group
from personnel.policy.national import CanTell
from personnel.queries.national_compare import (
    CLAIM,
    GROUP,
    changes_to,
    is_decided,
    recommended,
    their_rows,
)
from personnel.queries.secrets import citizen_mark
from personnel.queries.timeline import timeline
from personnel.record.timeline import Change, known

LONGEST = 1000


@dataclass(frozen=True)
class Answer:
    """What somebody decided; a change with the choice to write the line anew only."""

    choice: Choice
    note: str = ""
    change: Change | None = None


@operation
def decide_conflict(conflict: NationalConflict, answer: Answer, *, by: Actor) -> None:
    """Decide of one question; the same answer given twice is one answer.

    Raises `Refusal` where the rule of the group leaves no choice, `Invalid` without a reason for
    going another way than the rule says.
    """
    dossier = db.session.get_one(Dossier, conflict.dossier_id)
    require(by, CanTell.SETTLE, dossier)
    hold(dossier)
    db.session.refresh(conflict)
    if conflict.choice or conflict.settled_at:
        if conflict.choice == answer.choice:
            return
        raise Refusal(
            _("This question is settled already."), fix=_("Open it to see what was decided.")
        )
    _refuse_against_rule(conflict, answer)
    decide(conflict, answer, by=by)


def decide(conflict: NationalConflict, answer: Answer, *, by: Actor) -> None:
    """Write what was decided and have the answer go out; part of other acts."""
    dossier = db.session.get_one(Dossier, conflict.dossier_id)
    changes = _changes(dossier, conflict, answer)
    if changes:
        _write(dossier, changes, by)
    conflict.choice, conflict.note = answer.choice, answer.note.strip()[:LONGEST]
    conflict.by, conflict.chosen_at, conflict.problem = by.name, clock.now(), ""
    audit.record(
        "national.decide",
        dossier,
        by=by,
        question=conflict.uid,
        group=conflict.group,
        choice=answer.choice,
        note=conflict.note,
    )
    exchange_soon()


def _refuse_against_rule(conflict: NationalConflict, answer: Answer) -> None:
    if conflict.kind == CLAIM:
        _refuse_claim(conflict, answer)
    elif is_decided(conflict.group) and answer.choice is not Choice.KEEP_LOCAL:
        raise Refusal(
            _("Here the managing body's word holds: it has the signed decision."),
            fix=_("If the decision is wrong, correct it by a decision."),
        )
    if answer.choice is not recommended(conflict) and not answer.note.strip():
        message = _("Say which paper proves it.")
        raise Invalid(message, fields={"note": message})
    if (answer.choice is Choice.EDIT) != (answer.change is not None):
        message = _("Write the line as it should be.")
        raise Invalid(message, fields={"choice": message})


def _refuse_claim(conflict: NationalConflict, answer: Answer) -> None:
    dossier = db.session.get_one(Dossier, conflict.dossier_id)
    if answer.choice is Choice.EDIT:
        raise Refusal(_("An official belongs to one body or the other."))
    if answer.choice is Choice.KEEP_REMOTE and dossier.standing is not Standing.LEFT:
        raise Refusal(
            _("This official serves here: no signed decision lets him go."),
            fix=_("Record the decision by which he left, then give him up."),
        )


def _changes(dossier: Dossier, conflict: NationalConflict, answer: Answer) -> list[Change]:
    if conflict.kind == CLAIM or answer.choice is Choice.KEEP_LOCAL:
        return []
    if answer.change is not None:
        return [answer.change]
    changes, wrong = changes_to(dossier, conflict.group, their_rows(conflict))
    if wrong:
        raise Invalid(_("Some fields of the national database cannot be taken."), fields=wrong)
    return changes


def _write(dossier: Dossier, changes: list[Change], by: Actor) -> None:
    refuse_impossible(known(timeline(dossier)), changes)
    numbers = [str(one.values["citizen_id"]) for one in changes if one.values.get("citizen_id")]
    for number in numbers:
        refuse_taken_number(number, but=dossier)
        if citizen_mark(number) != dossier.citizen_mark:
            raise Refusal(
                _("The citizen number differs: the record over there is of somebody else."),
                fix=_("Correct the number by a decision, or tell the national database."),
            )
    rows = write(dossier, changes, Origin(Source.NATIONAL, by.name))
    show(dossier)
    foresee(dossier, rows)


# ------------------------------------------------------------------------------ settled


@operation
def settle_conflict(conflict: NationalConflict, said: Resolved | None, *, by: Actor) -> None:
    """The other end has the answer: what was held up goes on, the group is told as it stands."""
    require(by, CanTell.CARRY_OUT, None)
    if conflict.settled_at is not None:
        return
    own = select(NationalLink).where(NationalLink.dossier_id == conflict.dossier_id)
    link = db.session.scalars(own.with_for_update()).one()
    link.remote_version = max(link.remote_version, conflict.remote_version)
    if said is not None:
        link.sequence = max(link.sequence, said.sequence)
        link.remote_version, link.etag = max(link.remote_version, said.version), said.etag
    conflict.settled_at, conflict.problem = clock.now(), ""
    _end_events(conflict)
    db.session.flush()
    if conflict.kind == CLAIM:
        _give_up(conflict, link)
    else:
        dossier = db.session.get_one(Dossier, conflict.dossier_id)
        tell_group(dossier, link, conflict.group)
    free(link)


def _end_events(conflict: NationalConflict) -> None:
    """Kept as ours, the event was taken with the answer; else what is told now replaces it."""
    is_kept = conflict.choice == Choice.KEEP_LOCAL and conflict.kind == GROUP
    mine = select(NationalEvent).where(
        NationalEvent.dossier_id == conflict.dossier_id,
        NationalEvent.group == conflict.group,
        NationalEvent.state == EventState.CONFLICT,
    )
    for event in db.session.scalars(mine):
        event.state = EventState.ACCEPTED if is_kept else EventState.SUPERSEDED
        event.settled_at = clock.now()


def _give_up(conflict: NationalConflict, link: NationalLink) -> None:
    if conflict.choice == Choice.KEEP_REMOTE:
        link.state, link.changed_at = LinkState.HANDED_OVER, clock.now()


def free(link: NationalLink) -> None:
    """Send again, once nothing of the dossier is asked any more; part of other acts."""
    open_ = select(NationalConflict.id).where(
        NationalConflict.dossier_id == link.dossier_id, NationalConflict.settled_at.is_(None)
    )
    if link.state is not LinkState.CONFLICT or db.session.scalar(open_.limit(1)) is not None:
        return
    waits = select(NationalEvent.id).where(
        NationalEvent.dossier_id == link.dossier_id, NationalEvent.state.in_(UNSETTLED)
    )
    is_waiting = db.session.scalar(waits.limit(1)) is not None
    link.state = LinkState.WAITING if is_waiting else LinkState.ACCEPTED
    link.problem, link.changed_at = "", clock.now()
    push_soon()


@operation
def note_unsettled(conflict: NationalConflict, problem: str, *, by: Actor) -> None:
    """The other end did not take the answer; it stays and is shown with the reason."""
    require(by, CanTell.CARRY_OUT, None)
    conflict.problem = problem[:LONGEST]
