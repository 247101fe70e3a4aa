"""Opinions asked of several desks (lấy ý kiến): asked, answered, extended, reminded, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from documents.lifecycle import ROUND
from documents.models import (
    Direction,
    Document,
    DocumentState,
    Duty,
    Opinion,
    OpinionChoice,
    OpinionRound,
    RoundState,
    Routing,
    RoutingState,
)
from documents.operations.assignees import refuse_past, refuse_vacant
from documents.operations.desk_work import lay, lift, log, named
from documents.operations.document_access import decides_on_readers, refuse_new_readers
from documents.operations.enclosures import enclose
from documents.operations.files import NewFile
from documents.operations.reminding import Reminder, remind_desk
from documents.policy import Can
from documents.policy.directing import Can as Directing
from office import audit, clock, notices
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l, day
from office.permissions import SYSTEM, Actor, require
from office.units import queries as units

LONGEST_QUESTION, LONGEST_ANSWER = 4000, 1000
AT_WORK = {
    DocumentState.PROPOSING,
    DocumentState.PRESENTED,
    DocumentState.ASSIGNED,
    DocumentState.PROCESSING,
    DocumentState.DRAFT,
}


@operation
def ask_opinion(  # noqa: PLR0913 - each fact by its name
    document: Document,
    desk_ids: Sequence[int],
    question: str,
    *,
    due_at: datetime | None = None,
    files: Sequence[NewFile] = (),
    by: Actor,
) -> OpinionRound:
    """Ask desks for their opinion on a draft or on a document at work."""
    require(by, Can.ASK_OPINION, document)
    _refuse_finished(document)
    desks = list(dict.fromkeys(desk_ids))
    if not desks:
        raise Invalid(_("Choose whom to ask."), fields={"desk": _("Choose at least one.")})
    refuse_vacant(desks, field="desk")
    if document.is_incoming and not decides_on_readers(by):
        refuse_new_readers(document, set(desks))
    refuse_past(due_at)
    asked = _round(document, _worded(question, "question", LONGEST_QUESTION), due_at, by)
    enclose(asked, files)
    for desk_id in desks:
        _ask(asked, document, desk_id, by)
    rows = [_asked_of(desk_id, due_at) for desk_id in desks]
    _log(document, "opinion_asked", by, asked.question, receivers=rows)
    audit.record(f"{document.direction}.opinion_asked", document, by=by, desks=desks)
    return asked


@dataclass(frozen=True)
class Answer:
    """What a desk answers; agreeing needs no words."""

    choice: OpinionChoice
    text: str = ""
    files: Sequence[NewFile] = ()


@operation
def give_opinion(opinion: Opinion, given: Answer | str, *, by: Actor) -> None:
    """Answer with an opinion; plain words count as another opinion than yes or no."""
    answer = Answer(OpinionChoice.OTHER, given) if isinstance(given, str) else given
    document = db.session.get_one(Document, opinion.document_id)
    asked = db.session.get_one(OpinionRound, opinion.round_id)
    require(by, Can.GIVE_OPINION, document)
    if opinion.desk_id != by.desk_id or opinion.answered_at:
        raise Refusal(_("This opinion was not asked of you, or it has been given already."))
    if asked.state is not RoundState.WAITING:
        raise Refusal(_("This round of opinions is closed."))
    opinion.answer = _answer_words(answer)
    opinion.choice = answer.choice
    opinion.answered_by, opinion.answered_title = by.name, by.title
    opinion.answered_at = clock.now()
    enclose(opinion, answer.files)
    routing = db.session.get_one(Routing, opinion.routing_id)
    lift(routing, RoutingState.DONE, note=opinion.answer)
    audit.record(f"{document.direction}.opinion_given", document, by=by, choice=answer.choice)
    _log(document, "opinion_given", by, opinion.answer, choice=answer.choice.value)
    if not unanswered_in(asked):
        _end(asked, document)


@operation
def extend_round(asked: OpinionRound, due_at: datetime | None, *, by: Actor) -> None:
    """Give those who have not answered more time."""
    require(by, Directing.RUN_ROUND, asked)
    _refuse_closed(asked)
    if due_at is None:
        raise Invalid(_("The day is missing."), fields={"due_on": _("Pick a day.")})
    refuse_past(due_at)
    _refuse_sooner(asked, due_at)
    asked.first_due_at = asked.first_due_at or asked.due_at
    asked.due_at = due_at
    for opinion in unanswered_in(asked):
        opinion.due_at = due_at
        db.session.get_one(Routing, opinion.routing_id).due_at = due_at
    audit.record("opinions.extended", asked, by=by, due_at=due_at)
    _log(_document(asked), "opinions_extended", by, due_at=due_at.isoformat())


def _refuse_sooner(asked: OpinionRound, due_at: datetime) -> None:
    if asked.due_at and due_at <= asked.due_at:
        words = _("Choose a day after %(day)s, the deadline so far.", day=day(asked.due_at))
        raise Invalid(words, fields={"due_on": words})


@operation
def remind_round(asked: OpinionRound, *, by: Actor) -> int:
    """Remind those who have not answered, once a day; says how many were told."""
    require(by, Directing.RUN_ROUND, asked)
    _refuse_closed(asked)
    document = _document(asked)
    told = [_remind(opinion, document) for opinion in unanswered_in(asked)]
    if not any(told):
        raise Refusal(_("Everybody was reminded today already."), fix=_("Remind again tomorrow."))
    asked.reminded_at = clock.now()
    audit.record("opinions.reminded", asked, by=by, count=sum(told))
    return sum(told)


@operation
def close_round(asked: OpinionRound, *, by: Actor) -> None:
    """Take no more answers; those who have not answered owe nothing any longer."""
    ROUND.advance(asked, "close", by)
    document = _document(asked)
    missing = _let_go(asked)
    _log(document, "opinions_closed", by, missing=missing)


def unanswered_in(asked: OpinionRound) -> list[Opinion]:
    """Those of a round who have not answered."""
    db.session.flush()
    statement = select(Opinion).where(Opinion.round_id == asked.id, Opinion.answered_at.is_(None))
    return list(db.session.scalars(statement.order_by(Opinion.id)))


def _round(document: Document, question: str, due_at: datetime | None, by: Actor) -> OpinionRound:
    asked = OpinionRound(
        document_id=document.id,
        desk_id=by.desk_id,
        state=RoundState.WAITING,
        asked_by=by.name,
        asked_title=by.title,
        on_behalf_of=by.on_behalf_of,
        question=question,
        asked_at=clock.now(),
        due_at=due_at,
    )
    db.session.add(asked)
    db.session.flush()
    return asked


def _ask(asked: OpinionRound, document: Document, desk_id: int, by: Actor) -> None:
    routing = lay(document, desk_id, Duty.OPINION, by=by, due_at=asked.due_at, note=asked.question)
    db.session.add(
        Opinion(
            round_id=asked.id,
            document_id=document.id,
            routing_id=routing.id,
            desk_id=desk_id,
            asked_by=by.name,
            question=asked.question,
            asked_at=asked.asked_at,
            due_at=asked.due_at,
        )
    )


def _asked_of(desk_id: int, due_at: datetime | None) -> dict[str, object]:
    return {
        "desk_id": desk_id,
        "desk": units.desk_label(desk_id),
        "duty": Duty.OPINION.value,
        "due_at": due_at.isoformat() if due_at else None,
    }


def _remind(opinion: Opinion, document: Document) -> bool:
    reminder = Reminder(
        kind="opinion_reminder",
        text=named(document, Duty.OPINION.label),
        url=f"/documents/{document.uid}",
        key=f"opinion-reminder:{opinion.uid}:{clock.today()}",
        about="" if document.is_restricted else document.subject,
    )
    return remind_desk(opinion.desk_id, reminder)


def _end(asked: OpinionRound, document: Document) -> None:
    """All have answered: the round is over, and its asker is told."""
    ROUND.advance(asked, "end", SYSTEM)
    asked.closed_at = clock.now()
    if asked.desk_id is not None:
        notices.tell(
            asked.desk_id,
            kind="opinions_complete",
            text=_l("All opinions asked for are there"),
            url=f"/documents/opinion-rounds/{asked.uid}",
            key=f"opinions-complete:{asked.uid}",
        )


def _let_go(asked: OpinionRound) -> int:
    """Close the round; says how many had not answered."""
    asked.closed_at = clock.now()
    missing = unanswered_in(asked)
    for opinion in missing:
        routing = db.session.get_one(Routing, opinion.routing_id)
        if routing.state is RoutingState.OPEN:
            lift(routing, RoutingState.WITHDRAWN)
    return len(missing)


def _answer_words(answer: Answer) -> str:
    text = answer.text.strip()
    if not text and answer.choice is not OpinionChoice.AGREE:
        raise Invalid(
            _("A few words are needed here."), fields={"answer": _("Say what should be changed.")}
        )
    return _worded(text, "answer", LONGEST_ANSWER) if text else ""


def _worded(text: str, field: str, longest: int) -> str:
    words = text.strip()
    if not words:
        raise Invalid(_("A few words are needed here."), fields={field: _("Write it here.")})
    if len(words) > longest:
        problem = _("At most %(count)s characters.", count=longest)
        raise Invalid(problem, fields={field: problem})
    return words


def _refuse_finished(document: Document) -> None:
    if document.state not in AT_WORK:
        raise Refusal(
            _("Only a draft can be changed.")
            if document.direction is Direction.OUTGOING
            else _("This document is finished; nothing can be asked on it any more."),
            fix=_("Withdraw it first, or ask the signer.")
            if document.direction is Direction.OUTGOING
            else None,
        )


def _refuse_closed(asked: OpinionRound) -> None:
    if asked.state is not RoundState.WAITING:
        raise Refusal(_("This round of opinions is closed."))


def _document(asked: OpinionRound) -> Document:
    return db.session.get_one(Document, asked.document_id)


def _log(document: Document, act: str, by: Actor, text: str = "", **facts: object) -> None:
    log(document, f"{document.direction}.{act}", by=by, text=text, **facts)
