"""Letters that are hostile, half there or of other worlds, in the same form as the usual ones."""

import base64
import random

from tests.office.foreign.letters_made import (
    SEED,
    SHAPES,
    SUBJECTS,
    VIETNAMESE,
    Made,
    file_part,
    head,
    leaf,
    several,
    text_part,
)

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==")


def newsletter(rng):
    """Everything by which a page looks, loads, asks and acts."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    page = (
        '<html><head><base href="https://xa.example/"><meta http-equiv=refresh content="0;url=/a">'
        '<link rel=stylesheet href="https://xa.example/a.css"><style>@import "//xa.example/b.css";'
        "p{background:url(https://xa.example/c.png)}</style><script>alert(1)</script></head>"
        '<body background="//xa.example/d.png" onload="alert(2)"><form action="https://xa.example/e">'
        f'<input name=q autofocus onfocus="alert(3)"><button>Gửi</button></form><p>{text}</p>'
        '<img src="https://xa.example/f.png?u=1" width=1 height=1 srcset="//xa.example/g.png 2x">'
        '<a href="javascript:alert(4)">x</a><svg onload="alert(5)"><image href="//xa.example/h"/>'
        '</svg><iframe src="https://xa.example/i"></iframe><video poster="//xa.example/j"></video>'
        "<table background=//xa.example/k.png><tr><td style='background:url(//xa.example/l)'>1</td>"
        "</tr></table></body></html>"
    )
    more = (b"List-Id: <tin.xa.example>", b"Precedence: bulk")
    told = head(rng, subject, *more) + leaf(page.encode(), b"text/html; charset=utf-8")
    return Made("newsletter", told, subject, text)


def unclosed(rng):
    """A page that opens much and closes nothing."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    page = f"<table><tr><td><div><blockquote type=cite><p>{text}<b><i><!-- <textarea><title>"
    return Made("unclosed", head(rng, subject) + leaf(page.encode(), b"text/html"), subject, text)


def nameless(rng):
    """Neither a subject nor a name of the sender."""
    text = rng.choice(VIETNAMESE)
    told = b"From: <an.danh@h99.example>\r\nMIME-Version: 1.0\r\n" + text_part(text)
    return Made("nameless", told, "", text, senders=("an.danh@h99.example",))


def headless(rng):
    """Words without any head, as old devices send them."""
    del rng
    return Made("headless", b"\r\nCanh bao: het muc\r\n", "", "Canh bao: het muc", senders=())


def empty(rng):
    subject = rng.choice(SUBJECTS)
    return Made("empty", head(rng, subject) + b"\r\n", subject, "")


def only_a_file(rng):
    subject = rng.choice(SUBJECTS)
    paper = leaf(b"%PDF-1.4\n%%EOF\n", b"application/pdf; name=cong-van.pdf")
    return Made("only a file", head(rng, subject) + paper, subject, "", "cong-van.pdf")


