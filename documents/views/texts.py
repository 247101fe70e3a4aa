"""Acts that need one text: refusals, returns, reports, completion."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from documents import operations, queries
from documents.forms.answers import Filled, answer
from documents.forms.phrases import phrases_for
from documents.models import Document, DocumentState
from documents.policy import Can
from documents.policy.drafting import Can as Drafting
from documents.views.blueprint import actor, bp, page_of, still, visible
from documents.views.sheet import beside_pages
from office.i18n import _l
from office.permissions import Actor, require
from office.ui.toasts import toast


def _complete(document: Document, text: str, *, by: Actor) -> None:
    unanswered = request.form.get("unanswered", "")
    operations.complete(document, text, unanswered=unanswered, by=by)


def _cancel(document: Document, _text: str, *, by: Actor) -> None:
    operations.cancel_draft(document, by=by)


@dataclass(frozen=True)
class TextAct:
    """One act: its words, who may do it, and the verb behind it."""

    name: str
    title: object
    label: object
    button: object
    done: object
    can: StrEnum
    do: Callable[..., Any]
    use: str = ""
    hint: object = ""
    kind: str = "go-on"
    icon: str = "check"
    needs_text: bool = True
    state: DocumentState | None = None


REASON = _l("Reason")
REFUSAL = TextAct(
    "refusal",
    _l("Refuse and return to the sender"),
    REASON,
    _l("Refuse"),
    _l("The document was refused; the sender is told."),
    Can.REGISTER,
    operations.refuse,
    "refusal",
    _l("The sender gets the reason with the receipt “02, refused”."),
    "harm",
    "stop",
    state=DocumentState.ARRIVED,
)
CLERK_RETURN = TextAct(
    "clerk-return",
    _l("Return to the clerk"),
    REASON,
    _l("Return"),
    _l("The document is back on the clerk’s desk."),
    Can.RETURN,
    operations.return_to_clerk,
    "return",
    icon="undo",
)
LEADER_RETURN = TextAct(
    "leader-return",
    _l("Return to the leader"),
    REASON,
    _l("Return"),
    _l("The document is back with the leader, who assigns it anew."),
    Can.RETURN,
    operations.return_to_leader,
    "return",
    _l("All assignments of this direction are lifted."),
    icon="undo",
)
GIVING_BACK = TextAct(
    "giving-back",
    _l("Give back to the head of the unit"),
    REASON,
    _l("Give back"),
    _l("The document is back with the head of the unit."),
    Can.RETURN,
    operations.give_back,
    "return",
    icon="undo",
)
COMPLETION = TextAct(
    "completion",
    _l("Complete without a reply"),
    _l("Result"),
    _l("Complete"),
    _l("The handling is completed; the sender is told."),
    Can.HANDLE,
    _complete,
    "closing",
    _l("A reply that is issued completes the document by itself."),
)
COOPERATION = TextAct(
    "cooperation",
    _l("Report the contribution"),
    _l("Contribution"),
    _l("Report"),
    _l("Your contribution stands in the progress log."),
    Can.GIVE_OPINION,
    operations.report_cooperation,
    "contribution",
    icon="reply",
)
DRAFTER_RETURN = TextAct(
    "drafter-return",
    _l("Return to the drafter"),
    REASON,
    _l("Return"),
    _l("The document is a draft again; the signature is void."),
    Can.NUMBER,
    operations.return_to_drafter,
    "sending_back",
    _l("For faults of form found before the number is given. The leader must sign again."),
    icon="undo",
    state=DocumentState.SIGNED,
)
CANCELLATION = TextAct(
    "cancellation",
    _l("Drop the draft"),
    REASON,
    _l("Drop the draft"),
    _l("The draft is dropped; those who took part can still read it."),
    Drafting.DROP_DRAFT,
    _cancel,
    kind="harm",
    icon="x",
    needs_text=False,
    state=DocumentState.DRAFT,
)


def show_act(uid: UUID, act: TextAct) -> Response:
    """The empty form."""
    document = visible(uid)
    require(actor(), act.can, document)
    if act.state:
        still(document, act.state)
    return _page(document, act, Filled({}))


def do_act(uid: UUID, act: TextAct, *, onward: Callable[[Document], str] | None = None) -> Response:
    """Do it and go back to the document; once it left my sight, to my work.

    `onward` says where what was made leads to.
    """
    document = visible(uid)
    require(actor(), act.can, document)

    def act_on_it() -> Response:
        text = request.form.get("text", "")
        made = act.do(document, text, by=actor())
        operations.note_phrases_used(act.use, text, by=actor())
        toast(str(act.done))
        return redirect(onward(made) if onward else _onward(document), code=303)

    typed = request.form
    return answer(act_on_it, lambda filled: _page(document, act, filled), typed, act.use)


def _onward(document: Document) -> str:
    """A deputy sees what is open at the desk: the one he closed has left his sight."""
    still_seen = queries.visible_documents([document.uid], actor())
    return page_of(document) if still_seen else url_for("work.my_work")


def _page(document: Document, act: TextAct, filled: Filled) -> Response:
    missing = queries.missing_in(document) if act is COMPLETION else []
    return beside_pages(
        "documents/text_act.html",
        document,
        act=act,
        filled=filled,
        phrases=phrases_for(act.use, actor()),
        here_url=request.path,
        missing=missing,
    )


@bp.get("/<uuid:uid>/refusal")
def refusal(uid: UUID) -> Response:
    return show_act(uid, REFUSAL)


@bp.post("/<uuid:uid>/refusal")
def refuse(uid: UUID) -> Response:
    return do_act(uid, REFUSAL)


@bp.get("/<uuid:uid>/clerk-return")
def clerk_return(uid: UUID) -> Response:
    return show_act(uid, CLERK_RETURN)


@bp.post("/<uuid:uid>/clerk-return")
def return_to_clerk(uid: UUID) -> Response:
    return do_act(uid, CLERK_RETURN)


@bp.get("/<uuid:uid>/leader-return")
def leader_return(uid: UUID) -> Response:
    return show_act(uid, LEADER_RETURN)


@bp.post("/<uuid:uid>/leader-return")
def return_to_leader(uid: UUID) -> Response:
    return do_act(uid, LEADER_RETURN)


@bp.get("/<uuid:uid>/giving-back")
def giving_back(uid: UUID) -> Response:
    return show_act(uid, GIVING_BACK)


@bp.post("/<uuid:uid>/giving-back")
def give_back(uid: UUID) -> Response:
    return do_act(uid, GIVING_BACK)


@bp.get("/<uuid:uid>/completion")
def completion(uid: UUID) -> Response:
    return show_act(uid, COMPLETION)


@bp.post("/<uuid:uid>/completion")
def complete(uid: UUID) -> Response:
    return do_act(uid, COMPLETION)


@bp.get("/<uuid:uid>/cooperation")
def cooperation(uid: UUID) -> Response:
    return show_act(uid, COOPERATION)


@bp.post("/<uuid:uid>/cooperation")
def report_cooperation(uid: UUID) -> Response:
    return do_act(uid, COOPERATION)


@bp.get("/<uuid:uid>/drafter-return")
def drafter_return(uid: UUID) -> Response:
    return show_act(uid, DRAFTER_RETURN)


@bp.post("/<uuid:uid>/drafter-return")
def return_to_drafter(uid: UUID) -> Response:
    return do_act(uid, DRAFTER_RETURN)


@bp.get("/<uuid:uid>/cancellation")
def cancellation(uid: UUID) -> Response:
    return show_act(uid, CANCELLATION)


@bp.post("/<uuid:uid>/cancellation")
def cancel(uid: UUID) -> Response:
    return do_act(uid, CANCELLATION)
