"""Asking for a look at dossiers with the validation rules."""

from collections.abc import Sequence

from office import outbox
from personnel.models import Dossier

CHECK = "personnel.check_quality"


def ask_checks(dossiers: Sequence[Dossier]) -> None:
    """Have them looked at as soon as the open act is done; part of acts that add rows."""
    if dossiers:
        first = dossiers[0]
        outbox.enqueue(
            CHECK,
            key=f"dossier:{first.uid}:quality:{first.row_count}",
            lane=outbox.Lane.BULK,
            dossier_ids=[one.id for one in dossiers],
        )
