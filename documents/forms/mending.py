"""Forms by which an entry of the register is undone, corrected or passed on."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from documents.forms.choices import day_of, urgency_of
from documents.models import Document
from documents.operations.corrections import Correction
from documents.operations.incoming_acts import NumberFate
from office.db import db
from office.i18n import _
from office.units import queries as units
from office.units.models import Desk, DeskKind
from office.units.picker import PickRow, picker_rows

KEEP = NumberFate.KEEP.value


def fate_options() -> list[tuple[str, str]]:
    """What may become of the number."""
    return [
        (NumberFate.KEEP.value, _("It is registered anew: keep its number")),
        (NumberFate.CANCEL.value, _("It does not belong here: cancel the number")),
    ]


def fate_of(typed: Mapping[str, str]) -> NumberFate:
    """The chosen one; a number is never cancelled by an unknown word."""
    value = typed.get("fate", "")
    return NumberFate(value) if value in set(NumberFate) else NumberFate.KEEP


def entries_of(document: Document) -> dict[str, str]:
    """What stands in the register, as the fields of the form."""
    return {
        "type_name": document.type_name,
        "symbol": document.symbol,
        "issuer": document.issuer_name,
        "dated": document.issued_on.isoformat() if document.issued_on else "",
        "signer": document.signer_name,
        "subject": document.subject,
        "urgency": document.urgency.value,
    }


def correction_of(typed: Mapping[str, str]) -> Correction:
    """Read the form of a correction."""
    dated = typed.get("dated", "")
    return Correction(
        type_name=typed.get("type_name", "").strip(),
        symbol=typed.get("symbol", "").strip(),
        issuer_name=typed.get("issuer", "").strip(),
        issued_on=day_of(dated, field="dated") if dated else None,
        signer_name=typed.get("signer", "").strip(),
        subject=typed.get("subject", "").strip(),
        urgency=urgency_of(typed.get("urgency", "")),
    )


def agency_options(agency_id: int) -> list[tuple[str, str]]:
    """The other agencies of this installation."""
    return [(code, name) for code, name, _unit_id in _agencies(agency_id)]


def agencies_of(chosen: Sequence[str], agency_id: int) -> list[int]:
    """The agencies behind the chosen values; what was not offered is left out."""
    return [unit_id for code, _name, unit_id in _agencies(agency_id) if code in chosen]


def desk_options(agency_id: int) -> list[tuple[str, str]]:
    """The units of the agency, which are shown the document."""
    return [(str(row.desk_uid), row.label) for row in _units(agency_id)]


def desks_of(chosen: Sequence[str], agency_id: int) -> list[int]:
    """The desks behind the chosen values."""
    return [row.desk_id for row in _units(agency_id) if str(row.desk_uid) in chosen]


def _agencies(agency_id: int) -> list[tuple[str, str, int]]:
    """Code, name and unit of each agency that has a clerk to take it in."""
    own = units.successor_of(agency_id)
    reached = set(
        db.session.scalars(select(Desk.agency_id).where(Desk.kind == DeskKind.CLERK).distinct())
    )
    return [
        (units.organ_id(node.unit_id), node.name, node.unit_id)
        for node in units.agencies()
        if node.unit_id != own and node.unit_id in reached
    ]


def _units(agency_id: int) -> list[PickRow]:
    rows = picker_rows(units.successor_of(agency_id))
    return [row for row in rows if row.is_unit]
