"""Drafting together (cùng soạn thảo): the drafter invites desks of the agency and lets them go."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from documents.models import Document, DocumentState, Draft, Duty, Routing, RoutingState
from documents.operations.assignees import refuse_vacant
from documents.operations.desk_work import lay, lift, log, open_duties, own_duty, read, reopen
from documents.operations.parts import lose_sight
from documents.policy.drafting import Can
from documents.queries import co_drafting
from office import audit, notices
from office.db import db, operation
from office.errors import Invalid, NotFound, Refusal
from office.i18n import _, _l
from office.permissions import Actor, require
from office.units import queries as units

MOST = 20


@operation
def invite_drafters(document: Document, desk_ids: Sequence[int], *, by: Actor) -> list[Routing]:
    """Let desks see and edit the draft from now on; who is invited already stays so."""
    require(by, Can.INVITE_DRAFTERS, document)
    _refuse_no_draft(document)
    known = {row.desk_id for row in co_drafting(document)} | {document.desk_id}
    desks = [one for one in dict.fromkeys(desk_ids) if one not in known]
    if not desks:
        raise Invalid(_("Choose whom to invite."), fields={"desk": _("Choose at least one.")})
    refuse_vacant(desks, field="desk")
    if len(known) + len(desks) > MOST:
        raise Refusal(_("At most %(count)s desks write on one draft.", count=MOST))
    laid = [lay(document, desk_id, Duty.CO_DRAFT, by=by) for desk_id in desks]
    names = ", ".join(units.desk_label(desk_id) for desk_id in desks)
    audit.record("outgoing.co_drafter", document, by=by, desks=desks)
    log(document, "outgoing.co_drafter", by=by, text=names)
    return laid


@operation
def end_drafting(document: Document, desk_id: int, *, by: Actor) -> None:
    """Let a desk neither see nor write the draft any longer; what it wrote stays under its name."""
    require(by, Can.INVITE_DRAFTERS, document)
    routing = next((row for row in co_drafting(document) if row.desk_id == desk_id), None)
    if routing is None:
        raise NotFound(_("This desk does not write on the draft."))
    lift(routing, RoutingState.WITHDRAWN)
    lose_sight(document, routing)
    notices.tell(
        desk_id,
        kind="co_draft_ended",
        text=_l("Your help with a draft has ended"),
        url="/notices",
        key=f"co-draft-ended:{routing.uid}",
    )
    audit.record("outgoing.co_drafter_ended", document, by=by, desk=desk_id)
    log(document, "outgoing.co_drafter_ended", by=by, text=units.desk_label(desk_id))


def rest_drafting(document: Document) -> None:
    """While the draft lies before a signer nobody else writes on it; part of other acts."""
    for routing in open_duties(document, Duty.CO_DRAFT):
        lift(routing, RoutingState.HANDED)


def resume_drafting(document: Document) -> None:
    """The draft came back: those who wrote on it write again; part of other acts."""
    resting = select(Routing).where(
        Routing.document_id == document.id,
        Routing.duty == Duty.CO_DRAFT,
        Routing.state == RoutingState.HANDED,
    )
    for routing in db.session.scalars(resting).all():
        reopen(routing)


def note_writing(document: Document, *, by: Actor) -> None:
    """Whoever writes on the draft has seen it; part of other acts."""
    routing = own_duty(document, by, Duty.CO_DRAFT)
    if routing is not None:
        read(routing)


def tell_drafters(  # noqa: PLR0913 - each fact by its name
    document: Document, *, kind: str, text: object, url: str, key: str, but: Iterable[int | None]
) -> None:
    """A notice for the drafter and those who write with him, but for whoever acts himself."""
    desks = {document.desk_id} | {row.desk_id for row in co_drafting(document)}
    for desk_id in sorted(desks - set(but)):
        notices.tell(desk_id, kind=kind, text=text, url=url, key=f"{key}:{desk_id}")


def tell_changed(document: Document, draft: Draft, *, by: Actor) -> None:
    """The signer changed the text himself: its drafters are told; part of other acts."""
    tell_drafters(
        document,
        kind="draft_changed",
        text=_l("The signer changed your draft"),
        url=f"/documents/{document.uid}/draft/versions",
        key=f"draft-changed:{draft.uid}:{draft.revision}",
        but=[by.desk_id],
    )


def _refuse_no_draft(document: Document) -> None:
    if document.state is not DocumentState.DRAFT:
        raise Refusal(
            _("Only a draft can be changed."), fix=_("Withdraw it first, or ask the signer.")
        )
