"""The official declares, his staff office accepts or refuses (Nghị định về quản lý hồ sơ)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from office import audit, blob_uses, clock, notices, outbox
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _, _l
from office.permissions import Actor, Role, require
from office.units import queries as units
from office.units.models import Tenure
from personnel.lifecycle import DECLARATION
from personnel.models import DeclarationState, DeclaredChange, Dossier, Source
from personnel.operations.dossiers import refuse_impossible, refuse_taken_number
from personnel.operations.effects import foresee
from personnel.operations.rows import Origin, hold, parted, write
from personnel.operations.secrets import sealed
from personnel.operations.showing import show
from personnel.policy.declarations import CanDeclare, dossier_of
from personnel.queries.declaring import plain_declaration
from personnel.queries.secrets import citizen_mark
from personnel.queries.timeline import timeline
from personnel.record.groups import GROUPS
from personnel.record.shapes import Authority
from personnel.record.timeline import Change, known

DRAW = "personnel.draw_portrait"
KIND = "personnel.declared"
PHOTO = "photo"
MOST_FILES = 10

blob_uses.lists_hashes(DeclaredChange.__tablename__, "files")


@dataclass(frozen=True)
class Evidence:
    """A file that proves what is declared, checked at the door."""

    name: str
    media_type: str
    sha256: str


@operation
def propose_change(
    dossier: Dossier,
    change: Change,
    files: Sequence[Evidence] = (),
    reason: str = "",
    *,
    by: Actor,
) -> DeclaredChange:
    """Declare a line of one's own dossier anew; the staff office is told.

    Raises `Refusal` for groups that only decisions change, `Invalid` for an impossible history.
    """
    require(by, CanDeclare.PROPOSE, dossier)
    _refuse_unfit(change, files)
    refuse_impossible(known(timeline(dossier)), [change])
    _refuse_number(dossier, change)
    opened, secret = parted(change.group, change.values)
    made = DeclaredChange(
        uid=new_uid(),
        dossier_id=dossier.id,
        state=DeclarationState.PROPOSED,
        group=change.group,
        slot=change.slot,
        line=change.line,
        valid_from=change.valid_from,
        valid_to=change.valid_to,
        values=opened,
        files=[vars(one) for one in files],
        reason=reason.strip(),
        proposed_at=clock.now(),
    )
    made.sealed, made.key_id = sealed(secret, made.uid)
    db.session.add(made)
    db.session.flush()
    audit.record("declaration.propose", made, by=by, group=change.group, files=len(files))
    if change.group == PHOTO:
        outbox.enqueue(DRAW, key=f"declaration:{made.uid}:portrait", declaration_id=made.id)
    _tell_office(dossier, made)
    return made


@operation
def withdraw_declaration(change: DeclaredChange, *, by: Actor) -> None:
    """Take back what nobody has decided on yet."""
    DECLARATION.advance(change, "withdraw", by)
    change.decided_at, change.decided_by = clock.now(), by.name


@operation
def accept_declaration(change: DeclaredChange, *, by: Actor) -> None:
    """Take it into the record: from here on it holds like any other row."""
    dossier = dossier_of(change)
    hold(dossier)
    _refuse_undrawn(change)
    plain = plain_declaration(change)
    refuse_impossible(known(timeline(dossier)), [plain])
    _refuse_number(dossier, plain)
    DECLARATION.advance(change, "accept", by)
    change.decided_at, change.decided_by = clock.now(), by.name
    files = [one["sha256"] for one in change.files]
    files = [change.picture_sha256] if change.group == PHOTO else files
    rows = write(dossier, [plain], Origin(Source.DECLARATION, by.name, files=files))
    if number := plain.values.get("citizen_id"):
        dossier.citizen_mark = citizen_mark(str(number))
    show(dossier)
    foresee(dossier, rows)
    _tell_official(dossier, change)


@operation
def refuse_declaration(change: DeclaredChange, answer: str, *, by: Actor) -> None:
    """Leave the record as it is, and say why."""
    answer = answer.strip()
    if not answer:
        message = _("Say why; the official reads it.")
        raise Invalid(message, fields={"answer": message})
    DECLARATION.advance(change, "refuse", by, reason=answer)
    change.decided_at, change.decided_by, change.answer = clock.now(), by.name, answer
    _tell_official(dossier_of(change), change)


@operation
def keep_portrait(change: DeclaredChange, sha256: str, problem: str = "", *, by: Actor) -> None:
    """Keep the portrait as the house drew it; one that cannot be drawn is refused at once."""
    require(by, CanDeclare.DRAW, change)
    change.picture_sha256 = sha256
    if problem and change.state is DeclarationState.PROPOSED:
        change.answer = problem


def _refuse_unfit(change: Change, files: Sequence[Evidence]) -> None:
    if GROUPS[change.group].authority is not Authority.DECLARED or change.is_void or change.ends:
        raise Refusal(
            _("This part of the record is changed by a signed decision alone."),
            fix=_("Ask your staff office to prepare the decision."),
        )
    if len(files) > MOST_FILES:
        raise Invalid(_("At most %(count)s files.", count=MOST_FILES))
    pictures = [one for one in files if one.media_type.startswith("image/")]
    if change.group == PHOTO and (len(files) != 1 or not pictures):
        message = _("Choose one picture, PNG or JPEG.")
        raise Invalid(message, fields={"files": message})


def _refuse_undrawn(change: DeclaredChange) -> None:
    if change.group == PHOTO and not change.picture_sha256:
        raise Refusal(change.answer or _("The portrait is still being checked."))


def _refuse_number(dossier: Dossier, change: Change) -> None:
    if number := change.values.get("citizen_id"):
        refuse_taken_number(str(number), but=dossier)


def _tell_office(dossier: Dossier, change: DeclaredChange) -> None:
    for desk in units.desks_of_role(units.successor_of(dossier.agency_id), Role.HR):
        text = _l("An official declares a change in his dossier.")
        _tell(desk.id, change, text, "office")


def _tell_official(dossier: Dossier, change: DeclaredChange) -> None:
    mine = select(Tenure.desk_id).where(
        Tenure.person_id == dossier.person_id, Tenure.valid_to.is_(None)
    )
    for desk_id in db.session.scalars(mine.limit(1)):
        _tell(desk_id, change, _l("Your declaration was decided on."), "official")


def _tell(desk_id: int, change: DeclaredChange, text: object, whom: str) -> None:
    url = f"/personnel/declarations/{change.uid}"
    key = f"{KIND}:{change.uid}:{whom}"
    notices.tell(desk_id, kind=KIND, text=text, url=url, key=key)
