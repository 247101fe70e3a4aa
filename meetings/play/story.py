"""A meeting from its plan to its signed minutes, the dispatched notice and the tasks it gave."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from documents.play import story as documents
from office import clock, demo_data
from office.demo import plays
from office.demo.browser import Page, PlayFault
from office.demo.stage import Stage, sign_ready, state_of, until
from office.demo_data import DemoPlay

SECRETARY = "nhai.vt"
MEMBERS = ("toan.md", "hao.lt", SECRETARY)  # the first stands in the picker as his unit
TITLE = "Họp triển khai kế hoạch số hóa hồ sơ"
PLACE = "Phòng họp số 2, Sở Nội vụ"
ITEM = "Kế hoạch số hóa hồ sơ công chức"
SAID = "Văn phòng Sở trình bày kế hoạch; các thành viên thống nhất chia làm hai đợt."
CONCLUSION = "Thông qua kế hoạch; đợt một hoàn thành trong quý."
TASK = "Lập danh mục hồ sơ công chức của đợt một"
LEAD = "Văn phòng Sở"
PRODUCT = "Danh mục"
DUE_IN = timedelta(days=10)
GUEST, GUESTS, THEIR_CLERK = "hau.kd", "so-tai-chinh", "ngan.pt"
ARRIVALS = "/documents/incoming?view=unregistered"
NOTICE = "Kết luận của"


@plays(20)
def play_meeting(stage: Stage) -> None:
    """Play the whole meeting at the pages of its people."""
    cast = replace(demo_data.first_matter().play, official=SECRETARY)
    path = plan(stage, cast)
    call_by_letter(stage, cast, path)
    hold(stage, cast, path)
    write(stage, cast, path)
    sign(stage, cast, path)
    conclude(stage, cast, path)
    reach(stage, cast)


def plan(stage: Stage, cast: DemoPlay) -> str:
    """The secretary plans it, and puts people, a guest and an item on the lists."""
    secretary = stage.at_desk(SECRETARY)
    page = secretary.get("/meetings/new").submit(
        "/meetings/new", title=TITLE, place=PLACE, form="hybrid"
    )
    path = page.path.removesuffix("/people")
    form = page.form("/people")
    chosen = [form.choice("member", words) for words in (*map(_name, MEMBERS[1:]), LEAD)]
    page = page.submit("/people", lead=form.choice("lead", _name(cast.leader)), member=chosen)
    page = page.submit(_seat(page, SECRETARY), part="secretary")
    guest = {"name": _name(GUEST), "organisation": demo_data.agency(GUESTS).vi}
    page.submit("/people/guests", address=stage.account(GUEST)["email"], **guest)
    page = secretary.get(f"{path}/agenda")
    page.submit("/agenda", title=ITEM, kind="decide", planned_minutes="20")
    stage.say("A meeting is planned", path)
    return path


def call_by_letter(stage: Stage, cast: DemoPlay, path: str) -> None:
    """The letter of invitation is drafted from the plan, signed, sealed, sent; that calls it."""
    stage.reply = stage.at_desk(SECRETARY).get(path).submit("/letter").path
    documents.submit(stage, cast)
    documents.sign(stage, cast)
    documents.seal(stage, cast)

    def called() -> Page | None:
        is_called = state_of(stage, f"/api/v1{path}", SECRETARY)["state"] == "invited"
        return stage.at_desk(SECRETARY).get(path) if is_called else None

    until(called, "the meeting is called by its letter")
    stage.say("The letter of invitation is out; the meeting is called by it", stage.reply)


def _seat(page: Page, login: str) -> str:
    """The form of somebody's place on the list."""
    name, at = _name(login), page.text.find("/part")
    while at >= 0:
        start = page.text.rfind('class="seat"', 0, at)
        if name in page.text[start:at]:
            begin = page.text.rfind('"', 0, at) + 1
            return urlsplit(page.text[begin : at + len("/part")]).path
        at = page.text.find("/part", at + 1)
    raise PlayFault(f"{name} is not on the list: {page.words[:300]}")


