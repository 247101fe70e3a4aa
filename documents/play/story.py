"""The first matter as its officials play it, page by page."""

import json
from urllib.parse import urlsplit

from documents.demo.texts import markdown
from office import clock, demo_data
from office.demo.browser import Page, PlayFault
from office.demo.stage import Stage, call, fetched, may_open, sign_ready, until
from office.demo_data import DemoPlay, filled

FINISHED = "06"
ARRIVALS = "/documents/incoming?view=unregistered"


def play(stage: Stage) -> None:
    """Play the whole matter, from the axis to the last receipt."""
    cast = demo_data.first_matter().play
    register(stage, cast)
    propose(stage, cast)
    direct(stage, cast)
    hand_on(stage, cast)
    draft(stage, cast)
    ask_opinion(stage, cast)
    submit(stage, cast)
    sign(stage, cast)
    seal(stage, cast)
    follow(stage, cast)
    keep(stage, cast)


def register(stage: Stage, cast: DemoPlay) -> None:
    """The clerk takes the letter into the register and presents it to the office head."""
    clerk = stage.at_desk(cast.clerk)
    subject = demo_data.first_matter().subject
    listed = until(lambda: _with_link(clerk.get(ARRIVALS), subject), "the first letter arrives")
    stage.question = _document_path(listed.link(subject))
    stage.say("The letter has arrived over the axis", stage.question)
    page = clerk.get(f"{stage.question}/registration")
    office_head = demo_data.person(cast.office_head).name
    present_to = page.form("/registration").choice("present_to", office_head)
    page.submit("/registration", present_to=present_to)
    stage.say("Registered and presented to the office head", stage.question)


def propose(stage: Stage, cast: DemoPlay) -> None:
    """The office head proposes lead, cooperating and informed rooms."""
    page = stage.at_desk(cast.office_head).get(f"{stage.question}/proposal")
    leader = page.form("/proposal").choice("leader", demo_data.person(cast.leader).name)
    receivers = _receivers(page, "/proposal", cast)
    page.submit("/proposal", text=cast.proposal, leader=leader, **receivers)
    stage.say("The office head has proposed the direction", stage.question)


def direct(stage: Stage, cast: DemoPlay) -> None:
    """The leader writes the direction and assigns."""
    page = stage.at_desk(cast.leader).get(f"{stage.question}/direction")
    receivers = _receivers(page, "/direction", cast)
    page.submit("/direction", text=cast.direction, **receivers)
    stage.say("The leader has directed and assigned", stage.question)


def hand_on(stage: Stage, cast: DemoPlay) -> None:
    """The head of the lead room hands the work to an official."""
    page = stage.at_desk(cast.unit_head).get(f"{stage.question}/handing-on")
    official = page.form("/handing-on").choice("lead", demo_data.person(cast.official).name)
    page.submit("/handing-on", lead=official, text=cast.unit_direction)
    stage.say("Handed on to the official", stage.question)


def draft(stage: Stage, cast: DemoPlay) -> None:
    """The official drafts the reply in the form."""
    official = stage.at_desk(cast.official)
    page = official.get(stage.question).submit(f"{stage.question}/reply")
    stage.reply = page.path.removesuffix("/draft")
    signer = page.form("/draft").choice("signer", demo_data.person(cast.leader).name)
    page.submit(
        "/draft",
        subject=cast.reply_subject,
        body=markdown(filled(cast.reply, **_facts())),
        signer=signer,
    )
    stage.say("The official has drafted the reply", f"{stage.reply}/draft")


def ask_opinion(stage: Stage, cast: DemoPlay) -> None:
    """A colleague is asked for an opinion and gives it."""
    page = stage.at_desk(cast.official).get(f"{stage.reply}/opinions")
    adviser = page.form("/opinions").choice("desk", demo_data.person(cast.adviser).name)
    page.submit("/opinions", desk=adviser, question=cast.question)
    page = stage.at_desk(cast.adviser).get(f"{stage.reply}/opinion")
    page.submit("/opinion", choice="agree", text=cast.opinion)
    stage.say("The opinion is given", stage.reply)


def submit(stage: Stage, cast: DemoPlay) -> None:
    """The official submits once the PDF is made; until then the page refuses."""
    official = stage.at_desk(cast.official)
    signer = demo_data.person(cast.leader).name

    def submitted() -> Page | None:
        page = may_open(official, f"{stage.reply}/submission")
        if page is None:
            return None
        chosen = page.form("/submission").choice("signer", signer)
        try:
            return page.submit("/submission", signer=chosen)
        except PlayFault:
            return None

    until(submitted, "the PDF of the draft")
    stage.say("Submitted for signature", stage.reply)


