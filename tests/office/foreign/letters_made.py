"""Letters as they come in reality, made from a seed, each with what must be found in it."""

import base64
import quopri
import random
import unicodedata
import zlib
from dataclasses import dataclass
from email.header import Header
from functools import cache

from office.foreign.inside.letters import tables

SEED = 20260711
VIETNAMESE = (
    "Kính gửi quý cơ quan, đề nghị báo cáo kết quả thực hiện nhiệm vụ trước ngày mười lăm.",
    "Ủy ban nhân dân xã trân trọng kính mời đồng chí dự cuộc họp về rà soát nhà ở công vụ.",
    "Căn cứ quyết định điều động cán bộ, phòng nội vụ gửi danh sách những người được nghỉ phép.",
    "Đề nghị các thôn, tổ dân phố cử người tham gia lớp tập huấn chuyển đổi số tại huyện Đông Anh.",
)
ARABIC = (
    "تعقد اللجنة اجتماعها الأسبوع القادم في مقر الإدارة",
    "نرجو إرسال التقرير النهائي قبل نهاية هذا الشهر",
)
SUBJECTS = ("V/v báo cáo quý III", "Giấy mời họp", "Quyết định điều động", "Danh sách nghỉ phép")
NAMES = ("Nguyễn Văn Mẫu", "Trần Thị Ví Dụ", "Phạm Thử", "Sở Nội vụ")
FILES = ("phụ lục.txt", "Danh sách cán bộ.txt", "báo cáo quý III.txt", "قائمة.txt")


@dataclass(frozen=True)
class Made:
    """A letter and what its reader must find; `notice` is a code people must be told.

    One of `senders` is named.
    """

    shape: str
    data: bytes
    subject: str
    said: str
    file: str = ""
    notice: str = ""
    senders: tuple[str, ...] = NAMES


# ------------------------------------------------------------------------------ writing


@cache
def _places(charset):
    """For each letter of one of our own code pages the bytes it is written with."""
    read = tables.OWN[charset]
    found = {}
    for base in (b"", *(bytes([one]) for one in b"aeouy\xf4\xf6AEOUY\xd4\xd6")):
        for byte in range(0x20 if not base else 0x80, 256):
            written = base + bytes([byte])
            sign = unicodedata.normalize("NFC", read(written))
            is_plain = charset != "vni" or base or byte < 0x80 or written in LONE
            if len(sign) == 1 and is_plain:
                found.setdefault(sign, written)
    return found


LONE = {sign.encode("cp1252") for sign in "ôöæóòîñíìÔÖÆÓÒÎÑÍÌ"}


def written(text, charset):
    """The bytes of a text in any charset, ours too; TCVN3 has no capitals with marks."""
    if charset == "cp1258":
        return b"".join(_in_1258(sign) for sign in text)
    if charset not in tables.OWN:
        return text.encode(charset)
    places = _places(charset)
    return b"".join(places[sign] if sign in places else places[sign.lower()] for sign in text)


def _in_1258(sign):
    try:
        return sign.encode("cp1258")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFD", sign)
        tone = next(one for one in apart if one in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", apart.replace(tone, ""))
        return base.encode("cp1258") + tone.encode("cp1258")


def words_in(text, charset="utf-8", kind="b"):
    """A header value as encoded words, in pieces that may cut a letter in two."""
    data = text.encode(charset)
    pieces = [data[place : place + 17] for place in range(0, len(data), 17)]
    if kind == "b":
        coded = [base64.b64encode(one).decode() for one in pieces]
    else:
        coded = ["".join(f"={byte:02X}" for byte in one) for one in pieces]
    return "\r\n ".join(f"=?{charset}?{kind}?{one}?=" for one in coded).encode()


def head(rng, subject, *more, sender=None):
    """The usual head; a subject in bytes is taken as it is."""
    told = subject if isinstance(subject, bytes) else words_in(subject)
    sender = sender or words_in(rng.choice(NAMES)) + b" <a%d@h99.example>" % rng.randrange(99)
    lines = [
        b"Received: from mx.example by h99.example; Mon, 23 Nov 2026 03:00:00 +0000",
        b"From: " + sender,
        b"To: vt@so.example",
        b"Subject: " + told,
        b"Date: Mon, 23 Nov 2026 10:00:00 +0700",
        b"Message-ID: <%d@h99.example>" % rng.getrandbits(60),
        b"MIME-Version: 1.0",
        *more,
    ]
    return b"\r\n".join(lines) + b"\r\n"


def leaf(data, kind, *more, encoding="base64"):
    """One part with its head."""
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}
    body = coded[encoding](data) if encoding in coded else data
    lines = [b"Content-Type: " + kind, b"Content-Transfer-Encoding: " + encoding.encode(), *more]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def several(kind, *parts, boundary=b"=_b1", more=b""):
    """A multipart."""
    inner = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    top = b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"' + more
    return top + b"\r\n\r\n" + inner + b"--" + boundary + b"--\r\n"


def text_part(text, charset="utf-8", encoding="base64"):
    return leaf(
        written(text, charset), b"text/plain; charset=" + charset.encode(), encoding=encoding
    )


