"""After the first matter: the reply is replaced by a better one, and that one is recalled."""

from urllib.parse import urlsplit

from documents.play.story import seal, sign, submit
from office import demo_data
from office.demo.browser import Page
from office.demo.stage import Stage, state_of, until
from office.demo_data import DemoPlay

MISTAKE = "Văn bản có sai sót về nội dung."
TOO_EARLY = "Văn bản phát hành khi chưa đủ căn cứ."


def play_aftermath(stage: Stage) -> None:
    """Play the replacement, then the recall, at the pages of the officials."""
    cast = demo_data.first_matter().play
    replace(stage, cast)
    recall(stage, cast)


def replace(stage: Stage, cast: DemoPlay) -> None:
    """The official drafts the replacement; it is signed, sealed and takes the old one's place."""
    old = stage.reply
    page = stage.at_desk(cast.official).get(f"{old}/replacement")
    page = page.submit("/replacement", text=MISTAKE)
    stage.reply = urlsplit(page.path).path.removesuffix("/draft")
    page.submit("/draft", signer=page.form("/draft").choice("signer", _leader(cast)))
    submit(stage, cast)
    sign(stage, cast)
    seal(stage, cast)
    _wait(stage, cast, old, "replaced")
    stage.say("A new reply has taken the place of the old one", old)


def recall(stage: Stage, cast: DemoPlay) -> None:
    """The clerk recalls the new one by order of the leader; the receiver destroys it."""
    _wait(stage, cast, stage.reply, "issued")
    page = stage.at_desk(cast.clerk).get(f"{stage.reply}/recall")
    leader = page.form("/recall").choice("leader", _leader(cast))
    page.submit("/recall", text=TOO_EARLY, leader=leader)

    def answered() -> Page | None:
        rows = state_of(stage, f"/api/v1{stage.reply}/sequels", cast.clerk)["items"]
        done = any(row["kind"] == "recall" and row["state"] == "done" for row in rows)
        return stage.at_desk(cast.clerk).get(stage.reply) if done else None

    until(answered, "the receiver's answer to the recall")
    stage.say("It is recalled; the receiver has destroyed it and says so", stage.reply)


def _wait(stage: Stage, cast: DemoPlay, path: str, state: str) -> None:
    def reached() -> Page | None:
        found = state_of(stage, f"/api/v1{path}", cast.clerk)["state"]
        return stage.at_desk(cast.clerk).get(path) if found == state else None

    until(reached, f"the document is {state}")


def _leader(cast: DemoPlay) -> str:
    return demo_data.person(cast.leader).name
