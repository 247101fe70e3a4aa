"""A meeting of five in browsers of their own: invited, held, recorded, signed, sent, checked."""

import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import sync_playwright

from office import clock, demo_data
from office.demo import sheet
from office.supervisor import say
from tests import needs
from tests.browser import attending, recorder
from tests.browser_checks import ARGS
from tests.long import meeting_papers as papers
from tests.long.attended import Person, served
from tests.long.meeting_papers import CHAIR, CLERK, GUEST, GUESTS, LEAD, SECRETARY
from tests.long.report import REPORTS
from tests.meetings.media import sound

MEMBERS = {"toan.md": "Văn phòng Sở", "hao.lt": "Lê Thu Hảo", "kien.nt": "Ngô Tuấn Kiên"}
SPOKEN = {
    CHAIR: "Kính thưa các đồng chí, hôm nay chúng ta bàn về kế hoạch số hóa hồ sơ công chức.",
    SECRETARY: "Tôi xin ghi biên bản. Kế hoạch có hai đợt, đợt một xong trong quý này.",
    "toan.md": "Văn phòng thống nhất và đề nghị bổ sung kinh phí cho đợt một.",
    "hao.lt": "Tôi đồng ý với kế hoạch và thời hạn đã nêu.",
    "kien.nt": "Tôi cũng nhất trí, đề nghị giao Văn phòng làm đầu mối.",
}
TITLE, ITEM = "Họp triển khai kế hoạch số hóa hồ sơ", "Kế hoạch số hóa hồ sơ công chức"
QUESTION = "Thông qua kế hoạch số hóa hồ sơ công chức?"
WRITTEN = "Văn phòng Sở trình bày kế hoạch; các thành viên thống nhất chia làm hai đợt."
CONCLUSION = "Thông qua kế hoạch; đợt một hoàn thành trong quý."
TASK = "Lập danh mục hồ sơ công chức của đợt một"
AGAINST = ON_PHONE = "kien.nt"  # votes against, that the numbers are not all the same
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SLICES = 3
TOLD = """# A meeting from its invitation to what became of it

Written by `make long PART=meeting`. A demo folder is served as `office run` serves it. Five
Chromium processes, each with a microphone of its own that plays known speech (espeak-ng,
Vietnamese), are the chair, the secretary and three members, one of these on a telephone (390 px);
a sixth is the clerk, and a guest of another agency comes by his link, on a telephone too.
Everything is done on the pages: planned; called by a letter (giấy mời) that the chair signs and the
clerk numbers, seals and sends; answered; checked in by the code of the hall and online; recorded by
the devices of chair and secretary (the rule lets no others record); spoken to, by a member and the
guest; voted on, written, concluded, closed, read, signed by both with their PINs; the notice
drafted, signed, numbered, sealed and sent; its task in the register. Letter and notice must lie
with the unit that has the task and in the post of the guest's agency. `pdfsig` reads letter, notice
and minutes; the page of checks must be green, and red with the name of the part after one stored
slice was altered by one bit.
"""


@dataclass
class Run:
    """The folder, its browsers, the address of the meeting and what was seen."""

    folder: Path
    people: dict = field(default_factory=dict)
    path: str = ""
    letter: str = ""
    reply: str = ""
    guest: object = None
    link: str = ""
    programs: object = None
    seen: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    def page(self, login: str):
        return self.people[login].page

    def note(self, words: str, *, holds: bool = True) -> None:
        """Keep what was seen, and whether it is as it must be."""
        say(f"  {'' if holds else 'FAULT '}{words}")
        self.seen.append(words)
        if not holds:
            self.faults.append(words)

    def api(self, login: str, path: str):
        """What a program of somebody is told."""
        token = self.people[login].account["token"]
        headers = {"Authorization": f"Bearer {token}"}
        return self.programs.get(f"/api/v1{path}", headers=headers).json()


def main(work: Path, *, seed: int, runs: int = 1, **_more: int) -> int:
    """The number of runs with a fault."""
    lines, bad = [], 0
    for number in range(1, runs + 1):
        began = time.monotonic()
        run = Run(work / f"meeting-{number}")
        with served(run.folder) as address, _five(run, address):
            for step in STEPS:
                step(run)
        lines += _told(number, seed, run, time.monotonic() - began)
        bad += bool(run.faults)
    day = f"- day: {clock.today():%Y-%m-%d}\n- runs: {runs}, of which whole: {runs - bad}\n"
    text = "\n".join([TOLD, day, *lines])
    (REPORTS / "meeting.md").write_text(text, encoding="utf-8")
    return bad


