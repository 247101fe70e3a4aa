"""Reading what peers send: the rules of the exchange, each on a message that needs it."""

import io
import tracemalloc
from pathlib import Path

import pytest

from documents.axis.codes import BusinessKind, Priority, StatusCode
from documents.axis.package import (
    Bad,
    BrokenPackage,
    FileProblem,
    IncomingPackage,
    Limits,
    StatusMessage,
    addressed_to,
    identify,
    parse,
    require_addressed_to,
)
from tests.documents.axis import messages

SAMPLES = Path(__file__).resolve().parents[5] / "shared" / "samples" / "edxml"


def read(data, **limits):
    return parse(io.BytesIO(data), limits=Limits(**limits))


@pytest.fixture
def package():
    """Reads documents and closes their files."""
    opened = []

    def read_document(data):
        found = read(data)
        assert isinstance(found, IncomingPackage)
        opened.append(found)
        return found

    yield read_document
    for found in opened:
        found.close()


def test_all_seventeen_kinds_are_read():
    found = {name: read(data) for name, data in messages.all_kinds().items()}
    assert len(found) == 17
    kinds = {n: m.header.business.kind for n, m in found.items() if isinstance(m, IncomingPackage)}
    assert kinds == {
        "new": BusinessKind.NEW,
        "recall": BusinessKind.RECALL,
        "update": BusinessKind.UPDATE,
        "replacement": BusinessKind.REPLACE,
        "two_wrapped_texts": BusinessKind.NEW,
        "raw_pdf": BusinessKind.NEW,
        "uuid": BusinessKind.NEW,
        "xlink": BusinessKind.NEW,
    }
    statuses = {m.status for m in found.values() if isinstance(m, StatusMessage)}
    assert statuses == set(StatusCode)
    for message in found.values():
        if isinstance(message, IncomingPackage):
            assert all(file.problem is None for file in message.files), message.files
            message.close()


def test_the_header_says_who_what_and_when(package):
    header = package(messages.wrapped()).header
    assert (header.sender.organ_id, header.sender.name) == (messages.SENDER, "Bộ Mẫu")
    assert header.document_id == messages.DOCUMENT_ID
    assert header.code == "7816/BM-TTĐT"
    assert header.subject == messages.SUBJECT
    assert str(header.issued_on) == "2026-01-15"
    assert header.signer.full_name == "Người ký văn bản"
    assert str(header.trace[0].at) == "2026-01-15 08:00:00"


def test_the_wrapper_is_taken_off_and_the_name_kept(package):
    file = package(messages.wrapped()).main
    assert file.name == "7816-BM-TTĐT.pdf"
    assert file.media_type == "application/pdf"
    assert file.content.read() == messages.PDF
    assert file.size == len(messages.PDF)


def test_a_wrapped_word_file_is_recognised_inside_its_wrapper(package):
    docx = messages.zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))
    file = package(messages.wrapped(name="phu-luc.docx", data=docx)).main
    assert file.media_type.endswith("wordprocessingml.document")
    assert file.problem is None
    assert file.content.read() == docx


def test_a_raw_word_file_called_zip_is_not_unpacked(package):
    docx = messages.zipped(("[Content_Types].xml", b"<x/>"))
    file = package(messages.one_file("a.docx", docx, "application/zip")).main
    assert file.content.read() == docx


def test_a_zip_that_is_meant_stays_a_zip(package):
    data = messages.zipped(("a.txt", b"a"))
    file = package(messages.one_file("ho-so.zip", data, "application/zip")).main
    assert (file.media_type, file.problem) == ("application/zip", None)


def test_an_empty_response_answers_nothing(package):
    assert package(messages.uuid_with_empty_response()).header.responses == ()


def test_poor_hops_are_kept_without_an_agency(package):
    trace = package(messages.raw_pdf_with_poor_trace()).header.trace
    assert [hop.organ_id for hop in trace] == [messages.SENDER, "", ""]


def test_an_impossible_date_is_kept_as_text(package):
    header = package(messages.update()).header
    assert header.business.document_id == "000.00.00.G98,2014/02/30,7806/BM-TTĐT"
    assert header.target_ids[0] == header.business.document_id
    odd = messages.header().replace("2026/01/15 07", "2014/02/30 07")
    header = package(messages.message(odd)).header
    assert header.issued_text.startswith("2014/02/30")
    assert header.issued_on is None


def test_an_update_names_who_joins_and_who_leaves(package):
    business = package(messages.update()).header.business
    assert [(item.organ_id, item.change) for item in business.receivers] == [
        (messages.OURS, "0"),
        (messages.OTHER, "1"),
    ]
    assert business.staff.name == "Văn thư"


