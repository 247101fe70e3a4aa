"""What an office file fetches or carries is found however it is spelled; good files stay good."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml

from office.foreign.inside import inspection, office_files
from office.foreign.inside.trouble import Trouble
from tests.office.foreign import specimens

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATION = '<Relationships><Relationship Id="r9" Type="http://x/%s" Target="a" %s/></Relationships>'
MARK = '<w:fldChar w:fldCharType="%s"/>'
DTD = '<!DOCTYPE w:document [<!ENTITY e "INCLUDETEXT">]>'


def document(inside, prefix="w"):
    return f'<{prefix}:document xmlns:{prefix}="{WORD}">{inside}</{prefix}:document>'


def facts(tmp_path, *parts):
    path = tmp_path / "blob"
    path.write_bytes(specimens.container(*parts))
    return inspection.inspect(path, tmp_path)


@pytest.mark.parametrize(
    "xml",
    [
        document("<z:instrText>INCLUDETEXT</z:instrText>", prefix="z"),
        document("<w:instrText>INCLUDE&#84;EXT</w:instrText>"),
        document("<w:instrText><![CDATA[DDE]]>AUTO</w:instrText>"),
        document("<w:instrText>include</w:instrText><w:instrText>text x</w:instrText>"),
        document(f"<w:instrText>PAGE</w:instrText>{MARK % 'end'}<w:instrText>LINK</w:instrText>"),
        document("<w:fldSimple w:instr = 'INCLUDE&#x50;ICTURE x'/>"),
        document(f"{MARK % 'begin'}<w:t>INCLUDETEXT x</w:t>{MARK % 'separate'}"),
        document(
            "<w:instrText>include</w:instrText>"
            '<x:instrText xmlns:x="urn:decoy">decoy</x:instrText><w:instrText>text</w:instrText>'
        ),
        document("<w:subDoc/>"),
        f'<a:blip xmlns:a="{DRAWING}" xmlns:r="urn:r" r:link="r9"/>',
    ],
)
@pytest.mark.parametrize("name", ["word/document.xml", "papers/main.xml", "word/media/image1.png"])
def test_what_fetches_is_found_by_meaning(tmp_path, name, xml):
    assert facts(tmp_path, (name, xml))["external"]


@pytest.mark.parametrize(
    ("kind", "mode", "fault"),
    [
        ("image", 'TargetMode="E&#120;ternal"', "external"),
        ("hyperlink/../image", 'TargetMode = "External"', "external"),
        ("oleObject", "", "embedded"),
        ("vbaProject", "", "macros"),
    ],
)
def test_relations_are_read_as_xml(tmp_path, kind, mode, fault):
    part = ("word/_rels/document.xml.rels", RELATION % (kind, mode))
    assert facts(tmp_path, part)[fault]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp037"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/header.bin"])
def test_only_utf8_is_read(tmp_path, name, encoding):
    xml = '<?xml version="1.0"?>' + document("<w:instrText>INCLUDETEXT</w:instrText>")
    assert facts(tmp_path, (name, xml.encode(encoding)))["damaged"]


def test_a_declared_encoding_and_doubled_names_are_refused(tmp_path):
    declared = '<?xml version="1.0" encoding="UTF-7"?>' + document("")
    assert facts(tmp_path, ("word/document.xml", declared))["damaged"]
    doubled = 'TargetMode="External" xmlns:x="urn:x" x:TargetMode="Internal"'
    relations = ("word/_rels/document.xml.rels", RELATION % ("image", doubled))
    assert facts(tmp_path, relations)["damaged"]
    assert facts(tmp_path, ("word/a.xml", document("")), ("Word/A.xml", document("")))["damaged"]


@pytest.mark.parametrize("name", ["word/document.xml", "word/header.bin"])
def test_a_text_brings_no_dtd(tmp_path, name):
    xml = DTD + document("<w:instrText>&e;</w:instrText>")
    with pytest.raises(Trouble) as trouble:
        facts(tmp_path, (name, xml))
    assert trouble.value.reason == "bomb"


def test_a_container_of_two_minds_is_no_document(tmp_path):
    parts = ("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")
    assert facts(tmp_path, *parts)["kind"] == "zip"


LINKING = (
    '<w:p xmlns:w="%s" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<w:hyperlink r:id="%s"><w:r><w:t>Luật</w:t></w:r></w:hyperlink>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> HYPERLINK "http://x/link" </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Link</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
FAULTS = ("damaged", "external", "embedded", "macros")


def is_good(path, tmp_path):
    found = inspection.inspect(path, tmp_path)
    return found["kind"] == "docx" and not any(found[name] for name in FAULTS)


def test_an_ordinary_paper_with_fields_links_and_pictures_stays_good(tmp_path):
    paper = Document()
    paper.add_picture(BytesIO(specimens.image()))
    relation = paper.part.relate_to("https://x.example/LINK", RT.HYPERLINK, is_external=True)
    paper.element.body.insert(0, parse_xml(LINKING % (WORD, relation)))
    paper.save(tmp_path / "a.docx")
    assert is_good(tmp_path / "a.docx", tmp_path)


def test_pictures_and_fonts_that_begin_like_markup_are_no_fault(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(specimens.docx("Một"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/fonts/font1.odttf", b"<a\x00\xff")
        public = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x/svg11.dtd">'
        archive.writestr("word/media/a.svg", public + "<svg/>")
    assert is_good(path, tmp_path)
    assert office_files.zip_facts(path)["entries"] > 2