def sign(stage: Stage, cast: DemoPlay) -> None:
    """The leader reads and signs."""
    leader = stage.at_desk(cast.leader)
    page = leader.get(stage.reply)
    if page.has_form("/reading"):
        page.submit("/reading")
    _sign(stage, cast.leader, page, f"{stage.reply}/signature")
    clerk = stage.at_desk(cast.clerk)
    until(lambda: may_open(clerk, f"{stage.reply}/numbering"), "the leader's signature")
    stage.say("The leader has signed", stage.reply)


def seal(stage: Stage, cast: DemoPlay) -> None:
    """The clerk numbers, seals and issues."""
    clerk = stage.at_desk(cast.clerk)
    page = clerk.get(f"{stage.reply}/numbering").submit("/numbering")
    sign_ready(stage, cast.clerk, page)
    stage.say("Numbered and sealed by the clerk", stage.reply)


def follow(stage: Stage, cast: DemoPlay) -> None:
    """The receiver's receipts arrive; the question is closed by the reply."""
    token = stage.account(cast.clerk)["token"]
    uid = stage.reply.rpartition("/")[2]

    def finished() -> Page | None:
        rows = call(stage, f"/api/v1/documents/{uid}/dispatches", token)["items"]
        done = rows and all(row["state"] == FINISHED for row in rows)
        return stage.at_desk(cast.clerk).get(stage.reply) if done else None

    until(finished, "the receipts of the receiver")
    question = call(stage, f"/api/v1{stage.question}", token)
    if question["state"] != "completed":
        raise PlayFault(f"the question is {question['state']}, not completed")
    stage.say("The receiver has accepted and finished; every receipt is here", stage.reply)


def keep(stage: Stage, cast: DemoPlay) -> None:
    """Leave the signed PDF and the edXML in the folder."""
    out = stage.folder / "out"
    out.mkdir(exist_ok=True)
    token = stage.account(cast.clerk)["token"]
    found = call(stage, f"/api/v1{stage.reply}", token)
    main = next(row for row in found["files"] if row["role"] == "main")
    pdf = out / main["name"]
    pdf.write_bytes(stage.at_desk(cast.clerk).download(f"/documents/files/{main['uid']}"))
    edxml = out / f"{pdf.stem}.edxml"
    edxml.write_bytes(_sent_message(stage, found["identifier"]))
    stage.tell(f"The signed PDF and the message lie in {out}", "")


def _sign(stage: Stage, login: str, page: Page, action: str) -> None:
    answer = page.submit(action)
    sign_ready(stage, login, answer)


def _receivers(page: Page, action: str, cast: DemoPlay) -> dict[str, object]:
    names = {row.key: row.vi for row in demo_data.units()}
    form = page.form(action)
    return {
        "lead": form.choice("lead", names[cast.lead]),
        "cooperate": [form.choice("cooperate", names[key]) for key in cast.cooperating],
        "inform": [form.choice("inform", names[key]) for key in cast.informed],
    }


def _facts() -> dict[str, str]:
    matter = demo_data.first_matter()
    issued = clock.add_working_days(clock.today(), -matter.dated_days_ago)
    return {
        "number": f"{matter.number}/{matter.symbol}",
        "date": f"{issued:%d/%m/%Y}",
        "sender": demo_data.external_agency(matter.sender).vi,
        "subject": matter.subject,
    }


def _with_link(page: Page, words: str) -> Page | None:
    return page if page.link(words) else None


def _document_path(href: str) -> str:
    parts = urlsplit(href)
    for piece in (*parts.query.split("&"), parts.path):
        name = piece.rpartition("=")[2].rpartition("/")[2]
        if len(name) == 36:
            return f"/documents/{name}"
    raise PlayFault(f"no document in the link {href}")


def _sent_message(stage: Stage, identifier: str) -> bytes:
    axis = stage.sheet["services"]["axis"]
    headers = {"Authorization": f"Bearer {axis['token']}"}
    base = f"http://{axis['host']}:{axis['port']}"
    for row in json.loads(fetched(f"{base}/log", headers)):
        if row["kind"] == "edoc" and row["document_id"] == identifier:
            return fetched(f"{base}/messages/{row['id']}", headers)
    raise PlayFault("the axis does not know the message")