def _told(number: int, seed: int, run: Run, seconds: float) -> list[str]:
    faults = [f"- fault: {one}" for one in run.faults] or ["No fault was found."]
    head = [f"## Run {number}: seed {seed}, {len(SPOKEN) + 2} browsers, {seconds:.0f} s", ""]
    return [*head, *(f"- {one}" for one in run.seen), "", *faults, ""]


@contextmanager
def _five(run: Run, address: str):
    """A process of Chromium for each, with his own voice at the microphone; and the clerk's."""
    accounts = {row["login"]: row for row in sheet.read(run.folder)["accounts"]}
    with sync_playwright() as playwright, ExitStack() as stack:
        for login in (*SPOKEN, CLERK):
            place = run.folder.parent / f"{run.folder.name}-{login}"
            voice = sound.said(place.with_suffix(".wav"), SPOKEN.get(login, "Văn thư."))
            given = {"address": address, "token": "none", "sound": voice, "script": ""}
            given |= PHONE if login == ON_PHONE else {}
            kept = recorder.recording_browser(playwright.chromium, place, **given)
            run.people[login] = Person(stack.enter_context(kept), accounts[login])
            run.people[login].page.set_default_timeout(90_000)
            run.people[login].sign_in()
        run.programs = playwright.request.new_context(base_url=address)
        visitor = stack.enter_context(_visitor(playwright.chromium))
        run.guest = visitor.new_page(base_url=address, locale="en", **PHONE)
        run.guest.set_default_timeout(90_000)
        run.people[papers.THEIR_CLERK] = Person(None, accounts[papers.THEIR_CLERK])
        run.people[GUEST] = Person(run.guest, accounts[GUEST])
        run.note(f"{len(SPOKEN)} participants with voices of their own and the clerk are signed in")
        yield


def _visitor(kind):
    """The browser of somebody without an account."""
    return kind.launch(executable_path=needs.COMPONENTS["chromium"][0](), args=ARGS)


def _plan(run: Run) -> None:
    page = run.page(SECRETARY)
    page.goto("/meetings/new")
    attending.send(page, "/meetings/new", title=TITLE, place="Phòng họp số 2", form="hybrid")
    run.path = "/meetings/" + page.url.rpartition("/meetings/")[2].removesuffix("/people")
    _tick(page, "lead", demo_data.person(CHAIR).name)
    for words in (*MEMBERS.values(), demo_data.person(SECRETARY).name):
        _tick(page, "member", words)
    attending.send(page, f"{run.path}/people")
    seat = page.locator("li.seat", has_text=demo_data.person(SECRETARY).name)
    at = seat.locator('form[action$="/part"]').get_attribute("action")
    attending.send(page, at, part="secretary")
    page.goto(f"{run.path}/agenda")
    attending.send(page, "/agenda", title=ITEM, kind="decide", planned_minutes="20")
    page.goto(f"{run.path}/people")
    guest, agency = demo_data.person(GUEST), demo_data.agency(GUESTS).vi
    mail = run.people[GUEST].account["email"]
    seat = {"name": guest.name, "organisation": agency, "address": mail, "part": "observer"}
    attending.send(page, "/people/guests", **seat)
    run.note(f"planned by the secretary with one item, and {guest.name} of {agency} as a guest")


def _tick(page, name: str, words: str) -> None:
    page.locator(f'input[name="{name}"][aria-label*=": {words}"]').first.evaluate(attending.TICKED)


def _answer(run: Run) -> None:
    for login in MEMBERS:
        page = run.page(login)
        attending.again(page, f"{run.path}/answers", 'form[action$="/answer"]')
        attending.send(page, "/answer", rsvp="accepted")
    told = run.page(SECRETARY)
    told.goto(f"{run.path}/answers")
    attending.send(told, "/link")
    run.link = told.locator("code.cut").inner_text()
    run.guest.goto(run.link)
    attending.send(run.guest, "/opening")
    attending.send(run.guest, run.link.rpartition("/")[2], rsvp="accepted")
    told.goto(f"{run.path}/answers")
    count = told.locator("td", has_text="Will come").count()
    run.note(f"members and the guest answered that they come ({count})", holds=count > len(MEMBERS))


