"""The list of an evaluation: sixty rows on one page, filled in from the keyboard."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from office.errors import Invalid
from office.i18n import _, language
from personnel.law.evaluation import level_of, levels
from personnel.models import Dossier
from personnel.operations.lists import Mark, RatingList
from personnel.record.values import read

FIELDS = ("general", "results", "level", "duty_group")


def level_options(on: date) -> list[tuple[str, object]]:
    """The levels of the day, the best first."""
    return [("", ""), *((one.code, one.name(language())) for one in levels(on))]


def listed_of(people: Sequence[Dossier], typed: Mapping[str, str], year: int) -> RatingList:
    """The filled list; who has neither points nor a level is left out of it."""
    on = date(year, 12, 31)
    wrong: dict[str, str] = {}
    marks = []
    for dossier in people:
        raw = {name: typed.get(f"{name}.{dossier.uid}", "").strip() for name in FIELDS}
        if not (raw["level"] or raw["general"] or raw["results"]):
            continue
        values, problems = read("evaluation", raw | {"period": str(year)}, on)
        if problems:
            wrong[str(dossier.uid)] = f"{dossier.full_name}: {' '.join(problems.values())}"
            continue
        marks.append(Mark(dossier, scored(values, on)))
    if wrong:
        raise Invalid(_("Some lines cannot be taken."), fields=wrong)
    if not marks:
        raise Invalid(_("Fill in points or levels of at least one official."))
    return RatingList(year, typed.get("unit_level", ""), marks)


def scored(values: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The total of the points, and the level that they make where none was chosen."""
    made = dict(values)
    if "general" not in made or "results" not in made:
        return made
    general, results = Decimal(made["general"]), Decimal(made["results"])
    made["score"] = str(general + results)
    if "level" not in made:
        code = level_of(general, results, on).result
        made |= read("evaluation", {"period": made["period"], "level": code}, on)[0]
    return made


def by_people(errors: Mapping[str, object], people: Sequence[Dossier]) -> dict[str, object]:
    """What is wrong at the row of each official; places of changes become officials."""
    uids = {str(one.uid) for one in people}
    found: dict[str, object] = {}
    for name, text in errors.items():
        found[f"row-{name}" if name in uids else str(name)] = text
    return found