def hold(stage: Stage, cast: DemoPlay, path: str) -> None:
    """The chair opens it, everybody joins, the item is treated."""
    chair = stage.at_desk(cast.leader)
    chair.get(f"{path}/room").submit("/room/session", move="open")
    for login in (cast.leader, *MEMBERS):
        stage.at_desk(login).get(f"{path}/room").submit("/room/presence", act="join")
    chair.get(f"{path}/room").submit("/course", move="begin")
    stage.say("The session is open, everybody is there", f"{path}/room")


def write(stage: Stage, cast: DemoPlay, path: str) -> None:
    """The secretary writes, concludes and hands out; the chair confirms and closes."""
    secretary, chair = stage.at_desk(SECRETARY), stage.at_desk(cast.leader)
    page = secretary.get(f"{path}/minutes")
    if page.has_form("/minutes"):
        page = page.submit("/minutes")
    section = _below(page, "/minutes/", place=1)
    page = page.submit(section, body=SAID, done="1")
    page = page.submit("/conclusion", conclusion=CONCLUSION)
    lead = page.form("/tasks").choice("lead", LEAD)
    due = clock.today() + DUE_IN
    page.submit("/tasks", text=TASK, lead=lead, due_on=due.isoformat(), product=PRODUCT)
    chair.get(f"{path}/minutes").submit("/confirmation")
    chair.get(f"{path}/room").submit("/room/session", move="close")
    stage.say("Concluded; a task was handed out and confirmed", f"{path}/minutes")


def _below(page: Page, part: str, *, place: int) -> str:
    """The address of the form at a place among those below a part of the page."""
    found = [urlsplit(one.action).path for one in page.forms if part in one.action]
    if len(found) <= place:
        raise PlayFault(f"{page.url}: no form below {part}: {page.words[:300]}")
    return found[place]


def sign(stage: Stage, cast: DemoPlay, path: str) -> None:
    """Nobody has anything to add; the secretary signs, then the chair."""
    secretary = stage.at_desk(SECRETARY)
    page = secretary.get(f"{path}/closing").submit("/reading")
    page.submit("/reading/end")
    for login, who in ((SECRETARY, "secretary"), (cast.leader, "chair")):
        at = f"/signatures/{who}"
        desk = stage.at_desk(login)
        page = until(lambda desk=desk, at=at: _with(desk.get(f"{path}/closing"), at), who)  # type: ignore[misc]
        sign_ready(stage, login, page.submit(at))
    stage.say("The minutes are signed by the secretary and the chair", f"{path}/closing")


def _with(page: Page, action: str) -> Page | None:
    return page if page.has_form(action) else None


def conclude(stage: Stage, cast: DemoPlay, path: str) -> None:
    """The notice of conclusions is signed, sealed and sent; the task stands in the register."""
    secretary = stage.at_desk(SECRETARY)
    closing = until(lambda: _with(secretary.get(f"{path}/closing"), "/notice"), "the notice")
    stage.reply = closing.submit("/notice").path
    documents.submit(stage, cast)
    documents.sign(stage, cast)
    documents.seal(stage, cast)

    def given() -> Page | None:
        found = state_of(stage, f"/api/v1{path}/tasks", SECRETARY)["items"]
        ready = found and all(row["state"] == "issued" for row in found)
        return secretary.get(f"{path}/minutes") if ready else None

    until(given, "the task in the register")
    stage.say("The notice is out and its task stands in the register", stage.reply)


def reach(stage: Stage, cast: DemoPlay) -> None:
    """The unit that leads the task has the notice on its desk, the guest's agency in its post."""
    leads = (LEAD, _name(cast.office_head))  # an office is reached at the post of its head

    def laid() -> Page | None:
        found = state_of(stage, f"/api/v1{stage.reply}/dispatches", cast.clerk)["items"]
        own = [row for row in found if any(name in row["receiver_name"] for name in leads)]
        waits = not own or any(row["state"] in ("queued", "failed") for row in found)
        return None if waits else stage.at_desk(cast.office_head).get(stage.reply)

    def arrived() -> Page | None:
        page = stage.at_desk(THEIR_CLERK).get(ARRIVALS)
        return page if page.link(NOTICE) else None

    until(laid, f"the notice at {LEAD}")
    until(arrived, "the notice at the agency of the guest")
    stage.say("Whoever has a task and whoever was asked has received the notice", stage.reply)


def _name(login: str) -> str:
    return demo_data.person(login).name
