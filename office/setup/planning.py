"""What a spreadsheet would change, row by row, before anything is written.

A plan is made anew whenever it is looked at, and once more in the transaction that carries it
out; so the same file again changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from office.i18n import _
from office.permissions import Role
from office.setup import columns
from office.setup.columns import Wanted
from office.setup.known import Known, key_of, known_now
from office.units.models import Tenure
from office.units.tree import Node


class Step(StrEnum):
    """A change that a row asks for."""

    OPEN_UNIT = "open-unit"
    CHANGE_UNIT = "change-unit"
    OPEN_ACCOUNT = "open-account"
    CHANGE_EMAIL = "change-email"
    GIVE_POST = "give-post"
    CHANGE_TITLE = "change-title"


@dataclass
class RowPlan:
    """One row: what it would change, what is wrong with it, what should be looked at."""

    wanted: Wanted
    agency_id: int = 0
    steps: list[Step] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Its own number in the file."""
        return self.wanted.number

    @property
    def unit_key(self) -> tuple[int, str]:
        """Under which its unit is found."""
        return self.agency_id, key_of(self.wanted.unit)


@dataclass
class Plan:
    """All rows with what was known when they were compared."""

    rows: list[RowPlan]
    known: Known

    @property
    def faulty(self) -> list[RowPlan]:
        """The rows that cannot be taken as they are."""
        return [row for row in self.rows if row.faults]

    @property
    def changing(self) -> list[RowPlan]:
        """The rows that change something."""
        return [row for row in self.rows if row.steps]

    def count(self, step: Step) -> int:
        """How often a change is made."""
        return sum(step in row.steps for row in self.rows)

    def node(self, row: RowPlan) -> Node | None:
        """The unit of a row, where it is there already; nothing named is the agency itself."""
        if not row.wanted.unit:
            return self.known.nodes.get(row.agency_id)
        return self.known.units.get(row.unit_key)

    def post(self, row: RowPlan) -> Tenure | None:
        """The post of a row, where its holder has it already."""
        holder, node = self.known.holders.get(row.wanted.account), self.node(row)
        if holder is None or node is None:
            return None
        return self.known.posts.get((holder.person_id, node.unit_id, row.wanted.function))


def plan(rows: Sequence[Wanted], agency_id: int) -> Plan:
    """Compare every row with the house and with the rows before it."""
    made = Plan([RowPlan(row) for row in rows], known_now())
    seen = _Seen()
    for row in made.rows:
        row.agency_id = _agency_of(row, made.known, agency_id)
    units = {row.unit_key for row in made.rows if row.wanted.unit}
    for row in made.rows:
        _check_unit(row, made, units, seen)
        if row.wanted.name or row.wanted.account:
            _check_person(row, made, seen)
        elif not row.wanted.unit:
            row.faults[columns.UNIT] = _("The row names neither a unit nor a person.")
    return made


@dataclass
class _Seen:
    """What earlier rows of the same file said."""

    units: dict[tuple[int, str], Wanted] = field(default_factory=dict)
    accounts: dict[str, Wanted] = field(default_factory=dict)
    posts: dict[tuple[str, tuple[int, str], Role | None], int] = field(default_factory=dict)


def _agency_of(row: RowPlan, known: Known, agency_id: int) -> int:
    named = row.wanted.agency
    if not named:
        return agency_id
    found = known.agencies.get(key_of(named))
    if found is None:
        row.faults[columns.AGENCY] = _("This agency is not here: open it first.")
    return found or agency_id


# -------------------------------------------------------------------------------- units


def _check_unit(row: RowPlan, made: Plan, units: set[tuple[int, str]], seen: _Seen) -> None:
    wanted = row.wanted
    if not wanted.unit:
        if wanted.parent or wanted.symbol:
            row.faults[columns.UNIT] = _("Name the unit that this symbol or place belongs to.")
        return
    _check_parent(row, made, units)
    before = seen.units.setdefault(row.unit_key, wanted)
    if before is not wanted:
        _check_same(row, before)
    elif (node := made.node(row)) is None:
        row.steps.append(Step.OPEN_UNIT)
    elif _unit_differs(row, node, made.known):
        row.steps.append(Step.CHANGE_UNIT)


def _check_parent(row: RowPlan, made: Plan, units: set[tuple[int, str]]) -> None:
    if not row.wanted.parent:
        return
    key = row.agency_id, key_of(row.wanted.parent)
    if key == row.unit_key:
        row.faults[columns.PARENT] = _("A unit cannot stand under itself.")
    elif key not in made.known.units and key not in units:
        row.faults[columns.PARENT] = _("There is no unit of this name, here or in the file.")


