"""What goes to the national database and how it stands there."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Select, inspect, select

from office import clock, fetch, vault
from office.db import db
from office.errors import NotFound
from office.i18n import _
from office.permissions import Actor
from office.units import queries as units
from personnel.models import (
    STUCK,
    UNSETTLED,
    Dossier,
    EventState,
    LinkState,
    NationalConflict,
    NationalConnection,
    NationalEvent,
    NationalLink,
    PersonnelDecision,
    RecordRow,
)
from personnel.national.client import Register, RestChannel
from personnel.national.client.channel import PURPOSE, Credentials, Line
from personnel.national.digest import PersonDigest, record_digest
from personnel.national.envelope import Envelope, Evidence, GroupRow, Sender, Subject
from personnel.national.jws import Signer
from personnel.national.mapping import MappedChannel, Profile, profiles
from personnel.queries.dossiers import visible_to
from personnel.queries.timeline import as_timeline
from personnel.record.decisions import kind
from personnel.record.groups import GROUPS
from personnel.record.timeline import Row, known

CONTRACT = "psx"
NATIONAL = frozenset(name for name, group in GROUPS.items() if group.is_national)


def connection() -> NationalConnection | None:
    """The line in use; None while there is none."""
    open_ = select(NationalConnection).where(NationalConnection.ended_at.is_(None))
    return db.session.scalars(open_.order_by(NationalConnection.id.desc())).first()


@fetch.allows(PURPOSE)
def national_hosts() -> list[tuple[str, int]]:
    """The host of the configured line."""
    line = connection()
    part = urlsplit(line.base_url) if line else None
    if part is None:
        return []
    return [(part.hostname or "", part.port or fetch.PORTS.get(part.scheme, 443))]


def way_to(line: NationalConnection) -> Line:
    """The calls to the other end, with our name and secret."""
    secret = vault.unlock(line.secret, purpose=NationalConnection.SEALED_FOR)
    credentials = Credentials(client_id=line.client_id, secret=secret)
    return Line(line.base_url, credentials=credentials, http=fetch.fetch)


def register_at(line: NationalConnection, way: Line | None = None, *, agency: str = "") -> Register:
    """The national register behind a line, in the words of its profile; `agency` speaks."""
    way = way or way_to(line)
    if line.profile == CONTRACT:
        own = agency or line.client_agency
        return Register(RestChannel(way, agency=own, signer=signer_of(line)))
    profile = Profile.load(profiles()[line.profile])
    since = line.connected_at
    return Register(MappedChannel(way, profile=profile, agency=line.client_agency, since=since))


def signer_of(line: NationalConnection) -> Signer:
    """The key with which everything we say is signed."""
    pem = vault.unlock(line.key, purpose=NationalConnection.SEALED_FOR)
    return Signer.of_pem(pem.encode(), line.key_name)


# ------------------------------------------------------------------------------- events


def link_of(dossier: Dossier) -> NationalLink | None:
    """How a dossier stands with the national database."""
    own = select(NationalLink).where(NationalLink.dossier_id == dossier.id)
    return db.session.scalars(own).first()


def links_of(dossier_ids: Collection[int]) -> dict[int, NationalLink]:
    """The same for many, as far as something was asked to be told of them."""
    own = select(NationalLink).where(NationalLink.dossier_id.in_(dossier_ids))
    return {link.dossier_id: link for link in db.session.scalars(own)}


def to_send(most: int, agency_id: int | None = None) -> list[NationalEvent]:
    """The next events whose dossier is not stuck, held or faulty, each dossier's in their order."""
    free = select(NationalLink.dossier_id).where(
        NationalLink.state.not_in((*STUCK, LinkState.NOT_SENT)),
        (NationalLink.held_until.is_(None)) | (NationalLink.held_until <= clock.now()),
    )
    waiting = select(NationalEvent).where(
        NationalEvent.state.in_(UNSETTLED), NationalEvent.dossier_id.in_(free)
    )
    if agency_id is not None:
        own = select(Dossier.id).where(Dossier.agency_id == agency_id)
        waiting = waiting.where(NationalEvent.dossier_id.in_(own))
    return list(db.session.scalars(waiting.order_by(NationalEvent.id).limit(most)))


