"""The lines of a progress log, written by Python: twenty of them stand on every document page."""

from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup, escape

from office.i18n import _, short_moment
from office.ui.parts import Branch, LogLine, Step
from office.ui.rows import tag

NOTES = {Step.NOW: lambda: _("now"), Step.WAIT: lambda: _("to come")}


def log_lines(lines: Iterable[LogLine]) -> Markup:
    """The lines one after the other, to stand in an `<ol class="log">`."""
    return Markup("".join([_line(line) for line in lines]))  # noqa: S704  # escaped piece by piece


def _line(line: LogLine) -> str:
    mark = "" if line.step is Step.DONE else f' class="{line.step}"'
    return (
        f"<li{mark}>{_what(line)}{_who(line.who)}{_when(line)}{_says(line.says)}"
        f"{_branches(line.branches)}</li>"
    )


def _what(line: LogLine) -> str:
    if line.step is Step.DONE:
        return str(escape(line.what))
    return f'<b>{escape(line.what)}</b> <span class="vh">{escape(NOTES[line.step]())}</span>'


def _who(name: str) -> str:
    return f' · <span lang="vi"><bdi>{escape(name)}</bdi></span>' if name else ""


def _when(line: LogLine) -> str:
    """When it was, and the tool's own remark."""
    if not line.at and not line.hint:
        return ""
    apart = " · " if line.at and line.hint else ""
    return (
        f' <span class="blk">{_at(line.at)}{apart}'
        f'<span class="small quiet">{escape(line.hint)}</span></span>'
    )


def _at(at: datetime | None) -> str:
    if at is None:
        return ""
    return f'<time datetime="{at.isoformat()}">{escape(short_moment(at))}</time>'


def _says(words: str) -> str:
    return f'<p class="say" lang="vi" dir="auto">{escape(words)}</p>' if words else ""


def _branches(branches: Iterable[Branch]) -> str:
    written = "".join([_branch(branch) for branch in branches])
    return f'<ul class="branches">{written}</ul>' if written else ""


def _branch(branch: Branch) -> str:
    return (
        f"<li>{tag(branch.role, 'lead' if branch.is_lead else '')}"
        f'<span class="cut" lang="vi" dir="auto">{escape(branch.name)}</span>'
        f'<span class="quiet">{escape(branch.tail)}</span></li>'
    )
