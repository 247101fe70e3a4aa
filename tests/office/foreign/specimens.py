"""Foreign files of all sorts, good and hostile, made here and kept nowhere."""

import struct
import zipfile
import zlib
from email.message import EmailMessage
from functools import cache
from io import BytesIO

import pikepdf
import typst
from docx import Document
from PIL import Image

from office import fonts
from office.foreign import child

MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def child_with_the_network_open():
    """How a child starts on a machine whose kernel refuses it a network namespace."""
    held = "import office.foreign.inside.jail as jail; jail.leave_network = lambda _libc: False; "
    return child.START.replace("from office", held + "from office", 1)


def typst_pdf(source):
    """A PDF with real words, set like an official paper."""
    begin = f'#set text(font: "{fonts.serif_family()}", size: 14pt)\n#set page("a4")\n'
    return typst.compile(
        (begin + source).encode(), font_paths=fonts.typst_fonts(), ignore_system_fonts=True
    )


def plain_pdf(pages=1, extra=b"", trailer=b""):
    """A PDF written by hand: `extra` objects, more `trailer` entries."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R%s>>" % extra]
    objects.append(b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids))
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * pages
    out = BytesIO(b"%PDF-1.7\n")
    out.seek(0, 2)
    places = []
    for number, words in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, words))
    table = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows))
    out.write(
        b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, table)
    )
    return out.getvalue()


def encrypted_pdf(user="", owner="mở"):
    """A PDF under a password; with an empty `user` one it opens but may not be changed."""
    with pikepdf.open(BytesIO(plain_pdf())) as opened:
        stream = BytesIO()
        opened.save(stream, encryption=pikepdf.Encryption(owner=owner, user=user))
    return stream.getvalue()


def acting_pdf(action):
    """A PDF that does something when it is opened."""
    return plain_pdf(extra=b"/OpenAction<</S/%s/F(x)/JS(x)>>" % action)


def pdf_with_attachment(name="a.exe", data=b"MZ", *, shown=""):
    """A PDF that carries another file; `shown` is a second name for it."""
    with pikepdf.open(BytesIO(plain_pdf())) as opened:
        spec = pikepdf.AttachedFileSpec(opened, data, filename=name)
        opened.attachments[name] = spec
        if shown:
            spec.obj.UF = shown
        stream = BytesIO()
        opened.save(stream)
    return stream.getvalue()


def pdf_with_pinned_file():
    """A PDF with a program pinned to its page, which no list of enclosed files names."""
    with pikepdf.open(BytesIO(plain_pdf())) as opened:
        spec = pikepdf.AttachedFileSpec(opened, b"MZ", filename="a.exe")
        pin = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9]
        )
        pin.FS = spec.obj
        opened.pages[0].Annots = opened.make_indirect(pikepdf.Array([opened.make_indirect(pin)]))
        stream = BytesIO()
        opened.save(stream)
    return stream.getvalue()


def deep_pdf(depth=200_000):
    """A PDF with arrays in arrays."""
    return plain_pdf(extra=b"/X " + b"[" * depth + b"]" * depth)


def looping_pdf():
    """A PDF whose page tree holds itself."""
    return plain_pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")


def hybrid_pdf():
    """The kind of file Word makes: a plain table that points at a stream as well."""
    return plain_pdf(trailer=b"/XRefStm 9")


def docx(*paragraphs):
    """A plain .docx."""
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def container(*parts, kind=MAIN):
    """An office container with the given parts; the content type decides what it claims to be."""
    types = b'<Types><Override PartName="/word/document.xml" ContentType="%s"/></Types>' % kind
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name, data in parts:
            archive.writestr(name, data)
    return stream.getvalue()


@cache
def docx_bomb():
    """60 kB that unpack to 60 MB."""
    return container(("word/document.xml", b"\0" * 60_000_000))


def lying_docx():
    """A container whose directory claims less than there is."""
    data = container(("word/document.xml", b"a" * 5_000_000))
    place = data.rindex(struct.pack("<I", 5_000_000))
    return data[:place] + struct.pack("<I", 10) + data[place + 4 :]


def image(name="PNG", size=(60, 40), **more):
    """A small picture."""
    stream = BytesIO()
    Image.new("RGB", size, "white").save(stream, name, **more)
    return stream.getvalue()


def huge_png(side=60_000):
    """A few bytes that claim 3.6 thousand million pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
        for tag, data in chunks
    )


def mail(*attachments):
    """A mail file with what hangs on it."""
    message = EmailMessage()
    message["From"] = "Bộ Mẫu <vt@bm.example>"
    message["Subject"] = "Về việc báo cáo"
    message.set_content("Kính gửi văn thư.")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
