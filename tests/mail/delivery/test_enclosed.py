"""A signature is judged and an invitation is read when a letter comes."""

from email.message import EmailMessage
from pathlib import Path

from mail.jobs.enclosed import calendar_of, seal_of
from mail.views.enclosed import called, signed
from office import blobs, clock
from office.foreign.letters import letters

INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//ban khac//VI
METHOD:REQUEST
BEGIN:VEVENT
UID:1@bhc.example
DTSTAMP:20261101T000000Z
DTSTART:20261125T020000Z
DTEND:20261125T030000Z
SUMMARY:Họp giao ban
LOCATION:Phòng họp A
ORGANIZER;CN=Nguyễn An:mailto:an@bhc.example
ATTENDEE;CN=Văn thư:mailto:vanthu@snv.lamgiang.example
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def read(raw, folder):
    (letter,) = letters([raw], into=Path(folder))
    return letter


def invitation():
    made = EmailMessage()
    made["From"], made["Subject"] = "an@bhc.example", "Giấy mời"
    made.set_content("Kính mời.")
    made.add_alternative(INVITATION, subtype="calendar", params={"method": "REQUEST"})
    return made.as_bytes()


def test_an_invitation_says_when_where_and_who(house, tmp_path):
    told = calendar_of(read(invitation(), tmp_path), tmp_path)
    found = called(told)
    assert (found.where, found.by) == ("Phòng họp A", "Nguyễn An")
    assert "Họp giao ban" in found.title
    assert "09:00" in found.begins


def test_a_letter_without_one_calls_nobody(house, tmp_path):
    plain = b"From: an@bhc.example\r\nSubject: Chao\r\n\r\nKinh gui.\r\n"
    letter = read(plain, tmp_path)
    assert calendar_of(letter, tmp_path) == {}
    assert called({}) is None
    assert seal_of(letter, "", at=clock.now()) == {}
    assert signed({}) is None


def test_a_broken_signature_is_told(house, tmp_path):
    raw = (
        b"From: an@bhc.example\r\nSubject: Ky\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/signed; protocol="application/pkcs7-signature";'
        b' micalg=sha-256; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
        b"Kinh gui.\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nMIIBAAAA\r\n--b--\r\n"
    )
    stored = blobs.put(raw)
    told = seal_of(read(raw, tmp_path), stored.sha256, at=clock.now())
    assert told["code"] == "broken"
    assert signed(told).kind == "stop"
