"""The whole matter in a browser, by clerk, leader, head of a room and official.

Once the reply is written in the form, once it is changed in a word processor.
"""

import hashlib
import re
import subprocess

import docx
import pytest

from office.foreign.reading import text
from tests.documents.axis import messages

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BODY = "Phúc đáp Công văn nêu trên, Sở Nội vụ báo cáo như sau.\n\nĐã kết nối ba mươi sáu hồ sơ."
WRITTEN = "Đã kết nối ba mươi sáu hồ sơ."
CHANGED = "Đã kết nối bảy mươi hai hồ sơ sau khi sửa trong tệp Word."


def option(page, field, words):
    labels = page.locator(f"{field} option").all_inner_texts()
    return next(label for label in labels if words in label)


def choose(page, field, words):
    page.locator(field).select_option(label=option(page, field, words))


def opened(official, path, subject):
    """The page of a document, by its row in a list."""
    official.wait_for(path, subject).click()
    page = official.page
    if page.url.endswith(path):
        page.get_by_role("link", name="Open page").click()
    page.locator(".doc-head, h1").first.wait_for()
    return page


def register(world, subject):
    clerk = world.clerk
    page = opened(clerk, f"/documents/search?q={subject}", subject)
    page.get_by_role("link", name="Register", exact=True).click()
    choose(page, "#present_to", world.house.leader.name)
    page.get_by_role("button", name="Register", exact=True).click()
    page.locator(".toast", has_text="Registered as no.").wait_for()


def direct(world, subject):
    page = opened(world.leader, "/documents/incoming?view=open", subject)
    page.locator("a[href$='/direction']").click()
    row = page.get_by_role("group", name="Phòng Công chức")
    row.locator("label.lead").click()
    page.fill("#text", "Phòng Công chức chủ trì tham mưu trả lời.")
    page.get_by_role("button", name="Sign and assign").click()
    page.locator(".toast", has_text="Assigned to 1 desk").wait_for()


def hand_on(world, subject):
    page = opened(world.head, "/documents/incoming?view=open", subject)
    page.locator("a[href$='/handing-on']").click()
    page.get_by_role("group", name=world.house.official.name).locator("label.lead").click()
    page.fill("#text", "Dự thảo trả lời trong tuần.")
    page.get_by_role("button", name="Hand on").click()
    page.locator(".toast").wait_for()


def draft(world, subject):
    """Written in the form; gives the address of the reply."""
    page = opened(world.official, "/documents/incoming?view=open", subject)
    page.locator("form[action$='/reply'] button").click()
    page.fill("#body", BODY)
    choose(page, "#signer", world.house.leader.name)
    page.get_by_role("button", name="Save and show").click()
    page.locator("#pages img").first.wait_for()
    return page.url.removesuffix("/draft").removeprefix(world.address)


def change_in_word(world, folder):
    """The template out, one sentence changed, the file in; nothing is placed by hand."""
    page, path = world.official.page, folder / "du-thao.docx"
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as .docx").click()
    coming.value.save_as(path)
    paper = docx.Document(path)
    (line,) = [one for one in paper.paragraphs if WRITTEN in one.text]
    line.runs[0].text = CHANGED
    for run in line.runs[1:]:
        run.text = ""
    paper.save(path)
    page.set_input_files("#source", path)
    page.get_by_role("button", name="Take this file as the source").click()
    page.get_by_text("The source is now the file").wait_for()


def submit(world, reply):
    official = world.official
    page = official.open(f"{reply}/submission")
    page.locator("button.go-on:enabled").click()
    page.locator(".toast", has_text="Submitted for signature.").wait_for()


def sign(world, subject):
    leader = world.leader
    leader.wait_for("/documents/signing", subject).click()
    page = leader.page
    page.get_by_role("button", name="Sign this one").click()
    give_pin(leader, "Sign 1 document", "1 of 1 signed")


def give_pin(official, button, done):
    page = official.page
    page.fill("#pin", official.pin)
    page.get_by_role("button", name=button).click()
    official.sees(page.get_by_role("heading", name=done), done)


def seal(world, subject):
    page = opened(world.clerk, "/documents/outgoing?view=to-issue", subject)
    page.locator("a[href$='/numbering']").click()
    page.get_by_role("button", name="Give the number, then seal").click()
    give_pin(world.clerk, "Seal 1 document", "1 of 1 sealed")


def receipts(world, reply):
    """The reply's page once the receiver has told that he is done."""
    official = world.official
    official.until(
        lambda: official.open(reply).locator("#receivers, .section", has_text="Completed").first,
        "the receipts",
    )
    return official.page


def signed_file(page, folder):
    href = page.get_by_role("link", name="Original").get_attribute("href")
    path = folder / "signed.pdf"
    path.write_bytes(page.request.get(href).body())
    return path


def play(world, number, subject, folder, *, in_word):
    for official in world.at_desk.values():
        official.page.errors.clear()
    identifier = world.letter_arrives(number, subject)
    register(world, subject)
    direct(world, subject)
    hand_on(world, subject)
    reply = draft(world, subject)
    if in_word:
        change_in_word(world, folder)
    submit(world, reply)
    sign(world, subject)
    seal(world, subject)
    page = receipts(world, reply)
    return identifier, page, signed_file(page, folder)


def check_signatures(path):
    said = subprocess.run(
        ["pdfsig", "-nocert", path], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature #") == said.count("Signature is Valid.") == 2


def judged(page):
    page.reload()
    return page.locator("details.verdict.valid")


def check_verdict(official, page):
    """Four answers, all green, for the person and for the seal."""
    official.until(lambda: judged(page), "the verdict")
    page.click("details.verdict summary")
    assert page.locator("details.verdict tr").count() == 4
    page.get_by_role("link", name="All answers for each signature").click()
    tables = page.locator("main table.table")
    tables.first.wait_for()
    assert tables.count() == 2
    assert tables.locator("tbody td:nth-of-type(1)").all_inner_texts() == ["Valid"] * 8


def check_message(world, identifier, subject, path):
    """What was sent parses back, is the signed file, and refers to the letter it answers."""
    symbol = re.search(r"\d+/SNV-CCVC", world.official.page.inner_text("main")).group()
    header, sha256 = world.sent(symbol)
    assert header.subject == subject
    assert [row.document_id for row in header.responses] == [identifier]
    assert [row.organ_id for row in header.receivers] == [messages.SENDER]
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def words_of(path):
    return " ".join(" ".join(text(path).pages).split())


def no_complaints(world):
    return [error for official in world.at_desk.values() for error in official.page.errors]


@pytest.mark.needs("pdfsig")
def test_a_reply_written_in_the_form(world, tmp_path):
    subject = "V/v kết nối phần mềm quản lý văn bản"
    identifier, page, path = play(world, "7816", subject, tmp_path, in_word=False)
    assert WRITTEN in words_of(path)
    check_signatures(path)
    check_message(world, identifier, subject, path)
    check_verdict(world.official, page)
    assert no_complaints(world) == []


@pytest.mark.needs("libreoffice")
@pytest.mark.needs("pdfsig")
def test_a_reply_changed_in_a_word_processor(world, tmp_path):
    subject = "V/v báo cáo kết quả số hóa hồ sơ"
    identifier, page, path = play(world, "7817", subject, tmp_path, in_word=True)
    assert CHANGED in words_of(path)
    assert WRITTEN not in words_of(path)
    check_signatures(path)
    check_message(world, identifier, subject, path)
    check_verdict(world.official, page)
    assert no_complaints(world) == []
