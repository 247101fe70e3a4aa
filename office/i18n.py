"""Words for people: source text in English, complete in Vietnamese and Arabic (one catalogue each).

The ``.po`` files are read at start, so a corrected translation needs no compile step; what was read
is kept beside them as Python keeps its modules. Vietnamese is the default of an installation; the
reader's cookie and then ``Accept-Language`` decide for a page.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

from office import clock

__all__ = ["_", "_l", "force_locale", "language", "ngettext"]

LANGUAGES = {"vi": "Tiếng Việt", "en": "English", "ar": "العربية"}
SOURCE = "en"
DEFAULT = "vi"
COOKIE = "lang"
CATALOGUES = Path(__file__).parent / "locale"
_forced: ContextVar[str | None] = ContextVar("forced", default=None)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class LazyText(LazyString):  # type: ignore[misc]  # the library is untyped
    """A text translated when it is shown; unlike its parent it is escaped like any other text."""

    def __html__(self) -> Markup:
        return escape(str(self))


def init_app(app: Flask) -> None:
    """Give templates ``_`` and ``ngettext``."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # put there by the extension
        gettext=lambda text: catalogue(language()).gettext(text),
        ngettext=lambda one, many, n: catalogue(language()).ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _on_page


def _on_page(message: str, **variables: object) -> Markup:
    """What the extension would make of a text; a page is full of texts without variables."""
    if variables:
        return Markup(catalogue(language()).gettext(message)) % variables  # noqa: S704  # of ours
    return _plain(message, language())


@lru_cache(maxsize=8_192)
def _plain(message: str, code: str) -> Markup:
    return Markup(catalogue(code).gettext(message)) % {}  # noqa: S704  # texts are ours


@cache
def catalogue(code: str) -> NullTranslations:
    """The messages of one language; the source language has none to look up."""
    path = CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return NullTranslations()
    return Translations(BytesIO(_compiled(path, code)))


def _compiled(path: Path, code: str) -> bytes:
    """The catalogue as programs read it: reading the texts of people takes a second."""
    source = path.read_bytes()
    kept = path.parent / "__pycache__" / f"{sha256(source).hexdigest()[:16]}.mo"
    with suppress(OSError):
        return kept.read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=code))
    if not sys.dont_write_bytecode:
        with suppress(OSError):  # an installation that nobody may change
            _keep(kept, compiled.getvalue())
    return compiled.getvalue()


def _keep(kept: Path, compiled: bytes) -> None:
    """Whole or not at all: another process may read it; what it takes the place of goes."""
    kept.parent.mkdir(exist_ok=True)
    former = [one for one in kept.parent.glob("*.mo") if one != kept]
    new = kept.with_name(f"{kept.name}.{os.getpid()}")
    new.write_bytes(compiled)
    new.replace(kept)
    for one in former:
        one.unlink(missing_ok=True)


def chosen_language() -> str | None:
    """What the reader chose, else what the browser asks for; None means the installation's own."""
    if not has_request_context():
        return None
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    wanted = (tag.split("-")[0].lower() for tag in request.accept_languages.values())
    return next((code for code in wanted if code in LANGUAGES), None)


def language() -> str:
    """The code of the current language; outside of any app the source language."""
    forced = _forced.get()
    if forced is not None:
        return forced
    return _of_context() if has_app_context() else SOURCE


def _of_context() -> str:
    """Chosen once for a request; every word of a page asks for it."""
    found: str | None = g.get("language")
    if found is None:
        found = g.language = chosen_language() or DEFAULT
    return found


@contextmanager
def force_locale(code: str) -> Iterator[None]:
    """Speak another language than the request's: to the reader of a letter, or for a sample."""
    token = _forced.set(code)
    try:
        yield
    finally:
        _forced.reset(token)


def direction(code: str | None = None) -> str:
    """``rtl`` for Arabic, else ``ltr``: the value of the ``dir`` attribute."""
    return "rtl" if (code or language()) == "ar" else "ltr"


def _(message: str, **variables: object) -> str:
    """The text in the reader's language, with ``%(name)s`` filled in."""
    text = catalogue(language()).gettext(message)
    return text % variables if variables else text


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    """The text in the right number; Arabic has six forms."""
    text = catalogue(language()).ngettext(singular, plural, num)
    filled: str = text % ({"num": num} | variables)
    return filled


def _l(message: str, **variables: object) -> str:
    """Like ``_`` for texts written at import time: translated each time they are shown."""
    return cast("str", LazyText(_, message, **variables))


def apart(text: str) -> str:
    """A symbol keeps its own direction inside a sentence of another script (Unicode isolates)."""
    return f"\u2068{text}\u2069"


def number(value: float, *, decimals: int = 0) -> str:
    """Groups of three: 1.418 in Vietnamese, 1,418 in English and Arabic (Latin digits)."""
    text = f"{value:,.{decimals}f}"
    if text.isdecimal():
        return text  # too small for groups
    return text.translate(_SWAP) if language() == "vi" else text


_SWAP = str.maketrans(",.", ".,")


def day(value: date) -> str:
    """The date in full, in local time: 24/11/2026, in English 24 Nov 2026."""
    local = _local_day(value)
    if language() == "en":
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"
    return f"{local.day:02}/{local.month:02}/{local.year}"


def short_day(value: date) -> str:
    """The date without its year while the year is the current one: 24/11, in English 24 Nov."""
    local = _local_day(value)
    if local.year != clock.today().year:
        return day(local)
    if language() == "en":
        return f"{local.day} {MONTHS[local.month - 1]}"
    return f"{local.day:02}/{local.month:02}"


def time_of_day(value: datetime) -> str:
    """Hours and minutes on the local clock: 09:31."""
    return clock.to_local(value).strftime("%H:%M")


def moment(value: datetime) -> str:
    """Date and time in full: 24/11/2026 09:31."""
    return f"{day(value)} {time_of_day(value)}"


def short_moment(value: datetime) -> str:
    """As lists show it: "today 09:31", 16/11 09:20, and with the year when it is another one."""
    time = time_of_day(value)
    if _local_day(value) == clock.today():
        return _("today %(time)s", time=time)
    return f"{short_day(value)} {time}"


def _local_day(value: date) -> date:
    return clock.to_local(value).date() if isinstance(value, datetime) else value