def read_anew(events: Sequence[NationalEvent]) -> None:
    """Events as they stand now, in one question in place of one for each."""
    ids = [state.identity[0] for event in events if (state := inspect(event)).identity]
    own = select(NationalEvent).where(NationalEvent.id.in_(ids))
    db.session.scalars(own.execution_options(populate_existing=True)).all()


def unsettled(dossier: Dossier) -> list[NationalEvent]:
    """What of a dossier has no business answer yet."""
    own = select(NationalEvent).where(
        NationalEvent.dossier_id == dossier.id, NationalEvent.state.in_(UNSETTLED)
    )
    return list(db.session.scalars(own.order_by(NationalEvent.id)))


def envelopes(events: Sequence[NationalEvent], line: NationalConnection) -> list[Envelope]:
    """Events as they travel; made anew they are the same, byte for byte."""
    people = Told(
        {event.dossier_id for event in events},
        {"identity", *(event.group for event in events)},
        line.codelists,
    )
    decided = {event.decision_id for event in events if event.decision_id}
    named = select(PersonnelDecision).where(PersonnelDecision.id.in_(decided))
    decisions = {one.id: one for one in db.session.scalars(named)} if decided else {}
    return [
        _envelope(event, people, decisions.get(event.decision_id or 0), line) for event in events
    ]


def _envelope(
    event: NationalEvent,
    people: "Told",
    decision: PersonnelDecision | None,
    line: NationalConnection,
) -> Envelope:
    agency = people.agency(event.dossier_id)
    return Envelope(
        type=event.type,
        group=event.group,
        sender=Sender(agency_code=agency),
        receiver=line.receiver,
        subject=people.subject(event.dossier_id, event.up_to),
        sequence=event.sequence or 0,
        base_version=event.base_version or 0,
        effective_from=event.effective_from,
        recorded_at=event.recorded_at,
        rows=people.snapshot(event.dossier_id, event.group, event.up_to),
        evidence=[_evidence(decision)] if decision and decision.number else [],
        legal_basis=list(kind(decision.kind).bases) if decision else [],
        reason=decision.kind if decision else "",
        event_id=event.uid,
    )


class Told:
    """The rows of some dossiers, read at once, as the national database is told of them."""

    def __init__(
        self, dossiers: Collection[int], groups: Collection[str], lists: Mapping[str, str]
    ) -> None:
        self._lists = lists
        named = select(Dossier).where(Dossier.id.in_(dossiers))
        self._dossiers = {one.id: one for one in db.session.scalars(named)}
        wanted = {*groups, "service"}
        rows = db.session.scalars(
            select(RecordRow)
            .where(RecordRow.dossier_id.in_(dossiers), RecordRow.group.in_(wanted))
            .order_by(RecordRow.dossier_id, RecordRow.number)
        ).all()
        self._rows: dict[int, list[Row]] = {}
        for stored, row in zip(rows, as_timeline(rows, opened=set(groups)), strict=True):
            self._rows.setdefault(stored.dossier_id, []).append(row)

    def agency(self, dossier_id: int) -> str:
        """The code of the body that keeps the dossier."""
        return units.organ_id(self._dossiers[dossier_id].agency_id)

    def subject(self, dossier_id: int, up_to: int) -> Subject:
        """Whom it is about, as he was known when the event was written."""
        said: dict[str, Any] = {}
        for row in self._known(dossier_id, up_to):
            if row.group in ("identity", "service"):
                said |= row.values
        return Subject(
            citizen_id=str(said.get("citizen_id", "")),
            staff_no=str(said.get("staff_no", "")),
            unit=self.agency(dossier_id),
        )

    def citizen(self, dossier_id: int) -> str:
        """The number under which the national database knows him now."""
        return self.subject(dossier_id, self._dossiers[dossier_id].row_count).citizen_id

    def whole(self, dossier_id: int, groups: Collection[str]) -> dict[str, list[dict[str, Any]]]:
        """Groups as they stand now."""
        last = self._dossiers[dossier_id].row_count
        return {
            group: [one.plain() for one in self.snapshot(dossier_id, group, last)]
            for group in sorted(groups)
        }

    def snapshot(self, dossier_id: int, group: str, up_to: int) -> list[GroupRow]:
        """The whole group as it stood behind one row of the record."""
        rows = [row for row in self._known(dossier_id, up_to) if row.group == group]
        return [_plain(row, self._lists) for row in sorted(rows, key=lambda one: one.order)]

    def _known(self, dossier_id: int, up_to: int) -> list[Row]:
        return known(row for row in self._rows.get(dossier_id, []) if row.order <= up_to)


