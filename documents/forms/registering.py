"""What the clerk confirms at registration."""

from collections.abc import Mapping

from documents.forms.choices import deadline_of, urgency_of
from documents.forms.uploads import uids_of
from documents.operations.incoming import Registration


def registration_of(typed: Mapping[str, str]) -> Registration:
    """Read the registration form."""
    return Registration(
        subject=typed.get("subject", ""),
        urgency=urgency_of(typed.get("urgency", "")),
        due_at=deadline_of(typed),
        is_restricted=bool(typed.get("is_restricted")),
        note=typed.get("note", "").strip(),
        register=next(iter(uids_of([typed.get("register", "")])), None),
    )
