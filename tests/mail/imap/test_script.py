"""What IMAP promises (RFC 9051, 4551, 5162, 6851), line by line on a box that is a projection."""

import re

from flask import current_app
from sqlalchemy import select

from mail import operations
from mail.models import Folder, Mailbox, MailItem, MailMessage
from office import blobs, clock
from office.db import db, transaction
from tests.documents.pages import Reader
from tests.mail.imap.speaking import speaking
from tests.mail.imap.test_window import fresh, is_unseen, letter
from tests.mail.post import build_item
from tests.mail.test_purging import LONG_AGO, WHY, message_of, night
from tests.needs import needs

pytestmark = needs("dovecot")
MIXED = (
    b"From: an@ngoai.example\r\nTo: van.thu@snv.example\r\nSubject: ba\r\n"
    b"Date: Mon, 02 Mar 2026 08:00:00 +0700\r\nMessage-ID: <ba@x.example>\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"K\xc3\xadnh g\xe1\xbb\xadi\r\n"
    b'--b\r\nContent-Type: application/pdf; name="a.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n"
)
SENT = letter("nop")
FLAGS = r"\* %d FETCH \((?=.*FLAGS \([^)]*%s)"
# A command, the literal it carries, what must stand among the answers ("!": what must not), the end
SCRIPT = [
    ("CAPABILITY", b"", [r"(?=.* UIDPLUS)(?=.* MOVE)(?=.* CONDSTORE)(?=.* QRESYNC)(?=.* IDLE)"]),
    ("CAPABILITY", b"", [r"(?=.* SPECIAL-USE)(?=.* NAMESPACE)(?=.* ESEARCH)(?=.* LIST-STATUS)"]),
    ("NAMESPACE", b"", [r'\* NAMESPACE \(\("" "/"\)\("Shared/" "/"\)\) NIL NIL']),
    ('LIST "" "*"', b"", [r".*\\Sent.*Sent", r".*\\Trash.*Trash", r".*\\Drafts.*Drafts"]),
    (
        "STATUS INBOX (MESSAGES UNSEEN UIDNEXT)",
        b"",
        [r".*MESSAGES 3 UIDNEXT 4 UNSEEN 0"],
    ),
    ("SELECT INBOX", b"", [r"\* 3 EXISTS", r"\* OK \[UIDVALIDITY \d+", r"\* OK \[UIDNEXT 4"]),
    ("FETCH 1:3 (UID RFC822.SIZE)", b"", [rf"\* 3 FETCH .*RFC822\.SIZE {len(MIXED)}"]),
    ("FETCH 3 BODYSTRUCTURE", b"", [r'.*"text" "plain".*"application" "pdf".*"mixed"']),
    ("FETCH 3 ENVELOPE", b"", [r'.*"Mon, 02 Mar 2026 08:00:00 \+0700" "ba"']),
    ("FETCH 3 BODY.PEEK[2]", b"", [r".*JVBERi0="]),
    ("FETCH 3 BODY.PEEK[]<0.5>", b"", [r".*\{5\}\r\nFrom:"]),
    ("FETCH 3 (FLAGS)", b"", [r"\* 3 FETCH"]),
    ('SEARCH SUBJECT "hai"', b"", [r"\* SEARCH 2$"]),
    ("SEARCH RETURN (COUNT) LARGER 300", b"", [r"\* ESEARCH .*COUNT 1"]),
    ("SEARCH CHARSET UTF-8 BODY {11}", "Kính gửi".encode(), [r"\* SEARCH 3$"]),
    ("STORE 1 -FLAGS (\\Seen)", b"", [r"!\* 1 FETCH .*\\Seen"]),
    ("SEARCH UNSEEN", b"", [r"\* SEARCH 1$"]),
    ("STORE 2 +FLAGS (\\Flagged \\Answered)", b"", [FLAGS % (2, r"\\Flagged")]),
    ("STORE 2 +FLAGS.SILENT (\\Seen)", b"", [r"!\* 2 FETCH .*FLAGS"]),
    ("COPY 2 Archive", b"", [], r"OK \[COPYUID \d+ 2 1\]"),
    ("STATUS Archive (MESSAGES)", b"", [r".*MESSAGES 1"]),
    ("MOVE 1 Junk", b"", [r"\* OK \[COPYUID \d+ 1 1\]", r"\* 1 EXPUNGE"]),
    (f"APPEND Sent (\\Seen) {{{len(SENT)}}}", SENT, [], r"OK \[APPENDUID \d+ 1\]"),
    ("UID STORE 2:3 +FLAGS (\\Deleted)", b"", [FLAGS % (1, r"\\Deleted")]),
    ("UID EXPUNGE 3", b"", [r"\* 2 EXPUNGE"]),
    ("EXPUNGE", b"", [r"\* 1 EXPUNGE"]),
    ("FETCH 99 FLAGS", b"", [], r"BAD"),
    ("SELECT Khong-co", b"", [], r"NO "),
    ("CREATE Rieng", b"", [], r"NO"),
    ("NOOP", b"", []),
]