def test_a_recall_and_a_replacement_name_their_targets(package):
    assert package(messages.recall()).header.target_ids == (messages.DOCUMENT_ID,)
    replacement = package(messages.replacement()).header
    assert replacement.target_ids == ("000.00.00.G98,2025/12/30,7806/BM-TTĐT",)
    assert replacement.business.replaced[0].organ_ids == (messages.OURS, messages.OTHER)
    new = package(messages.all_kinds()["new"]).header
    assert new.target_ids == ()


def test_a_message_without_namespace_is_read(package):
    bare = messages.wrapped().decode().replace(f' xmlns="{messages.NS}"', "")
    bare = bare.replace(f' xmlns:edXML="{messages.NS}"', "")
    assert package(bare.encode()).header.subject == messages.SUBJECT
    wrong = messages.wrapped().decode().replace(messages.NS, "http://www.e-doc.vn/Schema/")
    assert package(wrong.encode()).main.content.read() == messages.PDF


def test_stray_bytes_and_other_encodings_are_read(package):
    plain = messages.message()
    assert package(b"\xef\xbb\xbf" + plain).header.subject == messages.SUBJECT
    assert package(b" \r\n?" + plain).header.subject == messages.SUBJECT
    wide = plain.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert package(wide).header.subject == messages.SUBJECT


def test_older_names_of_fields_are_read(package):
    head = messages.header().replace("PromulgationDate>", "Date>")
    head = head.replace("SignerInfo>", "Author>").replace(
        "<edXML:FullName>", "<edXML:Function>CT</edXML:Function><edXML:FullName>"
    )
    errors = (
        "</edXML:MessageHeader><edXML:ErrorList><edXML:Error code='E1' severity='warning'>Chậm"
        "</edXML:Error></edXML:ErrorList><edXML:MessageHeader>"
    )
    found = package(messages.message(head + errors))
    assert str(found.header.issued_on) == "2026-01-15"
    assert found.header.signer.position == "CT"
    assert (found.errors[0].code, found.errors[0].description) == ("E1", "Chậm")


def test_base64_may_be_broken_into_lines(package):
    import base64

    text = base64.encodebytes(messages.PDF * 9).decode().replace("\n", "&#13;\n  ")
    assert package(messages.one_file("a.pdf", text)).main.content.read() == messages.PDF * 9


def test_files_are_joined_by_id_then_name_then_place(package):
    said = "".join(
        messages.reference(cid, name)
        for cid, name in (("1", "by-id.pdf"), ("2", "by-name.pdf"), ("3", "by-place.pdf"))
    )
    held = "".join(
        messages.attachment(cid, name, data, "text/plain")
        for cid, name, data in (
            ("x", "", b"place"),
            ("y", "by-name.pdf", b"name"),
            ("1", "", b"id"),
            ("z", "left", b"l"),
        )
    )
    found = package(messages.message(references=said, attachments=held))
    assert [file.content.read() for file in found.files] == [b"id", b"name", b"place", b"l"]
    assert [file.name for file in found.files] == [
        "by-id.pdf",
        "by-name.pdf",
        "by-place.pdf",
        "left",
    ]


def test_the_only_pdf_named_like_the_code_is_the_main_document(package):
    said = messages.reference("1", "phu-luc.pdf") + messages.reference("2", "7816_BM-TTĐT.pdf")
    held = messages.attachment("1", "phu-luc.pdf", messages.PDF) + messages.attachment(
        "2", "7816_BM-TTĐT.pdf", messages.PDF
    )
    assert package(messages.message(references=said, attachments=held)).main.content_id == "2"
    both = said.replace("phu-luc", "7816-BM-TTĐT-pl"), held.replace("phu-luc", "7816-BM-TTĐT-pl")
    found = package(messages.message(references=both[0], attachments=both[1]))
    assert found.main.content_id == "1"


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.pdf", "Chỉ là chữ".encode(), FileProblem.MISLABELLED),
        ("a.pdf", b"%PDF-1.7 cut in the mid", FileProblem.DAMAGED),
        ("a.pdf", b"", FileProblem.EMPTY),
        ("a.docx", b"PK\x03\x04 torn", FileProblem.DAMAGED),
        ("a.pdf", b"MZ\x90\x00", FileProblem.EXECUTABLE),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, None),
        ("a.png", b"\x89PNG\r\n\x1a\n", None),
    ],
)
def test_an_unreadable_attachment_is_named_as_such(package, name, data, problem):
    file = package(messages.one_file(name, data)).main
    assert file.problem is problem
    assert problem is None or str(problem.reason).endswith(".")


def encrypted_zip():
    data = bytearray(messages.zipped(("a.pdf", messages.PDF)))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def zip_with_wide_directory():
    data = messages.zipped(("a.pdf", messages.PDF))
    at = data.rfind(b"PK\x05\x06")
    return data[:at] + b"PK\x06\x07" + b"\x00" * 16 + data[at:]


