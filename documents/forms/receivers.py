"""Choosing receivers: what is offered for some words, what the form adds, what the pages print."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from documents import queries
from documents.forms import drafting
from documents.models import Channel, Draft, DraftSource
from documents.operations.receivers import (
    Recipient,
    desk_code,
    mail_code,
    paper_code,
    recipient_of,
)
from office import search
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units
from office.units.picker import picker_rows

SHOWN = 20
FOR_THE_FILE = ("nhu tren", "nhu dieu", "nhu thanh phan", "luu")
AS_LISTED = "nhu thanh phan"  # who was at the meeting, one by one in its minutes


@dataclass(frozen=True)
class Agreement:
    """Where the printed lines and the list of receivers differ."""

    not_printed: list[str]
    not_reached: list[str]


def chosen(codes: Sequence[str]) -> list[Recipient]:
    """The receivers of a list, as they are called today."""
    return [recipient_of(code) for code in codes]


def offered(words: str, reader: Actor) -> list[tuple[str, str, str]]:
    """Code, name and remark of what fits some words typed without accents."""
    if not words.strip():
        return []
    agencies = [(code, name, code) for code, name in drafting.offered_receivers(words)]
    return [*_own_units(words, reader), *agencies][:SHOWN]


def _own_units(words: str, reader: Actor) -> list[tuple[str, str, str]]:
    wanted = search.words(words)
    rows = [row for row in picker_rows(reader.agency_id or 0) if row.is_unit]
    named = [(desk_code(row.desk_id), row.label, _("Own units")) for row in rows]
    return [row for row in named if all(word in search.fold(row[1]) for word in wanted)]


def changed(codes: Sequence[str], typed: "MultiDict[str, str]", reader: Actor) -> list[str]:
    """The list after what the form asks: one taken off, others added."""
    gone = set(typed.getlist("remove"))
    kept = [code for code in codes if code not in gone]
    return [*kept, *_added(typed, reader)]


def _added(typed: "MultiDict[str, str]", reader: Actor) -> list[str]:
    found = list(typed.getlist("add"))
    if typed.get("group"):
        found += _group(typed["group"], reader)
    if typed.get("mail"):
        found.append(mail_code(typed["mail"], typed.get("mail_name", "")))
    if typed.get("paper_name") or typed.get("paper_address"):
        found.append(paper_code(typed.get("paper_name", ""), typed.get("paper_address", "")))
    return found


def _group(uid: str, reader: Actor) -> list[str]:
    for group in queries.groups_for(reader):
        if str(group.uid) == uid:
            return list(group.members)
    raise Invalid(_("Choose one of the list."), fields={"group": _("Choose one of the list.")})


def agreement(draft: Draft, receivers: Sequence[Recipient]) -> Agreement:
    """Compare the printed lines with the list; a file made elsewhere cannot be compared."""
    if draft.source is not DraftSource.FORM:
        return Agreement([], [])
    printed = [*draft.content.get("addressees", []), *draft.content.get("copies", [])]
    lines = [(line, search.fold(line)) for line in printed]
    names = [(one.name, search.fold(one.name)) for one in receivers]
    reached = [*names, *_units_of(receivers)]
    text = " ".join(folded for _line, folded in lines)
    return Agreement(
        [] if AS_LISTED in text else [name for name, folded in names if folded not in text],
        [line for line, folded in lines if not (_is_for_file(folded) or _reaches(folded, reached))],
    )


def _units_of(receivers: Sequence[Recipient]) -> list[tuple[str, str]]:
    """The units that are reached at the post of whoever heads them."""
    desks = [one.target_id for one in receivers if one.channel is Channel.INTERNAL]
    placed = (units.location(desk) for desk in desks if desk)
    found = [units.name_of(unit) for unit in placed if unit]
    return [(name, search.fold(name)) for name in found]


def _is_for_file(folded: str) -> bool:
    return folded.lstrip("- ").startswith(FOR_THE_FILE)


def _reaches(folded: str, names: Sequence[tuple[str, str]]) -> bool:
    return any(name in folded or folded.strip("-;. ") in name for _name, name in names)
