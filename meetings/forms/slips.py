"""What the pages ask about an opinion slip."""

from collections.abc import Mapping
from datetime import datetime

from flask import request
from werkzeug.datastructures import MultiDict

from meetings.models import OpinionSlip, SlipAnswer
from meetings.operations import SlipWords
from meetings.queries.slips import askable, slip_members
from office import blobs, clock
from office.errors import Invalid
from office.foreign.kinds import Kind
from office.foreign.refusals import ForeignFileRefused
from office.foreign.uploads import Accepted, check_upload
from office.i18n import _
from office.permissions import Actor

ALLOWED = frozenset(Kind) - {Kind.UNKNOWN, Kind.PROGRAM, Kind.DOCM}


def words_of(typed: "MultiDict[str, str]", actor: Actor) -> SlipWords:
    """The slip as it was typed."""
    desks = {str(row.desk_uid): row.desk_id for row in askable(actor)}
    chair = desks.get(typed.get("chair", ""), 0)
    members = [desks[one] for one in typed.getlist("members") if one in desks]
    return SlipWords(
        question=typed.get("question", ""),
        background=typed.get("background", ""),
        due_at=_moment(typed.get("due_at", "")),
        members=members if chair in members or not chair else [chair, *members],
        chair=chair,
    )


def _moment(text: str) -> datetime:
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        words = _("Choose a day and a time.")
        raise Invalid(words, fields={"due_at": words}) from None
    return typed.replace(tzinfo=typed.tzinfo or clock.LOCAL)


def filled_of(slip: OpinionSlip, actor: Actor) -> "MultiDict[str, str]":
    """What stands in the form of a slip that was written before."""
    desks = {row.desk_id: str(row.desk_uid) for row in askable(actor)}
    members = slip_members(slip)
    chair = next((desks.get(one.desk_id, "") for one in members if one.is_chair), "")
    given = [
        ("question", slip.question),
        ("background", slip.background),
        ("due_at", f"{clock.to_local(slip.due_at):%Y-%m-%dT%H:%M}"),
        ("chair", chair),
    ]
    chosen = [("members", desks[one.desk_id]) for one in members if one.desk_id in desks]
    return MultiDict(given + chosen)


def answer_of(typed: Mapping[str, str]) -> SlipAnswer:
    """The answer that was chosen."""
    try:
        return SlipAnswer(typed.get("answer", ""))
    except ValueError:
        words = _("Choose one of the three.")
        raise Invalid(words, fields={"answer": words}) from None


def paper_sent() -> tuple[Accepted, blobs.Stored]:
    """The file that came with the form, checked by its bytes and stored."""
    file = request.files.get("paper")
    if file is None or not file.filename:
        words = _("Choose a file.")
        raise Invalid(words, fields={"paper": words})
    try:
        accepted = check_upload(file.stream, file.filename, allowed=ALLOWED)  # type: ignore[arg-type]  # a spooled file reads like one
    except ForeignFileRefused as refusal:
        words = " ".join(filter(None, map(str, (refusal.message, refusal.fix or ""))))
        raise Invalid(refusal.message, fields={"paper": words}) from None
    return accepted, blobs.put(file.stream)  # type: ignore[arg-type]  # a spooled file reads like one
