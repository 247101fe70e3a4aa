"""What a letter says: its text and its page, from the parts that are meant to be read."""

import re
from dataclasses import dataclass

from office.foreign.inside.letters import charsets, pages
from office.foreign.inside.letters.mime import Notice, Part, content, name_of

LONGEST_TEXT = 1_000_000
META = re.compile(r"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
FLOWED = re.compile(r"(?<!-- ) \r?\n(?![> ])")


@dataclass
class View:
    """One way or two ways in which the same thing is said."""

    plain: str = ""
    page: str = ""
    charset: str = ""

    @property
    def as_plain(self) -> str:
        """The text, from the page when nothing else is there."""
        return self.plain or (pages.words_of(self.page) if self.page else "")


class Bodies:
    """Gathers the views of a mail; `shown` are the parts that went into them."""

    def __init__(self, notice: Notice, charset: str) -> None:
        self.shown: set[str] = set()
        self._notice = notice
        self._charset = charset

    def views(self, part: Part) -> list[View]:
        """The views below a part, in order."""
        if part.claimed == "multipart/alternative":
            return self._best([one for child in part.children for one in self.views(child)])
        if part.children:
            inner = part.children[:1] if part.claimed == "multipart/report" else part.children
            return [one for child in inner for one in self.views(child)]
        return [self._view(part)] if self._is_body(part) else []

    def _best(self, ways: list[View]) -> list[View]:
        """The plain and the rich way of the same words become one."""
        if not ways:
            return []
        charset = next((one.charset for one in ways if one.charset), "")
        plain = "\n".join(one.plain for one in ways if one.plain)
        page = next((one.page for one in reversed(ways) if one.page), "")
        return [View(plain, page, charset)]

    def _is_body(self, part: Part) -> bool:
        is_torn = part.claimed.startswith("multipart/") and not part.children
        is_text = part.claimed in {"text/plain", "text/html", "text/enriched"} or is_torn
        return is_text and part.disposition != "attachment" and not name_of(part)

    def _view(self, part: Part) -> View:
        self.shown.add(part.path)
        data = content(part, self._notice)
        declared = part.parameter("charset")
        if part.claimed != "text/html":
            found = self._read(data, declared)
            return View(plain=_unflowed(part, found.text), charset=found.charset)
        if not declared and (meta := META.search(data[:4096].decode("latin-1"))):
            declared = meta[1]
        found = self._read(data, declared)
        return View(page=found.text, charset=found.charset)

    def _read(self, data: bytes, declared: str) -> charsets.Read:
        if len(data) > LONGEST_TEXT * 2:
            self._notice("cut_short", "text")
        found = charsets.read(data[: LONGEST_TEXT * 2], self._charset or declared)
        is_page = not self._charset and "<" in found.text
        if is_page and (painted := charsets.from_fonts(found.text, found.text)):
            found = painted
        if found.is_guess and not self._charset and (declared or found.charset != "utf-8"):
            self._notice("charset_guessed", declared[:40], found.charset)
        return found


def _unflowed(part: Part, text: str) -> str:
    """Lines that were only broken for the way are joined again (RFC 3676)."""
    return FLOWED.sub(" ", text) if part.parameter("format").lower() == "flowed" else text


def plain_of(views: list[View]) -> str:
    """All that is said, as text."""
    said = "\n\n".join(one.as_plain.strip() for one in views)
    return said.replace("\r\n", "\n")[:LONGEST_TEXT]


def page_of(views: list[View]) -> str:
    """All that is said, as one page; nothing when all of it is plain."""
    if not any(one.page for one in views):
        return ""
    return "<hr>".join(one.page or pages.page_of(one.plain) for one in views)
