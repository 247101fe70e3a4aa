"""The act bar: what the lifecycle tables allow now and what my desk owes, nothing else."""

from dataclasses import dataclass
from enum import StrEnum

from flask import url_for

from documents import queries
from documents.lifecycle import INCOMING, OUTGOING
from documents.models import CopyKind, Document, DocumentState, Duty, Medium, RoutingState
from documents.operations.copying import is_copied
from documents.operations.draft_comments import COMMENTED
from documents.operations.tasks_giving import PRIVATE
from documents.operations.workfiles import NOT_PUT_IN
from documents.policy import Can
from documents.policy.copying import Can as Copying
from documents.policy.directing import Can as Directing
from documents.policy.drafting import Can as Drafting
from documents.policy.lines import has_line, owes
from documents.policy.reviewing import Can as Reviewing
from documents.policy.workfiles import Can as FileCan
from documents.queries.sealing import waiting_for_seal
from documents.views.blueprint import desk_id
from office.i18n import _, _l
from office.permissions import Actor, allowed
from office.ui import actions
from office.ui.parts import Act


@dataclass(frozen=True)
class Offer:
    """How a move is offered: the page or form behind it and its place in the bar."""

    endpoint: str
    icon: str = ""
    key: str = ""
    kind: str = ""
    method: str = "get"
    is_minor: bool = False
    label: object = ""


POST = "post"
OFFERS: dict[str, Offer] = {
    "answer": Offer("sender_answer", "reply", "r", "go-on", label=_l("Answer the sender")),
    "access": Offer("access", "eye", "k", "go-on", label=_l("Confirm the change of access")),
    "permit_copy": Offer("permit", "print", "", "go-on", label=_l("Decide on the copy")),
    "register": Offer("registration", "in", "r", "go-on"),
    "propose": Offer("proposal", "send", "p", "go-on"),
    "direct": Offer("direction", "sign", "f", "go-on"),
    "check": Offer("check", "check", "c", "go-on", label=_l("Check the draft")),
    "sign": Offer("signature", "sign", "s", "go-on", POST),
    "number": Offer("numbering", "out", "n", "go-on"),
    "seal": Offer("seal", "seal", "s", "go-on"),
    "issue": Offer("issuance", "send", "e", "go-on", POST),
    "edit": Offer("draft", "draft", "r", "go-on", label=_l("Edit the draft")),
    "give_opinion": Offer("opinion", "reply", "r", "go-on", label=_l("Give the opinion")),
    "extend": Offer(
        "extension_decision", "due-later", "x", "go-on", label=_l("Decide on more time")
    ),
    "cooperate": Offer("cooperation", "reply", "r", "go-on", label=_l("Report the contribution")),
    "acknowledge": Offer("acknowledgement", "check", "e", "go-on", POST, label=_l("Take note")),
    "present": Offer("presentation", "send", "p", "go-on", label=_l("Present")),
    "hand_on": Offer("handing_on", "next", "f"),
    "hand_share_on": Offer("sharing_on", "next", "f", label=_l("Hand on")),
    "start": Offer("reply", "draft", "r", "", POST),
    "complete": Offer("completion", "check", "e"),
    "submit": Offer("submission", "send", "p"),
    "change": Offer("draft", "draft", label=_l("Change the text")),
    "comment": Offer("draft_comments", "reply", "k", label=_l("Comment on the draft")),
    "receivers": Offer("receivers", "send", is_minor=True, label=_l("Choose the receivers")),
    "ask_opinion": Offer("opinions", "mail", label=_l("Ask for opinions")),
    "send_back": Offer("sending_back", "undo", "b"),
    "fault": Offer("sending_back", "undo", "b"),
    "follow": Offer("assignments", "task", "v", label=_l("Follow up")),
    "ask_extension": Offer("extension", "due-later", is_minor=True, label=_l("Ask for more time")),
    "take_back": Offer("taking_back", "undo", "", "", POST, is_minor=True),
    "withdraw": Offer("withdrawal", "undo", "", "", POST, is_minor=True),
    "take_up_again": Offer("taking_up", "undo", is_minor=True),
    "undo_register": Offer("undoing", "undo", is_minor=True),
    "correct": Offer("correction", "draft", is_minor=True, label=_l("Correct the entry")),
    "forward": Offer("forwarding", "next", is_minor=True, label=_l("Pass on")),
    "label": Offer("labels", "print", is_minor=True, label=_l("Print a label")),
    "stamp": Offer("stamped_copy", "print", is_minor=True, label=_l("Copy with the arrival stamp")),
    "refuse": Offer("refusal", "stop", is_minor=True),
    "wrong_address": Offer("wrong_address", "stop", is_minor=True),
    "return_to_clerk": Offer("clerk_return", "undo", is_minor=True),
    "return_to_leader": Offer("leader_return", "undo", is_minor=True),
    "give_back": Offer("giving_back", "undo", is_minor=True),
    "return_to_drafter": Offer("drafter_return", "undo", is_minor=True),
    "versions": Offer("versions", "columns", is_minor=True, label=_l("Versions of the draft")),
    "begin_from": Offer(
        "copy_draft", "draft", method=POST, is_minor=True, label=_l("Copy into a new draft")
    ),
    "cancel": Offer("cancellation", "x", is_minor=True),
    "lend": Offer("loan", "clip", is_minor=True, label=_l("Lend the kept copy")),
    "seal_paper": Offer("paper_seal", "seal", "s", "go-on", POST),
    "drop_copy": Offer("copy", "x", is_minor=True),
    "copy": Offer("copy_request", "print", is_minor=True, label=_l("Ask for a copy")),
    "replacement": Offer("replacement", "sync", is_minor=True, label=_l("Replace")),
    "letter": Offer("correction_letter", "draft", is_minor=True, label=_l("Correct by a letter")),
    "update": Offer("amendment", "draft", is_minor=True, label=_l("Update")),
    "recall": Offer("recall", "undo", is_minor=True, label=_l("Recall")),
}