@pytest.mark.parametrize("make", [encrypted_zip, zip_with_wide_directory])
def test_a_wrapper_that_nobody_can_open_is_damaged(package, make):
    file = package(messages.one_file("a.pdf", make(), "application/zip")).main
    assert file.problem is FileProblem.DAMAGED
    assert file.content.read() == make()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        (
            "a.odt",
            messages.zipped(("mimetype", b"application/vnd.oasis.opendocument.text")),
            "application/vnd.oasis.opendocument.text",
        ),
        (
            "a.xlsx",
            messages.zipped(("[Content_Types].xml", b""), ("xl/workbook.xml", b"")),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-excel"),
        ("a.txt", "\ufeffchữ".encode("utf-16"), "text/plain"),
        ("a.txt", ("x" + "ữ" * 3000).encode(), "text/plain"),
        ("a.bin", b"\x00\x01", "application/octet-stream"),
    ],
)
def test_the_type_comes_from_the_bytes(package, name, data, kind):
    file = package(messages.one_file(name, data)).main
    assert (file.media_type, file.problem) == (kind, None)


def test_a_fault_of_the_disk_leaves_no_file_open():
    opened = []

    def sink():
        if opened:
            raise OSError("disk full")
        opened.append(io.BytesIO())
        return opened[0]

    with pytest.raises(OSError, match="disk full"):
        parse(io.BytesIO(messages.wrapped()), sink=sink)
    assert opened[0].closed


def test_a_file_that_is_only_named_is_missing(package):
    found = package(messages.message(references=messages.reference("1", "a.pdf")))
    assert [(file.problem, file.content) for file in found.files] == [(FileProblem.MISSING, None)]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\van-ban.pdf", "van-ban.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        (" .. ", "attachment-1"),
        ("x" * 400 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_names_are_made_harmless(package, sent, kept):
    assert package(messages.one_file(sent, b"text")).main.name == kept


def test_odd_priorities_count_as_normal(package):
    other = "<edXML:Priority>9</edXML:Priority>"
    found = package(messages.message(messages.header(other=other))).header.other
    assert (found.priority, found.priority_text) == (Priority.NORMAL, "9")


def test_a_status_tells_code_and_document():
    found = read(messages.status("02"))
    assert found.status is StatusCode.REFUSED
    assert found.response_for.code == "15/UBND-VP"
    assert str(found.at) == "2026-01-15 11:08:36"
    assert read(messages.status("09")).status == "09"
    assert identify(found).code == "15/UBND-VP"
    assert identify(found).sender_id == messages.OTHER


def test_addresses_are_compared_without_case(package):
    assert addressed_to(package(messages.recall()), {"h99.3.13"})
    assert addressed_to(package(messages.update()), {messages.OTHER})
    assert addressed_to(read(messages.status("01")), {messages.OURS})
    found = package(messages.wrapped())
    with pytest.raises(BrokenPackage) as refused:
        require_addressed_to(found, {"H99.9"})
    assert refused.value.kind is Bad.WRONG_RECIPIENT
    assert refused.value.known == identify(found)
    require_addressed_to(found, {messages.OURS})


def test_a_large_attachment_never_sits_in_memory(tmp_path):
    sent = tmp_path / "large.edxml"
    line = b"A" * 4096
    before, after = messages.one_file("a.bin", "@@").split(b"@@")
    with sent.open("wb") as out:
        out.write(before)
        for _ in range(40 * 1024 * 1024 * 4 // 3 // len(line)):
            out.write(line)
        out.write(after)
    with sent.open("rb") as stream:
        tracemalloc.start()
        try:
            found = parse(stream)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert found.main.size > 39 * 1024 * 1024
    assert peak < 8 * 1024 * 1024
    found.close()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the captured sample messages are not here")
def test_the_captured_samples_have_their_meaning():
    found = {path.stem: read(path.read_bytes()) for path in sorted(SAMPLES.glob("*.edxml"))}
    assert len(found) == 17
    for name, message in found.items():
        if name.startswith("status_"):
            assert message.status == name[7:9]
            assert message.response_for.document_id.endswith("7816/VPCP-TTĐT")
        else:
            message.close()
    kinds = {n: m.header.business.kind.name for n, m in found.items() if "status" not in n}
    assert kinds["vpcp_revocation"] == "RECALL"
    assert kinds["vpcp_update"] == "UPDATE"
    assert kinds["vpcp_replacement"] == "REPLACE"
    assert list(kinds.values()).count("NEW") == 5
    assert found["downloaded_2019_lgsp"].main.problem is FileProblem.MISLABELLED
    assert found["gateway_raw_base64_pdf"].main.media_type == "application/pdf"
    assert [f.problem for f in found["gateway_min_two_attachments_zip"].files] == [None, None]
    assert len(found["vpcp_revocation"].header.receivers) == 3
    assert found["vpcp_revocation"].header.responses[0].code == "267/VPCP-TTĐT"
    recall = found["status_13_cancellation"]
    assert (recall.sender.organ_id, recall.response_for.organ_id) == (
        "000.00.00.G22",
        "000.00.00.H41",
    )
