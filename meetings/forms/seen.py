"""The meeting of an address; of a classified one nothing but its entry is behind an address."""

from collections.abc import Collection
from uuid import UUID

from flask import has_request_context, request

from meetings import queries
from meetings.models import Meeting
from meetings.policy import Can
from office.permissions import Actor, require

BELOW = "/meetings/<uuid:uid>"
KEPT = "meetings.seen"


def seen(uid: UUID, actor: Actor) -> Meeting:
    """The meeting of the address, or 404."""
    kept = request.environ.get(KEPT) if has_request_context() else None
    if kept is not None and kept[0] == (uid, actor):
        found: Meeting = kept[1]
        return found
    return queries.visible_meeting(uid, actor)


def keep_to_entry(actor: Actor | None, entry: Collection[str]) -> None:
    """Refuse every route below a classified meeting that is not of its entry on paper.

    A new route is refused until it is named; whoever does not see the meeting is told by the view.
    """
    rule, uid = request.url_rule, (request.view_args or {}).get("uid")
    if actor is None or rule is None or BELOW not in rule.rule or uid is None:
        return
    found = queries.find_visible(uid, actor)
    if found is None:
        return
    request.environ[KEPT] = ((uid, actor), found)
    if rule.endpoint.rpartition(".")[2] not in entry:
        require(actor, Can.OPEN_CONTENT, found)
