"""The Markdown subset of minutes as blocks that are set on paper; nothing of it is ever markup."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from office.ui.markdown import RULES

MOST_SIGNS = 400_000
MOST_COLUMNS = 12
DEEPEST_LIST = 4
INVISIBLE = {"\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"}
"""Format signs that letters need; all others (direction overrides, byte order marks) go."""
HEADINGS = {"h1": "heading", "h2": "heading"}

# Links, lists and tables as on the page; HTML, images and code stay what was typed.
_parser = MarkdownIt("zero", {"breaks": True}).enable(RULES)


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, point of a list, quotation or table; `rtl` by its first letter."""

    kind: str
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    level: int = 0
    rtl: bool = False

    @property
    def text(self) -> str:
        """The words without their style."""
        return "".join(run.text for run in self.runs)


def clean(text: str) -> str:
    """One Unicode form (NFC, TCVN 6909:2001), no control signs, nothing that turns words round."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    composed = unicodedata.normalize("NFC", lines)
    return "".join(sign for sign in composed if _is_shown(sign))


def line(text: str) -> str:
    """Cleaned words on one line."""
    return " ".join(clean(text).split())


def _is_shown(sign: str) -> bool:
    return sign == "\n" or sign in INVISIBLE or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")


def blocks(text: str) -> tuple[Block, ...]:
    """The text block by block; every typed line is its own paragraph, as officials write."""
    given = clean(text[:MOST_SIGNS])
    return tuple(_Reader().read(_parser.parse(given)))


class _Reader:
    """Walks the tokens of one text."""

    def __init__(self) -> None:
        self.lists: list[Iterator[str]] = []
        self.prefix = ""
        self.kind = "paragraph"
        self.quotes = 0
        self.rows: list[list[tuple[Run, ...]]] | None = None

    def read(self, tokens: list[Token]) -> Iterator[Block]:
        for token in tokens:
            self._enter(token)
            if token.type == "inline":
                yield from self._inline(token)
            elif token.type == "table_close":
                yield _table(self.rows or [])
                self.rows = None

    def _enter(self, token: Token) -> None:
        match token.type:
            case "table_open":
                self.rows = []
            case "tr_open" if self.rows is not None:
                self.rows.append([])
            case "ordered_list_open" | "bullet_list_open":
                self.lists.append(_marks(token))
            case "ordered_list_close" | "bullet_list_close":
                self.lists.pop()
            case "list_item_open":
                self.prefix = next(self.lists[-1])
            case _:
                self._enter_text(token)

    def _enter_text(self, token: Token) -> None:
        match token.type:
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "heading_open":
                self.kind = HEADINGS.get(token.tag, "subheading")

    def _inline(self, token: Token) -> Iterator[Block]:
        if self.rows is not None:
            if len(self.rows[-1]) < MOST_COLUMNS:
                self.rows[-1].append(_joined(_lines(token.children or [])))
            return
        level = min(len(self.lists), DEEPEST_LIST)
        for runs in _lines(token.children or []):
            given = (Run(self.prefix), *runs) if self.prefix else runs
            yield _block(self._kind(), given, level)
            self.prefix = ""
        self.kind = "paragraph"

    def _kind(self) -> str:
        if self.kind != "paragraph":
            return self.kind
        return "item" if self.lists else "quote" if self.quotes else "paragraph"


def _block(kind: str, runs: tuple[Run, ...], level: int) -> Block:
    made = Block(kind, runs, level=level)
    return replace(made, rtl=is_rtl(made.text))


def _marks(token: Token) -> Iterator[str]:
    if token.type == "bullet_list_open":
        while True:
            yield "- "
    number = int(token.attrGet("start") or 1)
    while True:
        yield f"{number}{token.markup} "
        number += 1


def _lines(children: list[Token]) -> Iterator[tuple[Run, ...]]:
    runs: list[Run] = []
    bold = italic = 0
    address = ""
    for token in children:
        bold += token.nesting if token.type.startswith("strong") else 0
        italic += token.nesting if token.type.startswith("em_") else 0
        if token.type in ("softbreak", "hardbreak"):
            yield tuple(runs)
            runs = []
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            runs += _printed(address)
        elif token.content:
            runs.append(Run(token.content, bold=bold > 0, italic=italic > 0))
    yield tuple(runs)


def _printed(address: str) -> list[Run]:
    """Paper has no links: the address is printed; one within the house says nothing outside it."""
    is_ours = address.startswith("/") and not address.startswith("//")
    return [] if is_ours else [Run(f" ({address})")]


def _joined(lines: Iterator[tuple[Run, ...]]) -> tuple[Run, ...]:
    return tuple(run for runs in lines for run in runs)


def _table(rows: list[list[tuple[Run, ...]]]) -> Block:
    width = max((len(row) for row in rows), default=0)
    return Block("table", rows=tuple((*row, *((),) * (width - len(row))) for row in rows))


def is_rtl(text: str) -> bool:
    """Whether the first strong letter runs from right to left, as in an Arabic paragraph."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)
