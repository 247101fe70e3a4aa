"""The same paper again: by identifier, or by number, symbol and issuer however they are typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from documents.models import Direction, Document
from documents.queries.visibility import visible_to
from office.db import db
from office.permissions import Actor
from office.search import fold

NUMBER = re.compile(r"0*(\d+)")
LAST = "\U0010ffff"
LOOKED_AT, SHOWN = 200, 5


@dataclass(frozen=True)
class Paper:
    """What tells a paper from others."""

    agency_id: int
    symbol: str
    issuer_name: str
    identifier: str = ""
    direction: Direction = Direction.INCOMING
    id: int = 0


def duplicates_of(document: Document, actor: Actor) -> list[Document]:
    """Earlier arrivals with the same identifier or number, symbol and issuer, that he sees."""
    paper = Paper(
        document.agency_id,
        document.symbol,
        document.issuer_name,
        document.identifier,
        document.direction,
        document.id,
    )
    return same_papers(paper, actor)


def same_papers(paper: Paper, actor: Actor) -> list[Document]:
    """The newest few; without a number there is nothing to compare."""
    near = list(_near(paper))
    if not near:
        return []
    statement = select(Document).where(
        Document.agency_id == paper.agency_id,
        Document.direction == paper.direction,
        Document.id != paper.id,
        Document.symbol != "",
        or_(*near),
        visible_to(actor),
    )
    found = db.session.scalars(statement.order_by(Document.id.desc()).limit(LOOKED_AT))
    return [document for document in found if _is_same(document, paper)][:SHOWN]


def _near(paper: Paper) -> Iterator[Any]:
    """Ways through an index to all that may be the same, and little more."""
    if paper.identifier:
        yield Document.identifier == paper.identifier
    if found := NUMBER.match(paper.symbol.strip()):
        for written in (found[1], f"0{found[1]}", f"00{found[1]}"):
            yield and_(Document.symbol >= written, Document.symbol < f"{written}{LAST}")
    elif paper.symbol:
        yield Document.symbol == paper.symbol


def _is_same(document: Document, paper: Paper) -> bool:
    if paper.identifier and document.identifier == paper.identifier:
        return True
    return _bare(document.symbol) == _bare(paper.symbol) and (
        _plain(document.issuer_name) == _plain(paper.issuer_name)
    )


def _bare(symbol: str) -> str:
    """07/ub-vp and 7 / UB-VP are one number."""
    return re.sub(r"\s+", "", fold(symbol)).lstrip("0")


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
