"""A record as it goes into a printed form: what its reader may not see is left out and named."""

from collections.abc import Collection
from uuid import UUID

from office import blobs, clock
from office.permissions import Actor
from office.units import queries as units
from office.units.headings import heading_of
from personnel.compose.facts import Decision, FormRecord, Heading
from personnel.models import Dossier, RecordRow
from personnel.queries.dossiers import readable_groups
from personnel.queries.files import PHOTO, portrait_of
from personnel.queries.looking import opened_groups
from personnel.queries.taking import Listed
from personnel.queries.timeline import as_timeline, rows_of
from personnel.record.groups import GROUPS, sensitive_fields
from personnel.rows.record import AsOf, decisions_of


def form_record(dossier: Dossier, when: AsOf, actor: Actor) -> FormRecord:
    """The record of a day for this reader."""
    readable = readable_groups(actor, dossier)
    opened = opened_groups(actor, dossier)
    stored = rows_of(dossier, readable)
    portrait = portrait_of(dossier) if PHOTO in readable else ""
    return FormRecord(
        heading=heading_for(dossier.agency_id),
        rows=as_timeline(stored, opened=opened),
        on=when.on,
        printed_on=clock.today(),
        known_at=when.known_at,
        photo=blobs.read(portrait) if portrait else b"",
        hidden=hidden_from(readable, opened),
        decisions=_cited(stored),
    )


def hidden_from(readable: Collection[str], opened: Collection[str]) -> frozenset[str]:
    """The groups that are not read, and the fields that were not opened."""
    groups = {name for name in GROUPS if name not in readable}
    fields = {
        f"{name}.{field}"
        for name in GROUPS
        if name in readable and name not in opened
        for field in sensitive_fields(name)
    }
    return frozenset(groups | fields)


def listed_record(listed: Listed, heading: Heading) -> FormRecord:
    """One official of a list, with the rows that it needs."""
    return FormRecord(
        heading=heading,
        rows=listed.rows,
        on=clock.today(),
        printed_on=clock.today(),
        hidden=hidden_from(listed.readable, listed.opened),
    )


def heading_for(agency_id: int) -> Heading:
    """What stands above the papers of an agency."""
    parent, own = heading_of(agency_id)
    return Heading(own, parent, units.place_of(agency_id))


def _cited(stored: list[RecordRow]) -> dict[UUID, Decision]:
    return {
        one.uid: Decision(one.number, one.decided_on, one.issuer)
        for one in decisions_of(stored).values()
        if one.decided_on
    }
