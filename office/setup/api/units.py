"""Units, posts, rights and choices for programs of an administrator."""

from datetime import datetime
from io import BytesIO
from uuid import UUID

from flask import Response, g
from pydantic import Base64Bytes, Field

from office import blobs, clock, missing
from office.accounts.models import Person
from office.accounts.queries import account_by_login
from office.api import ByUid, Closed, Day, Whole, scope, shown
from office.db import db
from office.errors import Invalid
from office.foreign.uploads import seal_picture
from office.i18n import _
from office.permissions import Role, require
from office.setup import choices, queries
from office.setup.api.frame import FromDay, Made, Name, bp, unit_of
from office.setup.policy import Can
from office.units import operations as units
from office.units.models import CodeScheme, UnitKind
from office.units.operations.authority import Grant
from office.units.operations.tree import Naming
from office.units.queries import desk_by_uid
from office.units.tree import tree
from office.units.versions import unit_uids

LONGEST = 7 << 20


class MissingLine(Closed):
    """One thing that an agency needs."""

    code: str
    label: str
    state: str
    detail: str


class Guide(Closed):
    """What an agency has and lacks."""

    items: list[MissingLine]


class UnitItem(Closed):
    """A unit of an agency."""

    uid: UUID
    name: str
    symbol: str
    depth: int


class Units(Closed):
    """The units of an agency in the order of a chart."""

    items: list[UnitItem]


class WantedUnit(Closed):
    """A unit to open under another one, or an agency without one."""

    name: str = Name
    short_name: str = ""
    symbol: str = ""
    place: str = ""
    address: str = ""
    heading: str = ""
    under: UUID | None = None
    on: Day

    def naming(self) -> Naming:
        """The names of the unit."""
        return Naming(
            name=self.name,
            short_name=self.short_name,
            symbol=self.symbol,
            place=self.place,
            address=self.address,
            heading=self.heading,
        )


class WantedCode(Closed):
    """A code of an agency from a day on."""

    scheme: CodeScheme
    code: str = Name
    on: Day


class Placing(FromDay):
    """Under which unit another one stands from a day on."""

    under: UUID


class WantedSeal(Closed):
    """A seal: its diameter, and its picture in base64 where there is a new one."""

    diameter_mm: Whole
    picture: Base64Bytes = Field(b"", max_length=LONGEST)


class WantedPost(Closed):
    """A post for the owner of an account."""

    login: str
    function: Role
    title: str = ""
    at: datetime | None = None


class WantedAuthority(Closed):
    """A right to sign."""

    desk: UUID
    lines: list[str] = Field(min_length=1, max_length=4)
    code: str = ""
    types: list[str] = []
    basis: str = ""
    valid_from: Day
    valid_to: Day | None = None


class WantedChoice(Closed):
    """One choice of an agency."""

    name: str
    value: bool | int | str


@bp.get("/units/<uuid:uid>/set-up", responses={200: Guide})
@scope("admin")
def guide(path: ByUid) -> Response:
    """What an agency has and lacks before it can work."""
    lines = missing.lines_of(unit_of(path.uid).id)
    items = [
        MissingLine(
            code=line.asked.code,
            label=str(line.asked.label),
            state=line.state.value,
            detail=line.detail,
        )
        for line in lines
    ]
    return shown(Guide(items=items))


@bp.get("/units/<uuid:uid>/units", responses={200: Units})
@scope("admin")
def list_units(path: ByUid) -> Response:
    """The units of an agency."""
    rooms = tree().rooms(unit_of(path.uid).id)
    uids, nodes = unit_uids([unit for unit, _depth in rooms]), tree().nodes
    items = [
        UnitItem(uid=uids[unit], name=nodes[unit].name, symbol=nodes[unit].symbol, depth=depth)
        for unit, depth in rooms
    ]
    return shown(Units(items=items))


@bp.post("/units", responses={201: Made})
@scope("admin")
def open_unit(body: WantedUnit) -> Response:
    """Open a unit, or without one above it an agency."""
    parent = unit_of(body.under) if body.under else None
    kind = UnitKind.ROOM if parent else UnitKind.AGENCY
    made = units.open_unit(kind, body.naming(), parent=parent, on=body.on, by=g.actor)
    return shown(Made(uid=made.uid), status=201)