def acts_on(document: Document, reader: Actor) -> list[Act]:
    """The acts in the order of the bar; the first filled one is the only filled one."""
    found = _moves(document, reader) | _owed(document, reader) | _kept(document, reader)
    found |= {name: "" for duty, name in ASKED.items() if owes(reader, document, duty)}
    found = _fit_for_copy(document, found)
    acts = [_act(document, OFFERS[name], label) for name, label in _ordered(found)]
    acts += _task_act(document, reader)
    bar = [*_one_primary(acts), *actions.offered("document", document, reader)]
    return bar + _filing(document, reader)


def _fit_for_copy(document: Document, found: dict[str, object]) -> dict[str, object]:
    """A copy is never drafted anew; on paper it is sealed by hand, other documents never are."""
    copy = queries.copied_by(document) if document.type_code in COPIES else None
    if copy is None:
        unfit = ONLY_COPIES
    else:
        unfit = NEVER_COPIES | {"seal" if copy.made_as is Medium.PAPER else "seal_paper"}
    return {name: label for name, label in found.items() if name not in unfit}


def _filing(document: Document, reader: Actor) -> list[Act]:
    """Whatever is not an arrival or dropped belongs into somebody's work file."""
    if document.state in NOT_PUT_IN or not allowed(reader, FileCan.OPEN_FILE, reader):
        return []
    url = url_for("workfiles.filing", chosen=document.uid)
    return [Act(_("Put into a file"), url, "", "folder", method="get", is_minor=True)]


def _task_act(document: Document, reader: Actor) -> list[Act]:
    """A task may be given from whatever is no draft."""
    if document.state in PRIVATE or not allowed(reader, Can.GIVE_TASK):
        return []
    url = url_for("tasks.new_task", document=document.uid)
    return [Act(_("Give a task"), url, "", "task", "t", "get", is_minor=True)]


def _moves(document: Document, reader: Actor) -> dict[str, object]:
    table = INCOMING if document.is_incoming else OUTGOING
    found = {move.name: move.label for move in table.moves(document, reader)}
    found.pop("ask_proposal", None)
    if "give_back" in found and not _was_handed_on(document, reader):
        found.pop("give_back")
    return {name: label for name, label in found.items() if name in OFFERS}


def _was_handed_on(document: Document, reader: Actor) -> bool:
    """Only what somebody of the unit handed on can be given back; a direction returns higher."""
    return has_line(
        reader,
        document,
        lambda line: (
            line.desk_id == reader.desk_id
            and line.duty is Duty.LEAD
            and line.parent_id is not None
            and line.state is RoutingState.OPEN
        ),
    )


def _kept(document: Document, reader: Actor) -> dict[str, object]:
    """Of what stands in a register the clerk keeps a copy, which others may use."""
    is_kept = document.arrival_no is not None or document.number is not None
    found: dict[str, object] = {}
    if is_kept and allowed(reader, Can.KEEP_BOOKS, document):
        found["lend"] = ""
    if is_copied(document) and allowed(reader, Copying.ASK_COPY, document):
        found["copy"] = ""
    return found


def _owed(document: Document, reader: Actor) -> dict[str, object]:
    """What is not a move of the table but an act of its own."""
    if document.is_incoming:
        return _owed_incoming(document, reader)
    return {name: OFFERS[name].label or label for name, label in _owed_outgoing(document, reader)}


def _owed_incoming(document: Document, reader: Actor) -> dict[str, object]:
    names = [name for duty, name in BY_DUTY.items() if owes(reader, document, duty)]
    if document.arrival_no and allowed(reader, Can.REGISTER, document):
        names += ["correct", "forward", "label", "stamp"]
    if document.state in ASSIGNED:
        names += [name for name, can in AT_WORK.items() if allowed(reader, can, document)]
    return {name: OFFERS[name].label for name in names}


