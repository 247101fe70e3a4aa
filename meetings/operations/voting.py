"""Putting a question to the vote: prepare, open, cast, close, declare void.

Of a paper cast in secret neither an audit line nor an event is written, and its row has no time:
what stands of it is that this place has voted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from meetings.lifecycle import BOX
from meetings.models import (
    AgendaItem,
    BallotBox,
    BallotCast,
    BoxMode,
    BoxState,
    ItemKind,
    Meeting,
    Participant,
)
from meetings.operations.counting import count_open
from meetings.operations.erasing import erase_secret
from meetings.operations.planning import refuse_classified, refuse_held
from meetings.operations.running import refuse_not_in_session
from meetings.operations.telling import take_turn, tell
from meetings.policy import admitted
from meetings.policy.votes import CanVote, meeting_of
from meetings.queries import attending
from meetings.queries import votes as queries
from meetings.voting import sealed
from meetings.voting.rules import vote_rules
from office import audit, clock
from office.db import db, insert_ignoring, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require

LONGEST_QUESTION = 1000
LONGEST_OPTION = 200
MOST_OPTIONS = 60
MOST_BOXES = 200
USUAL_RULE = "ordinary"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is put to the vote; `mode` left open follows the item: about a person it is secret."""

    text: str
    mode: BoxMode | None = None
    item: AgendaItem | None = None
    options: Sequence[str] = ()
    seats: int = 1
    rule: str = ""


@operation
def prepare_box(meeting: Meeting, question: Question, *, by: Actor) -> BallotBox:
    """Write a question down for the vote; nobody votes yet."""
    require(by, CanVote.PREPARE, meeting)
    take_turn(meeting)
    refuse_classified(meeting)
    refuse_held(meeting)
    if question.item is not None:
        db.session.refresh(question.item)
    options = [one.strip() for one in question.options if one.strip()]
    _check(meeting, question, options)
    box = BallotBox(
        meeting_id=meeting.id,
        item_id=question.item.id if question.item else None,
        question=question.text.strip(),
        mode=question.mode or _mode_for(question.item),
        options=options,
        seats=question.seats,
        rule=question.rule or meeting.rule or USUAL_RULE,
        state=BoxState.PREPARED,
        entitled=[],
        result={},
        prepared_at=clock.now(),
    )
    db.session.add(box)
    db.session.flush()
    audit.record("ballot.prepare", box, by=by, mode=box.mode, rule=box.rule)
    tell(meeting, "vote_prepared", by=by, box=box.uid, mode=box.mode)
    return box


def _mode_for(item: AgendaItem | None) -> BoxMode:
    is_personal = item is not None and item.kind == ItemKind.PERSONNEL
    return BoxMode.SECRET if is_personal else BoxMode.OPEN


def _check(meeting: Meeting, question: Question, options: list[str]) -> None:
    wrong: dict[str, object] = {}
    if not 0 < len(question.text.strip()) <= LONGEST_QUESTION:
        wrong["question"] = _("Between 1 and %(count)s characters.", count=LONGEST_QUESTION)
    if options and (problem := _wrong_options(options)):
        wrong["options"] = problem
    if not 1 <= question.seats <= max(len(options), 1):
        wrong["seats"] = _("At least one, and no more than there are names.")
    if question.rule and question.rule not in {row.code for row in vote_rules(clock.today())}:
        wrong["rule"] = _("There is no such rule today.")
    if question.item and (problem := _wrong_item(meeting, question.item)):
        wrong["item"] = problem
    if len(queries.boxes_of(meeting)) >= MOST_BOXES:
        wrong["question"] = _("A meeting has at most %(count)s votes.", count=MOST_BOXES)
    if wrong:
        raise Invalid(_("The vote cannot be prepared like this."), fields=wrong)


def _wrong_item(meeting: Meeting, item: AgendaItem) -> str:
    if item.meeting_id != meeting.id:
        return str(_("This item belongs to another meeting."))
    is_gone = item.removed_at is not None
    return str(_("This item was taken off the agenda.")) if is_gone else ""


def _wrong_options(options: list[str]) -> str:
    if not 2 <= len(options) <= MOST_OPTIONS or len(set(options)) < len(options):
        return str(_("Between 2 and %(count)s different names.", count=MOST_OPTIONS))
    if max(map(len, options)) > LONGEST_OPTION:
        return str(_("At most %(count)s characters.", count=LONGEST_OPTION))
    return ""


# ------------------------------------------------------------------------------ voting


@operation
def open_box(box: BallotBox, *, by: Actor) -> None:
    """Open the vote: who may vote is fixed now, and there must be a quorum."""
    meeting = _in_turn(box)
    BOX.advance(box, "open", by)
    refuse_not_in_session(meeting)
    if box.is_secret and not box.public_key:
        raise Refusal(
            _("This vote has no counting board yet."),
            fix=_("Name two members and let each choose a PIN."),
        )
    voters = attending.voters_of(meeting)
    box.entitled = [str(one.uid) for one in voters]
    box.opened_at = clock.now()
    box.present_opening = len(attending.present_voters(meeting))
    _refuse_no_quorum(box, len(voters))
    tell(meeting, "vote_opened", by=by, box=box.uid, entitled=len(voters))


