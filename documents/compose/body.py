"""The Markdown subset of a body (nội dung): paragraphs, points, headings, emphasis, tables."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from documents.compose.content import clean

# Links, images, code and HTML are not part of an official text: they stay what was typed.
MARKDOWN = MarkdownIt("zero").enable(["heading", "list", "table", "emphasis", "escape", "newline"])
ARTICLE = re.compile(r"Điều \d+[a-zđ]?\.")
STRUCTURE = re.compile(r"(Phần|Chương|Mục|Tiểu mục) (thứ \w+|[IVXL]+|\d+)\.?$")
SENTENCE_END = (".", ";", ":", ",", "/")
END_MARK = "./."


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or table; `rtl` follows the first strong letter."""

    kind: str
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    rtl: bool = False

    @property
    def text(self) -> str:
        """The words of a paragraph without their style."""
        return "".join(run.text for run in self.runs)


def blocks(text: str) -> list[Block]:
    """The body block by block; every typed line is its own paragraph, as officials write."""
    return list(_structured(_blocks(MARKDOWN.parse(clean(text)))))


def _structured(given: Iterable[Block]) -> Iterator[Block]:
    """Phần, Chương, Mục and their titles in capitals stand centred, titles of articles are bold."""
    is_titled = False
    for block, after in pairwise([*given, Block("end")]):
        text = block.text.strip()
        kind = block.kind
        if kind == "paragraph" and (STRUCTURE.match(text) or (is_titled and text.isupper())):
            kind = "heading"
        elif kind == "paragraph" and _is_article_title(text, after):
            kind = "subheading"
        is_titled = kind == "heading" and bool(STRUCTURE.match(text))
        yield replace(block, kind=kind)


def _is_article_title(text: str, after: Block) -> bool:
    """An article is titled when a text of its own follows a line that is no sentence."""
    found = ARTICLE.match(text)
    if not found or after.kind == "end" or ARTICLE.match(after.text):
        return False
    return not text.endswith(SENTENCE_END) and ". " not in text[found.end() :].strip()


def ended(given: list[Block]) -> list[Block]:
    """Every text ends with "./." (Annex III): put after the last paragraph unless it is there."""
    if not given or given[-1].kind == "table" or given[-1].text.endswith(END_MARK):
        return given
    *rest, last_run = given[-1].runs
    mark = replace(last_run, text=last_run.text.rstrip().rstrip(".;") + END_MARK)
    return [*given[:-1], replace(given[-1], runs=(*rest, mark))]


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    stream = iter(tokens)
    lists: list[Iterator[str]] = []
    prefix = ""
    kind = "paragraph"
    for token in stream:
        if token.type == "table_open":
            yield _table(stream)
        elif token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append(_dashes() if token.type == "bullet_list_open" else _numbers(token))
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            prefix = _item_mark(lists[-1], token)
        elif token.type == "heading_open":
            kind = "heading" if token.tag == "h1" else "subheading"
        elif token.type == "inline":
            yield from _paragraphs(token, kind=kind, prefix=prefix)
            kind, prefix = "paragraph", ""


def _dashes() -> Iterator[str]:
    while True:
        yield "- "


def _numbers(token: Token) -> Iterator[str]:
    number = int(token.attrGet("start") or 1)
    while True:
        yield f"{number}{token.markup} "
        number += 1


def _item_mark(marks: Iterator[str], token: Token) -> str:
    """The number as it was typed; Markdown would count on by itself."""
    counted = next(marks)
    return f"{token.info}{token.markup} " if token.info else counted


def _paragraphs(token: Token, *, kind: str, prefix: str) -> Iterator[Block]:
    for runs in _lines(token.children or []):
        prefixed = (Run(prefix), *runs) if prefix else runs
        block = Block(kind, _article_in_bold(prefixed))
        yield replace(block, rtl=is_rtl(block.text))
        prefix = ""


def _lines(children: list[Token]) -> Iterator[tuple[Run, ...]]:
    runs: list[Run] = []
    bold = italic = 0
    for token in children:
        bold += token.nesting if token.type.startswith("strong") else 0
        italic += token.nesting if token.type.startswith("em_") else 0
        if token.type in ("softbreak", "hardbreak"):
            yield tuple(runs)
            runs = []
        elif token.content:
            runs.append(Run(token.content, bold=bold > 0, italic=italic > 0))
    yield tuple(runs)


def _article_in_bold(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The words "Điều 1." stand upright and bold (Annex I II.5.d)."""
    found = ARTICLE.match(runs[0].text) if runs else None
    if not found:
        return runs
    head, tail = found.group(), runs[0].text[found.end() :]
    return (Run(head, bold=True), replace(runs[0], text=tail), *runs[1:])


def _table(stream: Iterator[Token]) -> Block:
    rows: list[list[tuple[Run, ...]]] = []
    for token in stream:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(next(_lines(token.children or [])))
    return Block("table", rows=tuple(tuple(row) for row in rows))


def is_rtl(text: str) -> bool:
    """Whether the first strong letter runs from right to left, as in an Arabic paragraph."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)
