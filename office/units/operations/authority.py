"""Who signs what, and the choices of an agency."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import select

from office import audit
from office.db import db, new_uid, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require
from office.units.models import AgencySetting, Desk, SigningAuthority, Unit
from office.units.policy import Can
from office.units.settings import AgencySettings


@dataclass(frozen=True, kw_only=True)
class Grant:
    """The form of a signature (TM., KT., TL., TUQ., Q.), for which types, on what basis."""

    lines: list[str]
    code: str = ""
    type_codes: list[str]
    basis: str
    valid_from: date
    valid_to: date | None = None


@operation
def grant_authority(desk: Desk, grant: Grant, *, by: Actor) -> SigningAuthority:
    """Enter that a post may sign (Decree 30/2020/NĐ-CP art. 13); no type listed means all."""
    require(by, Can.GRANT_AUTHORITY, desk)
    if not grant.lines or (grant.valid_to and grant.valid_to <= grant.valid_from):
        raise Invalid(_("Say how the signature is headed and from which day to which."))
    row = SigningAuthority(
        uid=new_uid(),
        agency_id=desk.agency_id,
        desk_id=desk.id,
        code=grant.code,
        lines=grant.lines,
        type_codes=grant.type_codes,
        basis=grant.basis,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("authority.grant", row, by=by, lines=grant.lines, basis=grant.basis)
    return row


@operation
def end_authority(row: SigningAuthority, *, on: date, by: Actor) -> None:
    """Let an authority end before its day; what was signed under it stays valid."""
    require(by, Can.GRANT_AUTHORITY, row)
    row.valid_to = max(on, row.valid_from)
    audit.record("authority.end", row, by=by, on=on)


@operation
def choose(agency: Unit, name: str, value: Any, *, by: Actor) -> None:
    """Set one of the agency's choices; the value has the kind of its default."""
    require(by, Can.MANAGE_UNITS, agency)
    default = {field.name: field.default for field in fields(AgencySettings)}.get(name)
    if default is None or type(value) is not type(default):
        raise Invalid(_("This is not a choice of an agency."), fields={name: _("Not known.")})
    mine = select(AgencySetting).where(
        AgencySetting.agency_id == agency.id, AgencySetting.name == name
    )
    row = db.session.scalars(mine).first() or AgencySetting(agency_id=agency.id, name=name)
    row.value = {"value": value}
    db.session.add(row)
    audit.record("agency.choose", agency, by=by, name=name, value=value)
