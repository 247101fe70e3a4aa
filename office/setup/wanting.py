"""What the kernel itself asks of every agency before it can work."""

from sqlalchemy import func, select

from office import clock, law, missing
from office.accounts.models import Account
from office.accounts.operations.accounts import NO_PASSWORD
from office.db import db
from office.i18n import _, _l, ngettext
from office.missing import Answer, State
from office.permissions import Role
from office.setup import calendar
from office.units.models import SigningAuthority, Tenure
from office.units.queries import desks_of_role, held_at, holders, organ_id
from office.units.settings import settings_of
from office.units.tree import Node, tree

PRINTED = ("symbol", "place", "address", "heading")
NEXT_YEAR_FROM = 11  # the calendar of a year is published in the last months of the one before


def declare() -> None:
    """Put the lines on the list."""
    missing.asks(
        "names",
        order=10,
        label=_l("Names of the agency"),
        why=_l("They are printed above every document (Decree 30/2020/NĐ-CP, Annex I)."),
        endpoint="setup.agency",
    )(names)
    missing.asks(
        "organ-id",
        order=20,
        label=_l("Identifier of the agency"),
        why=_l("Other agencies reach it under this code (Decision 20/2020/QĐ-TTg)."),
        endpoint="setup.agency",
    )(identifier)
    missing.asks(
        "units",
        order=30,
        label=_l("Units"),
        why=_l("Work is assigned to units and lies on their desks."),
        endpoint="setup.list_sheets",
    )(units)
    missing.asks(
        "leaders",
        order=40,
        label=_l("Leaders"),
        why=_l("They direct incoming documents and sign outgoing ones."),
        endpoint="setup.list_sheets",
    )(leaders)
    missing.asks(
        "clerks",
        order=50,
        label=_l("Records clerks"),
        why=_l("They register, number, seal and send (Decree 30/2020/NĐ-CP art. 6)."),
        endpoint="setup.list_sheets",
    )(clerks)
    missing.asks(
        "slips",
        order=60,
        label=_l("First sign-in of everybody"),
        why=_l("Who has not signed in sees nothing of the work that waits."),
        endpoint="setup.list_sheets",
        otherwise=State.ADVISED,
    )(slips)
    missing.asks(
        "authority",
        order=70,
        label=_l("Who signs what"),
        why=_l("The head of every signature comes from here (Decree 30/2020/NĐ-CP art. 13)."),
        endpoint="setup.authorities",
    )(authority)
    missing.asks(
        "seal",
        order=80,
        label=_l("Seal"),
        why=_l("Its picture stands on documents in its true size."),
        endpoint="setup.agency",
    )(seal)
    missing.asks(
        "calendar",
        order=120,
        label=_l("Calendar"),
        why=_l("Deadlines are counted in working days."),
        endpoint="setup.days",
        otherwise=State.ADVISED,
    )(days)


def _node(agency_id: int) -> Node | None:
    return tree().nodes.get(agency_id)


def names(agency_id: int) -> Answer:
    """Everything that is printed has to be filled in."""
    node = _node(agency_id)
    words = {
        "symbol": _("symbol"),
        "place": _("place"),
        "address": _("address"),
        "heading": _("lines above the number"),
    }
    lacks = [words[name] for name in PRINTED if node and not getattr(node, name)]
    return Answer(not lacks, ", ".join(lacks) if lacks else node.name if node else "")


def identifier(agency_id: int) -> Answer:
    code = organ_id(agency_id)
    return Answer(bool(code), code)


def units(agency_id: int) -> Answer:
    count = len(tree().rooms(agency_id))
    return Answer(count > 0, ngettext("%(num)d unit", "%(num)d units", count) if count else "")


def leaders(agency_id: int) -> Answer:
    return _held(agency_id, Role.LEADER)


def clerks(agency_id: int) -> Answer:
    return _held(agency_id, Role.CLERK)


def _held(agency_id: int, role: Role) -> Answer:
    found = [
        one.name
        for desk in desks_of_role(agency_id, role)
        for one in holders(desk.id)
        if one.function is role
    ]
    return Answer(bool(found), ", ".join(dict.fromkeys(found)))


def slips(agency_id: int) -> Answer:
    """Who has a post here and has never chosen a password of his own."""
    node_ids = [agency_id, *(unit for unit, _depth in tree().rooms(agency_id))]
    waiting = (
        select(func.count(Account.id.distinct()))
        .join(Tenure, Tenure.person_id == Account.person_id)
        .where(
            Tenure.unit_id.in_(node_ids),
            held_at(Tenure, clock.now()),
            Account.disabled_at.is_(None),
            Account.must_change_password | (Account.password_hash == NO_PASSWORD),
        )
    )
    count = db.session.scalar(waiting) or 0
    words = ngettext("%(num)d person waits for a slip", "%(num)d people wait for a slip", count)
    return Answer(count == 0, words if count else "")


def authority(agency_id: int) -> Answer:
    today = clock.today()
    row = SigningAuthority
    count = db.session.scalar(
        select(func.count(row.id)).where(
            row.agency_id == agency_id,
            row.valid_from <= today,
            row.valid_to.is_(None) | (row.valid_to > today),
        )
    )
    return Answer(bool(count), ngettext("%(num)d rule", "%(num)d rules", count) if count else "")


def seal(agency_id: int) -> Answer:
    chosen = settings_of(agency_id)
    words = _("%(number)s mm", number=chosen.seal_diameter_mm)
    return Answer(bool(chosen.seal_image), words if chosen.seal_image else _("no picture"))


def days(_agency_id: int) -> Answer:
    """The exchanged days of a year are decided anew each time."""
    today = clock.today()
    year = today.year + (today.month >= NEXT_YEAR_FROM)
    own = len(calendar.days_of(year))
    exchanged = any(on.year == year for on in law.calendar_overrides())
    return Answer(bool(own or exchanged), _("%(year)s: %(count)s own days", year=year, count=own))
