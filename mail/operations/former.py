"""Filling a box from a former server: asked for, begun, stopped and gone on with by people.

The work is done in pieces (`mail.jobs.former`); each letter and how far its folder came are one
transaction, so that a cut anywhere loses nothing and brings nothing twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from mail.models import Folder, FormerImport, ImportState, Mailbox, MailLabel
from mail.operations.importing import bring_letter, label_name, note_import
from mail.operations.keeping import Kept
from mail.operations.organising import MOST_LABELS
from mail.policy import Can
from mail.queries.former import OPEN, UNDER_WAY, is_out_of_bounds, last_former_of, open_former_of
from mail.queries.pools import has_room
from office import audit, clock, outbox, vault
from office.db import db, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import Actor, require
from office.units import queries as units

IMPORT = "mail.former"
SECRET = "mail-import"  # noqa: S105 - a purpose, no password
TARGETS = ("inbox", "sent", "archive", "junk", "label")
MOST_REFUSALS = 200
MOST_PLACES = 500
MOST_TRIES = 40
FORGOTTEN_AFTER = timedelta(days=14)
FULL, BAD_LOGIN, GIVEN_UP = "full", "login", "given_up"
TOO_LARGE, GONE = "too-large", "gone"


@dataclass(frozen=True)
class FormerBox:
    """A mailbox of another server, as it is typed."""

    host: str
    port: int
    login: str
    secret: str


@dataclass(frozen=True)
class FormerFolder:
    """A folder there: how many letters lie in it, and where they would go here."""

    name: str
    count: int
    target: str


@operation
def ask_former(box: Mailbox, former: FormerBox, *, by: Actor) -> FormerImport:
    """Have a look at a mailbox of another server (chuyển thư từ máy chủ cũ)."""
    require(by, Can.KEEP_BOXES, units.successor_of(box.agency_id))
    host = former.host.strip().lower().rstrip(".")
    if not host or any(sign.isspace() or sign in "/@[]" for sign in host):
        raise _invalid("host", _("Enter the name of the server."))
    if not former.login.strip() or not former.secret:
        raise _invalid("login", _("Enter the login and the password there."))
    if is_out_of_bounds(host, former.port):
        raise _invalid(
            "host",
            _("This server is our own machine or at an odd port; OFFICE_ALLOWED_FETCH allows it."),
        )
    if open_former_of(box.id) is not None:
        raise Refusal(
            _("Another import into this mailbox has not ended."), fix=_("End that one first.")
        )
    row = _new(
        box,
        FormerBox(host, former.port, former.login.strip(), ""),
        vault.lock(former.secret, purpose=SECRET),
        by,
    )
    _go_on(row)
    return row


def _new(box: Mailbox, former: FormerBox, sealed: str, by: Actor) -> FormerImport:
    now = clock.now()
    row = FormerImport(
        agency_id=box.agency_id,
        mailbox_id=box.id,
        host=former.host,
        port=former.port,
        login=former.login,
        sealed=sealed,
        state=ImportState.LOOKING,
        made_by=by.name,
        made_at=now,
        changed_at=now,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("mail.former_asked", row, by=by, source=f"{row.login}@{row.host}", box=box.uid)
    return row


def _is_done_by_worker(row: FormerImport) -> bool:
    return row.state in UNDER_WAY and bool(row.sealed)


@operation
def take_up_former(box: Mailbox, former: FormerBox, *, by: Actor) -> FormerImport:
    """The same for a program at the command line, which keeps no password: it does the work itself.

    It goes on behind the last letters of an earlier import from the same place.
    """
    require(by, Can.CARRY_OUT, box)
    last = last_former_of(box.id, former.host, former.port, former.login)
    under_way = open_former_of(box.id)
    if under_way is not None and (under_way is not last or _is_done_by_worker(under_way)):
        raise Refusal(
            _("Another import into this mailbox has not ended."), fix=_("End that one first.")
        )
    if under_way is not None:
        _close(under_way, ImportState.ENDED, by)
    row = _new(box, former, "", by)
    row.made_by = f"{row.login}@{row.host}"  # letters name who brought them
    row.places = [] if last is None else [one | {"is_done": False} for one in last.places]
    return row


@operation
def cut_former(row: FormerImport, words: str, *, by: Actor) -> None:
    """The program at the command line came no further; the same command goes on from here."""
    require(by, Can.CARRY_OUT, row)
    _lock(row)
    if row.state in UNDER_WAY:
        _stop(row, words[:300])


@operation
def start_former(row: FormerImport, targets: Mapping[str, str], *, by: Actor) -> None:
    """Bring the letters of the chosen folders; `targets` say where each folder goes here."""
    _his(row, by)
    if row.state is not ImportState.READY:
        raise _too_late()
    places = [one | {"target": targets.get(one["name"], one["target"])} for one in row.places]
    if not all(one["target"] in ("", *TARGETS) for one in places):
        raise _invalid("targets", _("Choose where the letters go."))
    if not any(one["target"] for one in places):
        raise _invalid("targets", _("Choose at least one folder."))
    _ask_labels(row, [one["name"] for one in places if one["target"] == "label"])
    row.places, row.state = places, ImportState.RUNNING
    audit.record("mail.former_started", row, by=by)
    _go_on(row)
    if not (row.sealed or by.is_machine):
        _stop(row, "")  # its password was forgotten meanwhile: people are asked anew


@operation
def stop_former(row: FormerImport, *, by: Actor) -> None:
    """Bring no more letters for now; what came stays."""
    _his(row, by)
    if row.state not in UNDER_WAY:
        raise _too_late()
    _stop(row, "")
    audit.record("mail.former_stopped", row, by=by)


@operation
def resume_former(row: FormerImport, *, secret: str = "", by: Actor) -> None:
    """Go on where it stopped; a new password replaces the one that is kept."""
    _his(row, by)
    if row.state is not ImportState.STOPPED:
        raise _too_late()
    if secret:
        row.sealed = vault.lock(secret, purpose=SECRET)
    if not row.sealed:
        raise _invalid("secret", _("Enter the password there once more."))
    row.state = ImportState.RUNNING if row.places else ImportState.LOOKING
    audit.record("mail.former_resumed", row, by=by)
    _go_on(row)


@operation
def end_former(row: FormerImport, *, by: Actor) -> None:
    """Forget the password; what came stays in the box."""
    _his(row, by)
    if row.state not in OPEN:
        raise _too_late()
    _close(row, ImportState.ENDED, by)


# ------------------------------------------------------------------------ by the work


@operation
def note_places(row: FormerImport, found: Sequence[FormerFolder], *, by: Actor) -> None:
    """Keep which folders lie there and how many letters they hold."""
    require(by, Can.CARRY_OUT, row)
    _lock(row)
    if row.state is ImportState.LOOKING:
        known = {one["name"]: one for one in row.places}
        row.places = [
            {"validity": 0, "uid": 0}
            | known.get(one.name, {})
            | {"name": one.name, "count": one.count, "target": one.target, "is_done": False}
            for one in found[:MOST_PLACES]
        ]
        row.state, row.problem, row.tries = ImportState.READY, "", 0
        row.changed_at = clock.now()


@operation
def bring_former(  # noqa: PLR0913 - a letter and where it lay
    row: FormerImport, number: int, at: tuple[int, int], kept: Kept, *, is_seen: bool, by: Actor
) -> bool:
    """Lay one letter into the box and note how far its folder came; False when it must stop."""
    require(by, Can.CARRY_OUT, row)
    _lock(row)
    if row.state is not ImportState.RUNNING:
        return False
    box, place = db.session.get_one(Mailbox, row.mailbox_id), row.places[number]
    if not has_room(box, kept.size):
        _stop(row, FULL)
        return False
    folder, label = _target(place)
    item = bring_letter(box, kept, folder, label=label, is_seen=is_seen, by=by)
    row.brought += item is not None
    row.known += item is None
    _advance(row, number, at)
    return True


@operation
def leave_former(
    row: FormerImport, number: int, at: tuple[int, int], why: str, *, by: Actor
) -> bool:
    """Note a letter that was not taken, and why; False when the work must stop."""
    require(by, Can.CARRY_OUT, row)
    _lock(row)
    if row.state is not ImportState.RUNNING:
        return False
    row.refused += 1
    known = {"folder": row.places[number]["name"], "uid": at[1], "why": why[:300]}
    row.refusals = [*row.refusals, known][:MOST_REFUSALS]
    _advance(row, number, at)
    return True


@operation
def note_step(row: FormerImport, done: Sequence[int], *, is_whole: bool, by: Actor) -> None:
    """A piece of work is over: these folders are whole; go on, or come to the end."""
    require(by, Can.CARRY_OUT, row)
    _lock(row)
    if row.state is not ImportState.RUNNING:
        return
    row.places = [
        one | {"is_done": True} if number in done else one for number, one in enumerate(row.places)
    ]
    row.problem, row.tries = "", 0
    if is_whole:
        _close(row, ImportState.DONE, by)
    else:
        _go_on(row)


@operation
def note_cut(row: FormerImport, words: str, *, by: Actor) -> bool:
    """Keep why the server was not reached; False when it was tried often enough."""
    require(by, Can.CARRY_OUT, row)
    _lock(row)
    if row.state not in UNDER_WAY:
        return False
    row.tries += 1
    row.problem, row.changed_at = words[:300], clock.now()
    if row.tries >= MOST_TRIES:
        row.state = ImportState.STOPPED
    return row.state is not ImportState.STOPPED


@operation
def refuse_login(row: FormerImport, *, by: Actor) -> None:
    """The server does not take the password: it is forgotten, and people are asked anew."""
    require(by, Can.CARRY_OUT, row)
    _lock(row)
    if row.state in UNDER_WAY:
        _stop(row, BAD_LOGIN)
        row.sealed = ""


@operation
def give_up_former(row: FormerImport, step: int, *, by: Actor) -> None:
    """A piece of work could not be done: people may go on, or end the import."""
    require(by, Can.CARRY_OUT, row)
    _lock(row)
    if row.step == step and row.state in UNDER_WAY:
        _stop(row, GIVEN_UP)


@operation
def forget_secrets(*, by: Actor) -> int:
    """No password of another server stays for long with an import that nobody goes on with."""
    require(by, Can.CARRY_OUT)
    old = FormerImport.changed_at < clock.now() - FORGOTTEN_AFTER
    wanted = select(FormerImport).where(FormerImport.sealed != "", old)
    rows = db.session.scalars(wanted.where(FormerImport.state.not_in(UNDER_WAY))).all()
    for row in rows:
        row.sealed = ""
    return len(rows)


def _ask_labels(row: FormerImport, folders: Sequence[str]) -> None:
    """Each folder has a label of its own, and a box no more labels than its people may make."""
    names = [label_name(one) for one in folders]
    if twice := next((one for one in names if names.count(one) > 1), ""):
        raise _invalid(
            "targets", _("Two folders would have the same label “%(name)s”.", name=twice)
        )
    mine = select(MailLabel.name).where(MailLabel.mailbox_id == row.mailbox_id)
    if names and len({*names, *db.session.scalars(mine)}) > MOST_LABELS:
        raise _invalid(
            "targets",
            _(
                "The mailbox would have more than %(number)d labels; lay some folders elsewhere.",
                number=MOST_LABELS,
            ),
        )


def _his(row: FormerImport, by: Actor) -> None:
    require(by, Can.KEEP_BOXES, units.successor_of(row.agency_id))
    _lock(row)


def _lock(row: FormerImport) -> None:
    db.session.refresh(row, with_for_update=True)


def _go_on(row: FormerImport) -> None:
    """The next piece of work; pieces of one import never run side by side.

    Without a password it is the command line's, which goes on by itself.
    """
    row.step += 1
    row.problem, row.tries, row.changed_at = "", 0, clock.now()
    if not row.sealed:
        return
    key = f"{IMPORT}:{row.uid}:{row.step}"
    outbox.enqueue(
        IMPORT,
        key=key,
        lane=outbox.Lane.BULK,
        partition=f"{IMPORT}:{row.uid}",
        row=str(row.uid),
        step=row.step,
    )


def _stop(row: FormerImport, problem: str) -> None:
    row.state, row.problem, row.changed_at = ImportState.STOPPED, problem, clock.now()


def _close(row: FormerImport, state: ImportState, by: Actor) -> None:
    row.state, row.sealed, row.problem = state, "", ""
    row.ended_at = row.changed_at = clock.now()
    box = db.session.get_one(Mailbox, row.mailbox_id)
    facts = {"brought": row.brought, "known": row.known}
    if by.is_machine:
        note_import(box, f"{row.login}@{row.host}", **facts, by=by)
    else:
        audit.record("mail.former_ended", row, by=by, **facts)


def _advance(row: FormerImport, number: int, at: tuple[int, int]) -> None:
    validity, uid = at
    places: list[dict[str, Any]] = list(row.places)
    places[number] = places[number] | {"validity": validity, "uid": uid}
    row.places, row.changed_at = places, clock.now()


def _target(place: Mapping[str, Any]) -> tuple[Folder, str]:
    if place["target"] == "label":
        return Folder.ARCHIVE, str(place["name"])
    return Folder(place["target"]), ""


def _too_late() -> Refusal:
    return Refusal(
        _("This import stands elsewhere by now."),
        fix=_("Reload the page to see what is possible now."),
    )


def _invalid(name: str, message: str) -> Invalid:
    return Invalid(message, fields={name: message})
