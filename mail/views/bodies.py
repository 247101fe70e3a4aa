"""The words of a letter as a reader sees them: history folded, pictures only as allowed."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

from markupsafe import Markup
from markupsafe import escape as safe

from office.i18n import _, direction, language
from office.ui.csp import LETTER_SHEET

VOID = frozenset({"area", "br", "col", "hr", "img", "wbr"})
CID = re.compile(r'src="cid:([^"]{1,300})"', re.IGNORECASE)
REMOTE = 'data-remote="'
URL = re.compile(r"https?://[^\s<>\"'）)\]]+[^\s<>\"'）)\].,;:!?]")
FOLD_ENDS = "</details>"
BREAKS = re.compile(r"<(?:br|hr|/p|/div|/tr|/li|/h[1-6]|/pre)\b[^>]*>")
ANY_TAG = re.compile(r"<[^>]*>")
REPLY_LINE = re.compile(r"^\s*(?:On .{8,200} wrote:|.{0,200}(?:đã viết|viết|كتب):)\s*$")
LINK = Markup('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>')
LETTERS_A_LINE = 70
LINE, PICTURE, LEAST, MOST = 24, 160, 120, 1800


def folded(html: str, pictures: Mapping[str, str], *, shows_remote: bool) -> str:
    """The harmless copy with its history behind a fold.

    `pictures` are the addresses by content id of those that came with the letter.
    """
    reader = _Folder(pictures, shows_remote=shows_remote)
    reader.feed(html)
    reader.close()
    return reader.done()


@dataclass
class _Open:
    """An element that has begun, and what closes a fold before or behind its end."""

    tag: str
    before: str = ""
    after: str = ""

    def end(self) -> str:
        """What is written where it ends."""
        return f"{self.before}</{self.tag}>{self.after}" if self.tag else self.before


class _Folder(HTMLParser):
    """Writes every tag as it stood, with a fold before what `data-quote` marks."""

    def __init__(self, pictures: Mapping[str, str], *, shows_remote: bool) -> None:
        super().__init__(convert_charrefs=False)
        self._out: list[str] = []
        self._open: list[_Open] = [_Open("")]
        self._pictures, self._shows_remote = pictures, shows_remote
        self._has_words = self._is_folded = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        how = dict(attrs).get("data-quote")
        is_block = how == "block" and not self._is_folded
        if how and not self._is_folded:
            self._out.append(_fold_begins(is_open=not self._has_words))
            self._is_folded = True
            if not is_block:
                self._open[-1].before = FOLD_ENDS
        if tag not in VOID:
            self._open.append(_Open(tag, after=FOLD_ENDS if is_block else ""))
        self._out.append(self._picture(text) if tag == "img" else text)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) < 2 or self._open[-1].tag != tag:
            return
        ended = self._open.pop()
        self._out.append(ended.end())
        if ended.before or ended.after:
            self._is_folded = False

    def handle_data(self, data: str) -> None:
        self._has_words = self._has_words or bool(data.strip())
        self._out.append(escape(data, quote=False))

    def handle_entityref(self, name: str) -> None:
        self._out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._out.append(f"&#{name};")

    def _picture(self, text: str) -> str:
        found = CID.search(text)
        if found:
            kept = self._pictures.get(unescape(found[1]))
            return text.replace(found[0], f'src="{kept}"' if kept else "", 1)
        return text.replace(REMOTE, 'src="', 1) if self._shows_remote else text

    def done(self) -> str:
        """All of it, every element ended."""
        ends = [one.end() for one in reversed(self._open)]
        return "".join([*self._out, *ends])


def _fold_begins(*, is_open: bool) -> str:
    return (
        f"<details{' open' if is_open else ''}><summary>{escape(_('Earlier messages'))}</summary>"
    )


def document(title: str, body: str, head: str = "") -> str:
    """A page of its own for a frame or for paper; `body` and `head` are harmless already."""
    return (
        f'<!doctype html><html lang="{language()}" dir="{direction()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{LETTER_SHEET}</style></head>"
        f'<body>{head}<div dir="auto">{body}</div></body></html>'
    )


def data_address(kind: str, data: bytes) -> str:
    """A picture inside the page itself: a frame without an origin has no way to ask for it."""
    return f"data:{kind};base64,{b64encode(data).decode()}"


def height_of(html: str) -> int:
    """About how high a frame must be, so that most letters need no second bar to scroll."""
    words = ANY_TAG.sub("", BREAKS.sub("\n", html.partition("data-quote=")[0]))
    lines = sum(1 + len(line) // LETTERS_A_LINE for line in words.split("\n") if line.strip())
    pictures = html.count('src="cid:')
    return max(LEAST, min(MOST, 40 + lines * LINE + pictures * PICTURE))


@dataclass(frozen=True)
class Piece:
    """A stretch of a plain letter; history is folded."""

    text: Markup
    is_history: bool


def pieces_of(text: str) -> list[Piece]:
    """A plain letter in its own words and the history between them."""
    found: list[tuple[bool, list[str]]] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        is_old = line.startswith(">") or _announces(lines, number)
        if not found or found[-1][0] is not is_old:
            found.append((is_old, []))
        found[-1][1].append(line)
    pieces = [Piece(linked("\n".join(lines).strip("\n")), is_old) for is_old, lines in found]
    return [piece for piece in pieces if piece.text.strip()]


def _announces(lines: list[str], number: int) -> bool:
    """The line above quoted ones that says whose they are."""
    after = next((line for line in lines[number + 1 : number + 3] if line.strip()), "")
    return bool(after.startswith(">") and REPLY_LINE.match(lines[number]))


def linked(text: str) -> Markup:
    """The text with its addresses of pages as links."""
    made, last = Markup(), 0
    for found in URL.finditer(text):
        made += safe(text[last : found.start()])
        made += LINK.format(found[0])
        last = found.end()
    return made + safe(text[last:])
