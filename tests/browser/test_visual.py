"""All screens in every language, theme and width: `make long` writes docs/reports/looks.md."""

from pathlib import Path

import pytest

from office import clock
from tests.browser.screens import SCREENS
from tests.browser.test_pages import shown
from tests.browser_checks import WIDTHS, axe, axe_colours, geometry

pytestmark = [pytest.mark.browser, pytest.mark.long]
REPORT = Path(__file__).parents[2] / "docs" / "reports" / "looks.md"
LANGUAGES = ("vi", "en", "ar")
HEAD = """# Every screen in every look

Written by `make long` on {day}. Each screen was opened in {languages}: axe-core (WCAG 2.2 AA and
good practice) by day, its colours by night, and the geometry at {widths} px (no sideways scrolling,
nothing outside its pane, no target under 24 px), without a complaint in the console.

| screen | {languages_row} |
|---|{rule}|
"""


def problems(world, screen, language):
    """What a screen gets wrong in one language, in all looks."""
    with shown(world, screen, language=language, theme="light", width=1440) as page:
        found = axe(page) + geometry(page, widths=WIDTHS) + page.errors
    with shown(world, screen, language=language, theme="dark", width=390) as page:
        return found + axe_colours(page) + page.errors


def written(rows):
    head = HEAD.format(
        day=clock.today().isoformat(),
        languages=", ".join(LANGUAGES),
        languages_row=" | ".join(LANGUAGES),
        rule="---|" * (len(LANGUAGES) - 1) + "---",
        widths=", ".join(map(str, WIDTHS)),
    )
    body = [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()]
    return head + "\n".join(body) + "\n"


def test_every_look_of_every_screen(full_world):
    rows, wrong = {}, []
    for screen in SCREENS:
        found = {language: problems(full_world, screen, language) for language in LANGUAGES}
        rows[screen.title] = [str(len(one) or "good") for one in found.values()]
        wrong += [
            f"{screen.title} {language}: {text}" for language in found for text in found[language]
        ]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(written(rows), encoding="utf-8")
    assert wrong == []
