"""Opinion slips (phiếu lấy ý kiến): written, sent, answered, closed, their result signed."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import rfc8785
from sqlalchemy import delete, func, select

from meetings.lifecycle import SLIP
from meetings.models import OpinionSlip, SlipAnswer, SlipMember, SlipPaper, SlipState
from meetings.policy.slips import CanSlip, member_of
from meetings.queries import slips as queries
from meetings.queries.attending import holds_desk
from meetings.voting.counting import AGAINST, FOR, MOTION, Assembly, counted
from meetings.voting.rules import vote_rule
from office import audit, blobs, clock, notices, outbox
from office.audit import plain
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units
from office.units.models import Desk
from signing import operations as signing

KIND: Final = "opinion_slip"
FIELD: Final = "chuky1"
RULE = "slip"
LONGEST = {"question": 1000, "background": 10_000, "text": 4000}
MOST_MEMBERS, MOST_PAPERS = 300, 30
LONGEST_WAIT = timedelta(days=60)
MEANT = {SlipAnswer.AGREE: FOR, SlipAnswer.CHANGE: FOR, SlipAnswer.DISAGREE: AGAINST}


@dataclass(frozen=True, kw_only=True)
class SlipWords:
    """What is asked of whom until when; `chair` is the desk of the member who signs the result."""

    question: str
    background: str
    due_at: datetime
    members: Sequence[int]
    chair: int


@operation
def draft_slip(words: SlipWords, *, by: Actor) -> OpinionSlip:
    """Write a slip; nobody else sees it yet."""
    require(by, CanSlip.ASK, by)
    _check(words)
    slip = OpinionSlip(
        agency_id=by.agency_id,
        unit_id=by.unit_id,
        desk_id=by.desk_id,
        state=SlipState.DRAFT,
        question=words.question.strip(),
        background=words.background.strip(),
        rule=RULE,
        due_at=words.due_at,
        made_by=by.name,
        created_at=clock.now(),
        result={},
    )
    db.session.add(slip)
    db.session.flush()
    _ask_members(slip, words)
    audit.record("slip.draft", slip, by=by)
    return slip


@operation
def change_slip(slip: OpinionSlip, words: SlipWords, *, by: Actor) -> None:
    """Change what is asked, while it was not sent."""
    _refuse_sent(slip, by)
    _check(words)
    slip.question, slip.background = words.question.strip(), words.background.strip()
    slip.due_at = words.due_at
    db.session.execute(delete(SlipMember).where(SlipMember.slip_id == slip.id))
    _ask_members(slip, words)
    audit.record("slip.change", slip, by=by)


def _check(words: SlipWords) -> None:
    wrong: dict[str, object] = {}
    if not words.question.strip():
        wrong["question"] = _("Fill this in.")
    for name in ("question", "background"):
        if len(getattr(words, name)) > LONGEST[name]:
            wrong[name] = _("At most %(count)s characters.", count=LONGEST[name])
    if not clock.now() < words.due_at <= clock.now() + LONGEST_WAIT:
        wrong["due_at"] = _("A moment to come, within sixty days.")
    if not 1 <= len(set(words.members)) <= MOST_MEMBERS:
        wrong["members"] = _("Between 1 and %(count)s members.", count=MOST_MEMBERS)
    elif words.chair not in words.members:
        wrong["chair"] = _("Who presides is one of the members.")
    if wrong:
        raise Invalid(_("The slip cannot be kept like this."), fields=wrong)


def _ask_members(slip: OpinionSlip, words: SlipWords) -> None:
    asked: set[int] = set()
    for position, desk_id in enumerate(dict.fromkeys(words.members), 1):
        desk = db.session.get(Desk, desk_id)
        is_own = desk is not None and desk.agency_id == units.successor_of(slip.agency_id)
        holder = next(iter(units.holders(desk_id)), None) if is_own else None
        if holder is None or holder.person_id in asked:
            wrong = _("Each member is an official of this agency in a post of his own.")
            raise Invalid(wrong, fields={"members": wrong})
        asked.add(holder.person_id)
        db.session.add(
            SlipMember(
                slip_id=slip.id,
                position=position,
                person_id=holder.person_id,
                desk_id=desk_id,
                is_chair=desk_id == words.chair,
                name=holder.name,
                title=holder.title,
            )
        )


@operation
def lay_slip_paper(
    slip: OpinionSlip, stored: blobs.Stored, *, name: str, media_type: str, by: Actor
) -> SlipPaper:
    """Put a paper with the slip, fixed by its hash."""
    _refuse_sent(slip, by)
    count = db.session.scalar(
        select(func.count()).select_from(SlipPaper).where(SlipPaper.slip_id == slip.id)
    )
    if (count or 0) >= MOST_PAPERS:
        raise Refusal(_("A slip has at most %(count)s papers.", count=MOST_PAPERS))
    paper = SlipPaper(
        slip_id=slip.id,
        position=(count or 0) + 1,
        name=name,
        media_type=media_type,
        sha256=stored.sha256,
        size=stored.size,
    )
    db.session.add(paper)
    db.session.flush()
    audit.record("slip.paper", slip, by=by, sha256=stored.sha256)
    return paper


@operation
def take_slip_paper_away(slip: OpinionSlip, paper: SlipPaper, *, by: Actor) -> None:
    """Take a paper away before the slip is sent."""
    _refuse_sent(slip, by)
    audit.record("slip.paper_away", slip, by=by, sha256=paper.sha256)
    db.session.delete(paper)


def _refuse_sent(slip: OpinionSlip, by: Actor) -> None:
    require(by, CanSlip.KEEP, slip)
    if slip.state != SlipState.DRAFT:
        raise Refusal(
            _("This slip was sent: what it asks stands."), fix=_("Withdraw it and write another.")
        )


@operation
def send_slip(slip: OpinionSlip, *, by: Actor) -> None:
    """Send the slip: its members are told, question and papers stand from now on."""
    SLIP.advance(slip, "send", by, due_at=slip.due_at)
    if slip.due_at <= clock.now():
        wrong = _("A moment to come, within sixty days.")
        raise Invalid(wrong, fields={"due_at": wrong})
    slip.sent_at = clock.now()
    for member in queries.slip_members(slip):
        _tell(slip, member, "asked")


def _tell(slip: OpinionSlip, member: SlipMember, why: str) -> None:
    day = f"{clock.to_local(slip.due_at):%d/%m/%Y %H:%M}"
    notices.tell(
        member.desk_id,
        kind="opinion_slip",
        text=_l("An opinion slip waits for your answer until %(day)s.", day=day),
        url=f"/meetings/slips/{slip.uid}",
        key=f"slip:{slip.uid}:{member.uid}:{why}",
    )


@operation
def remind_members(slip: OpinionSlip, *, by: Actor) -> None:
    """Remind whoever did not answer, once a day."""
    require(by, CanSlip.KEEP, slip)
    _refuse_not_out(slip)
    for member in queries.slip_members(slip):
        if member.answer is None:
            _tell(slip, member, f"reminded:{clock.today().isoformat()}")


@operation
def answer_slip(slip: OpinionSlip, answer: SlipAnswer, text: str, *, by: Actor) -> None:
    """Answer a slip; the last word until it is due counts."""
    held = select(OpinionSlip).where(OpinionSlip.id == slip.id).with_for_update(read=True)
    now = db.session.scalars(held.execution_options(populate_existing=True)).one()
    require(by, CanSlip.ANSWER, now)
    _refuse_not_out(now)
    own = member_of(by, now)
    if own is None or not holds_desk(own.desk_id, own.person_id):
        raise Refusal(
            _("You no longer hold the post in which you were asked."),
            who=_("The desk that asks"),
        )
    if now.due_at <= clock.now():
        raise Refusal(_("The time to answer is over: a late answer is not counted."))
    if answer != SlipAnswer.AGREE and not text.strip():
        raise Invalid(_("Say why."), fields={"text": _("Say why.")})
    if len(text) > LONGEST["text"]:
        wrong = _("At most %(count)s characters.", count=LONGEST["text"])
        raise Invalid(wrong, fields={"text": wrong})
    own.answer, own.text, own.answered_at = answer, text.strip(), clock.now()
    audit.record("slip.answer", now, by=by, answer=answer)


def _refuse_not_out(slip: OpinionSlip) -> None:
    if slip.state != SlipState.SENT:
        raise Refusal(
            _("This slip takes no answers: it stands at “%(state)s”.", state=slip.state.label)
        )


@operation
def close_slip(slip: OpinionSlip, *, by: Actor) -> None:
    """Count the answers, when it is due or everybody has answered; the result sheet is made."""
    SLIP.advance(slip, "close", by)
    db.session.flush()
    members = queries.slip_members(slip)
    if slip.due_at > clock.now() and any(one.answer is None for one in members):
        raise Refusal(
            _("Members may still answer until %(day)s.", day=clock.to_local(slip.due_at)),
            fix=_("Wait until it is due, or until everybody has answered."),
        )
    slip.closed_at = clock.now()
    slip.result = _counted(slip, members)
    slip.result_hash = hash_of(slip, members)
    outbox.enqueue("meetings.compose_slip", key=f"slip:{slip.uid}", urgent=True, slip_id=slip.id)


def _counted(slip: OpinionSlip, members: Sequence[SlipMember]) -> dict[str, Any]:
    answers = [one.answer for one in members if one.answer]
    chair = next((MEANT[one.answer] for one in members if one.is_chair and one.answer), "")
    rule = vote_rule(slip.rule, clock.to_local(slip.closed_at or clock.now()).date())
    found = counted(
        [MEANT[one] for one in answers],
        rule,
        Assembly(len(members), len(answers)),
        options=MOTION,
        chair=chair,
    )
    numbers = {name: plain(value) for name, value in asdict(found).items()}
    by_kind = {kind.value: answers.count(kind) for kind in SlipAnswer}
    return numbers | {
        "answers": by_kind,
        "asked": len(members),
        "answered": len(answers),
        "base": rule.base.value,
        "basis": rule.basis,
    }


def hash_of(slip: OpinionSlip, members: Sequence[SlipMember]) -> str:
    """SHA-256 over question, answers and numbers in canonical JSON (RFC 8785)."""
    said: dict[str, Any] = {
        "slip": str(slip.uid),
        "question": slip.question,
        "papers": [one.sha256 for one in queries.slip_papers(slip)],
        "answers": [[str(one.uid), one.name, plain(one.answer), one.text] for one in members],
        "result": slip.result,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


@operation
def withdraw_slip(slip: OpinionSlip, reason: str, *, by: Actor) -> None:
    """Withdraw a slip that is out; its members are told by its state."""
    given = reason.strip()[:500]
    if not given:
        raise Invalid(_("Say why."), fields={"reason": _("Say why.")})
    SLIP.advance(slip, "withdraw", by, reason=given)
    slip.reason = given


# ------------------------------------------------------------------------------ the sheet


@operation
def keep_slip_sheet(slip: OpinionSlip, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep the result sheet, once; its place for the chair's signature is ready."""
    require(by, CanSlip.RECORD, slip)
    if slip.sha256:
        return
    slip.sha256, slip.size, slip.problem = stored.sha256, stored.size, ""
    audit.record("slip.sheet", slip, by=by, sha256=stored.sha256)
    for member in queries.slip_members(slip):
        if member.is_chair:
            notices.tell(
                member.desk_id,
                kind="opinion_slip",
                text=_l("The result of an opinion slip waits for your signature."),
                url=f"/meetings/slips/{slip.uid}",
                key=f"slip:{slip.uid}:sign",
            )