def _check_same(row: RowPlan, before: Wanted) -> None:
    """The first row of a unit says its symbol and place; later ones may leave them out."""
    pairs = ((columns.SYMBOL, before.symbol), (columns.PARENT, before.parent))
    for name, said in pairs:
        now = getattr(row.wanted, name)
        if now and key_of(now) != key_of(said):
            row.faults[name] = _("Row %(number)s says something else.", number=before.number)


def _unit_differs(row: RowPlan, node: Node, known: Known) -> bool:
    symbol, parent = row.wanted.symbol, row.wanted.parent
    above = known.nodes.get(node.parent_id or 0)
    is_moved = bool(parent) and (above is None or key_of(above.name) != key_of(parent))
    return is_moved or bool(symbol and symbol != node.symbol)


# ------------------------------------------------------------------------------- people


def _check_person(row: RowPlan, made: Plan, seen: _Seen) -> None:
    for name, check in CHECKS.items():
        if words := check(row.wanted):
            row.faults[name] = words
    _check_account(row, made, seen)
    if not row.faults:
        _plan_person(row, made, seen)


def _fault_of_name(wanted: Wanted) -> str:
    return "" if wanted.name else _("Enter the name.")


def _fault_of_login(wanted: Wanted) -> str:
    if not wanted.account:
        return _("Enter a login or a mail address.")
    is_one_word = " " not in wanted.account
    return "" if is_one_word else _("A login has no spaces, like hoa.nt.")


def _fault_of_role(wanted: Wanted) -> str:
    if wanted.function is None:
        return _("One of: %(words)s.", words=", ".join(columns.ROLE_NAMES.values()))
    if wanted.function is Role.UNIT_HEAD and not wanted.unit:
        return _("A head of unit needs the unit.")
    return ""


def _fault_of_email(wanted: Wanted) -> str:
    local, _at, host = wanted.email.partition("@")
    is_right = not wanted.email or (local and "." in host and " " not in wanted.email)
    return "" if is_right else _("This is no mail address.")


def _fault_of_day(wanted: Wanted) -> str:
    return "" if not wanted.since or wanted.day else _("Write the day like 01/07/2025.")


CHECKS: dict[str, Callable[[Wanted], str]] = {
    columns.NAME: _fault_of_name,
    columns.LOGIN: _fault_of_login,
    columns.ROLE: _fault_of_role,
    columns.EMAIL: _fault_of_email,
    columns.SINCE: _fault_of_day,
}


def _check_account(row: RowPlan, made: Plan, seen: _Seen) -> None:
    """A login is one person's, in the house and in the file."""
    wanted = row.wanted
    before = seen.accounts.setdefault(wanted.account, wanted)
    holder = made.known.holders.get(wanted.account)
    if key_of(before.name) != key_of(wanted.name):
        row.faults[columns.LOGIN] = _(
            "Row %(number)s gives this login to somebody else.", number=before.number
        )
    elif holder and key_of(holder.name) != key_of(wanted.name):
        row.faults[columns.LOGIN] = _("This login belongs to %(name)s.", name=holder.name)


def _plan_person(row: RowPlan, made: Plan, seen: _Seen) -> None:
    wanted = row.wanted
    post = wanted.account, row.unit_key, wanted.function
    if (first := seen.posts.setdefault(post, row.number)) != row.number:
        row.faults[columns.ROLE] = _("Row %(number)s gives the same post.", number=first)
        return
    _plan_account(row, made, seen)
    held = made.post(row)
    if held is None:
        row.steps.append(Step.GIVE_POST)
    elif wanted.title and wanted.title != held.title:
        row.steps.append(Step.CHANGE_TITLE)


def _plan_account(row: RowPlan, made: Plan, seen: _Seen) -> None:
    wanted = row.wanted
    holder = made.known.holders.get(wanted.account)
    if seen.accounts[wanted.account] is not wanted:
        return
    if holder is None:
        row.steps.append(Step.OPEN_ACCOUNT)
        if other := made.known.names.get(key_of(wanted.name)):
            row.remarks.append(_("Somebody of this name has the login %(login)s.", login=other))
    elif wanted.email and wanted.email != holder.email:
        row.steps.append(Step.CHANGE_EMAIL)
