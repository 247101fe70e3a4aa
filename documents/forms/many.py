"""What is asked once for many chosen documents, and the act that it makes of each of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from documents import operations
from documents.forms import assigning, choices, mending, picking
from documents.forms.uploads import uids_of
from documents.models import Document, Duty
from documents.operations import bulk
from documents.operations.bulk import RowAct
from documents.operations.handling import Others
from documents.operations.incoming import Registration
from documents.operations.wording import needed
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units
from office.units.picker import PickRow

Typed = MultiDict[str, str]
Pairs = list[tuple[str, str]]


def chosen_of(values: Iterable[str]) -> list[UUID]:
    """The chosen rows, each once; more than a hundred are refused, none is left out silently."""
    found = uids_of(values)
    bulk.refuse_too_many(found)
    return found


# ------------------------------------------------------------------- the act of each form


def registering(typed: Typed, by: Actor) -> RowAct:
    """Register each as its sender wrote it, and present it where a desk is named."""
    desk = _presented_to(typed, by) if typed.get("present_to") else None
    return lambda document: operations.register_incoming(
        document, as_sent(document), present_to=desk, by=by
    )


def as_sent(document: Document) -> Registration:
    """What the package or the paper said."""
    return Registration(
        document.subject, document.urgency, document.due_at, document.is_restricted, document.note
    )


def presenting(typed: Typed, by: Actor) -> RowAct:
    """Present each to the same desk."""
    desk = _presented_to(typed, by)
    return lambda document: operations.present(document, desk, by=by)


def _presented_to(typed: Typed, by: Actor) -> int:
    desks = choices.presentable(by.agency_id or 0)
    return choices.chosen_desk(typed.get("present_to", ""), desks, field="present_to")


def directing(typed: Typed, by: Actor) -> RowAct:
    """One direction for all, to the same receivers."""
    text = _said(typed)
    rows = assigning.assignments_of(typed, picking.offered_rows(by.agency_id or 0))
    return lambda document: operations.direct(document, text, rows, by=by)


def proposing(typed: Typed, by: Actor) -> RowAct:
    """Pass each on to the leader with one proposal."""
    agency_id = by.agency_id or 0
    leader = choices.chosen_desk(
        typed.get("leader", ""), choices.leaders(agency_id), field="leader"
    )
    rows = assigning.assignments_of(typed, picking.offered_rows(agency_id), needs_lead=False)
    text = typed.get("text", "")
    return lambda document: operations.propose(document, text, rows, leader_desk_id=leader, by=by)


def handing_on(typed: Typed, by: Actor) -> RowAct:
    """The lead of each to one official of the unit, others beside him."""
    lead, *others = sorted(
        assigning.assignments_of(typed, _inside(by)), key=lambda row: row.duty is not Duty.LEAD
    )
    return lambda document: operations.hand_on(
        document,
        lead.desk_id,
        typed.get("text", ""),
        due_at=lead.due_at,
        others=Others(others),
        by=by,
    )


def numbering(typed: Typed, by: Actor) -> RowAct:
    """A number for each in the order of the rows, and its seal ready for the PIN."""
    leaves = bool(typed.get("issue_when_sealed"))
    return partial(operations.number_and_seal, issue_when_sealed=leaves, by=by)


def approving(typed: Typed, by: Actor) -> RowAct:
    """Say of each draft that it is in order, and pass it on to the next on its way."""
    opinion = typed.get("text", "")
    return lambda document: operations.pass_check(document, opinion, by=by)


def completing(typed: Typed, by: Actor) -> RowAct:
    """Close each with the same result."""
    text, why = _said(typed), typed.get("unanswered", "")
    return lambda document: operations.complete(document, text, unanswered=why, by=by)


def passing_on(typed: Typed, by: Actor) -> RowAct:
    """Each to the same agencies to register, and to the same units for information."""
    agency_id = by.agency_id or 0
    agencies = mending.agencies_of(typed.getlist("agency"), agency_id)
    desks = mending.desks_of(typed.getlist("desk"), agency_id)
    if not agencies and not desks:
        words = _("Choose at least one.")
        raise Invalid(_("Nobody is chosen."), fields={"agency": words})
    note = typed.get("text", "").strip()
    return partial(operations.pass_on, agency_ids=agencies, desk_ids=desks, note=note, by=by)


def plainly(act: Callable[..., Any]) -> Callable[[Typed, Actor], RowAct]:
    """An act that asks for nothing."""
    return lambda _typed, by: partial(act, by=by)


def _said(typed: Typed) -> str:
    """One sentence at least; asked once, not refused a hundred times."""
    return needed(typed.get("text", ""))


def _inside(by: Actor) -> list[PickRow]:
    inside = set(units.subtree_ids(by.unit_id))
    rows = picking.offered_rows(by.agency_id or 0)
    return [row for row in rows if row.unit_id in inside and row.desk_id != by.desk_id]


# ------------------------------------------------------------------------ what is offered


def _presentable(by: Actor) -> Pairs:
    return [(one.value, one.label) for one in choices.presentable(by.agency_id or 0)]


def _leaders(by: Actor) -> Pairs:
    return [(one.value, one.label) for one in choices.leaders(by.agency_id or 0)]


def _named(rows: Sequence[PickRow]) -> Pairs:
    return [(str(row.desk_uid), _name(row)) for row in rows if row.holder]


def _name(row: PickRow) -> str:
    return row.label if row.label == row.holder else f"{row.label} · {row.holder}"


OPTIONS: Mapping[str, Callable[[Actor], Any]] = {
    "present_to": _presentable,
    "leader": _leaders,
    "everybody": lambda by: _named(picking.offered_rows(by.agency_id or 0)),
    "inside": lambda by: _named(_inside(by)),
    "agency": lambda by: mending.agency_options(by.agency_id or 0),
    "desk": lambda by: mending.desk_options(by.agency_id or 0),
    "due": lambda _by: choices.deadline_options(),
}