def sealed(rng):
    """An envelope for somebody's key, with nothing of use in it."""
    subject = rng.choice(SUBJECTS)
    body = leaf(b"0\x80", b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")
    return Made("sealed", head(rng, subject) + body, subject, "", "smime.p7m")


def pretty_privacy(rng):
    """Sealed in the way of RFC 3156, which nobody here opens."""
    subject = rng.choice(SUBJECTS)
    version = leaf(b"Version: 1\n", b"application/pgp-encrypted", encoding="7bit")
    sealed_words = leaf(b"-----BEGIN PGP MESSAGE-----\n", b"application/octet-stream; name=a.asc")
    body = several(b"encrypted", version, sealed_words)
    return Made("pgp", head(rng, subject) + body, subject, "", "a.asc")


def far_east(rng):
    charset, named = rng.choice((("gb18030", b"gb2312"), ("shift_jis", b"shift_jis")))
    text = "会議資料"
    body = leaf(text.encode(charset), b"text/plain; charset=" + named)
    return Made("far east", head(rng, "会議") + body, "会議", text)


def pictures(rng):
    """A picture of its own beside one that it names and does not have."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    page = f'<p>{text} 🇻🇳</p><img src="cid:a@b" alt="dấu"><img src="cid:khong@co">'
    body = several(
        b"related",
        leaf(page.encode(), b"text/html; charset=utf-8"),
        leaf(PIXEL, b"image/gif; name=dau.gif", b"Content-ID: <a@b>"),
    )
    return Made("pictures", head(rng, subject) + body, subject, text)


def matryoshka(rng):
    """Parts inside parts, deeper than anybody packs."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    body = text_part(text)
    for depth in range(120):
        body = several(b"mixed", body, boundary=b"=_d%d" % depth)
    return Made("matryoshka", head(rng, subject) + body, subject, "", notice="nested_too_deep")


def crowd(rng):
    """More parts than are read."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    files = [file_part(rng, f"{number}.txt") for number in range(1200)]
    body = several(b"mixed", text_part(text), *files)
    return Made("crowd", head(rng, subject) + body, subject, text, notice="too_many_parts")


def dangerous(rng):
    """A program under the name of a bill, and a table that starts something."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    program = leaf(
        b"MZ\x90\0", b"application/pdf", b'Content-Disposition: attachment; filename="a.pdf.exe"'
    )
    table = leaf(b"=cmd|'/c calc'!A1\n", b"text/csv; name=so-lieu.csv")
    body = several(b"mixed", text_part(text), program, table)
    return Made("dangerous", head(rng, subject) + body, subject, text, "a.pdf.exe")


def noise(rng):
    """What no line ever brings, behind a head that is right."""
    subject = rng.choice(SUBJECTS)
    return Made("noise", head(rng, subject) + b"\r\n" + rng.randbytes(2000), subject, "")


def control_signs(rng):
    """Signs that turn the direction and move the cursor, in names and words."""
    text = rng.choice(VIETNAMESE)
    told = head(rng, b"Gap\x07 \x1b[31m", sender="Sở\u202eNội\x00vụ".encode() + b" <a@h99.example>")
    body = leaf(f"\x08{text}\x0c\x1b]0;x\x07".encode(), b"text/plain; charset=utf-8")
    return Made("control signs", told + body, "", text, senders=())


def invited(rng):
    """An invitation that means it (RFC 6047), from a program of the phone."""
    subject = rng.choice(SUBJECTS)
    number = rng.getrandbits(40)
    said = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
        f"UID:{number}@h99.example\r\nDTSTAMP:20261123T030000Z\r\nDTSTART:20261130T020000Z\r\n"
        "DTEND:20261130T030000Z\r\nSUMMARY:Họp giao ban\r\nRRULE:FREQ=WEEKLY\r\n"
        "ORGANIZER:mailto:a@h99.example\r\nATTENDEE:mailto:vt@so.example\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    body = leaf(said.encode(), b"text/calendar; charset=utf-8; method=REQUEST")
    return Made("invited", head(rng, subject) + body, subject, "")


def wide_lines(rng):
    """A line of a hundred thousand letters, twice quoted."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    words = f"{text}\n> {'a' * 100_000}\n>> b\nA đã viết:\n> c\n"
    return Made("wide lines", head(rng, subject) + text_part(words), subject, text)


ODD = (
    newsletter,
    unclosed,
    nameless,
    headless,
    empty,
    only_a_file,
    sealed,
    pretty_privacy,
    far_east,
    pictures,
    matryoshka,
    crowd,
    dangerous,
    noise,
    control_signs,
    invited,
    wide_lines,
)


def all_letters(count, seed=SEED):
    """So many letters, the usual shapes and these in turn."""
    rng = random.Random(seed)  # noqa: S311  # the same letters every time
    shapes = (*SHAPES, *ODD)
    return [shapes[place % len(shapes)](rng) for place in range(count)]


def one_of_each(seed=SEED):
    """The first letter of every shape that five hundred hold."""
    made = {}
    for one in all_letters(500, seed):
        made.setdefault(one.shape, one)
    return list(made.values())
