"""The files of a record: each belongs to a row, and is read by whoever reads its group."""

from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from personnel.models import Dossier
from personnel.queries.dossiers import readable_groups
from personnel.queries.timeline import as_timeline, rows_of
from personnel.record.timeline import known

PHOTO = "photo"


def group_of_file(dossier: Dossier, sha256: str, actor: Actor) -> str:
    """The group in which a file stands, or 404 for whoever may not read it."""
    for row in rows_of(dossier, readable_groups(actor, dossier)):
        if sha256 in row.files:
            return row.group
    raise NotFound(_("There is no such file."))


def portrait_of(dossier: Dossier) -> str:
    """The hash of the newest portrait that is known; empty without one."""
    stored = rows_of(dossier, [PHOTO])
    files = {row.uid: row.files for row in stored}
    rows = sorted(known(as_timeline(stored)), key=lambda row: (row.valid_from, row.order))
    found = [files[row.uid] for row in rows if files[row.uid] and not row.ends]
    return found[-1][0] if found else ""
