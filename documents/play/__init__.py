"""Scripted officials who play a whole matter over HTTP, as a browser would."""

from documents.play.aftermath import play_aftermath
from documents.play.mailing import play_mailing
from documents.play.story import play
from documents.play.upkeep import play_upkeep
from office.demo import plays
from office.demo.stage import Stage


@plays(10)
def play_first_matter(stage: Stage) -> None:
    """Play the first matter of a running demo."""
    play(stage)
    play_upkeep(stage)
    play_aftermath(stage)
    play_mailing(stage)
    stage.say("The whole matter is done.")
