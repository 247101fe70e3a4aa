"""Telling whoever was urged; the record stands whatever becomes of the telling."""

from typing import Any

from documents.models import Urging
from office import notices
from office.db import db, transaction
from office.outbox import delivers


@delivers("documents.urged")
def tell(body: dict[str, Any]) -> None:
    """Put the notice on the urged desk."""
    urging = db.session.get_one(Urging, body["urging_id"])
    with transaction():
        notices.tell(
            urging.to_desk_id,
            kind="urging",
            text=body["about"] or urging.kind.label,
            url=body["url"],
            key=f"urging:{urging.uid}",
        )
