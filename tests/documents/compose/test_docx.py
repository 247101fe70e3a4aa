"""LibreOffice is real here: each conversion takes about two seconds."""

import os
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from documents.compose import docx
from office.config import current_settings
from office.foreign import child, conversion
from office.foreign.child import Limits
from office.foreign.inside.jail import Network
from office.foreign.refusals import ForeignFileRefused, Reason
from tests import needs
from tests.documents.compose.papers import faults_of_pdfa, letter, letter_boxes, where, words_of
from tests.office.foreign import specimens

real = needs.needs("libreoffice")


@pytest.fixture(scope="module")
def template():
    return docx.template_docx(letter())


@pytest.fixture
def network_open(monkeypatch):
    """A machine whose kernel refuses a network namespace."""
    monkeypatch.setattr(child, "START", specimens.child_with_the_network_open())


@pytest.fixture
def namespaces(monkeypatch):
    """Real conversions go on where namespaces are forbidden, as an administrator would allow."""
    if not child.is_network_out_of_reach():
        monkeypatch.setattr(conversion, "_network", lambda: Network.ANY)


def rewritten(data, name="word/document.xml", change=lambda xml: xml, more=()):
    """The same file with one part changed and others added."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.namelist():
            part = old.read(entry)
            new.writestr(entry, change(part) if entry == name else part)
        for entry, part in more:
            new.writestr(entry, part)
    return stream.getvalue()


def without_bookmark(data, name):
    document = Document(BytesIO(data))
    for start in list(document.element.iter(qn("w:bookmarkStart"))):
        if start.get(qn("w:name")) == name:
            start.getparent().remove(start)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


@real
@pytest.mark.usefixtures("namespaces")
def test_a_changed_draft_becomes_pdfa_with_its_places(template):
    document = Document(BytesIO(template))
    document.add_paragraph("Câu do chuyên viên viết thêm ở nhà: ngưỡng, thuở.")
    stream = BytesIO()
    document.save(stream)
    made = docx.convert_docx(stream.getvalue(), seal_diameter_mm=36)
    assert faults_of_pdfa(made.pdf) == []
    assert "Câu do chuyên viên viết thêm ở nhà: ngưỡng, thuở." in words_of(made.pdf)
    assert (made.missing, made.pages) == ((), 1)
    _assert_places_fit(made)


def _assert_places_fit(made):
    so, place = made.places["so"], made.places["chuky1"]
    number = where(made.pdf, "/SNV-VP")
    assert where(made.pdf, "Số:")[2] < so.x0 < so.x1 < number[0] + 1
    assert so.y0 + so.font_size / 4 == pytest.approx(where(made.pdf, "SNV-VP")[1], abs=1)
    inside = [box for box in letter_boxes(made.pdf) if _is_in(box, place)]
    assert inside == []
    assert where(made.pdf, "Trần Thị")[3] < place.y0 < place.y1 < where(made.pdf, "PHÓ GIÁM")[1]
    assert made.places["dau"].x1 - place.x0 == pytest.approx(place.width / 3)


def _is_in(box, place):
    return place.x0 < box[0] < place.x1 and place.y0 < box[1] < place.y1


@real
@pytest.mark.usefixtures("namespaces")
def test_a_lost_bookmark_is_named_for_the_drafter(template):
    made = docx.convert_docx(without_bookmark(template, "ngay"), seal_diameter_mm=36)
    assert made.missing == ("ngay",)
    assert "so" in made.places


@real
@pytest.mark.usefixtures("namespaces")
def test_a_conversion_that_takes_too_long_is_ended_with_all_its_programs(template, monkeypatch):
    monkeypatch.setattr(conversion, "LIMITS", Limits(seconds=0.3, memory_mb=3072, open_files=1024))
    with pytest.raises(ForeignFileRefused) as refused:
        docx.convert_docx(template)
    assert refused.value.reason is Reason.TIME
    time.sleep(0.1)
    assert not _running("docx-")


def _running(word):
    """Programs whose command line holds the word."""
    lines = []
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and int(process.name) != os.getpid():
            try:
                lines.append((process / "cmdline").read_bytes().decode(errors="replace"))
            except OSError:
                continue
    return [line for line in lines if word in line and "soffice" in line]


@pytest.mark.usefixtures("network_open")
def test_without_a_wall_the_converter_stays_off_and_the_way_round_is_said(template, monkeypatch):
    monkeypatch.setattr(conversion, "libreoffice", lambda: "/bin/true")
    with pytest.raises(conversion.NetworkInReach) as refused:
        docx.convert_docx(template)
    assert "PDF" in str(refused.value.fix)


@pytest.mark.usefixtures("network_open")
def test_the_administrator_may_do_without_the_wall(house, template, monkeypatch):
    monkeypatch.setattr(conversion, "libreoffice", lambda: "/bin/true")
    monkeypatch.setattr(current_settings(), "libreoffice_without_wall", True)
    with pytest.raises(ForeignFileRefused) as refused:
        docx.convert_docx(template)
    assert refused.value.reason is Reason.CRASHED


@real
@pytest.mark.usefixtures("namespaces")
def test_a_program_that_makes_nothing_is_a_broken_file(template, monkeypatch):
    monkeypatch.setattr(conversion, "libreoffice", lambda: "/bin/true")
    with pytest.raises(ForeignFileRefused) as refused:
        docx.convert_docx(template)
    assert refused.value.reason is Reason.CRASHED


def test_without_libreoffice_the_way_round_is_said(template, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(conversion.LibreOfficeMissing) as refused:
        docx.convert_docx(template)
    assert "PDF" in str(refused.value.fix)


def _as_docm(xml):
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return xml.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml")


LINKED = (
    b'<Relationship Id="r9" Type="http://x/image" Target="http://x/a.png" TargetMode="External"/>'
)
FIELD = b'<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT "/etc/passwd"'
CLOSED = b"</w:instrText></w:r></w:p></w:body>"


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        (Reason.MACROS, {"more": [("word/vbaProject.bin", b"x")]}),
        (Reason.EMBEDDED, {"more": [("word/embeddings/oleObject1.bin", b"x")]}),
        (
            Reason.EXTERNAL,
            {
                "name": "word/_rels/document.xml.rels",
                "change": lambda xml: xml.replace(
                    b"</Relationships>", LINKED + b"</Relationships>"
                ),
            },
        ),
        (
            Reason.EXTERNAL,
            {"change": lambda xml: xml.replace(b"</w:body>", FIELD + CLOSED)},
        ),
        (Reason.MACROS, {"name": "[Content_Types].xml", "change": _as_docm}),
    ],
)
@real
@pytest.mark.usefixtures("namespaces")
def test_drafts_that_are_more_than_documents_are_refused(template, reason, changes):
    with pytest.raises(ForeignFileRefused) as refused:
        docx.convert_docx(rewritten(template, **changes))
    assert refused.value.reason is reason
    assert refused.value.fix


@real
@pytest.mark.usefixtures("namespaces")
def test_a_pdf_is_no_docx():
    with pytest.raises(ForeignFileRefused) as refused:
        docx.convert_docx(b"%PDF-1.7 ...")
    assert refused.value.reason in (Reason.DAMAGED, Reason.WRONG_TYPE)
