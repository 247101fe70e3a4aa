"""A rotation to a commune: drafted, signed, issued, in the register, and at the new post."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from documents.play import story as documents
from office import clock, demo_data
from office.demo import plays
from office.demo.browser import Page
from office.demo.stage import Stage, state_of, until

KEEPER = "nguyen.hs"  # of the staff office
ROTATED, COMMUNE, ROOM = "phuong.th", "xa-phu-khe", "pk-vp"
THERE = "thuan.mv"  # who works at the commune already
POST = "Chuyên viên Văn phòng"
YEARS = 3
POSTS = "/posts"
WAITS = "The new post waits for its way to the national database"
NATIONAL = {
    "accepted": "The national database has accepted the new post",
    "rejected": "The national database has sent the dossier back with its errors",
    "conflict": "The national database says something else; the staff office decides",
}
NEW = "/personnel/decisions/new/rotate"
ROUND = 240.0  # boxes follow at once; was the asking lost, the next round brings them


@plays(30)
def play_rotation(stage: Stage) -> None:
    """Play the whole rotation at the pages of its people; once in the life of a folder."""
    dossier = _dossier(stage)
    path = f"/personnel/{dossier['uid']}"
    if dossier["title"] == POST:
        stage.say("The official was rotated in an earlier play", path)
        return
    decision = prepare(stage, dossier)
    issue(stage)
    record(stage, decision, path)
    take_post(stage)
    move_box(stage)
    tell_nation(stage, dossier["uid"])


def prepare(stage: Stage, dossier: dict[str, Any]) -> str:
    """The staff office finds the official and the post, and drafts; gives the decision."""
    staff, commune = stage.at_desk(KEEPER), demo_data.agency(COMMUNE).vi
    page = staff.get(f"{NEW}?{urlencode({'q': dossier['full_name']})}")
    official = page.form(f"{NEW}/form").choice("official", dossier["staff_no"])
    page = staff.get(f"{NEW}/form?official={official}")
    agency = _choice(page, "agency", commune)
    page = staff.get(f"{NEW}/form?official={official}&agency={agency}")
    today = clock.today()
    page = page.submit(
        f"{NEW}/form",
        effective_on=today.isoformat(),
        until=today.replace(year=today.year + YEARS, day=1).isoformat(),
        **{
            "assignment.unit": _choice(page, "assignment.unit", _room()),
            "assignment.title": POST,
            "assignment.position": POST,
        },
    )
    decision = page.path
    stage.say("A rotation is drafted; its page shows what changes", decision)
    weighed = [one.value for one in page.form("/send").choices if one.name == "confirmed"]
    stage.reply = page.submit("/send", confirmed=weighed).path.removesuffix("/draft")
    return decision


def issue(stage: Stage) -> None:
    """Its document goes the way of every document: submitted, signed, numbered and sealed."""
    cast = replace(demo_data.first_matter().play, official=KEEPER)
    documents.submit(stage, cast)
    documents.sign(stage, cast)
    documents.seal(stage, cast)


def record(stage: Stage, decision: str, path: str) -> None:
    """The register has compared the signed file and written the row."""

    def written() -> Page | None:
        found = state_of(stage, f"/api/v1{decision}", KEEPER)
        return stage.at_desk(KEEPER).get(path) if found["state"] == "recorded" else None

    until(written, "the decision in the register")
    stage.say("The register has proven the signature and written the new post", path)


def take_post(stage: Stage) -> None:
    """The post has followed: the house asks in which one the official acts now."""
    official = stage.at_desk(ROTATED)
    page = until(lambda: _saying(official.get("/"), POST), "the post at the commune")
    if page.has_form(POSTS):
        offered = re.search(r'name="post" value="([^"]+)"', page.text)
        page.submit(POSTS, post=offered[1] if offered else "")
    stage.say("The official works at the commune now: post and rights have followed", "/")


def move_box(stage: Stage) -> None:
    """The mailbox went along: its address is one of the commune."""
    domain = stage.account(THERE)["email"].partition("@")[2]
    official = stage.at_desk(ROTATED)
    until(
        lambda: _saying(official.get("/api/v1/mail/boxes"), domain), "the mailbox", patience=ROUND
    )
    stage.say("The mailbox has followed to the domain of the commune", "/mail")


def tell_nation(stage: Stage, uid: str) -> None:
    """Where there is a line, how the official stands with the national database."""
    if state_of(stage, "/api/v1/personnel-national", KEEPER)["line"] is not None:
        found = state_of(stage, f"/api/v1/dossiers/{uid}/national", KEEPER)["dossier"]
        stage.say(NATIONAL.get(found["state"], WAITS), f"/personnel/{uid}")


def _dossier(stage: Stage) -> dict[str, Any]:
    """What the list of the register shows of the official, as soon as the demo has got so far."""
    name = demo_data.person(ROTATED).name

    def kept() -> dict[str, Any] | None:
        found = state_of(stage, f"/api/v1/personnel?q={quote(name)}", KEEPER)["items"]
        return next((one for one in found if one["full_name"] == name), None)

    return until(kept, "the dossier of the official", patience=ROUND)


def _room() -> str:
    return next(row.vi for row in demo_data.units() if row.key == ROOM)


def _choice(page: Page, name: str, words: str) -> str:
    """The value of an option, on whichever form of the page it is offered."""
    form = next(one for one in page.forms if any(row.name == name for row in one.choices))
    return form.choice(name, words)


def _saying(page: Page, words: str) -> Page | None:
    return page if words in page.text else None