def file_part(rng, name, data=b"so lieu"):
    """An attachment whose name is told in one of the ways that occur."""
    way = rng.randrange(4)
    quoted = "".join(f"%{byte:02X}" for byte in name.encode()).encode()
    named = (
        b"filename*=UTF-8''" + quoted,
        b"filename*0*=UTF-8''" + quoted[:24] + b";\r\n filename*1*=" + quoted[24:],
        b'filename="' + words_in(name).replace(b"\r\n ", b" ") + b'"',
        b'filename="' + name.encode() + b'"',
    )[way]
    return leaf(data, b"application/octet-stream", b"Content-Disposition: attachment; " + named)


# ------------------------------------------------------------------------------- shapes


def plain(rng):
    charset = rng.choice(("utf-8", "cp1258", "utf-16"))
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    encoding = rng.choice(("base64", "quoted-printable"))
    named = {"cp1258": "windows-1258"}.get(charset, charset).encode()
    body = leaf(written(text, charset), b"text/plain; charset=" + named, encoding=encoding)
    return Made("plain", head(rng, subject) + body, subject, text)


def raw_head(rng):
    """Bytes of UTF-8 in the head, without a word about it."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    body = leaf(text.encode(), b"text/plain", encoding="8bit")
    return Made("raw head", head(rng, subject.encode()) + body, subject, text)


def decomposed(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    apart = unicodedata.normalize("NFD", text)
    told = words_in(unicodedata.normalize("NFD", subject))
    return Made("decomposed", head(rng, told) + text_part(apart), subject, text)


def old_code_page(rng):
    """What programs of the nineties send: TCVN3, VNI or VISCII under the name of Latin."""
    charset = rng.choice(("tcvn3", "vni", "viscii"))
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    if charset == "tcvn3":
        text, subject = text.lower(), subject.lower()
    claim = rng.choice((b"iso-8859-1", b"us-ascii", b"utf-8", b"x-user-defined"))
    body = leaf(written(text, charset), b"text/plain; charset=" + claim)
    told = head(rng, written(subject, charset)) + body
    return Made(f"old {charset}", told, subject, text, notice="charset_guessed")


def named_code_page(rng):
    charset, name = rng.choice((("tcvn3", b"x-viet-tcvn5712"), ("viscii", b"viscii")))
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    text = text.lower() if charset == "tcvn3" else text
    body = leaf(written(text, charset), b"text/plain; charset=" + name)
    return Made("named code page", head(rng, subject) + body, subject, text)


def painted(rng):
    """A page in UTF-8 whose font paints Vietnamese over Latin letters."""
    charset, font = rng.choice((("tcvn3", ".VnTime"), ("vni", "VNI-Times")))
    text, subject = rng.choice(VIETNAMESE).lower(), rng.choice(SUBJECTS)
    latin = tables.windows_1252(written(text, charset))
    page = f'<html><body><font face="{font}">{latin}</font></body></html>'.encode()
    body = leaf(page, b"text/html; charset=utf-8")
    return Made("painted", head(rng, subject) + body, subject, text, notice="charset_guessed")


def wrong_charset(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    claim = rng.choice((b"iso-8859-1", b"us-ascii", b"no-such-code", b"windows-1252"))
    body = leaf(text.encode(), b"text/plain; charset=" + claim)
    return Made("wrong", head(rng, subject) + body, subject, text, notice="charset_guessed")


def arabic(rng):
    charset = rng.choice(("utf-8", "cp1256", "iso8859-6"))
    text = rng.choice(ARABIC)
    coded = words_in(text, "iso-8859-6" if charset == "iso8859-6" else "utf-8", "q")
    named = {"cp1256": b"windows-1256", "iso8859-6": b"iso-8859-6"}.get(charset, b"utf-8")
    body = leaf(text.encode(charset), b"text/plain; charset=" + named)
    return Made("arabic", head(rng, coded) + body, text, text)


def alternative(rng):
    text, subject, file = rng.choice(VIETNAMESE), rng.choice(SUBJECTS), rng.choice(FILES)
    page = f"<html><body><p>{text}</p><img src='cid:a@b'></body></html>".encode()
    both = several(
        b"alternative",
        text_part(text),
        several(
            b"related",
            leaf(page, b"text/html; charset=utf-8", encoding="quoted-printable"),
            leaf(b"GIF89a", b"image/gif; name=a.gif", b"Content-ID: <a@b>"),
            boundary=b"=_b3",
        ),
        boundary=b"=_b2",
    )
    told = head(rng, subject) + several(b"mixed", both, file_part(rng, file))
    return Made("alternative", told, subject, text, file)


def page_only(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    page = f"<html><head><meta charset=utf-8><style>p{{}}</style></head><p>{text}<br></html>"
    return Made("page", head(rng, subject) + leaf(page.encode(), b"text/html"), subject, text)


def outlook(rng):
    """A page of Word with its separators, conditional comments and empty names of spaces."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml>'
        "<o:x/></xml><![endif]--></head><body lang=VI><div class=WordSection1><p class=MsoNormal>"
        f"{text}<o:p></o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt"
        " 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> A</p></div></div></body></html>"
    )
    both = several(
        b"alternative", text_part(text), leaf(page.encode(), b"text/html; charset=utf-8")
    )
    return Made("outlook", head(rng, subject, b"X-Mailer: Microsoft Outlook") + both, subject, text)


