"""One document with its pages, directions and twenty lines of progress."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from bench.figures import Figure
from bench.fill.papers import LOG_LINES
from bench.parts import Part, in_floors
from bench.readers import Reader, counted
from bench.timing import Call, Times
from bench.world import World
from documents.models import Document, ProgressEntry, Routing
from office.db import db

DETAIL = f"document with {LOG_LINES} log lines"


def cases(world: World) -> Mapping[str, Call]:
    """A document on the light official's desk."""
    return {DETAIL: world.light.gets(address(world.light))}


def address(reader: Reader) -> str:
    """The newest document of the desk that has a log of full length."""
    logged = select(ProgressEntry.document_id).where(ProgressEntry.document_id == Document.id)
    wanted = (
        select(Document.uid)
        .join(Routing, Routing.document_id == Document.id)
        .where(Routing.desk_id == reader.desk_id, logged.exists())
        .order_by(Routing.received_at.desc())
        .limit(1)
    )
    with reader.found.app.app_context():
        return f"/documents/{db.session.scalars(wanted).one()}"


def figures(world: World, times: Times) -> Sequence[Figure]:
    """Its price and its statements."""
    with counted(world.main.app) as said:
        world.light.fetch(address(world.light))
    count = len([one for one in said if not one.startswith("PRAGMA")]) - 1
    return [
        in_floors(DETAIL, times, gate=4, target=2.5),
        Figure("statements of a document page", count, None, 12, count, "statements", ""),
    ]


DETAIL_PART = Part(cases, figures)
