"""Telling whoever was urged; the record stands whatever becomes of the telling."""

from typing import Any

from documents.models import Urging
from documents.operations.reminding import Reminder, remind_desk
from office.db import db, transaction
from office.outbox import delivers


@delivers("documents.urged")
def tell(body: dict[str, Any]) -> None:
    """Put the notice on the urged desk."""
    urging = db.session.get_one(Urging, body["urging_id"])
    with transaction():
        reminder = Reminder(
            kind="urging",
            text=body["about"] or urging.kind.label,
            url=body["url"],
            key=f"urging:{urging.uid}",
        )
        remind_desk(urging.to_desk_id, reminder)
