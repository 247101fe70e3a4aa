"""Beside the matter, for the falls alone: comment, check, copy, one more reader, frozen set."""

import re
from urllib.parse import urljoin, urlsplit

from documents.models import StepKind
from documents.operations.review_rules import StepWords, set_review_rule
from office import demo_data
from office.db import db
from office.demo.browser import Browser, Page
from office.demo.stage import Stage, until
from office.demo_data import DemoPlay
from office.permissions import Actor, Role
from office.units import queries as units
from tests.long.house import House

LETTER = "cong-van"
TO_ISSUE = "/documents/outgoing?view=to-issue"
UID = "[0-9a-f-]{36}"
WISH, PAPER = re.compile(f"/documents/copies/{UID}"), re.compile(f"/documents/{UID}")
COMMENT = "Nêu rõ số liệu của từng quý."
OPINION = "Nội dung đúng với số liệu của phòng."
PURPOSE = "Lưu kèm hồ sơ thanh toán"
SET = "Phục vụ thanh tra chuyên ngành"
ORDER = "Quyết định thanh tra số 12/QĐ-TTr ngày 05 tháng 11"
OVER = "Đã kết thúc thanh tra."
READER = "Phòng Tổ chức, biên chế"
READING = "Cần đọc để chuẩn bị báo cáo tổng hợp."


def ask_for_checks(house: House) -> None:
    """The head of the drafting room answers for the content of every letter."""
    matter = demo_data.first_matter()
    code = next(row.organ_id for row in demo_data.agencies() if row.key == matter.receiver)
    with house.app.app_context():
        agency = units.agency_by_code(code)
        by = Actor(name="Quản trị", agency_id=agency.id, roles=frozenset({Role.ADMIN}))
        set_review_rule(agency.id, StepWords(StepKind.CONTENT, None, [LETTER]), by=by)
        db.session.remove()


def comment_draft(stage: Stage, cast: DemoPlay) -> None:
    """The adviser says what to change; the official settles it."""
    path = f"{stage.reply}/draft/comments"
    stage.at_desk(cast.adviser).get(path).submit("/comments", text=COMMENT)
    stage.at_desk(cast.official).get(path).submit("/settling")
    stage.say("A comment is made and settled", stage.reply)


def pass_check(stage: Stage, cast: DemoPlay) -> None:
    """The head of the room answers for the content."""
    stage.at_desk(cast.unit_head).get(f"{stage.reply}/check").submit("/check", text=OPINION)
    stage.say("The draft has passed its check", stage.reply)


def copy_reply(stage: Stage, cast: DemoPlay) -> None:
    """A paper copy is asked for, permitted, numbered, sealed by hand and given out."""
    official, clerk = stage.at_desk(cast.official), stage.at_desk(cast.clerk)
    page = official.get(f"{stage.reply}/copy-request")
    signer = page.form("/copy-request").choice("signer", demo_data.person(cast.leader).name)
    page.submit("/copy-request", purpose=PURPOSE, signer=signer)
    (wish,) = _paths(official.get("/documents/copies?view=all"), WISH)
    stage.at_desk(cast.leader).get(wish).submit("/permission")
    listed = until(lambda: _with_paper(clerk.get(TO_ISSUE)), "the copy is made")
    copy = _paths(listed, PAPER)[0]
    clerk.get(f"{copy}/numbering").submit("/numbering")
    until(lambda: _with_form(clerk.get(copy), "/paper-seal"), "the number is printed")
    clerk.get(copy).submit("/paper-seal")
    clerk.get(copy).submit("/issuance")
    stage.say("A certified copy on paper was given out", copy)


def _paths(page: Page, pattern: re.Pattern[str]) -> list[str]:
    """The places of the records that a page names, each once."""
    found = [urlsplit(urljoin(page.url, href)).path for href, _words in page.links]
    return list(dict.fromkeys(path for path in found if pattern.fullmatch(path)))


def _with_paper(page: Page) -> Page | None:
    return page if _paths(page, PAPER) else None


def _with_form(page: Page, action: str) -> Page | None:
    return page if page.has_form(action) else None


def change_access(stage: Stage, cast: DemoPlay) -> None:
    """The official asks that one more room reads the reply; the leader confirms it."""
    path = f"{stage.reply}/access"
    page = stage.at_desk(cast.official).get(path)
    offered = page.form("/access").choice
    reader = offered("desk", READER)
    leader = offered("confirmer", demo_data.person(cast.leader).name)
    page.submit("/access", desk=reader, confirmer=leader, text=READING)
    stage.at_desk(cast.leader).get(path).submit("/confirmation")
    stage.say("One more desk reads the reply", path)


def freeze(stage: Stage, cast: DemoPlay) -> None:
    """The leader freezes the reply and lets it go again."""
    leader, uid = stage.at_desk(cast.leader), stage.reply.rpartition("/")[2]
    page = leader.get(f"/documents/freezes/new?chosen={uid}")
    page.submit("/freezes", name=SET, text=ORDER)
    made = urlsplit(until(lambda: _named(leader, SET), "the set is frozen").link(SET)).path
    leader.get(made).submit("/lifting", text=OVER)
    stage.say("The reply was frozen and let go again", made)


def _named(browser: Browser, words: str) -> Page | None:
    page = browser.get("/documents/freezes?view=all")
    return page if page.link(words) else None
