"""Messages of every kind that travels over an axis, written as peers write them (codes H99…)."""

import base64
import io
import zipfile

NS = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
SENDER = "000.00.00.G98"
OURS = "H99.3.12"
OTHER = "H99.3.13"
DOCUMENT_ID = "000.00.00.G98,2026/01/15,7816/BM-TTĐT"
SUBJECT = "V/v kết nối, liên thông phần mềm quản lý văn bản"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
STATUS_CODES = ("01", "02", "03", "04", "05", "06", "13", "15", "16")


def zipped(*entries: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name)  # without the hour: the same bytes at any time
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def party(role: str, organ_id: str, name: str = "Cơ quan mẫu") -> str:
    return (
        f"<edXML:{role}><edXML:OrganName>{name}</edXML:OrganName>"
        f"<edXML:OrganId>{organ_id}</edXML:OrganId></edXML:{role}>"
    )


def header(
    *, to=(OURS,), document_id=DOCUMENT_ID, extra="", other="<edXML:Priority>0</edXML:Priority>"
):
    return (
        f"{party('From', SENDER, 'Bộ Mẫu')}{''.join(party('To', one) for one in to)}"
        f"<edXML:DocumentId>{document_id}</edXML:DocumentId>"
        "<edXML:Code><edXML:CodeNumber>7816</edXML:CodeNumber>"
        "<edXML:CodeNotation>BM-TTĐT</edXML:CodeNotation></edXML:Code>"
        "<edXML:PromulgationInfo><edXML:Place>Mẫu Sơn</edXML:Place>"
        "<edXML:PromulgationDate>2026/01/15 07:30:00</edXML:PromulgationDate>"
        "</edXML:PromulgationInfo>"
        "<edXML:DocumentType><edXML:Type>1</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName>"
        f"</edXML:DocumentType><edXML:Subject>{SUBJECT}</edXML:Subject>"
        "<edXML:SignerInfo><edXML:FullName>Người ký văn bản</edXML:FullName></edXML:SignerInfo>"
        f"<edXML:OtherInfo>{other}</edXML:OtherInfo>{extra}"
    )


def trace(business: str = "", hops: str = "") -> str:
    return (
        f"<edXML:TraceHeader><edXML:OrganId>{SENDER}</edXML:OrganId>"
        f"<edXML:Timestamp>2026/01/15 08:00:00</edXML:Timestamp></edXML:TraceHeader>"
        f"{hops}{business}"
    )


def business(kind: str, *, inside: str = "", document_id: str = "") -> str:
    target = f"<edXML:DocumentId>{document_id}</edXML:DocumentId>" if document_id else ""
    return (
        f"<edXML:Bussiness>{target}<edXML:BussinessDocType>{kind}</edXML:BussinessDocType>"
        "<edXML:BussinessDocReason>Lý do nghiệp vụ</edXML:BussinessDocReason>"
        f"<edXML:Paper>0</edXML:Paper>{inside}<edXML:StaffInfo><edXML:Staff>Văn thư</edXML:Staff>"
        "</edXML:StaffInfo></edXML:Bussiness>"
    )


def reference(cid: str, name: str, kind: str = "application/pdf") -> str:
    return (
        f"<edXML:Reference><edXML:ContentId>cid:{cid}</edXML:ContentId>"
        f"<edXML:ContentType>{kind}</edXML:ContentType>"
        f"<edXML:AttachmentName>{name}</edXML:AttachmentName></edXML:Reference>"
    )


def attachment(cid: str, name: str, data: bytes | str, kind: str = "application/pdf") -> str:
    text = data if isinstance(data, str) else base64.b64encode(data).decode()
    return (
        f"<Attachment><ContentId>cid:{cid}</ContentId><AttachmentName>{name}</AttachmentName>"
        f"<ContentType>{kind}</ContentType>"
        f'<edXML:ContentTransferEncoded xmlns:edXML="{NS}">{text}</edXML:ContentTransferEncoded>'
        "</Attachment>"
    )


def message(head=None, *, traces=None, references="", attachments="", doctype="") -> bytes:
    encoded = f"<AttachmentEncoded>{attachments}</AttachmentEncoded>" if attachments else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}\n<edXML xmlns="{NS}">'
        f'<edXML:edXMLEnvelope xmlns:edXML="{NS}"><edXML:edXMLHeader>'
        f"<edXML:MessageHeader>{head or header()}</edXML:MessageHeader>"
        f"<edXML:TraceHeaderList>{traces or trace()}</edXML:TraceHeaderList></edXML:edXMLHeader>"
        f'<edXML:edXMLBody><edXML:edXMLManifest version="1.0">{references}</edXML:edXMLManifest>'
        f"</edXML:edXMLBody></edXML:edXMLEnvelope>{encoded}</edXML>"
    ).encode()


def one_file(name: str, data: bytes | str, kind: str = "application/pdf", **more) -> bytes:
    return message(
        references=reference("209", name, kind),
        attachments=attachment("209", name, data, kind),
        **more,
    )


