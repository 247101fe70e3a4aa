"""Opening dossiers and keeping what lists show of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from office import audit, clock
from office.accounts import operations as accounts
from office.accounts.models import Person
from office.db import db, new_uid, operation
from office.errors import Invalid, Refusal
from office.i18n import _
from office.permissions import SYSTEM, Actor, require
from office.search import request_many
from office.units import queries as units
from personnel.law.ahead import SEALED
from personnel.models import Dossier, RecordRow, Source
from personnel.operations.foreseeing import foresee_many
from personnel.operations.quality_asking import ask_checks
from personnel.operations.rows import Origin, hold, made
from personnel.operations.secrets import key_now
from personnel.operations.showing import show, show_rows
from personnel.operations.telling import tell_many
from personnel.policy import Can
from personnel.queries.listing import CLASS
from personnel.queries.secrets import citizen_mark
from personnel.queries.timeline import as_timeline
from personnel.record.histories import problems
from personnel.record.timeline import Change, Row, Values


@dataclass(frozen=True)
class Opening:
    """What is known of an official whose dossier is opened; `person` is he, if the house knows."""

    rows: Sequence[Change]
    person: Person | None = None

    @property
    def name(self) -> str:
        return str(self._identity.get("full_name", ""))

    @property
    def citizen(self) -> str:
        """The citizen number, where it is known."""
        return str(self._identity.get("citizen_id", ""))

    @property
    def _identity(self) -> Values:
        return next((row.values for row in self.rows if row.group == "identity"), {})


@operation
def open_dossier(
    agency_id: int,
    rows: Sequence[Change],
    *,
    by: Actor,
    person: Person | None = None,
    source: Source = Source.IMPORT,
) -> Dossier:
    """Open the dossier of an official with what is known of him (lập hồ sơ).

    Raises `Invalid` without a name or with an impossible history, `Refusal` for a second dossier.
    """
    origin = Origin(source, by.name)
    return open_many(agency_id, [Opening(rows, person)], origin, by=by)[0]


@operation
def open_many(
    agency_id: int, wanted: Sequence[Opening], origin: Origin, *, by: Actor
) -> list[Dossier]:
    """Open dossiers with few statements, all or none of them, in the order of the wanted."""
    require(by, Can.OPEN_DOSSIER, agency_id)
    for one in wanted:
        _refuse_nameless(one)
        refuse_impossible([], one.rows)
    _refuse_second(wanted)
    unknown = [one for one in wanted if one.person is None]
    added = accounts.add_people([one.name for one in unknown], by=SYSTEM)
    people = {id(one): person for one, person in zip(unknown, added, strict=True)}
    opened = [_opened(agency_id, one, one.person or people[id(one)]) for one in wanted]
    db.session.add_all(opened)
    db.session.flush()
    _fill(opened, wanted, origin)
    organ = units.organ_id(agency_id)
    for dossier in opened:
        audit.record("dossier.open", dossier, by=by, agency=organ, source=origin.source)
    return opened


def _fill(opened: Sequence[Dossier], wanted: Sequence[Opening], origin: Origin) -> None:
    key, rows = key_now(), list[list[RecordRow]]()
    known: list[tuple[Dossier, list[Row]]] = []
    with db.session.no_autoflush:
        for dossier, one in zip(opened, wanted, strict=True):
            own = made(dossier, one.rows, origin, key)
            told = as_timeline(own, opened=SEALED)
            show_rows(dossier, told)
            rows.append(own)
            known.append((dossier, told))
    db.session.add_all(row for own in rows for row in own)
    db.session.flush()
    foresee_many(known, clock.today())
    request_many(CLASS, [dossier.id for dossier in opened])
    ask_checks(opened)
    tell_many(list(zip(opened, rows, strict=True)))


def _opened(agency_id: int, one: Opening, person: Person) -> Dossier:
    return Dossier(
        uid=new_uid(),
        person_id=person.id,
        agency_id=agency_id,
        citizen_mark=citizen_mark(one.citizen) if one.citizen else None,
        opened_at=clock.now(),
        shown_on=clock.today(),
        row_count=0,
        head="",
    )


def _refuse_nameless(one: Opening) -> None:
    if not one.name:
        message = _("A dossier needs the name of the official.")
        raise Invalid(message, fields={"full_name": message})


def _refuse_second(wanted: Sequence[Opening]) -> None:
    people = [one.person.id for one in wanted if one.person]
    if people and db.session.scalar(select(Dossier.id).where(Dossier.person_id.in_(people))):
        raise Refusal(
            _("This official has a dossier already."),
            fix=_("Open it from the register; another body asks for a transfer."),
        )
    marks = [citizen_mark(one.citizen) for one in wanted if one.citizen]
    held = select(Dossier.id).where(Dossier.citizen_mark.in_(marks))
    if len(set(marks)) < len(marks) or (marks and db.session.scalar(held)):
        raise _taken()


def refuse_taken_number(citizen: str, but: Dossier) -> None:
    """Refuse a citizen number under which another dossier is kept; part of acts."""
    taken = select(Dossier.id).where(Dossier.citizen_mark == citizen_mark(citizen))
    if db.session.scalar(taken.where(Dossier.id != but.id)):
        raise _taken()


def _taken() -> Invalid:
    message = _("An official with this citizen number has a dossier already.")
    return Invalid(message, fields={"citizen_id": message})


def refuse_impossible(rows: Sequence[Row], changes: Sequence[Change]) -> None:
    """Refuse changes that make an impossible history, with all reasons at once; part of acts."""
    found = problems(rows, changes)
    if found:
        lines = [f"{one.message} {one.fix}" for one in found]
        raise Invalid(
            " ".join(dict.fromkeys(lines)),
            fields={str(one.position): f"{one.message} {one.fix}" for one in found},
        )


@operation
def let_days_pass(dossier: Dossier, *, by: Actor) -> None:
    """Show what holds since today; what rows said of coming days has come."""
    require(by, Can.RECORD, dossier)
    hold(dossier)
    show(dossier)