def holds(command, data, wanted, end, speaker):
    """One line of the script, told as a fault or as nothing."""
    said, ending = speaker.say(command, data)
    lines = [one.decode() for one in said]
    for pattern in wanted:
        found = any(re.match(pattern.lstrip("!"), one, re.DOTALL) for one in lines)
        if found is pattern.startswith("!"):
            return [(command, pattern, lines)]
    return [] if re.match(end, ending.decode()) else [(command, end, ending)]


def test_the_projected_box_answers_each_command_as_the_standard_says(window):
    mail = window.mail
    box = mail.boxes["official"]
    one, two, three = (build_item(box, data=data) for data in (letter("mot"), letter("hai"), MIXED))
    login, secret = window.device("official")
    window.server.start()
    window.sync()
    with speaking(window.server, login, secret) as speaker:
        faults = [
            fault
            for command, data, wanted, *end in SCRIPT
            for fault in holds(command, data, wanted, end[0] if end else "OK", speaker)
        ]
    assert faults == []
    window.quick()
    assert is_unseen(one, mail.official)
    assert fresh(one).folder is Folder.JUNK
    assert (fresh(two).folder, fresh(two).is_answered) == (Folder.ARCHIVE, True)
    assert (fresh(three).folder, fresh(three).removed_via) == (Folder.TRASH, "imap")
    lie = select(MailMessage.subject, MailItem.folder).join(MailItem).order_by(MailItem.id)
    assert db.session.execute(lie).all()[3:] == [("nop", Folder.SENT)]


def test_who_waits_hears_at_once_and_who_returns_hears_only_what_changed(window):
    mail = window.mail
    first = build_item(mail.boxes["official"], data=letter("mot"))
    login, secret = window.device("official")
    window.server.start()
    window.sync()
    with speaking(window.server, login, secret) as speaker:
        said, _end = speaker.say("SELECT INBOX (CONDSTORE)")
        validity, count = (number(said, name) for name in ("UIDVALIDITY", "HIGHESTMODSEQ"))
        tag = speaker.ask("IDLE")
        assert speaker.heard().startswith(b"+")
        build_item(mail.boxes["official"], data=letter("hai"))
        window.quick()
        assert speaker.heard() == b"* 2 EXISTS"
        speaker.send(b"DONE\r\n")
        assert speaker.until(tag)[1].startswith(b"OK")
    operations.star(mail.opened("official"), [fresh(first)], by=mail.official)
    window.sync()
    window.server.stop()
    window.server.begin(window.server.room / "made" / "dovecot.conf")
    with speaking(window.server, login, secret) as speaker:
        speaker.say("ENABLE QRESYNC")
        said, _end = speaker.say(f"SELECT INBOX (QRESYNC ({validity} {count}))")
        changed = [one for one in said if b" FETCH " in one]
        assert number(said, "UIDVALIDITY") == validity
        assert [b"UID 1 " in one and b"\\Flagged" in one for one in changed][:1] == [True]
        said, _end = speaker.say("UID STORE 2 +FLAGS (\\Deleted)")
        assert b"* VANISHED 2" in speaker.say("EXPUNGE")[0]


def number(said, name):
    """The number in an answer to SELECT."""
    wanted = re.compile(rb"\* OK \[%s (\d+)" % name.encode())
    return int(next(found[1] for one in said if (found := wanted.match(one))))


def test_what_a_program_expunges_comes_back_on_the_page(window):
    mail = window.mail
    box, item = mail.boxes["official"], build_item(mail.boxes["official"], data=letter("mot"))
    login, secret = window.device("official")
    window.server.start()
    window.sync()
    with window.server.program(login, secret) as program:
        program.delete("1")
        window.quick()
        page = Reader(current_app, mail.official)
        assert path_of(item) in page.get(f"/mail/boxes/{box.uid}?view=trash")
        page.post(f"/mail/boxes/{box.uid}/acts/restoration", chosen=item.uid)
        window.quick()
        program.client.noop()
        (again,) = program.fetch(mark_seen=False)
        assert (again.subject, again.uid) == ("mot", "2")


def path_of(item):
    return f"/mail/items/{item.uid}"


def test_a_hold_outlasts_expunge_periods_and_a_full_box_and_its_release_frees_all(window):
    mail = window.mail
    box, item = mail.boxes["official"], build_item(mail.boxes["official"], data=letter("mot"))
    sha256 = message_of(item).sha256
    login, secret = window.device("official")
    window.server.start()
    window.sync()
    hold = operations.place_hold(box, **WHY, by=mail.security)
    with window.server.program(login, secret) as program:
        program.delete("1")
    window.quick()
    with transaction():
        fresh(item).deleted_at = clock.now() - LONG_AGO
        db.session.get_one(Mailbox, box.id).quota_bytes = 1
    night()
    assert fresh(item).removed_at is None
    assert blobs.read(sha256) == letter("mot")
    operations.release_hold(hold, reason="Kết thúc thanh tra", by=mail.security)
    night()
    window.sync()
    assert not blobs.exists(sha256)
    assert [one for one in links(window) if one.read_bytes() == letter("mot")] == []


def links(window):
    """Every letter that lies in the folders of programs."""
    root = window.settings.data_dir / "maildir"
    return [one for one in root.rglob("*") if one.is_file() and one.parent.name in ("cur", "new")]
