"""Writing edXML: the layout peers insist on, stable bytes, and back again without loss."""

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.axis.package import (
    Attachment,
    AttachmentMode,
    Business,
    Header,
    OtherInfo,
    OutgoingPackage,
    Party,
    ReceiverChange,
    Replaced,
    ResponseFor,
    Signer,
    Staff,
    StatusMessage,
    TraceHeader,
    build,
    build_status,
    parse,
)

LETTER = Header(
    sender=Party(organ_id="H99.3.12", name="Ủy ban nhân dân xã Mẫu Một"),
    receivers=(Party(organ_id="000.00.00.G98", name="Bộ Mẫu"),),
    document_id="H99.3.12,2026/01/15,15/UBND-VP",
    number="15",
    notation="UBND-VP",
    issued_text="2026/01/15",
    type_code="2",
    type_name="Công văn",
    subject="V/v báo cáo",
    trace=(TraceHeader(organ_id="H99.3.12", timestamp="2026/01/15 08:00:00"),),
    business=Business(reason="Văn bản điện tử mới", paper="0"),
)
EXPECTED = """<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
  <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">
    <edXML:edXMLHeader>
      <edXML:MessageHeader>
        <edXML:From>
          <edXML:OrganId>H99.3.12</edXML:OrganId>
          <edXML:OrganName>Ủy ban nhân dân xã Mẫu Một</edXML:OrganName>
        </edXML:From>
        <edXML:To>
          <edXML:OrganId>000.00.00.G98</edXML:OrganId>
          <edXML:OrganName>Bộ Mẫu</edXML:OrganName>
        </edXML:To>
        <edXML:DocumentId>H99.3.12,2026/01/15,15/UBND-VP</edXML:DocumentId>
        <edXML:Code>
          <edXML:CodeNumber>15</edXML:CodeNumber>
          <edXML:CodeNotation>UBND-VP</edXML:CodeNotation>
        </edXML:Code>
        <edXML:PromulgationInfo>
          <edXML:Place></edXML:Place>
          <edXML:PromulgationDate>2026/01/15</edXML:PromulgationDate>
        </edXML:PromulgationInfo>
        <edXML:DocumentType>
          <edXML:Type>2</edXML:Type>
          <edXML:TypeName>Công văn</edXML:TypeName>
        </edXML:DocumentType>
        <edXML:Subject>V/v báo cáo</edXML:Subject>
        <edXML:SignerInfo>
          <edXML:FullName></edXML:FullName>
        </edXML:SignerInfo>
        <edXML:OtherInfo>
        </edXML:OtherInfo>
      </edXML:MessageHeader>
      <edXML:TraceHeaderList>
        <edXML:TraceHeader>
          <edXML:OrganId>H99.3.12</edXML:OrganId>
          <edXML:Timestamp>2026/01/15 08:00:00</edXML:Timestamp>
        </edXML:TraceHeader>
        <edXML:Bussiness>
          <edXML:BussinessDocType>0</edXML:BussinessDocType>
          <edXML:BussinessDocReason>Văn bản điện tử mới</edXML:BussinessDocReason>
          <edXML:Paper>0</edXML:Paper>
        </edXML:Bussiness>
      </edXML:TraceHeaderList>
    </edXML:edXMLHeader>
    <edXML:edXMLBody>
      <edXML:edXMLManifest version="1.0">
        <edXML:Reference>
          <edXML:ContentId>cid:209</edXML:ContentId>
          <edXML:ContentType>application/pdf</edXML:ContentType>
          <edXML:AttachmentName>15.pdf</edXML:AttachmentName>
        </edXML:Reference>
      </edXML:edXMLManifest>
    </edXML:edXMLBody>
  </edXML:edXMLEnvelope>
  <AttachmentEncoded>
    <Attachment>
      <ContentId>cid:209</ContentId>
      <AttachmentName>15.pdf</AttachmentName>
      <ContentType>application/pdf</ContentType>
      <edXML:ContentTransferEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">\
JVBERi0=</edXML:ContentTransferEncoded>
    </Attachment>
  </AttachmentEncoded>
</edXML>
"""


def written(package):
    out = io.BytesIO()
    built = build(package, into=out)
    assert built.size == len(out.getvalue())
    return out.getvalue()


