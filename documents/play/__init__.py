"""Scripted officials who play a whole matter over HTTP, as a browser would."""

import json
from pathlib import Path

from documents.play.aftermath import play_aftermath
from documents.play.browser import PlayFault
from documents.play.mailing import play_mailing
from documents.play.story import Stage, play
from documents.play.upkeep import play_upkeep
from office.demo import plays
from office.demo.sheet import FILE


@plays
def play_first_matter(folder: Path) -> int:
    """Play the first matter of a running demo; 0 when it came to its end."""
    sheet = json.loads((folder / FILE).read_text(encoding="utf-8"))
    try:
        stage = Stage(sheet, folder, _tell)
        play(stage)
        play_upkeep(stage)
        play_aftermath(stage)
        play_mailing(stage)
    except PlayFault as fault:
        _tell(f"The story stopped: {fault}", "")
        return 1
    _tell("The whole matter is done.", "")
    return 0


def _tell(words: str, link: str) -> None:
    print(f"  · {words}{'  ' + link if link else ''}", flush=True)  # noqa: T201 - the story is told