def status(code: str, *, sender: str = OTHER, addressed: str = OURS) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{NS}">'
        f'<edXML:edXMLEnvelope xmlns:edXML="{NS}"><edXML:edXMLHeader><edXML:MessageHeader>'
        f"{party('From', sender)}<edXML:ResponseFor><edXML:OrganId>{addressed}</edXML:OrganId>"
        "<edXML:Code>15/UBND-VP</edXML:Code>"
        "<edXML:PromulgationDate>2026/01/15</edXML:PromulgationDate>"
        "<edXML:DocumentId>H99.3.12,2026/01/15,15/UBND-VP</edXML:DocumentId></edXML:ResponseFor>"
        "<edXML:StaffInfo><edXML:Staff>Văn thư</edXML:Staff></edXML:StaffInfo>"
        f"<edXML:StatusCode>{code}</edXML:StatusCode>"
        "<edXML:Description>Mô tả trạng thái</edXML:Description>"
        "<edXML:Timestamp>2026/01/15 11:08:36</edXML:Timestamp>"
        "</edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>"
    ).encode()


def wrapped(name: str = "7816-BM-TTĐT.pdf", data: bytes = PDF, **more) -> bytes:
    """As the vendor's kit packs every file: a ZIP whose one entry has another name."""
    return one_file(name, zipped(("3f1c-77.txt", data)), "application/zip", **more)


def update() -> bytes:
    receivers = "".join(
        f"<edXML:Receiver><edXML:OrganId>{organ}</edXML:OrganId>"
        f"<edXML:ReceiverType>{change}</edXML:ReceiverType></edXML:Receiver>"
        for organ, change in ((OURS, "0"), (OTHER, "1"))
    )
    info = (
        "<edXML:BussinessDocumentInfo><edXML:DocumentInfo>1</edXML:DocumentInfo>"
        "<edXML:DocumentReceiver>1</edXML:DocumentReceiver>"
        f"<edXML:ReceiverList>{receivers}</edXML:ReceiverList></edXML:BussinessDocumentInfo>"
    )
    odd = "000.00.00.G98,2014/02/30,7806/BM-TTĐT"
    return wrapped(traces=trace(business("2", inside=info, document_id=odd)))


def replacement() -> bytes:
    item = (
        "<edXML:ReplacementInfo><edXML:DocumentId>000.00.00.G98,2025/12/30,7806/BM-TTĐT"
        f"</edXML:DocumentId><edXML:OrganIdList><edXML:OrganId>{OURS}</edXML:OrganId>"
        f"<edXML:OrganId>{OTHER}</edXML:OrganId></edXML:OrganIdList></edXML:ReplacementInfo>"
    )
    listed = f"<edXML:ReplacementInfoList>{item}{item}</edXML:ReplacementInfoList>"
    return wrapped(traces=trace(business("3", inside=listed)))


def recall() -> bytes:
    return wrapped(head=header(to=(OURS, OTHER, "H99.4")), traces=trace(business("1")))


def two_wrapped_texts() -> bytes:
    names = ("metaA.txt", "metaB.txt")
    data = zipped(("inner-name.bin", "Nội dung".encode()))
    return message(
        references="".join(reference(f"c{n}", n, "text/plain") for n in names),
        attachments="".join(attachment(f"c{n}", n, data, "application/zip") for n in names),
    )


def raw_pdf_with_poor_trace() -> bytes:
    hops = (
        "<edXML:TraceHeader><edXML:OrganId>null</edXML:OrganId>"
        "<edXML:Timestamp>2026/01/15 15:46:18</edXML:Timestamp></edXML:TraceHeader>"
        "<edXML:TraceHeader><edXML:Timestamp>2026/01/15 15:46:19</edXML:Timestamp>"
        "</edXML:TraceHeader>"
    )
    return one_file("van-ban.pdf", PDF, traces=trace(hops=hops))


def uuid_with_empty_response() -> bytes:
    own = "9fbfbad2-f1f8-4256-a2eb-50fb1061cddb"
    return wrapped(head=header(document_id=own, extra="<edXML:ResponseFor />"))


def xlink_variant() -> bytes:
    text = base64.b64encode(PDF).decode()
    said = (
        '<edXML:Reference xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="cid:0f2a"'
        ' xlink:type="simple"><edXML:AttachmentName>15-UBND-VP.pdf</edXML:AttachmentName>'
        "</edXML:Reference>"
    )
    held = (
        "<Attachment><ContentType>application/pdf</ContentType><ContentId>0f2a</ContentId>"
        f"<ContentTransferEncoded>{text}</ContentTransferEncoded>"
        "<AttachmentName>15-UBND-VP.pdf</AttachmentName></Attachment>"
    )
    return message(references=said, attachments=held)


def all_kinds() -> dict[str, bytes]:
    """One message of each of the seventeen kinds that were seen in the wild."""
    return {
        "new": wrapped(traces=trace(business("0", document_id="meaningless"))),
        "recall": recall(),
        "update": update(),
        "replacement": replacement(),
        "two_wrapped_texts": two_wrapped_texts(),
        "raw_pdf": raw_pdf_with_poor_trace(),
        "uuid": uuid_with_empty_response(),
        "xlink": xlink_variant(),
        **{f"status_{code}": status(code) for code in STATUS_CODES},
    }