def test_the_layout_is_exactly_what_peers_compare():
    file = replace(Attachment.of("15.pdf", b"%PDF-"), content_id="209")
    assert written(OutgoingPackage(header=LETTER, attachments=(file,))).decode() == EXPECTED


@pytest.mark.parametrize("mode", AttachmentMode)
def test_the_same_package_has_the_same_bytes(mode):
    files = (Attachment.of("a.pdf", b"%PDF-" * 99), Attachment.of("b.docx", b"PK" * 99))
    package = OutgoingPackage(header=LETTER, attachments=files, mode=mode)
    assert written(package) == written(package)


def test_forbidden_characters_do_not_spoil_the_message():
    letter = replace(LETTER, subject="a\x00\x0bb\ufffe <&> \ud800]]>")
    assert parse(io.BytesIO(written(OutgoingPackage(header=letter)))).header.subject == (
        "a  b  <&>  ]]>"
    )


words = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30
).map(lambda text: text.replace("\ufffe", "").replace("\uffff", "").strip())
word = words.filter(bool).filter(lambda text: "mật" not in text.casefold())
codes = st.sampled_from(["H99", "H99.3.12", "000.00.00.G98", "28.22.H17"])
parties = st.builds(
    Party,
    organ_id=codes,
    name=words,
    in_charge=words,
    address=words,
    email=words,
    telephone=words,
    fax=words,
    website=words,
)
staff = st.builds(
    Staff,
    department=words,
    department_id=words,
    name=word,
    staff_id=words,
    email=words,
    mobile=words,
)
answers = st.builds(ResponseFor, organ_id=codes, code=words, document_id=words, issued_text=words)


def some(strategy, size=2):
    return st.lists(strategy, max_size=size).map(tuple)


headers = st.builds(
    Header,
    sender=parties,
    receivers=some(parties, 3),
    document_id=word,
    number=words,
    notation=words,
    place=words,
    issued_text=words,
    type_code=words,
    type_detail=words,
    type_name=words,
    subject=words,
    content=words,
    due_text=words,
    to_places=some(word),
    signer=st.builds(Signer, full_name=words, position=words, competence=words),
    other=st.builds(
        OtherInfo,
        priority_text=words,
        sphere=words,
        typist=words,
        copies=words,
        pages=words,
        direction=words,
        appendixes=some(word),
        reply_fors=words,
        reference_codes=words,
    ),
    responses=some(answers),
    tasks=some(word),
    steering=words,
    application_type=words,
    trace=some(st.builds(TraceHeader, organ_id=codes, timestamp=words)),
    business=st.builds(
        Business,
        kind_text=st.sampled_from("0123"),
        reason=words,
        document_id=words,
        paper=words,
        staff=st.none() | staff,
        content_changed=words,
        receivers_changed=words,
        receivers=some(st.builds(ReceiverChange, organ_id=codes, change=words)),
        replaced=some(st.builds(Replaced, document_id=words, organ_ids=some(codes))),
    ),
)
names = st.sampled_from(["a.pdf", "phụ lục.docx", "b.zip", "c.bin", "d.txt", "e"])
contents = st.binary(max_size=300) | st.sampled_from([b"%PDF-1.7 startxref", b"PK\x03\x04"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    header=headers,
    files=some(st.tuples(names, contents, words), 3),
    mode=st.sampled_from(AttachmentMode),
)
def test_what_is_built_is_read_back_equal(header, files, mode):
    attachments = tuple(Attachment.of(name, data, description=said) for name, data, said in files)
    package = OutgoingPackage(header=header, attachments=attachments, mode=mode)
    with parse(io.BytesIO(written(package))) as found:
        assert found.header == header
        back = [(file.name, file.content.read(), file.description) for file in found.files]
    assert back == list(files)


@given(
    sender=parties,
    answer=answers.filter(lambda a: a != ResponseFor()),
    said=words,
    staff=st.none() | staff,
    code=st.sampled_from(["01", "06", "13", "99"]),
)
@settings(max_examples=30, deadline=None)
def test_a_status_is_read_back_equal(sender, answer, said, staff, code):
    message = StatusMessage(
        sender=sender,
        response_for=answer,
        code=code,
        description=said,
        timestamp="2026/01/15 08:00:00",
        staff=staff,
    )
    out = io.BytesIO()
    build_status(message, into=out)
    assert parse(io.BytesIO(out.getvalue())) == message