def _open(run: Run) -> None:
    chair = run.page(CHAIR)
    chair.goto(f"{run.path}/room")
    chair.locator('button[value="open"]').click()
    chair.locator('button[value="close"]').wait_for()
    hall = run.page(SECRETARY)
    hall.goto(f"{run.path}/hall")
    code = hall.locator("#panel-hall_code .code").inner_text()
    for login in SPOKEN:
        page = run.page(login)
        page.goto(f"{run.path}/room")
        if login == LEAD:
            page.fill("#room-code", code)
            page.get_by_role("button", name="Check in").click()
        else:
            page.get_by_role("button", name="I take part online").click()
        page.get_by_text("You are present since").wait_for()
    run.guest.goto(f"{run.link}/room")
    run.guest.get_by_role("button", name="I take part online").click()
    run.guest.get_by_text("You are present since").wait_for()
    chair.locator("#panel-quorum", has_text="5/5").wait_for()
    run.note("opened; four online and one by the code of the hall, 5 of 5 with a vote present")
    for login, page in ((ON_PHONE, run.page(ON_PHONE)), (GUEST, run.guest)):
        page.screenshot(path=run.folder.parent / f"{login}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        run.note(f"the room of {login} on a telephone is {wide} px wide", holds=wide <= 390)


def _record(run: Run) -> None:
    chair, secretary = run.page(CHAIR), run.page(SECRETARY)
    attending.send(chair, "/recording/begin")
    for login in MEMBERS:
        run.page(login).locator("#panel-recorded", has_text="Being recorded").wait_for()
    secretary.get_by_role("button", name="Record on this device").click()
    for page in (chair, secretary):
        page.locator(".recorder.rec").wait_for()
    run.note("the chair began the recording; all three members were told without a reload")


def _debate(run: Run) -> None:
    chair, member = run.page(CHAIR), run.page(LEAD)
    chair.locator("#panel-agenda").get_by_role("button", name="Begin").click()
    for login in MEMBERS:
        run.page(login).locator("#panel-agenda li.now", has_text=ITEM).wait_for()
    member.get_by_role("button", name="Ask to speak").click()
    chair.get_by_role("button", name="Call").click()
    member.locator("#panel-queue .on").wait_for()
    chair.wait_for_timeout(9_000)  # the voice of who has the floor, in two slices at least
    chair.locator("#panel-queue").get_by_role("button", name="Done").click()
    member.locator("#panel-queue .on").wait_for(state="hidden")
    run.note("the item was begun in five browsers; a member asked for the floor, was called, spoke")
    run.guest.get_by_role("button", name="Ask to speak").click()
    chair.get_by_role("button", name="Call").click()
    run.guest.get_by_text("You have the floor").wait_for()
    chair.wait_for_timeout(9_000)
    run.guest.get_by_role("button", name="Done").click()
    chair.locator("#panel-queue .on").wait_for(state="hidden")
    run.note("the guest asked for the floor behind his link, was called, spoke, was done")


def _vote(run: Run) -> None:
    secretary, chair = run.page(SECRETARY).context.new_page(), run.page(CHAIR)
    secretary.goto(f"{run.path}/votes/new")  # in a second page: the first one records
    item = attending.labelled(secretary, "#item", ITEM)
    attending.send(secretary, "/votes/new", question=QUESTION, item=item, mode="named")
    secretary.close()
    chair.get_by_role("button", name="Open the vote").click()
    for login in SPOKEN:
        choice = "against" if login == AGAINST else "for"
        run.page(login).locator(f'#panel-votes button[value="{choice}"]').click()
        run.page(login).get_by_text("You voted:").wait_for()
    chair.get_by_role("button", name="Close the vote").click()
    for login in MEMBERS:
        run.page(login).locator("#panel-votes", has_text="Carried").wait_for()
    rows = run.page(AGAINST).locator("#panel-votes tbody tr").all_inner_texts()
    found = [" ".join(row.split()) for row in rows]
    counts = [int("".join(c for c in row if c.isdigit()) or 0) for row in rows]
    run.note(f"voted by name in the room: {'; '.join(found)}", holds=counts[:2] == [4, 1])


def _write(run: Run) -> None:
    page = run.page(SECRETARY).context.new_page()
    page.goto(f"{run.path}/minutes")
    if page.locator('form[action$="/minutes"]').count():
        attending.send(page, "/minutes")
    at = page.locator(".script-section form:has(textarea[name=body])").nth(1)
    attending.send(page, at.get_attribute("action"), press="1", body=WRITTEN)
    attending.send(page, "/conclusion", conclusion=CONCLUSION)
    lead = attending.labelled(page, "form[action$='/tasks'] select[name=lead]", "Văn phòng Sở")
    due = clock.add_working_days(clock.today(), 8).isoformat()
    attending.send(page, "/tasks", text=TASK, lead=lead, due_on=due, product="Danh mục")
    page.close()
    run.page(CHAIR).get_by_role("button", name="Confirm the task").click()
    run.page(CHAIR).get_by_role("button", name="Confirm the task").wait_for(state="hidden")
    run.note("the secretary wrote, concluded and handed a task out; the chair confirmed it")


def _close(run: Run) -> None:
    chair, secretary = run.page(CHAIR), run.page(SECRETARY)
    attending.send(chair, "/recording/end")
    for page in (chair, secretary):
        recorder.until(lambda page=page: recorder.queued(page) == [], seconds=90)
    chair.goto(f"{run.path}/room")
    chair.locator('button[value="close"]').click()
    chair.locator('button[value="close"]').wait_for(state="hidden")
    run.note("the recording was ended; no device holds a slice any more; the session was closed")


def _turns(run: Run) -> None:
    """The turns of the recording: whoever has the floor is whom a microphone in the room hears."""

    def found() -> list[dict]:
        return run.api(SECRETARY, f"{run.path}/recording")["turns"]

    recorder.until(lambda: len({row["speaker"] for row in found()} - {None}) > 1, seconds=180)
    people = {row["uid"]: row["name"] for row in run.api(SECRETARY, run.path)["people"]}
    spoke = Counter(people.get(row["speaker"], "nobody") for row in found())
    heard = demo_data.person(LEAD).name in spoke and demo_data.person(GUEST).name in spoke
    told = "; ".join(f"{name} {count}" for name, count in spoke.most_common())
    run.note(f"{len(found())} turns in the recording, with the floor: {told}", holds=heard)
    at_item = any(row["item"] for row in found())
    run.note("turns are linked to the item that was treated", holds=at_item)


def _sign(run: Run) -> None:
    secretary = run.page(SECRETARY)
    secretary.goto(f"{run.path}/closing")
    attending.send(secretary, "/reading")
    attending.send(secretary, "/reading/end")
    for login, who in ((SECRETARY, "secretary"), (CHAIR, "chair")):
        one = run.people[login]
        attending.sign_minutes(one.page, run.path, who, one.account["pin"], one.prove)
    paper = attending.signed_minutes(secretary, run.path)
    target = run.folder.parent / "bien-ban.pdf"
    target.write_bytes(paper)
    told = attending.pdfsig(target)
    text = papers.words_of(target)
    run.note(f"minutes of {len(paper)} bytes; pdfsig: {told} valid signatures", holds=told == 2)
    for wanted in (WRITTEN, CONCLUSION, "Được thông qua"):
        run.note(f"the minutes say “{wanted}”", holds=wanted.lower() in text.lower())


def _dispatched(run: Run) -> None:
    recorder.until(lambda: _states(run) == ["issued"], seconds=90)
    page = run.page(LEAD)  # the task is his office's
    page.goto(f"{run.path}/minutes")
    with page.expect_navigation():
        page.get_by_role("link", name="In the register of tasks").click()
    holds = TASK in page.inner_text("main") and "/tasks/" in page.url
    run.note("its task stands in the register, with the office that leads it", holds=holds)
    papers.received(run, run.reply, "the notice")


def _states(run: Run) -> list[str]:
    return [row["state"] for row in run.api(SECRETARY, f"{run.path}/tasks")["items"]]


def _check(run: Run) -> None:
    page = run.page("hao.lt")
    paper = (run.folder.parent / "bien-ban.pdf").read_bytes()
    lines, verdict = attending.checked(page, "bien-ban.pdf", paper)
    run.note(f"before: {_counted(lines)}", holds={state for state, _words in lines} == {"good"})
    run.note("the page of checks is green", holds="good" in verdict)
    manifest = run.page(SECRETARY).request.get(f"{run.path}/minutes/1.json").json()
    segments = manifest["segments"]
    slices = [one for segment in segments for one in segment["chunks"]]
    run.note(
        f"{len(segments)} runs of recorders, {len(slices)} slices", holds=len(slices) >= SLICES
    )
    # A microphone that plays a file can give the same bytes to two runs; they are stored once.
    chosen = next(one for one, times in Counter(slices).items() if times == 1)
    stored = run.folder / "blobs"
    (path,) = [one for one in stored.rglob(f"*{chosen[6:]}*") if one.is_file()]
    attending.altered(path)
    lines, verdict = attending.checked(page, "bien-ban.pdf", paper)
    wrong = [" ".join(words.split()) for state, words in lines if state == "bad"]
    run.note(f"after one bit of a slice: {'; '.join(wrong)}", holds=len(wrong) == 1)
    run.note("the page of checks is red", holds="stop" in verdict)


def _counted(lines: list) -> str:
    return f"{len(lines)} parts, unchanged: {sum(state == 'good' for state, _words in lines)}"


STEPS = (
    _plan,
    papers.letter,
    _answer,
    _open,
    _record,
    _debate,
    _vote,
    _write,
    _close,
    _turns,
    _sign,
    papers.notice,
    _dispatched,
    _check,
)
