"""Three communes become one: their clerks read on, and the old addresses go on."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import func, select

from mail.models import Mailbox, MailItem
from mail.queries import box_of_desk
from office.db import db
from tests.browser.world import World
from tests.conftest import without_loop
from tests.mail.post import delivered, lay
from tests.mail.test_reorganisation import COMMUNES, NEW, commune, merge

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OLD_ADDRESSES = ("vanthu@antrach.lamgiang.example", "vanthu@phukhe.lamgiang.example")


@dataclass
class Merged:
    """The commune that stays as its people see it, the clerks' boxes of all three, their mail."""

    world: World
    boxes: list
    before: dict


@pytest.fixture
def merged(world):
    """Each clerks' box held one letter before its commune went into the third one."""
    with world.app.app_context(), without_loop():
        communes = [commune(*row, 0) for row in (NEW, *COMMUNES)]
        boxes = [box_of_desk(one.desks["clerk"].id) for one in communes]
        uids = [box.uid for box in boxes]
        for one, box in zip(communes, boxes, strict=True):
            lay(box, subject=f"Báo cáo của {one.code}")
        made = Merged(replace(world, house=communes[0], at_desk={}), uids, held(uids))
        merge(communes)
    yield made
    for official in made.world.at_desk.values():
        official.close()


def held(uids):
    """How many letters lie in each of these boxes."""
    rows = select(Mailbox.uid, func.count(MailItem.id)).join(MailItem).group_by(Mailbox.uid)
    return dict(tuple(row) for row in db.session.execute(rows.where(Mailbox.uid.in_(uids))))


def test_the_clerks_of_the_new_commune_read_on_and_old_addresses_reach_them(merged):
    own, *olds = merged.boxes
    page = merged.world.clerk.open(f"/mail/boxes/{own}")
    assert shown(page, "Báo cáo của H99.30") == 1
    for uid, (code, name, _word) in zip(olds, COMMUNES, strict=True):
        page = merged.world.clerk.open(f"/mail/boxes/{own}")
        page.locator(f"#folders a[href*='{uid}']", has_text=name).first.click()
        assert shown(page, f"Báo cáo của {code}") == 1
    with merged.world.app.app_context(), without_loop():
        assert held(merged.boxes) == merged.before
        for address in OLD_ADDRESSES:
            delivered([address], subject=f"Gửi {address}")
    page = merged.world.clerk.open(f"/mail/boxes/{own}")
    assert [shown(page, f"Gửi {address}") for address in OLD_ADDRESSES] == [1, 1]
    assert page.errors == []


def shown(page, subject):
    """In how many rows of the open list it stands."""
    page.locator("[data-rows] .li").first.wait_for()
    return page.locator("[data-rows] .li", has_text=subject).count()