BY_DUTY = {
    Duty.ANSWER: "answer",
    Duty.COOPERATE: "cooperate",
    Duty.INFORM: "acknowledge",
    Duty.OPINION: "give_opinion",
}
ASKED = {Duty.ACCESS: "access", Duty.PERMIT_COPY: "permit_copy"}
COPIES = {kind.type_code for kind in CopyKind}
ONLY_COPIES = {"seal_paper", "drop_copy"}
NEVER_COPIES = {"return_to_drafter", "replacement", "letter", "copy"}
BEFORE_ISSUE = {DocumentState.SIGNED, DocumentState.NUMBERED, DocumentState.SEALED}
ASSIGNED = {DocumentState.ASSIGNED, DocumentState.PROCESSING}
AT_WORK: dict[str, StrEnum] = {
    "extend": Directing.EXTEND,
    "hand_share_on": Directing.HAND_SHARE_ON,
    "ask_opinion": Can.ASK_OPINION,
    "follow": Directing.FOLLOW,
    "ask_extension": Directing.ASK_EXTENSION,
}


STATES: dict[str, tuple[DocumentState, StrEnum, object]] = {
    "edit": (DocumentState.DRAFT, Can.EDIT, ""),
    "ask_opinion": (DocumentState.DRAFT, Can.ASK_OPINION, ""),
    "receivers": (DocumentState.DRAFT, Can.EDIT, ""),
    "check": (DocumentState.CHECKING, Reviewing.CHECK_DRAFT, ""),
    "sign": (DocumentState.SUBMITTED, Can.SIGN, _l("Sign")),
    "change": (DocumentState.SUBMITTED, Can.SENT_FOR_SIGNATURE, ""),
    "begin_from": (DocumentState.ISSUED, Drafting.COPY_DRAFT, ""),
    "seal": (DocumentState.NUMBERED, Can.SEAL, _l("Seal")),
    "replacement": (DocumentState.ISSUED, Can.REPLACE, ""),
    "letter": (DocumentState.ISSUED, Can.REPLACE, ""),
}


def _owed_outgoing(document: Document, reader: Actor) -> list[tuple[str, object]]:
    found = [
        (name, label)
        for name, (state, can, label) in STATES.items()
        if document.state is state and allowed(reader, can, document)
    ]
    if allowed(reader, Drafting.READ_VERSIONS, document):
        found += [(name, "") for name in ("versions", "comment")[: 1 + _is_open(document)]]
    if document.state is DocumentState.SEALED and _lacks_files(document, reader):
        found.append(("seal", _l("Seal the files beside it")))
    if document.state is DocumentState.DRAFT and queries.opinion_asked_of(document, reader):
        found.append(("give_opinion", ""))
    if owes(reader, document, Duty.INFORM):
        found.append(("acknowledge", ""))
    if document.state in BEFORE_ISSUE and allowed(reader, Can.ISSUE, document):
        found.append(("receivers", ""))
    return found


def _is_open(document: Document) -> bool:
    """Whether remarks on the draft can still be worked in."""
    return document.state in COMMENTED


def _lacks_files(document: Document, reader: Actor) -> bool:
    return allowed(reader, Can.SEAL, document) and bool(waiting_for_seal(document))


def _ordered(found: dict[str, object]) -> list[tuple[str, object]]:
    return [(name, OFFERS[name].label or found[name]) for name in OFFERS if name in found]


def _act(document: Document, offer: Offer, label: object) -> Act:
    return Act(
        label=str(label),
        url=_address(document, offer),
        kind=offer.kind,
        icon=offer.icon,
        key=offer.key,
        method=offer.method,
        is_minor=offer.is_minor,
    )


def _address(document: Document, offer: Offer) -> str:
    if offer.endpoint == "labels":
        return url_for("documents.labels", chosen=document.uid)
    if offer.endpoint == "permit":
        asked = queries.copy_waiting_at(document, desk_id())
        return url_for("documents.copy", uid=asked.uid if asked else document.uid)
    if offer.endpoint == "copy":
        wish = queries.copied_by(document)
        return url_for("documents.copy", uid=wish.uid if wish else document.uid)
    return url_for(f"documents.{offer.endpoint}", uid=document.uid)


def _one_primary(acts: list[Act]) -> list[Act]:
    """The first act is the filled one; keys are given once."""
    seen: set[str] = set()
    return [_placed(act, is_first=place == 0, seen=seen) for place, act in enumerate(acts)]


def _placed(act: Act, *, is_first: bool, seen: set[str]) -> Act:
    key = "" if act.key in seen else act.key
    seen.add(act.key)
    kind = "go-on" if is_first and not act.is_minor else ""
    return Act(act.label, act.url, kind, act.icon, key, act.method, is_minor=act.is_minor)
