"""Letters as files, for programs: a folder out as MBOX, EML and MBOX files in."""

from base64 import b64decode
from binascii import Error as NoBase64
from datetime import datetime
from io import BytesIO
from uuid import UUID

from flask import Response, g, stream_with_context
from pydantic import Field

from mail import operations, queries
from mail.api.blueprint import bp
from mail.models import Folder
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.queries.exchanging import Choice
from office.api import ByUid, Closed, scope, shown
from office.errors import Invalid
from office.i18n import _
from office.permissions import require


class ExportIn(Closed):
    """Which folder is taken out."""

    folder: Folder


class ImportIn(Closed):
    """A file with letters, as base64."""

    folder: Folder
    name: str = Field(max_length=200)
    content: str


class Refused(Closed):
    """A letter of a file that was not taken: the how many-eth it is, and a code."""

    number: int
    why: str


class ImportOut(Closed):
    """How far a file with letters is."""

    uid: UUID
    name: str
    folder: Folder
    looked: int
    brought: int
    known: int
    refused_count: int
    refused: list[Refused]
    asked_by: str
    asked_at: datetime
    done_at: datetime | None


class ImportList(Closed):
    """The newest first."""

    items: list[ImportOut]


def _opened(uid: UUID) -> OpenBox:
    found = queries.open_box(uid, g.actor)
    require(g.actor, Can.EXCHANGE, found)
    return found


@bp.post("/mail/boxes/<uuid:uid>/export")
@scope("act")
def export(path: ByUid, body: ExportIn) -> Response:
    """A folder as one MBOX file."""
    opened, choice = _opened(path.uid), Choice(body.folder, g.actor.person_id)
    operations.note_export(opened, choice, by=g.actor)
    made = Response(
        stream_with_context(queries.mbox_of(opened, choice)), mimetype="application/mbox"
    )
    made.headers["Content-Disposition"] = 'attachment; filename="letters.mbox"'
    made.headers["Cache-Control"] = "no-store"
    return made


@bp.post("/mail/boxes/<uuid:uid>/imports", responses={200: ImportOut})
@scope("act")
def bring_file(path: ByUid, body: ImportIn) -> Response:
    """Have the letters of an EML or MBOX file laid into a folder; they are there a moment later."""
    try:
        content = BytesIO(b64decode(body.content, validate=True))
    except NoBase64 as fault:
        message = _("The content of the file is no base64.")
        raise Invalid(message, fields={"content": message}) from fault
    row = operations.bring_file(_opened(path.uid), body.folder, body.name, content, by=g.actor)
    return shown(_told(row))


@bp.get("/mail/boxes/<uuid:uid>/imports", responses={200: ImportList})
@scope("read")
def list_imports(path: ByUid) -> Response:
    """What became of the last files."""
    rows = queries.imports_of(_opened(path.uid))
    return shown(ImportList(items=[_told(row) for row in rows]))


def _told(row: object) -> ImportOut:
    facts = {name: getattr(row, name) for name in ImportOut.model_fields if name != "refused"}
    refused = [Refused(**one) for one in getattr(row, "refused", ())]
    return ImportOut(**facts, refused=refused)
