"""Items of the agenda and their papers, as they are filled in."""

from collections.abc import Mapping

from flask import request

from meetings.forms.planning import choice
from meetings.models import AgendaItem, ItemKind, Participant
from meetings.operations import Paper, Point
from office import blobs
from office.errors import Invalid
from office.foreign.kinds import Kind
from office.foreign.refusals import ForeignFileRefused
from office.foreign.uploads import check_upload
from office.i18n import _
from office.typed import whole

TAKEN = frozenset(Kind) - {Kind.UNKNOWN, Kind.PROGRAM, Kind.DOCM}
USUAL_MINUTES = "15"


def new_values() -> dict[str, str]:
    """An item that nobody worded yet."""
    return {"kind": ItemKind.INFORM.value, "planned_minutes": USUAL_MINUTES}


def values_of(item: AgendaItem, people: list[Participant]) -> dict[str, str]:
    """An item as its form shows it."""
    chosen = [str(one.uid) for one in people if one.id == item.presenter_id]
    return {
        "title": item.title,
        "kind": item.kind.value,
        "planned_minutes": str(item.planned_minutes),
        "presenter": "" if chosen else item.presenter,
        "presenter_uid": chosen[0] if chosen else "",
    }


def point_of(typed: Mapping[str, str], people: list[Participant]) -> Point:
    """The filled item; whoever was chosen from the list stands before a name that was typed."""
    by_uid = {str(one.uid): one for one in people}
    chosen = by_uid.get(typed.get("presenter_uid", ""))
    minutes = whole(typed.get("planned_minutes", "").strip())
    return Point(
        title=typed.get("title", ""),
        kind=choice(ItemKind, typed.get("kind", ""), ItemKind.INFORM),
        planned_minutes=minutes or 0,
        presenter=chosen.name if chosen else typed.get("presenter", ""),
        presenter_id=chosen.id if chosen else None,
    )


def uploaded() -> Paper:
    """The file of the form, checked by its bytes and stored."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(_("The file is missing."), fields={"file": _("Choose a file.")})
    try:
        accepted = check_upload(sent.stream, sent.filename, allowed=TAKEN)  # type: ignore[arg-type]  # a spooled file reads like one
    except ForeignFileRefused as refusal:
        words = " ".join(filter(None, map(str, (refusal.message, refusal.fix or ""))))
        raise Invalid(refusal.message, fields={"file": words}) from None
    kept = blobs.put(sent.stream)  # type: ignore[arg-type]  # a spooled file reads like one
    return Paper(name=accepted.name, media_type=accepted.media_type, stored=kept)