def _refuse_no_quorum(box: BallotBox, members: int) -> None:
    needed = max(queries.rule_of(box).quorum.needed(members), 1)
    if (box.present_opening or 0) < needed:
        raise Refusal(
            _(
                "%(present)s of %(members)s voters are present, %(needed)s are needed.",
                present=box.present_opening,
                members=members,
                needed=needed,
            ),
            basis=queries.rule_of(box).basis,
            fix=_("Wait until more have checked in, or go on without a vote."),
        )


@operation
def cast(box: BallotBox, choice: Sequence[str], *, by: Actor) -> bool:
    """Lay a paper into the box; False when this place has voted in secret before.

    In an open vote the last word counts while the box is open. A secret paper cannot be changed,
    for nobody can find it again: of three devices the first one counts.
    """
    held = _held(box)
    require(by, CanVote.CAST, held)
    meeting = meeting_of(held)
    place = admitted(by, meeting)
    _refuse_closed(held)
    if place is None or not attending.holds_post(place):
        raise Refusal(
            _("You no longer hold the post for which you are on the list of voters."),
            basis=_("Who votes must hold the mandate at that moment."),
            who=_("The secretary of the meeting"),
        )
    if not attending.is_present(place):
        raise Refusal(
            _("You are not checked in to this meeting."), fix=_("Check in, in the room or online.")
        )
    marks = _marks(held, choice)
    return _kept_secret(held, place, marks) if held.is_secret else _kept_open(held, place, marks)


def _held(box: BallotBox) -> BallotBox:
    """The box as it stands now: it is not closed while this paper is laid in."""
    held = select(BallotBox).where(BallotBox.id == box.id).with_for_update(read=True)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def _refuse_closed(box: BallotBox) -> None:
    if box.state == BoxState.OPEN:
        return
    if box.state == BoxState.PREPARED:
        raise Refusal(_("This vote is not open yet."))
    raise Refusal(
        _("This vote is closed: your paper came too late and was not counted."),
        who=_("The chair of the meeting"),
    )


def _marks(box: BallotBox, choice: Sequence[str]) -> list[str]:
    """A paper names known things, not more than are to be chosen; a blank one is a paper too."""
    if not set(choice) <= set(queries.keys_of(box)):
        wrong = _("This is not on the paper.")
        raise Invalid(wrong, fields={"choice": wrong})
    if len(set(choice)) > box.seats:
        wrong = _("Choose at most %(count)s.", count=box.seats)
        raise Invalid(wrong, fields={"choice": wrong})
    return sorted(set(choice))


def _kept_secret(box: BallotBox, place: Participant, marks: list[str]) -> bool:
    if box.public_key is None:
        raise Refusal(_("This vote is not open yet."))
    paper = sealed.cast(box.public_key, marks, box=box.uid.bytes, voter=place.uid.bytes)
    row = {"box_id": box.id, "participant_id": place.id, "sealed": paper}
    return insert_ignoring(BallotCast, row)


def _kept_open(box: BallotBox, place: Participant, marks: list[str]) -> bool:
    row = {"box_id": box.id, "participant_id": place.id, "choice": marks, "at": clock.now()}
    if not insert_ignoring(BallotCast, row):
        mine = (BallotCast.box_id == box.id, BallotCast.participant_id == place.id)
        changed = update(BallotCast).where(*mine).values(choice=marks, at=clock.now())
        db.session.execute(changed.execution_options(synchronize_session=False))
    return True


@operation
def close_box(box: BallotBox, *, by: Actor) -> None:
    """Close the vote; a secret one is then counted by its board, any other at once."""
    meeting = _in_turn(box)
    BOX.advance(box, "close", by)
    db.session.flush()  # from here on a paper that is being laid in waits, and is late
    box.closed_at = clock.now()
    present = attending.present_voters(meeting)
    box.present_closing = len(present)
    papers = select(func.count()).select_from(BallotCast).where(BallotCast.box_id == box.id)
    tell(meeting, "vote_closed", by=by, box=box.uid, papers=db.session.scalar(papers))
    if not box.is_secret:
        count_open(box, by=by)


@operation
def declare_void(box: BallotBox, reason: str, *, by: Actor) -> None:
    """Declare a vote void before it is counted: its papers are destroyed, the reason stays."""
    given = reason.strip()[:500]
    if not given:
        raise Invalid(_("Say why."), fields={"reason": _("Say why.")})
    meeting = _in_turn(box)
    BOX.advance(box, "void", by, reason=given)
    box.void_reason = given
    if box.is_secret:
        erase_secret(box)
    else:
        db.session.execute(delete(BallotCast).where(BallotCast.box_id == box.id))
    tell(meeting, "vote_void", by=by, box=box.uid)


def _in_turn(box: BallotBox) -> Meeting:
    """The meeting in whose turn the box is moved; both are read anew."""
    meeting = meeting_of(box)
    take_turn(meeting)
    db.session.refresh(box)
    return meeting
