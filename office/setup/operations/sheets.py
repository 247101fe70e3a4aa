"""Spreadsheets of units and people: taken in, read by a job, accepted as a whole or not at all."""

from collections.abc import Sequence
from typing import Any

from office import audit, clock, outbox
from office.accounts import operations as accounts
from office.accounts.models import Account, Person
from office.db import db, new_uid, operation
from office.errors import Refusal
from office.i18n import _
from office.outbox import Lane
from office.permissions import Actor, require
from office.setup import columns
from office.setup.known import Known, key_of
from office.setup.lifecycle import SHEET
from office.setup.models import StaffSheet
from office.setup.planning import Plan, RowPlan, Step, plan
from office.setup.policy import Can
from office.units import operations as units
from office.units.models import Unit, UnitKind
from office.units.operations.tree import Naming, naming_of
from office.units.queries import version_of

TOPIC = "setup.read_sheet"


@operation
def receive_sheet(agency: Unit, *, file_name: str, sha256: str, by: Actor) -> StaffSheet:
    """Take in a spreadsheet; a job reads it, and nothing changes until it is accepted."""
    require(by, Can.SET_UP, agency)
    sheet = StaffSheet(
        uid=new_uid(),
        agency_id=agency.id,
        file_name=file_name,
        sha256=sha256,
        made_by=by.name,
        created_at=clock.now(),
    )
    db.session.add(sheet)
    db.session.flush()
    audit.record("staff-sheet.receive", sheet, by=by, file=file_name, sha256=sha256)
    outbox.enqueue(TOPIC, key=f"{TOPIC}:{sheet.uid}", lane=Lane.ACT, urgent=True, sheet_id=sheet.id)
    return sheet


@operation
def keep_rows(sheet: StaffSheet, rows: Sequence[dict[str, Any]], *, by: Actor) -> None:
    """Keep what was read, ready for the preview."""
    SHEET.advance(sheet, "keep", by, rows=len(rows))
    sheet.rows = {"rows": list(rows)}


@operation
def refuse_sheet(sheet: StaffSheet, reason: str, *, by: Actor) -> None:
    """The file is no such spreadsheet; the reason is shown to who sent it."""
    SHEET.advance(sheet, "refuse", by, reason=reason)
    sheet.reason = reason


@operation
def withdraw_sheet(sheet: StaffSheet, *, by: Actor) -> None:
    """Give a spreadsheet up before anything of it was written."""
    SHEET.advance(sheet, "withdraw", by)


@operation
def accept_sheet(sheet: StaffSheet, *, by: Actor) -> Plan:
    """Carry out every row in one transaction; a single faulty row refuses them all."""
    require(by, Can.SET_UP, sheet)
    made = plan(columns.wanted(sheet.rows.get("rows", [])), sheet.agency_id)
    if made.faulty:
        raise Refusal(
            _("Some rows cannot be taken yet; nothing was written."),
            fix=_("Mend them in the spreadsheet and send it again."),
        )
    counts = {step.value: made.count(step) for step in Step if made.count(step)}
    SHEET.advance(sheet, "accept", by, changes=counts)
    sheet.accepted_at = clock.now()
    sheet.accounts = _Carrying(made, by).carry_out()
    return made


class _Carrying:
    """One acceptance: units first, the upper ones before the lower, then people row by row."""

    def __init__(self, made: Plan, by: Actor) -> None:
        self._plan, self._by = made, by
        self._known: Known = made.known
        self._opened: dict[tuple[int, str], Unit] = {}
        self._people: dict[str, Person] = {}
        self._slips: list[str] = []

    def carry_out(self) -> list[str]:
        waiting = [row for row in self._plan.rows if Step.OPEN_UNIT in row.steps]
        while waiting:
            ready = [row for row in waiting if self._parent_is_there(row)]
            if not ready:
                raise Refusal(_("Units of the file stand under each other in a circle."))
            for row in ready:
                self._open(row)
            waiting = [row for row in waiting if row not in ready]
        for row in self._plan.changing:
            self._change(row)
        return self._slips

    def _parent_is_there(self, row: RowPlan) -> bool:
        key = row.agency_id, key_of(row.wanted.parent)
        return not row.wanted.parent or key in self._opened or key in self._known.units

    def _unit(self, agency_id: int, name: str) -> Unit:
        if not name:
            return db.session.get_one(Unit, agency_id)
        key = agency_id, key_of(name)
        if key in self._opened:
            return self._opened[key]
        return db.session.get_one(Unit, self._known.units[key].unit_id)

    def _open(self, row: RowPlan) -> None:
        wanted, agency = row.wanted, db.session.get_one(Unit, row.agency_id)
        naming = Naming(name=wanted.unit, symbol=wanted.symbol, order=row.number)
        parent = self._unit(row.agency_id, wanted.parent)
        self._opened[row.unit_key] = units.open_unit(
            UnitKind.ROOM, naming, parent=parent, on=agency.opened_on, by=self._by
        )

    def _change(self, row: RowPlan) -> None:
        acts = {
            Step.CHANGE_UNIT: self._change_unit,
            Step.OPEN_ACCOUNT: self._admit,
            Step.CHANGE_EMAIL: self._change_email,
            Step.GIVE_POST: self._appoint,
            Step.CHANGE_TITLE: self._change_title,
        }
        for step in row.steps:
            if step in acts:
                acts[step](row)

    def _change_unit(self, row: RowPlan) -> None:
        unit, wanted, today = self._unit(*_place(row)), row.wanted, clock.today()
        now = naming_of(version_of(unit.id))
        if wanted.symbol and wanted.symbol != now.symbol:
            units.rename(unit, _with_symbol(now, wanted.symbol), on=today, by=self._by)
        if wanted.parent:
            above = self._unit(row.agency_id, wanted.parent)
            if version_of(unit.id).parent_id != above.id:
                units.move(unit, under=above, on=today, by=self._by)

    def _admit(self, row: RowPlan) -> None:
        wanted = row.wanted
        person = accounts.add_person(wanted.name, by=self._by)
        account = accounts.open_account(
            person, login=wanted.account, email=wanted.email, by=self._by
        )
        self._people[wanted.account] = person
        self._slips.append(str(account.uid))

    def _change_email(self, row: RowPlan) -> None:
        holder = self._known.holders[row.wanted.account]
        account = db.session.get_one(Account, holder.account_id)
        accounts.change_email(account, row.wanted.email, by=self._by)

    def _appoint(self, row: RowPlan) -> None:
        wanted = row.wanted
        if wanted.function is None:
            raise LookupError(wanted.role)
        units.appoint(
            self._person(wanted.account),
            self._unit(*_place(row)),
            function=wanted.function,
            title=wanted.title,
            at=clock.local_midnight(wanted.day) if wanted.day else None,
            by=self._by,
        )

    def _change_title(self, row: RowPlan) -> None:
        held = self._plan.post(row)
        if held is not None:
            units.entitle(held, row.wanted.title, by=self._by)

    def _person(self, login: str) -> Person:
        if login in self._people:
            return self._people[login]
        return db.session.get_one(Person, self._known.holders[login].person_id)


def _place(row: RowPlan) -> tuple[int, str]:
    return row.agency_id, row.wanted.unit


def _with_symbol(now: Naming, symbol: str) -> Naming:
    return Naming(
        name=now.name,
        short_name=now.short_name,
        symbol=symbol,
        place=now.place,
        address=now.address,
        heading=now.heading,
        order=now.order,
    )