def winmail(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    bag = leaf(b"\x78\x9f\x3e\x22\0\0", b"application/ms-tnef; name=winmail.dat")
    told = head(rng, subject) + several(b"mixed", text_part(text), bag)
    return Made("winmail", told, subject, text, "winmail.dat", notice="winmail")


def forwarded(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    inner = head(rng, "Thư gốc") + text_part("Nội dung cũ")
    for depth in range(rng.randrange(4)):
        whole = b"Content-Type: message/rfc822\r\n\r\n" + inner
        inner = head(rng, "Thư gốc") + several(b"mixed", whole, boundary=b"=_in%d" % depth)
    whole = b"Content-Type: message/rfc822\r\n\r\n" + inner
    told = head(rng, subject) + several(b"mixed", text_part(text), whole)
    return Made("forwarded", told, subject, text, "Thư gốc.eml")


def signed(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    seal = leaf(b"0\x80", b"application/pkcs7-signature; name=smime.p7s")
    more = b'; protocol="application/pkcs7-signature"; micalg=sha-256'
    told = head(rng, subject) + several(b"signed", text_part(text), seal, more=more)
    return Made("signed", told, subject, text, "smime.p7s")


def invitation(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    said = f"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:{text}\r\nEND:VCALENDAR\r\n".encode()
    calendar = leaf(said, b"text/calendar; charset=utf-8; method=REQUEST")
    told = head(rng, subject) + several(b"alternative", text_part(text), calendar)
    return Made("invitation", told, subject, text, "invite.ics")


def report(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    fields = (
        b"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\n"
    )
    status = b"Content-Type: message/delivery-status\r\n\r\n" + fields
    more = b"; report-type=delivery-status"
    told = head(rng, subject) + several(b"report", text_part(text), status, more=more)
    return Made("report", told, subject, text, "report.txt")


def long_head(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    many = b",\r\n ".join(b"nguoi%d@so.example" % place for place in range(400))
    more = [b"Cc: " + many, *(b"X-Chain-%d: %s" % (n, b"a" * 900) for n in range(40))]
    return Made("long head", head(rng, subject, *more) + text_part(text), subject, text)


def no_boundary(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    told = several(b"mixed", text_part(text), file_part(rng, FILES[0]))
    told = told.replace(b'; boundary="=_b1"', b"", 1)
    return Made(
        "no boundary", head(rng, subject) + told, subject, text, FILES[0], "missing_boundary"
    )


def torn(rng):
    """The line broke while it came in."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    told = several(b"mixed", text_part(text), file_part(rng, FILES[0], b"x" * 900))
    told = told[: len(told) - rng.randrange(300, 700)]
    return Made("torn", head(rng, subject) + told, subject, text, FILES[0], "broken_mime")


def bare_lines(rng):
    """Line ends of another system, and a name without quotes."""
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    attached = leaf(b"x", b"application/octet-stream; name=so lieu.txt")
    told = head(rng, subject) + several(b"mixed", text_part(text), attached)
    return Made("bare lines", told.replace(b"\r\n", b"\n"), subject, text, "so lieu.txt")


def broken_coding(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS)
    body = text_part(text).rstrip() + b"\r\n*** het thu ***=\xff\r\n"
    return Made("coding", head(rng, subject) + body, subject, text, notice="broken_encoding")


def compressed(rng):
    """Bytes that are nothing, under the name of a paper."""
    text, subject, file = rng.choice(VIETNAMESE), rng.choice(SUBJECTS), "quyết định.pdf"
    attached = file_part(rng, file, b"%PDF-1.7\n" + zlib.compress(rng.randbytes(300)))
    told = head(rng, subject) + several(b"mixed", text_part(text), attached)
    return Made("false paper", told, subject, text, file)


def folded_by_library(rng):
    text, subject = rng.choice(VIETNAMESE), rng.choice(SUBJECTS) + " " + rng.choice(VIETNAMESE)
    told = Header(subject, "utf-8").encode(linesep="\r\n").encode()
    return Made("folded", head(rng, told) + text_part(text), subject, text)


SHAPES = (
    plain,
    raw_head,
    decomposed,
    old_code_page,
    named_code_page,
    painted,
    wrong_charset,
    arabic,
    alternative,
    page_only,
    outlook,
    winmail,
    forwarded,
    signed,
    invitation,
    report,
    long_head,
    no_boundary,
    torn,
    bare_lines,
    broken_coding,
    compressed,
    folded_by_library,
)


def letters_made(count, seed=SEED):
    """So many letters, every shape in turn; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311  # the same letters every time
    return [SHAPES[place % len(SHAPES)](rng) for place in range(count)]
