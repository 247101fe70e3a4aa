"""Letters written as web pages: a strict copy that does nothing and fetches nothing, and its words.

What is not named here is gone: scripts, forms, frames, styles, anything that loads from elsewhere.
"""

import re
import secrets
from html import escape, unescape

import nh3

LONGEST = 1_500_000
DEEPEST = 3000
MOST_REFERENCES = 100_000
TAGS = frozenset(
    "a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt"
    " em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong"
    " sub sup table tbody td tfoot th thead tr tt u ul var".split()
)
GONE_WITH_CONTENT = frozenset(
    "script style title template noscript noembed noframes iframe frameset object applet embed svg"
    " math select textarea audio video xmp plaintext xml".split()
)
LOOKS = frozenset({"align", "valign", "bgcolor", "border", "width", "height", "style"})
EVERYWHERE = frozenset({"dir", "lang", "title", "class", "id"})
OF_TABLES = LOOKS | {"cellpadding", "cellspacing", "colspan", "rowspan", "scope", "summary"}
ATTRIBUTES = {
    "*": EVERYWHERE | LOOKS,
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt"}),
    "font": frozenset({"color", "face", "size"}),
    "ol": frozenset({"start", "type"}),
    "ul": frozenset({"type"}),
    "li": frozenset({"value"}),
    "col": frozenset({"span"}),
    "blockquote": frozenset({"type"}),
    **dict.fromkeys(("table", "td", "th", "tr", "tbody", "thead", "tfoot"), OF_TABLES),
}
LINKED = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
PICTURE = re.compile(r"cid:[A-Za-z0-9._%@$+=!#*~-]{1,300}", re.IGNORECASE)
REMOTE = re.compile(r"(?:https?:)?//[^\s\x00-\x1f\x7f\"'<>`\\]+", re.IGNORECASE)
PROPERTIES = re.compile(
    r"color|background-color|font(?:-family|-size|-style|-variant|-weight)?|line-height"
    r"|letter-spacing|text-(?:align|decoration|indent|transform)|vertical-align|white-space"
    r"|direction|width|height|max-width|list-style-type|border-collapse|border-spacing"
    r"|(?:margin|padding)(?:-(?:top|right|bottom|left))?"
    r"|border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?"
)
# Words, numbers and colours only: no address, no escape, no comment, no function but of colours.
WORD = r"#?[\w.%!+-]++"
COLOUR = r"(?:rgb|hsl)a?\([\d\s.,%/]+\)"
VALUE = re.compile(rf"(?:{COLOUR}|{WORD}|\"[\w .-]++\"|'[\w .-]++'|[\s,]++)++", re.ASCII)
QUOTES = frozenset({"gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix"})
REST = frozenset({"divrplyfwdmsg", "appendonsend", "olk_src_body_section"})
SEPARATOR = re.compile(
    r"border:\s*none;\s*border-top:\s*solid\s+#?\w+\s+[\d.]+pt;\s*padding:\s*3(?:\.0)?pt\s",
    re.IGNORECASE,
)
BREAKS = re.compile(r"<(?:br|hr|/p|/div|/tr|/li|/h[1-6]|/blockquote|/table|/pre|/dd|/dt)\b[^>]*>")
CELLS = re.compile(r"</t[dh]>")
NESTING = re.compile(
    r"<(/?)(?!(?:p|li|t[drh]|br|hr|img|col|d[dt]|meta|link|input|option)\b)[a-z]", re.IGNORECASE
)
ANY_TAG = re.compile(r"<[^>]*>")


def is_too_odd(page: str) -> bool:
    """Whether a page is built to keep a reader of pages busy: no person writes like this."""
    if page.count("&") > MOST_REFERENCES:
        return True
    depth = 0
    for found in NESTING.finditer(page[:LONGEST]):
        depth = max(depth - 1, 0) if found[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False


def sanitise(page: str) -> tuple[str, int]:
    """The harmless copy, and how many pictures from elsewhere it would show if it were allowed.

    `data-quote` marks history for folding: `block` is quoted itself, `rest` and all after it.
    """
    token = secrets.token_hex(16)
    keeper = _Keeper(token)
    clean = nh3.clean(
        page[:LONGEST],
        tags=set(TAGS),
        clean_content_tags=set(GONE_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=keeper.kept,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={
            "a": {"target": "_blank"},
            "blockquote": {"data-quote": "block"},
        },
        url_schemes={"http", "https", "mailto", "cid"},
    )
    # Nobody can have written the token, so these begin attributes of ours and nothing else.
    for name in ("src", "id", "class", "style"):
        becomes = "data-remote" if name == "src" else "data-quote"
        clean = clean.replace(f'{name}="{token}', f'{becomes}="')
    return clean, keeper.remote


class _Keeper:
    """Decides about each attribute that is left by its name."""

    def __init__(self, token: str) -> None:
        self.remote = 0
        self._token = token

    def kept(self, tag: str, name: str, value: str) -> str | None:
        """The value to keep, or nothing."""
        decide = {
            "href": self._link,
            "src": self._picture,
            "style": self._style,
            "class": self._class,
            "id": self._id,
        }.get(name)
        if decide:
            return decide(value)
        return None if tag == "blockquote" and name == "type" else value

    def _link(self, value: str) -> str | None:
        bare = value.strip()
        return bare if LINKED.fullmatch(bare) else None

    def _picture(self, value: str) -> str | None:
        bare = value.strip()
        if PICTURE.fullmatch(bare):
            return bare
        if not REMOTE.fullmatch(bare):
            return None
        self.remote += 1
        return self._token + (f"https:{bare}" if bare.startswith("//") else bare)

    def _style(self, value: str) -> str | None:
        if SEPARATOR.match(value.strip()):
            return f"{self._token}rest"
        return styled(value) or None

    def _class(self, value: str) -> str | None:
        return f"{self._token}block" if QUOTES & set(value.lower().split()) else None

    def _id(self, value: str) -> str | None:
        return f"{self._token}rest" if value.lower().removeprefix("x_") in REST else None


def styled(value: str) -> str:
    """The declarations that can only change how words look; each is written anew."""
    kept = []
    for declaration in value[:4000].split(";"):
        name, _colon, said = declaration.partition(":")
        name, said = name.strip().lower(), said.strip()
        if PROPERTIES.fullmatch(name) and len(said) <= 200 and VALUE.fullmatch(said):
            kept.append(f"{name}: {said}")
    return "; ".join(kept)


def words_of(page: str) -> str:
    """The words of a page, line by line, as a reader would copy them."""
    if is_too_odd(page):
        return " ".join(unescape(ANY_TAG.sub(" ", page[:LONGEST])).split())
    bare = nh3.clean(
        page[:LONGEST],
        tags=set(TAGS),
        clean_content_tags=set(GONE_WITH_CONTENT),
        attributes={},
        link_rel=None,
    )
    lined = CELLS.sub("\t", BREAKS.sub("\n", bare.replace("\n", " ")))
    lines = [" ".join(one.split()) for one in unescape(ANY_TAG.sub("", lined)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def page_of(text: str) -> str:
    """Plain text as a piece of a page, for letters that mix both."""
    return f'<div style="white-space: pre-wrap">{escape(text)}</div>'
