"""What people fill in about work files, plans and their lists."""

from collections.abc import Iterable, Mapping
from datetime import date

from documents.forms.choices import day_of
from documents.models import FilePlanLine, PlanLevel, WorkFile
from documents.operations.fileplans import PlanLine
from documents.operations.workfiles import Opening
from office import clock, law
from office.errors import Invalid
from office.i18n import _, language

LEVELS = {"I": PlanLevel.LARGE, "1": PlanLevel.SMALL}
WORDS = {PlanLevel.LARGE: "I", PlanLevel.SMALL: "1"}
SEPARATOR = "|"


def retention_options() -> list[tuple[str, str]]:
    """The periods of keeping as a choice."""
    return [(row.code, row.name(language())) for row in law.retentions()]


def retention_name(code: str) -> str:
    """A period in the reader's language."""
    return law.retention(code).name(language()) if code else ""


def opening_of(
    typed: Mapping[str, str], *, line: FilePlanLine | None = None, file: WorkFile | None = None
) -> Opening:
    """The filled form; what the plan or the open file has fixed stays."""
    started = typed.get("started_on", "")
    notation = file.notation if file else typed.get("notation", "")
    return Opening(
        title=typed.get("title", "").strip(),
        notation=notation.strip(),
        retention=typed.get("retention", ""),
        started_on=day_of(started, field="started_on") if started else clock.today(),
        plan_line_id=line.id if line else None,
        description=typed.get("description", "").strip(),
        rights=typed.get("rights", "").strip(),
        is_restricted=bool(typed.get("is_restricted")),
    )


def values_of(file: WorkFile) -> dict[str, str]:
    """An open file as its form shows it."""
    return {
        "title": file.title,
        "notation": file.notation,
        "retention": file.retention,
        "started_on": file.started_on.isoformat(),
        "description": file.description,
        "rights": file.rights,
        "is_restricted": "1" if file.is_restricted else "",
    }


def day_in(typed: Mapping[str, str], name: str) -> date:
    """A day that must be given."""
    text = typed.get(name, "")
    if not text:
        raise Invalid(_("The day is missing."), fields={name: _("Choose a day.")})
    return day_of(text, field=name)


# -------------------------------------------------------------------------------- plans


def plan_text(lines: Iterable[FilePlanLine]) -> str:
    """A plan as text, one line each: `I | heading`, `1 | heading`, or the columns of a file."""
    return "\n".join(_written(line) for line in lines)


def _written(line: FilePlanLine) -> str:
    if line.level is not PlanLevel.FILE:
        return f"{WORDS[line.level]} {SEPARATOR} {line.title}"
    kept = law.retention(line.retention).vi if line.retention else ""
    cells = (line.notation, line.title, kept, line.creator, line.note)
    return f" {SEPARATOR} ".join(cells).rstrip(f" {SEPARATOR}")


def plan_lines(text: str) -> list[PlanLine]:
    """The lines of such a text; an empty one is left out."""
    return [_line(row) for row in text.splitlines() if row.strip()]


def _line(row: str) -> PlanLine:
    cells = [cell.strip() for cell in row.split(SEPARATOR)]
    if cells[0] in LEVELS and len(cells) == 2:
        return PlanLine(LEVELS[cells[0]], cells[1])
    notation, title, kept, creator, note = (cells + [""] * 5)[:5]
    return PlanLine(PlanLevel.FILE, title, notation, _code_of(kept), creator, note)


def _code_of(words: str) -> str:
    """A period by any of its names; unknown words go on and are refused with their line."""
    for row in law.retentions():
        if words.casefold() in {row.vi.casefold(), row.en.casefold(), row.ar, row.code}:
            return row.code
    return words
