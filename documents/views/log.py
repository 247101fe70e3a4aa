"""The progress log in words: what happened, by whom, to whom."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from documents.models import Document, Duty, ProgressEntry, Routing, Urgency
from documents.models.routing import RoutingState
from office.i18n import _, _l, apart, day, ngettext, short_day, short_moment
from office.permissions import SYSTEM
from office.ui.parts import Branch, LogLine, Step

WORDS = {
    "incoming.arrived": _l("Arrived"),
    "incoming.register": _l("Registered"),
    "incoming.refuse": _l("Refused"),
    "incoming.undo_register": _l("Registration undone"),
    "incoming.wrong_address": _l("Returned: wrong address"),
    "incoming.take_up_again": _l("Taken up again"),
    "incoming.forward": _l("Passed on"),
    "incoming.inform": _l("Sent for information"),
    "incoming.forward_registered": _l("Registered where it was passed on to"),
    "incoming.forward_refused": _l("Refused where it was passed on to"),
    "incoming.correct": _l("Entry corrected"),
    "incoming.present": _l("Presented"),
    "incoming.take_back": _l("Taken back by the clerk"),
    "incoming.propose": _l("Direction proposed"),
    "incoming.return_to_clerk": _l("Returned to the clerk"),
    "incoming.direct": _l("Directed and assigned"),
    "incoming.hand_on": _l("Handed on"),
    "incoming.give_back": _l("Given back to the head"),
    "incoming.return_to_leader": _l("Returned to the leader"),
    "incoming.start": _l("Reply begun"),
    "incoming.cooperated": _l("Contribution reported"),
    "incoming.urged": _l("Urged"),
    "incoming.share_handed_on": _l("Share handed on"),
    "incoming.recall_assignment": _l("Assignment taken back"),
    "incoming.recall_direction": _l("Direction taken back"),
    "incoming.change_lead": _l("Lead changed"),
    "incoming.change_handler": _l("Official changed"),
    "incoming.ask_extension": _l("More time asked for"),
    "incoming.grant_extension": _l("More time granted"),
    "incoming.refuse_extension": _l("More time refused"),
    "incoming.withdraw_extension": _l("Request for more time withdrawn"),
    "incoming.opinion_asked": _l("Opinion asked"),
    "incoming.opinion_given": _l("Opinion given"),
    "incoming.opinions_extended": _l("More time for opinions"),
    "incoming.opinions_closed": _l("Round of opinions closed"),
    "incoming.complete": _l("Completed"),
    "incoming.answered": _l("Completed by the reply"),
    "incoming.progress_code": _l("Receipt with a code printed for the sender"),
    "incoming.progress_code_withdrawn": _l("Code of the sender withdrawn"),
    "outgoing.drafted": _l("Draft begun"),
    "outgoing.opinion_asked": _l("Opinion asked"),
    "outgoing.opinion_given": _l("Opinion given"),
    "outgoing.opinions_extended": _l("More time for opinions"),
    "outgoing.opinions_closed": _l("Round of opinions closed"),
    "outgoing.submit": _l("Submitted for signature"),
    "outgoing.submit_for_check": _l("Submitted for the checks"),
    "outgoing.passed_content": _l("Content checked, initials given"),
    "outgoing.passed_legal": _l("Legal check passed"),
    "outgoing.passed_form": _l("Form and layout in order"),
    "outgoing.cosign": _l("Signed, next signature follows"),
    "outgoing.withdraw": _l("Withdrawn by the drafter"),
    "outgoing.send_back": _l("Sent back to the drafter"),
    "outgoing.cancel": _l("Draft dropped"),
    "outgoing.begun_from": _l("Draft begun from a former text"),
    "outgoing.restored": _l("Older version restored"),
    "outgoing.changed_by_signer": _l("Changed by the signer"),
    "outgoing.co_drafter": _l("Invited to draft together"),
    "outgoing.co_drafter_ended": _l("No longer drafts with the others"),
    "outgoing.sign": _l("Signed"),
    "outgoing.signing_failed": _l("Nothing was signed"),
    "outgoing.not_issued": _l("Sealed, but not issued"),
    "outgoing.return_to_drafter": _l("Returned to the drafter by the clerk"),
    "outgoing.number": _l("Number given"),
    "outgoing.seal": _l("Sealed"),
    "outgoing.attached": _l("File put beside the draft"),
    "outgoing.detached": _l("File taken away"),
    "outgoing.attachment_as_is": _l("File goes as it is"),
    "outgoing.attachment_sealed": _l("File sealed"),
    "outgoing.issue": _l("Issued"),
    "outgoing.answered": _l("An answer came"),
    "document.access_asked": _l("A change of access was asked for"),
    "document.access_confirmed": _l("A change of access was confirmed"),
    "document.access_refused": _l("A change of access was refused"),
    "document.access_withdrawn": _l("The wish for a change of access was withdrawn"),
    "document.freeze": _l("Frozen"),
    "document.thaw": _l("The freeze was lifted"),
    "document.lasting_copy": _l("Lasting copy kept"),
    "document.describe": _l("Metadata added"),
    "document.relate": _l("Related document noted"),
    "document.unrelate": _l("Relation taken back"),
    "copy.lent": _l("Kept copy lent"),
    "copy.returned": _l("Kept copy returned"),
    "copy.asked": _l("A copy was asked for"),
    "copy.permitted": _l("The copy was permitted"),
    "copy.refused": _l("The copy was refused"),
    "copy.withdrawn": _l("The wish for a copy was withdrawn"),
    "copy.dropped": _l("The copy was dropped"),
    "copy.failed": _l("The copy could not be made"),
    "copy.made": _l("Copy made"),
    "copy.issued": _l("A copy was issued"),
    "copy.sealed_on_paper": _l("Signed and sealed on paper"),
    "work_file.put_in": _l("Put into a work file"),
    "work_file.take_out": _l("Taken out of a work file"),
    "register.imported": _l("Taken over from an old register"),
    "task.given": _l("Task given"),
    "axis.sent": _l("Sent through the axis"),
    "axis.sent_again": _l("Sent again"),
    "axis.status": _l("Receipt"),
    "axis.recall_asked": _l("The sender asks for its recall"),
    "axis.update_asked": _l("The sender sent an update"),
    "axis.asked": _l("The request was sent through the axis"),
    "axis.replacement_asked": _l("Replaced by its sender"),
    "axis.correction_asked": _l("Corrected by its sender"),
    "incoming.recall_agreed": _l("Destroyed as the sender asked"),
    "incoming.recall_declined": _l("The recall was declined"),
    "incoming.update_agreed": _l("The update was taken over"),
    "incoming.update_declined": _l("The update was declined"),
    "outgoing.recall": _l("Recalled"),
    "outgoing.update": _l("Updated"),
    "outgoing.replacement": _l("Replaced"),
    "outgoing.correction": _l("Corrected by a letter"),
    "outgoing.replacement_begun": _l("A replacement is being drafted"),
    "outgoing.correction_begun": _l("A correction is being drafted"),
    "outgoing.answered_15": _l("A receiver agreed"),
    "outgoing.answered_16": _l("A receiver declined"),
    "outgoing.posted": _l("Given to the post"),
    "outgoing.addressed": _l("Receivers chosen"),
    "outgoing.mailed": _l("Sent by mail"),
    "outgoing.mail_failed": _l("The mail could not be sent"),
    "outgoing.mail_delayed": _l("The mail is still on its way"),
    "outgoing.mail_delivered": _l("The mail has reached the receiver’s mailbox"),
    "outgoing.mail_read": _l("The receiver has opened the mail"),
}
ENTRIES = {
    "type_name": _l("Document type"),
    "symbol": _l("Number and symbol"),
    "issuer_name": _l("Issued by"),
    "issued_on": _l("Dated"),
    "signer_name": _l("Signed by"),
    "subject": _l("Subject"),
    "urgency": _l("Urgency"),
}
FATES = {
    "keep": _l("its number is kept for it"),
    "cancel": _l("its number is cancelled"),
}
STANDS = {
    RoutingState.HANDED: _l("handed on inside the unit"),
    RoutingState.DONE: _l("done"),
    RoutingState.RETURNED: _l("returned"),
    RoutingState.WITHDRAWN: _l("taken back"),
}
QUIET = {
    Duty.INFORM,
    Duty.DRAFT,
    Duty.CO_DRAFT,
    Duty.EXTEND,
    Duty.ACCESS,
    Duty.PERMIT_COPY,
}
ROLES = {
    Duty.LEAD.value: _l("Lead"),
    Duty.COOPERATE.value: _l("Cooperating"),
    Duty.INFORM.value: _l("Inform"),
    Duty.OPINION.value: _l("Asked"),
}


def lines_of(
    document: Document, entries: Sequence[ProgressEntry], routings: Sequence[Routing]
) -> list[LogLine]:
    """The log, newest first; the newest line of an open document is where it stands now."""
    lines = [_line(entry) for entry in entries]
    if lines and document.closed_at is None:
        entry = entries[0]
        seen = _seen(routings)
        is_told = {"changes", "fate"} & entry.facts.keys()
        hint = " · ".join(filter(None, (lines[0].hint, seen))) if is_told else seen
        lines[0] = _line(entry, step=Step.NOW, hint=hint or lines[0].hint)
    return lines


def _line(entry: ProgressEntry, *, step: Step = Step.DONE, hint: str | None = None) -> LogLine:
    return LogLine(
        what=_what(entry),
        who=_who(entry),
        at=entry.at,
        step=step,
        says=entry.text,
        hint=_hint(entry.facts) if hint is None else hint,
        branches=_branches(entry.facts.get("receivers", ())),
    )


def _what(entry: ProgressEntry) -> str:
    name, words = TOLD_WITH.get(entry.act, ("", str))
    if name and entry.facts.get(name):
        return words(entry.facts[name])
    return str(WORDS.get(entry.act, entry.act))


# What some lines say with one of their facts.
TOLD_WITH: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "incoming.urged": ("number", lambda value: _("Urged, no. %(number)s", number=value)),
    "incoming.register": (
        "arrival_no",
        lambda value: _("Registered as no. %(number)s", number=value),
    ),
    "outgoing.number": ("symbol", lambda value: _("Number given: %(number)s", number=apart(value))),
    "outgoing.replacement": (
        "symbol",
        lambda value: _("Replaced by %(number)s", number=apart(value)),
    ),
    "incoming.answered": (
        "symbol",
        lambda value: _("Completed by the reply %(number)s", number=apart(value)),
    ),
    "axis.status": ("party", lambda value: _("Receipt from %(party)s", party=value)),
}


def _who(entry: ProgressEntry) -> str:
    if entry.on_behalf_of:
        return _(
            "%(name)s, on behalf of %(other)s", name=entry.actor_name, other=entry.on_behalf_of
        )
    if entry.actor_name == SYSTEM.name:
        return str(entry.facts.get("signer", ""))
    return entry.actor_name


def _hint(facts: dict[str, Any]) -> str:
    for name, words in HINTS.items():
        if facts.get(name):
            return words(facts)
    return ""


def _moved(facts: dict[str, Any]) -> str:
    former, wanted = _until(facts["former_due_at"]), _until(facts.get("due_at"))
    return _("from %(former)s to %(wanted)s", former=former, wanted=wanted)


def _changes(facts: dict[str, Any]) -> str:
    return "; ".join(_change(name, *pair) for name, pair in facts["changes"].items())


def _change(name: str, old: str, new: str) -> str:
    word = str(ENTRIES.get(name, name))
    before, after = (apart(_entry(name, value)) or "–" for value in (old, new))
    return _("%(entry)s: %(old)s → %(new)s", entry=word, old=before, new=after)


def _entry(name: str, value: str) -> str:
    if name == "urgency":
        return Urgency(value).stamp or _("Normal")
    if name == "issued_on" and value:
        return day(date.fromisoformat(value))
    return value


def _missing(facts: dict[str, Any]) -> str:
    """Who had not contributed when the lead completed, and why; or how many had not answered."""
    if isinstance(facts["missing"], int):
        return ngettext("%(num)d had not answered", "%(num)d had not answered", facts["missing"])
    names = ", ".join(facts["missing"])
    return _("not answered: %(names)s. %(why)s", names=names, why=facts.get("unanswered", ""))


HINTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "former_due_at": _moved,
    "former": lambda facts: _("until now %(name)s", name=facts["former"]),
    "missing": _missing,
    "to": lambda facts: _("to %(name)s", name=facts["to"]),
    "sender": lambda facts: _("from %(name)s", name=facts["sender"]),
    "changes": _changes,
    "fate": lambda facts: str(FATES[facts["fate"]]),
}


def _seen(routings: Sequence[Routing]) -> str:
    """Whether the one on whose desk it lies has opened it."""
    waiting = [row for row in routings if row.state is RoutingState.OPEN and row.duty not in QUIET]
    if len(waiting) != 1:
        return ""
    at = waiting[0].read_at
    return _("seen %(time)s", time=short_moment(at)) if at else _("not opened yet")


def _branches(receivers: Sequence[dict[str, Any]]) -> list[Branch]:
    return [
        Branch(
            role=str(ROLES.get(row["duty"], row["duty"])),
            name=row["desk"],
            tail=_until(row.get("due_at")),
            is_lead=row["duty"] == Duty.LEAD.value,
        )
        for row in receivers
    ]


def _until(due_at: str | None) -> str:
    return short_day(datetime.fromisoformat(due_at)) if due_at else ""


def line_words(row: Routing) -> str:
    """How far one line of the assignments is, in a few words."""
    if row.state is RoutingState.OPEN:
        if row.read_at is None:
            return _("not opened yet")
        return _("seen %(time)s", time=short_moment(row.read_at))
    return str(STANDS[row.state])
