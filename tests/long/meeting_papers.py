"""The letter that calls a meeting and the notice after it: signed, numbered, sealed, received."""

import subprocess

from office import demo_data
from tests.browser import attending, recorder

CHAIR, SECRETARY, CLERK = "khang.th", "nhai.vt", "lan.pn"
LEAD, LEAD_UNIT = "toan.md", "Văn phòng Sở"
GUEST, GUESTS, THEIR_CLERK = "hau.kd", "so-tai-chinh", "ngan.pt"
SIGNATURES = 2  # of the leader, and the seal of the agency
ARRIVALS = "/documents?direction=incoming&limit=100"
UNDELIVERED = ("queued", "failed")


def letter(run) -> None:
    """Drafted from the plan, signed by the chair, sealed and sent by the clerk: that calls it."""
    page = run.page(SECRETARY)
    page.goto(run.path)
    attending.send(page, "/letter")
    run.letter = document_of(page)
    run.note("before its letter the meeting is a plan", holds=state(run, run.path) == "draft")
    carried(run, run.letter)
    recorder.until(lambda: state(run, run.path) == "invited", seconds=90)
    said = read(run, run.letter)
    told = signatures(run, run.letter, "giay-moi.pdf")
    run.note(
        f"the letter {said['symbol']} called it; pdfsig: {told} valid", holds=told == SIGNATURES
    )
    recorder.until(lambda: waiting(run) == 0, seconds=90)
    run.note("everybody on the list was written to by mail, with an entry for the calendar")
    received(run, run.letter, "the letter")


def notice(run) -> None:
    """Drafted from conclusions and tasks with those whom they concern as its receivers."""
    page = run.page(SECRETARY)
    attending.again(page, f"{run.path}/closing", 'form[action$="/notice"]')
    attending.send(page, "/notice")
    run.reply = document_of(page)
    page.goto(f"{run.reply}/draft")
    ticked = page.locator('input[name="recipients"]:checked').count()
    run.note(f"the draft of the notice has {ticked} receivers", holds=ticked > 1)
    carried(run, run.reply)
    run.note(f"the notice is out as {read(run, run.reply)['symbol']}")
    told = signatures(run, run.reply, "thong-bao.pdf")
    run.note(f"pdfsig of the notice: {told} valid signatures", holds=told == SIGNATURES)


def carried(run, path: str) -> None:
    """Submitted by the secretary, signed by the chair, numbered, sealed and issued by the clerk."""
    page, chair, clerk = run.page(SECRETARY), run.people[CHAIR], run.people[CLERK]
    attending.again(page, f"{path}/submission", "button[form=submission-form]:enabled")
    with page.expect_navigation():
        page.locator("button[form=submission-form]").click()
    attending.again(chair.page, path, 'form[action$="/signature"]')
    attending.send(chair.page, f"{path}/signature")
    chair.give_pin()
    attending.again(clerk.page, f"{path}/numbering", 'form[action$="/numbering"]')
    attending.send(clerk.page, "/numbering")
    clerk.give_pin()
    recorder.until(lambda: read(run, path)["state"] in ("issued", "completed"), seconds=90)


def received(run, path: str, what: str) -> None:
    """On the desk of the unit that has something to do, and in the post of the guest's agency."""
    office = (LEAD_UNIT, demo_data.person(LEAD).name)

    def rows() -> list[dict]:
        return run.api(CLERK, f"{path}/dispatches")["items"]

    recorder.until(lambda: not any(row["state"] in UNDELIVERED for row in rows()), seconds=90)
    own = [row for row in rows() if any(name in row["receiver_name"] for name in office)]
    run.note(f"{what} lies with {LEAD_UNIT}", holds=len(own) == 1)
    subject = read(run, path)["subject"]

    def arrived() -> list[dict]:
        found = run.api(THEIR_CLERK, ARRIVALS)["items"]
        return [row for row in found if row["subject"] == subject]

    recorder.until(lambda: arrived() != [], seconds=90)
    theirs = arrived()[0]
    agency = demo_data.agency(GUESTS).vi
    holds = theirs["state"] == "arrived"
    run.note(f"{what} has come to the clerk of {agency} ({theirs['state']})", holds=holds)


def waiting(run) -> int:
    """How many on the list were not written to yet."""
    page = run.page(SECRETARY)
    page.goto(f"{run.path}/answers")
    return page.get_by_text("no letter yet").count()


def read(run, path: str) -> dict:
    """A document as a program of the clerk reads it."""
    return run.api(CLERK, path)


def state(run, path: str) -> str:
    """Where a meeting stands."""
    return run.api(SECRETARY, path)["state"]


def document_of(page) -> str:
    """The address of the document whose page is open."""
    return "/documents/" + page.url.rpartition("/documents/")[2][:36]


def signatures(run, path: str, name: str) -> int:
    """How many signatures of the issued file another program calls valid."""
    main = next(row for row in read(run, path)["files"] if row["role"] == "main")
    target = run.folder.parent / name
    target.write_bytes(run.page(CLERK).request.get(f"/documents/files/{main['uid']}").body())
    return attending.pdfsig(target)


def words_of(target) -> str:
    """The text of a PDF, on one line."""
    told = subprocess.run(["pdftotext", target, "-"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split())
