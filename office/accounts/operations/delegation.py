"""Delegation (ủy quyền xử lý) and absence: who works at whose desk, and who is away."""

from datetime import datetime

from office import audit, clock
from office.accounts.models import Absence, Delegation, Person
from office.accounts.policy import Can
from office.db import db, operation
from office.errors import Invalid
from office.i18n import _
from office.permissions import Actor, require
from office.step_up import require_step_up
from office.units.models import Desk, Tenure


@operation
def give_delegation(
    deputy: Tenure, *, valid_from: datetime, valid_to: datetime, reason: str, by: Actor
) -> Delegation:
    """Let a deputy work at one's own desk for a time, with his own account and certificate.

    It ends by its date, by being revoked, or with either post.
    """
    require(by, Can.DELEGATE, deputy)
    principal = db.session.get_one(Tenure, by.tenure_id)
    _check(principal, deputy, valid_from, valid_to, reason)
    require_step_up(by)
    delegation = Delegation(
        tenure_id=principal.id,
        deputy_tenure_id=deputy.id,
        deputy_id=deputy.person_id,
        reason=reason.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    db.session.add(delegation)
    db.session.flush()
    audit.record(
        "delegation.give",
        delegation,
        by=by,
        deputy=deputy.uid,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=delegation.reason,
    )
    return delegation


def _check(
    principal: Tenure, deputy: Tenure, valid_from: datetime, valid_to: datetime, reason: str
) -> None:
    faults: dict[str, str] = {}
    if not reason.strip():
        faults["reason"] = _("Say why: the reason stands in the audit trail.")
    if valid_to <= max(valid_from, clock.now()):
        faults["valid_to"] = _("The end has to lie after the beginning and in the future.")
    if not _can_be_deputy(principal, deputy):
        faults["deputy"] = _("The deputy has to hold a post in your agency.")
    if faults:
        raise Invalid(_("The delegation cannot be given like this."), fields=faults)


def _can_be_deputy(principal: Tenure, deputy: Tenure) -> bool:
    now = clock.now()
    is_open = deputy.valid_from <= now and (deputy.valid_to is None or deputy.valid_to > now)
    agencies = {db.session.get_one(Desk, row.desk_id).agency_id for row in (principal, deputy)}
    is_other = deputy.person_id is not None and deputy.person_id != principal.person_id
    return is_open and is_other and len(agencies) == 1


@operation
def revoke_delegation(delegation: Delegation, *, by: Actor) -> None:
    """End a delegation before its date; the next request of the deputy is refused."""
    require(by, Can.REVOKE_DELEGATION, delegation)
    if delegation.revoked_at is None:
        delegation.revoked_at = clock.now()
        audit.record("delegation.revoke", delegation, by=by)


@operation
def record_absence(
    person: Person, *, kind: str, valid_from: datetime, valid_to: datetime, by: Actor
) -> Absence:
    """Say when an official is away (nghỉ phép, công tác, học), so that others plan with it."""
    require(by, Can.RECORD_ABSENCE, person)
    if valid_to <= valid_from:
        text = _("The end has to lie after the beginning.")
        raise Invalid(text, fields={"valid_to": text})
    absence = Absence(person_id=person.id, kind=kind, valid_from=valid_from, valid_to=valid_to)
    db.session.add(absence)
    db.session.flush()
    audit.record(
        "absence.record", absence, by=by, kind=kind, valid_from=valid_from, valid_to=valid_to
    )
    return absence


@operation
def end_absence(absence: Absence, *, by: Actor) -> None:
    """Back earlier than planned, or not gone at all."""
    require(by, Can.RECORD_ABSENCE, db.session.get_one(Person, absence.person_id))
    now = clock.now()
    absence.valid_to = min(absence.valid_to, max(now, absence.valid_from))
    audit.record("absence.end", absence, by=by)