def _plain(row: Row, lists: Mapping[str, str]) -> GroupRow:
    return GroupRow(
        row_id=str(row.uid),
        line_id=str(row.line),
        slot=row.slot,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        order=row.order,
        recorded_at=row.recorded_at,
        ends=row.ends,
        values={name: _listed(value, lists) for name, value in row.values.items()},
        decision=str(row.decision_uid or ""),
    )


def _listed(value: Any, lists: Mapping[str, str]) -> Any:
    """A coded value in the version that the other end keeps of its list."""
    if isinstance(value, Mapping) and value.get("list") in lists:
        return dict(value) | {"version": lists[value["list"]]}
    return value


def _evidence(decision: PersonnelDecision) -> Evidence:
    return Evidence(
        number=decision.number,
        date=decision.decided_on or decision.effective_on,
        sha256=decision.file_sha256,
    )


# ------------------------------------------------------------------------------ digests


def digest_of(link: NationalLink) -> PersonDigest:
    """What the national database should hold of a dossier, in short."""
    return digests_of([link])[link.dossier_id]


def digests_of(links: Sequence[NationalLink]) -> dict[int, PersonDigest]:
    """What it should hold of some dossiers, by dossier, with few statements."""
    groups = _told_groups([link.dossier_id for link in links])
    named = set().union(*groups.values()) if groups else set()
    line = connection()
    ids = [link.dossier_id for link in links]
    people = Told(ids, {"identity", *named}, line.codelists if line else {})
    found = {}
    for link in links:
        rows = people.whole(link.dossier_id, groups.get(link.dossier_id, set()))
        citizen = people.citizen(link.dossier_id)
        digest = record_digest(citizen, rows)
        found[link.dossier_id] = PersonDigest(citizen, link.remote_version, digest)
    return found


def told_groups(dossier: Dossier) -> list[str]:
    """The groups of which something was told to the national database."""
    return sorted(_told_groups([dossier.id]).get(dossier.id, ()))


def _told_groups(ids: Collection[int]) -> dict[int, set[str]]:
    own = (
        select(NationalEvent.dossier_id, NationalEvent.group)
        .where(NationalEvent.dossier_id.in_(ids), NationalEvent.state == EventState.ACCEPTED)
        .distinct()
    )
    found: dict[int, set[str]] = {}
    for dossier_id, group in db.session.execute(own):
        found.setdefault(dossier_id, set()).add(group)
    return found


# -------------------------------------------------------------------------------- pages


def events_of(dossier: Dossier) -> Sequence[NationalEvent]:
    """What was told of a dossier, newest first."""
    own = select(NationalEvent).where(NationalEvent.dossier_id == dossier.id)
    return db.session.scalars(own.order_by(NationalEvent.id.desc())).all()


def open_conflicts(actor: Actor) -> Select[NationalConflict]:
    """Questions that are not settled yet, oldest first."""
    return (
        select(NationalConflict)
        .join(Dossier, Dossier.id == NationalConflict.dossier_id)
        .where(visible_to(actor), NationalConflict.settled_at.is_(None))
        .order_by(NationalConflict.id)
    )


def conflict_by(uid: UUID, actor: Actor) -> NationalConflict:
    """One question, or 404."""
    found = db.session.scalars(
        select(NationalConflict)
        .join(Dossier, Dossier.id == NationalConflict.dossier_id)
        .where(NationalConflict.uid == uid, visible_to(actor))
    ).first()
    if found is None:
        raise NotFound(_("There is no such question."))
    return found
