"""The serif of official papers and its Arabic companion, found once per process.

Decree 30/2020/NĐ-CP asks for Times New Roman. No font file is part of the product: an office's own
folder (`OFFICE_FONTS`) comes first, then the host's metric-compatible fonts, then a pinned package.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from flask import has_app_context

from office.config import Settings, current_settings

if TYPE_CHECKING:
    import typst

PRESCRIBED = "Times New Roman"
STAND_INS = ("Liberation Serif", "Tinos", "Noto Serif")
ARABIC = "Amiri"
HOST_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
HOST_FILES = ("Times_New_Roman*.ttf", "times*.ttf", "LiberationSerif-*.ttf", "Tinos-*.ttf")
PACKAGED = tuple(
    Path(str(files(package))) / "files" for package in ("fontpkg_noto_serif", "fontpkg_amiri")
)


def typst_fonts() -> "typst.Fonts":
    """The fonts that typst may use, loaded once; other fonts of the host change nothing."""
    return _fonts(own_folder())


def serif_family() -> str:
    """The family in which official papers are set here."""
    return _family(own_folder())


def font_stack() -> list[str]:
    """Families for `set text(font: …)`: the serif, then the Arabic one."""
    return [serif_family(), ARABIC]


def substitute_used() -> str | None:
    """The family that stands in for Times New Roman, None where the prescribed one is at hand."""
    family = serif_family()
    return None if family == PRESCRIBED else family


def own_folder() -> Path | None:
    """The folder into which the office puts fonts that it owns."""
    return current_settings().fonts if has_app_context() else Settings().fonts


@cache
def _fonts(own: Path | None) -> "typst.Fonts":
    import typst

    folders = [folder for folder in (own, *_host_folders(), *PACKAGED) if folder is not None]
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(map(str, folders))
    )


@cache
def _family(own: Path | None) -> str:
    known = set(_fonts(own).families())
    return next(name for name in (PRESCRIBED, *STAND_INS) if name in known)


def _host_folders() -> Iterator[Path]:
    found = {
        path.parent
        for folder in HOST_FOLDERS
        for pattern in HOST_FILES
        for path in folder.rglob(pattern)
    }
    yield from sorted(found)
