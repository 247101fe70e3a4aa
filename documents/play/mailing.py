"""After the matter: a letter from outside comes by SMTP, is filed and is answered."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formataddr, localtime, make_msgid
from urllib.parse import urlsplit

from office import demo_data
from office.demo.browser import Page, PlayFault
from office.demo.stage import Stage, state_of, until
from office.demo_data import DemoPlay

OUTSIDE = ("Trung tâm Dữ liệu mẫu", "vanphong@dulieumau.example")
CLERKS = "Văn thư"
SUBJECT = "Công văn số 45/CV-TTDL về việc phối hợp cung cấp dữ liệu"
TEXT = """Kính gửi: Sở Nội vụ tỉnh Lam Giang

Trung tâm đề nghị Quý Sở cho ý kiến về danh mục dữ liệu dùng chung, công văn gửi kèm thư này.

Trân trọng."""
ANSWER = """Kính gửi Trung tâm,

Sở đã nhận được công văn, đã vào sổ số đến {number} và sẽ trả lời bằng văn bản.

Trân trọng."""
PATIENCE = 20.0


def play_mailing(stage: Stage) -> None:
    """Play the letter, from the SMTP server to the answer."""
    cast = demo_data.first_matter().play
    letter = _sent(stage, cast)
    item = arrived(stage, cast)
    number = file_into_register(stage, cast, item)
    answer(stage, cast, letter, number)


def _sent(stage: Stage, cast: DemoPlay) -> EmailMessage:
    """A mail server of another house hands the letter over."""
    letter = EmailMessage()
    letter["From"] = formataddr(OUTSIDE)
    letter["To"] = clerks_address(stage, cast)
    letter["Subject"] = SUBJECT
    letter["Date"] = localtime()
    letter["Message-ID"] = make_msgid(domain=OUTSIDE[1].partition("@")[2])
    letter.set_content(TEXT)
    for pdf in sorted((stage.folder / "out").glob("*.pdf"))[:1]:
        letter.add_attachment(
            pdf.read_bytes(), maintype="application", subtype="pdf", filename="cong-van-45.pdf"
        )
    door = stage.sheet["services"]["smtp"]
    with smtplib.SMTP(door["host"], door["port"], timeout=PATIENCE) as line:
        line.send_message(letter, from_addr=OUTSIDE[1])
    stage.say("A letter from outside was handed over by SMTP")
    return letter


def clerks_address(stage: Stage, cast: DemoPlay) -> str:
    """The address of the desk where the clerk of the story sits."""
    domain = stage.account(cast.clerk)["email"].partition("@")[2]
    return f"vanthu@{domain}"


def arrived(stage: Stage, cast: DemoPlay) -> str:
    """The clerk finds it in the box of the desk; gives its address there."""
    clerk = stage.at_desk(cast.clerk)
    box = clerk.get("/mail").link(CLERKS)
    if not box:
        raise PlayFault("the clerk has no mailbox of the desk")
    page = until(lambda: _listed(clerk.get(box)), "the letter lies in the box of the clerks")
    item = urlsplit(page.link(SUBJECT)).path
    stage.say("The letter lies in the box of the clerks", item)
    return item


def _listed(page: Page) -> Page | None:
    return page if page.link(SUBJECT) else None


def file_into_register(stage: Stage, cast: DemoPlay, item: str) -> str:
    """One click takes it into the register, exactly as it came; gives its arrival number."""
    clerk = stage.at_desk(cast.clerk)
    action = f"/documents/from-mail/{item.rpartition('/')[2]}"
    page = clerk.get(action).submit(action)
    document = page.path.removesuffix("/registration")
    page.submit("/registration")
    number = str(state_of(stage, f"/api/v1{document}", cast.clerk)["arrival_no"])
    stage.say(f"It is filed into the register as no. {number}, byte by byte", document)
    stage.say("The letter shows its number", item)
    return number


def answer(stage: Stage, cast: DemoPlay, letter: EmailMessage, number: str) -> None:
    """The clerk answers with a mail program and the password of a device."""
    row = stage.account(cast.clerk)
    reply = EmailMessage()
    reply["From"] = clerks_address(stage, cast)
    reply["To"] = formataddr(OUTSIDE)
    reply["Subject"] = f"Re: {SUBJECT}"
    reply["Date"] = localtime()
    reply["Message-ID"] = make_msgid(domain=row["email"].partition("@")[2])
    reply["In-Reply-To"] = reply["References"] = letter["Message-ID"]
    reply.set_content(ANSWER.format(number=number))
    door = stage.sheet["services"]["submission"]
    with smtplib.SMTP(door["host"], door["port"], timeout=PATIENCE) as line:
        line.starttls(context=_loopback())
        line.login(row["email"], row["app_password"])
        line.send_message(reply)
    clerk = stage.at_desk(cast.clerk)
    box = f"{clerk.get('/mail').link(CLERKS).partition('?')[0]}?view=sent"
    page = until(lambda: _answered(clerk.get(box)), "the answer lies among what was sent")
    stage.say(
        "Answered; the letter waits until an administrator opens the door for outgoing mail",
        urlsplit(page.link(SUBJECT)).path,
    )


def _answered(page: Page) -> Page | None:
    return page if page.link(SUBJECT) else None


def _loopback() -> ssl.SSLContext:
    """The certificate of a demo is its own; the line never leaves this machine."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
