"""Who looks into a dossier leaves a line that its official reads (nhật ký truy cập hồ sơ)."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from office import audit, clock
from office.db import db, operation
from office.errors import Forbidden, Invalid
from office.i18n import _
from office.permissions import Actor, require
from personnel.models import Dossier, DossierAccess
from personnel.policy import Can, is_own
from personnel.queries.looking import LOOKED, PRINTED, may_open_groups

SHORTEST, LONGEST = 5, 300


@operation
def note_access(dossier: Dossier, what: str, groups: Collection[str], *, by: Actor) -> None:
    """Note that somebody else than the official reads; once a day for the same groups."""
    require(by, Can.READ, dossier)
    if is_own(by, dossier):
        return
    named = sorted(groups)
    if not _was_noted_today(dossier, what, named, by):
        _keep(dossier, what, named, "", by)


@operation
def look_into(dossier: Dossier, groups: Collection[str], purpose: str, *, by: Actor) -> None:
    """Show the sensitive fields of some groups to somebody for a while; he says what for.

    Raises `Forbidden` for groups that are not for him, `Invalid` without a purpose.
    """
    require(by, Can.READ, dossier)
    closed = set(groups) - may_open_groups(by, dossier)
    if closed or not groups:
        raise Forbidden(_("The sensitive fields of these groups are not shown to your post."))
    _keep(dossier, LOOKED, sorted(groups), reason_of(purpose), by)


def reason_of(purpose: str) -> str:
    """What was said it is for; raises `Invalid` while nothing is said; part of other acts."""
    purpose = purpose.strip()
    if not SHORTEST <= len(purpose) <= LONGEST:
        message = _("Say what for, in a few words; the official reads it.")
        raise Invalid(message, fields={"purpose": message})
    return purpose


@operation
def record_print(dossier: Dossier, form: str, *, by: Actor) -> None:
    """A form leaves the house: its official reads who printed which one."""
    require(by, Can.READ, dossier)
    audit.record("dossier.print", dossier, by=by, form=form)
    if not is_own(by, dossier):
        _keep(dossier, PRINTED, [], form, by)


def _was_noted_today(dossier: Dossier, what: str, groups: list[str], by: Actor) -> bool:
    since = clock.local_midnight(clock.today())
    today = select(DossierAccess.groups).where(
        DossierAccess.dossier_id == dossier.id,
        DossierAccess.person_id == by.person_id,
        DossierAccess.what == what,
        DossierAccess.at >= since,
    )
    return any(set(groups) <= set(one) for one in db.session.scalars(today))


def _keep(dossier: Dossier, what: str, groups: list[str], purpose: str, by: Actor) -> None:
    db.session.add(DossierAccess(**access(dossier, what, groups, purpose, by)))


def access(
    dossier: Dossier, what: str, groups: list[str], purpose: str, by: Actor
) -> dict[str, Any]:
    """One line of who looked; part of other acts."""
    title = f"{by.title} ({by.on_behalf_of})" if by.on_behalf_of else by.title
    return {
        "dossier_id": dossier.id,
        "at": clock.now(),
        "person_id": by.person_id,
        "name": by.name,
        "title": title,
        "what": what,
        "groups": groups,
        "purpose": purpose,
    }
