"""The line to the national database over HTTP: how it stands, its acts, dossiers, the log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import Field

from office.api import ByUid, Closed, Paging, scope, shown
from office.errors import NotFound
from office.i18n import _
from office.permissions import require
from office.ui import paging
from personnel import operations, queries
from personnel.api.blueprint import actor, bp, visible
from personnel.forms import national as forms
from personnel.models import EventState, LinkState, NationalCall, NationalConnection
from personnel.national.client.doctor import Check, Result
from personnel.policy.national import CanTell, keeps_dossiers
from personnel.queries import exchange
from personnel.queries.national import events_of, link_of, signer_of
from personnel.rows.national import EventLine, ToldLine, check_lines, event_lines, told_lines
from personnel.rows.national_calls import CallLine, call_lines

LONGEST = 500


class AddressIn(Closed):
    """Where the national database answers and who we are there; the secret is never told again."""

    base_url: str = Field(max_length=LONGEST)
    client_id: str = Field(max_length=LONGEST)
    secret: str = Field("", max_length=LONGEST)
    receiver: str = Field(max_length=LONGEST)
    client_agency: str = Field(max_length=LONGEST)
    profile: str = Field("psx", max_length=LONGEST)


class CheckOut(Closed):
    """One examination of the line."""

    check: Check
    title: str
    result: Result
    seen: str
    fix: str


class LineOut(Closed):
    """The line as it is set up and as it works."""

    uid: UUID
    profile: str
    base_url: str
    client_id: str
    receiver: str
    client_agency: str
    connected_at: datetime
    asked_at: datetime | None
    problem: str
    silent_since: datetime | None
    needs_person: bool
    check_asked_at: datetime | None
    checked_at: datetime | None
    checks: list[CheckOut]
    public_key: dict[str, str]


class NationalOut(Closed):
    """How the exchange stands; `line` is none while the register is not connected."""

    line: LineOut | None
    dossiers: dict[LinkState, int]
    waits_since: datetime | None


class DossierQuery(Paging):
    """What the list is narrowed to."""

    q: str = Field("", max_length=forms.LONGEST)
    state: LinkState | None = None
    unit: UUID | None = None


class DossierOut(Closed):
    """How one dossier stands."""

    dossier: UUID
    name: str
    state: LinkState
    why: str
    fix: str
    since: datetime | None


class DossierList(Closed):
    """A page of the list."""

    items: list[DossierOut]
    next: str | None


class FaultOut(Closed):
    """One field that was not taken."""

    place: str
    said: str


class EventOut(Closed):
    """One thing that was told of a dossier."""

    uid: UUID
    group: str
    state: EventState
    told_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    tries: int
    why: str
    fix: str
    errors: list[FaultOut]


class ToldOut(Closed):
    """A dossier with everything that was told of it, newest first."""

    dossier: DossierOut
    events: list[EventOut]


class AgainIn(Closed):
    """The dossiers that are sent once more."""

    dossiers: list[UUID] = Field(min_length=1, max_length=forms.MOST_CHOSEN)


class AgainOut(Closed):
    """How many go; the others wait for their errors to be mended."""

    sent: int


class CallQuery(Paging):
    """What the log is narrowed to."""

    kind: str = Field("", max_length=forms.LONGEST)
    fallen: bool = False


class CallOut(Closed):
    """One call of the log."""

    at: datetime
    name: str
    correlation: UUID | None
    count: int
    outcome: str
    sha256: str
    hash: str
    previous: str


class CallList(Closed):
    """A page of the log."""

    items: list[CallOut]
    next: str | None = None


def _line() -> NationalConnection:
    found = queries.national_connection()
    if found is None:
        raise NotFound(_("The register is not connected with the national database."))
    return found


def _shown() -> Response:
    line = queries.national_connection()
    found = exchange.whole_standing()
    if keeps_dossiers(actor()):
        found = exchange.own_standing(actor())
    said = NationalOut(
        line=_line_out(line) if line else None,
        dossiers=dict(found.counts),
        waits_since=found.waits_since,
    )
    return shown(said)


def _line_out(line: NationalConnection) -> LineOut:
    own = ("needs_person", "checks", "public_key")
    plain: dict[str, Any] = {
        name: getattr(line, name) for name in LineOut.model_fields if name not in own
    }
    checks = [
        CheckOut(check=one.check, title=one.title, result=one.result, seen=one.seen, fix=one.fix)
        for one in check_lines(line)
    ]
    public = {name: str(value) for name, value in signer_of(line).public.items()}
    needs = exchange.needs_person(line)
    return LineOut(**plain, needs_person=needs, checks=checks, public_key=public)


def _address(body: AddressIn) -> operations.Address:
    return operations.Address(**body.model_dump())


@bp.get("/personnel-national", responses={200: NationalOut})
def national() -> Response:
    """How the line and the dossiers stand."""
    require(actor(), CanTell.SEE)
    return _shown()


@bp.post("/personnel-national/connection", responses={200: NationalOut})
@scope("admin")
def connect_national(body: AddressIn) -> Response:
    """Connect the register with the national database."""
    require(actor(), CanTell.CONNECT)
    operations.connect_national(_address(body), by=actor())
    return _shown()


@bp.put("/personnel-national/connection", responses={200: NationalOut})
@scope("admin")
def change_national(body: AddressIn) -> Response:
    """Another address, name or secret; an empty secret keeps the present one."""
    require(actor(), CanTell.CONNECT)
    operations.change_national(_line(), _address(body), by=actor())
    return _shown()


@bp.delete("/personnel-national/connection", responses={200: NationalOut})
@scope("admin")
def end_national() -> Response:
    """Send nothing more; what waits is kept."""
    require(actor(), CanTell.CONNECT)
    operations.end_national(_line(), by=actor())
    return _shown()


@bp.post("/personnel-national/check", responses={200: NationalOut})
def check_national() -> Response:
    """Have the line examined; the result stands in the answers after a moment."""
    require(actor(), CanTell.EXAMINE)
    operations.ask_check(_line(), by=actor())
    return _shown()


@bp.post("/personnel-national/send", responses={200: NationalOut})
def send_national() -> Response:
    """Try at once what waits."""
    require(actor(), CanTell.EXAMINE)
    operations.send_now(_line(), by=actor())
    return _shown()


@bp.get("/personnel-national/dossiers", responses={200: DossierList})
def national_dossiers(query: DossierQuery) -> Response:
    """The dossiers that the reader sees with how they stand, by name."""
    require(actor(), CanTell.SEE)
    after = paging.decode(query.cursor, str, int)
    asked = {"q": query.q, "state": query.state or "", "unit": str(query.unit or "")}
    narrow = forms.narrow_of(asked)
    found = exchange.told_dossiers(actor(), narrow, after=after, size=query.limit)
    page = paging.page_of(found, key=lambda row: (row[0].folded_name, row[0].id), size=query.limit)
    items = [_dossier(line) for line in told_lines(page.rows)]
    return shown(DossierList(items=items, next=page.after))


@bp.post("/personnel-national/dossiers/again", responses={200: AgainOut})
def tell_many_again(body: AgainIn) -> Response:
    """Send several dossiers once more."""
    chosen = exchange.chosen_dossiers(body.dossiers, actor())
    return shown(AgainOut(sent=operations.tell_many_again(chosen, by=actor())))


@bp.get("/dossiers/<uuid:uid>/national", responses={200: ToldOut})
def national_of(path: ByUid) -> Response:
    """What of one dossier was told and how far it came."""
    return _told(path.uid)


@bp.post("/dossiers/<uuid:uid>/national", responses={200: ToldOut})
def tell_again(path: ByUid) -> Response:
    """Send the whole dossier once more."""
    operations.tell_again(visible(path.uid), by=actor())
    return _told(path.uid)


def _told(uid: UUID) -> Response:
    found = visible(uid)
    require(actor(), CanTell.SETTLE, found)
    (line,) = told_lines([(found, link_of(found))])
    events = [_event(one) for one in event_lines(events_of(found))]
    return shown(ToldOut(dossier=_dossier(line), events=events))


def _dossier(line: ToldLine) -> DossierOut:
    return DossierOut(
        dossier=line.uid,
        name=line.name,
        state=line.state,
        why=line.why,
        fix=line.fix,
        since=line.since,
    )


def _event(line: EventLine) -> EventOut:
    plain = {name: getattr(line, name) for name in EventOut.model_fields if name != "errors"}
    errors = [FaultOut(place=place, said=said) for place, said in line.errors]
    return EventOut(**plain, errors=errors)


@bp.get("/personnel-national/calls", responses={200: CallList})
def national_calls(query: CallQuery) -> Response:
    """The log of calls, newest first."""
    require(actor(), CanTell.SEE)
    wanted = exchange.national_calls(query.kind, fallen=query.fallen)
    page = paging.latest(wanted, NationalCall.id, query.cursor, size=query.limit)
    items = [_call(line) for line in call_lines(page.rows)]
    return shown(CallList(items=items, next=page.after))


@bp.get("/personnel-national/calls/<uuid:uid>", responses={200: CallList})
def national_call(path: ByUid) -> Response:
    """One call, by the name that both ends give it, with all its tries."""
    require(actor(), CanTell.SEE)
    tries = call_lines(exchange.tries_of_call(path.uid))
    return shown(CallList(items=[_call(line) for line in tries]))


def _call(line: CallLine) -> CallOut:
    return CallOut(**{name: getattr(line, name) for name in CallOut.model_fields})
