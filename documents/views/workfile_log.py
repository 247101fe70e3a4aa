"""What was done with a work file, read from the lines of its official acts."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from documents.models import WorkFile
from documents.views.access_changes import ChangeLine
from office.audit import AuditEvent
from office.db import db
from office.i18n import _l
from office.ui.parts import LogLine

MOST = 200
UNTOLD = ("work_file_access.end",)
ACTS: dict[str, object] = {
    "work_file.open": _l("The file was opened"),
    "work_file.put_in": _l("A document was put in"),
    "work_file.add": _l("A file was added"),
    "work_file.take_out": _l("A record was taken out"),
    "work_file.describe": _l("Described anew"),
    "work_file.close": _l("Closed"),
    "work_file.reopen": _l("Opened again"),
    "work_file.announce": _l("The archive sent its notice"),
    "work_file.extend": _l("Kept longer"),
    "work_file.offer": _l("Handed over to the archive"),
    "work_file.give_back": _l("Given back by the archive"),
    "work_file.take_over": _l("Taken over by the archive"),
    "work_file.destroy": _l("Destroyed"),
    "work_file.hold": _l("Held back from destruction"),
    "work_file.lift_hold": _l("The hold was lifted"),
    "work_file.freeze": _l("Frozen"),
    "work_file.thaw": _l("The freeze was lifted"),
    "work_file.add_metadata": _l("Metadata added"),
    "work_file.ask_access": _l("A change of access was asked for"),
    "work_file.decide_access": _l("A change of access was decided"),
    "work_file_access.confirm": _l("A change of access was confirmed"),
    "work_file_access.refuse": _l("A change of access was refused"),
    "work_file_access.withdraw": _l("The wish for a change of access was withdrawn"),
    "work_file.export": _l("A package was asked for"),
    "work_file.take_in": _l("Brought from another installation"),
}


def lines_of(file: WorkFile, changes: Iterable[ChangeLine]) -> list[LogLine]:
    """The acts on the file and on the changes of access to it, newest first."""
    words = {str(line.change.uid): _words(line) for line in changes}
    statement = (
        select(AuditEvent)
        .where(AuditEvent.subject_uid.in_([str(file.uid), *words]), AuditEvent.act.not_in(UNTOLD))
        .order_by(AuditEvent.id.desc())
        .limit(MOST)
    )
    return [_line(event, words) for event in db.session.scalars(statement)]


def _words(line: ChangeLine) -> str:
    return ": ".join(filter(None, (str(line.change.label), line.of)))


def _line(event: AuditEvent, words: Mapping[str, str]) -> LogLine:
    who = ", ".join(filter(None, (event.actor_name, event.actor_title)))
    says = event.facts.get("reason", "") or event.facts.get("consent", "")
    change = words.get(event.subject_uid) or words.get(event.facts.get("change", ""), "")
    return LogLine(str(ACTS.get(event.act, event.act)), who, event.at, says=str(says), hint=change)