@operation
def note_slip_problem(slip: OpinionSlip, problem: str, *, by: Actor) -> None:
    """Say why no sheet could be made, or why it was not signed."""
    require(by, CanSlip.RECORD, slip)
    slip.problem = problem


@operation
def prepare_slip_signature(slip: OpinionSlip, *, by: Actor) -> signing.SigningRequest:
    """Have the chair's signature on the result prepared; the PIN is asked when it is ready."""
    require(by, CanSlip.SIGN, slip)
    if slip.state != SlipState.CLOSED or not slip.sha256:
        raise Refusal(
            slip.problem or _("The result sheet is still being made, or it is signed already."),
            fix=_("Reload the page in a moment."),
        )
    return signing.request_signature(
        subject=signing.Subject(KIND, slip.uid, f"Phiếu lấy ý kiến: {slip.question}"[:200]),
        file_sha256=slip.sha256,
        field=FIELD,
        stamp=signing.Stamp(signing.StampKind.PERSON, (by.name,)),
        by=by,
    )


@operation
def note_slip_signed(slip: OpinionSlip, base: str, stored: blobs.Stored, *, by: Actor) -> None:
    """Put the signed sheet in place: the result stands."""
    if slip.sha256 != base:
        raise Refusal(_("The sheet changed after it was prepared for signing."))
    SLIP.advance(slip, "sign", by, sha256=stored.sha256)
    slip.sha256, slip.size, slip.problem = stored.sha256, stored.size, ""
    slip.signed_at = clock.now()
    signing.ask_verdict(stored.sha256, by=SYSTEM)


@operation
def keep_raised_slip(slip: OpinionSlip, base: str, stored: blobs.Stored, *, by: Actor) -> None:
    """Keep a revision that only adds proofs."""
    require(by, CanSlip.RECORD, slip)
    if slip.sha256 == base:
        slip.sha256, slip.size = stored.sha256, stored.size
