"""Lists and minutes of files as PDF/A: one layout for all papers of Annex V."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from documents.compose.content import clean
from documents.compose.typesetting import typeset
from office import clock


@dataclass(frozen=True)
class PaperColumn:
    """A column of a list; `width` is its share of the page."""

    heading: str
    width: int = 1
    center: bool = False


@dataclass(frozen=True)
class PaperSigner:
    """A side that signs, with the name under its room."""

    role: str
    name: str = ""


@dataclass(frozen=True)
class Paper:
    """What a list or minutes say; a row of one cell is a heading over the whole width."""

    title: str
    agency: str
    parent: str = ""
    subtitle: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    columns: tuple[PaperColumn, ...] = ()
    rows: Sequence[Sequence[str]] = ()
    after: tuple[str, ...] = ()
    place_date: str = ""
    signers: tuple[PaperSigner, ...] = ()
    copies: tuple[str, ...] = ("",)
    foot: str = ""
    is_wide: bool = False


def compose_paper(paper: Paper) -> bytes:
    """Set it, each copy on pages of its own."""
    return typeset("table.typ", _data(paper), year=clock.today().year).pdf


def _data(paper: Paper) -> dict[str, object]:
    return {
        "title": clean(paper.title),
        "agency": clean(paper.agency),
        "parent": clean(paper.parent),
        "subtitle": [clean(line) for line in paper.subtitle],
        "before": [clean(line) for line in paper.before],
        "columns": [asdict(column) for column in paper.columns],
        "rows": [[clean(cell) for cell in row] for row in paper.rows],
        "after": [clean(line) for line in paper.after],
        "place-date": clean(paper.place_date),
        "signers": [asdict(signer) for signer in paper.signers],
        "copies": list(paper.copies),
        "foot": clean(paper.foot),
        "wide": paper.is_wide,
    }