@bp.post("/units/<uuid:uid>/naming", responses={204: None})
@scope("admin")
def name_unit(path: ByUid, body: WantedUnit) -> tuple[str, int]:
    """Call a unit something else from a day on."""
    units.rename(unit_of(path.uid), body.naming(), on=body.on, by=g.actor)
    return "", 204


@bp.post("/units/<uuid:uid>/placing", responses={204: None})
@scope("admin")
def move_unit(path: ByUid, body: Placing) -> tuple[str, int]:
    """Put a unit under another one from a day on."""
    units.move(unit_of(path.uid), under=unit_of(body.under), on=body.on, by=g.actor)
    return "", 204


@bp.post("/units/<uuid:uid>/closing", responses={204: None})
@scope("admin")
def close_unit(path: ByUid, body: FromDay) -> tuple[str, int]:
    """Close a unit in which nothing is left."""
    units.close_unit(unit_of(path.uid), on=body.on, by=g.actor)
    return "", 204


@bp.post("/units/<uuid:uid>/codes", responses={204: None})
@scope("admin")
def add_code(path: ByUid, body: WantedCode) -> tuple[str, int]:
    """Give an agency a code from a day on."""
    units.add_code(unit_of(path.uid), body.scheme, body.code, on=body.on, by=g.actor)
    return "", 204


@bp.post("/units/<uuid:uid>/choices", responses={204: None})
@scope("admin")
def choose(path: ByUid, body: WantedChoice) -> tuple[str, int]:
    """Set one of an agency's choices."""
    if body.name not in choices.OPEN:
        words = _("Choose one of the values shown.")
        raise Invalid(words, fields={"name": words})
    value = choices.checked(body.name, body.value)
    units.choose(unit_of(path.uid), body.name, value, by=g.actor)
    return "", 204


@bp.post("/units/<uuid:uid>/seal", responses={204: None})
@scope("admin")
def keep_seal(path: ByUid, body: WantedSeal) -> tuple[str, int]:
    """Keep the seal's diameter, and a new picture of it."""
    agency, image = unit_of(path.uid), ""
    if body.picture:
        image = blobs.put(seal_picture(BytesIO(body.picture), "seal.png")).sha256
    units.keep_seal(agency, diameter_mm=body.diameter_mm, image=image, by=g.actor)
    return "", 204


@bp.post("/units/<uuid:uid>/posts", responses={201: Made})
@scope("admin")
def appoint(path: ByUid, body: WantedPost) -> Response:
    """Give the owner of an account a post in a unit."""
    unit, account = unit_of(path.uid), account_by_login(body.login)
    if account is None:
        words = _("Nobody has this login. Open the account first.")
        raise Invalid(words, fields={"login": words})
    person = db.session.get_one(Person, account.person_id)
    post = units.appoint(
        person, unit, function=body.function, title=body.title, at=body.at, by=g.actor
    )
    return shown(Made(uid=post.uid), status=201)


@bp.post("/posts/<uuid:uid>/ending", responses={204: None})
@scope("admin")
def end_post(path: ByUid) -> tuple[str, int]:
    """End a post now."""
    require(g.actor, Can.SET_UP)
    units.unseat(queries.post_by_uid(path.uid), at=clock.now(), by=g.actor)
    return "", 204


@bp.post("/authorities", responses={201: Made})
@scope("admin")
def grant_authority(body: WantedAuthority) -> Response:
    """Enter who signs what."""
    require(g.actor, Can.SET_UP)
    wanted = Grant(
        lines=body.lines,
        code=body.code,
        type_codes=body.types,
        basis=body.basis,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
    )
    row = units.grant_authority(desk_by_uid(body.desk), wanted, by=g.actor)
    return shown(Made(uid=row.uid), status=201)


@bp.post("/authorities/<uuid:uid>/ending", responses={204: None})
@scope("admin")
def end_authority(path: ByUid, body: FromDay) -> tuple[str, int]:
    """Let a right to sign end."""
    require(g.actor, Can.SET_UP)
    units.end_authority(queries.authority_by_uid(path.uid), on=body.on, by=g.actor)
    return "", 204
