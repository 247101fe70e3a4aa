"""Bring the catalogues in step with the source: ``python -m office.ui.translate [--check]``."""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from office.i18n import CATALOGUES

ROOT = Path(__file__).parents[2]
PACKAGES = ("office", "documents", "mail", "meetings", "personnel", "signing")
KEYWORDS = {"_": None, "_l": None, "ngettext": (1, 2), "gettext": None}
METHODS = {".py": "python", ".html": "jinja2", ".txt": "jinja2"}
OPTIONS = {"newstyle_gettext": "true", "trimmed": "false", "silent": "false"}
# What a tool writes by itself and what only makes noise in a diff.
NOISE = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    r"|Report-Msgid-Bugs-To|Generated-By):.*\n",
    re.MULTILINE,
)


def sources() -> Iterator[Path]:
    """The files that may hold words for people."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.*")):
            is_page = "templates" in path.parts
            if path.suffix == ".py" or (path.suffix in METHODS and is_page):
                yield path


def extract() -> Catalog:
    """All messages of the source."""
    template = Catalog(project="congvu")
    for path in sources():
        options = OPTIONS if METHODS[path.suffix] == "jinja2" else {}
        found = extract_from_file(METHODS[path.suffix], path, keywords=KEYWORDS, options=options)
        for _line, message, _comments, context in found:
            template.add(message, context=context)
    return template


def update(code: str, template: Catalog) -> Catalog:
    """The catalogue of a language with the messages of now: new ones empty, gone ones dropped."""
    path = catalogue_path(code)
    with path.open("rb") as stored:
        catalogue = read_po(stored, locale=code)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def catalogue_path(code: str) -> Path:
    return CATALOGUES / code / "LC_MESSAGES" / "messages.po"


def as_text(catalogue: Catalog) -> str:
    """The file as it is kept: sorted, no places, no dates."""
    out = BytesIO()
    catalogue.header_comment = ""
    write_po(out, catalogue, no_location=True, sort_output=True, width=0, ignore_obsolete=True)
    return NOISE.sub("", out.getvalue().decode()).lstrip("#\n ")


def missing(catalogue: Catalog) -> list[str]:
    """Messages without a translation, or without one of its plural forms."""
    return [str(message.id) for message in catalogue if message.id and not _is_translated(message)]


def _is_translated(message: Message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else message.string
    return bool(texts) and all(texts)


def main(arguments: list[str]) -> int:
    """Write the catalogues, or with ``--check`` only tell what is missing."""
    template, gaps = extract(), 0
    for code in ("vi", "ar"):
        catalogue = update(code, template)
        if "--check" not in arguments:
            catalogue_path(code).write_text(as_text(catalogue), encoding="utf-8")
        open_ones = missing(catalogue)
        gaps += len(open_ones)
        sys.stdout.write(f"{code}: {len(catalogue)} messages, {len(open_ones)} to translate\n")
        sys.stdout.writelines(f"  {text}\n" for text in open_ones if "--check" in arguments)
    return 1 if gaps and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
