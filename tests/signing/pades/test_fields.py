"""Fields before the first signature."""

from io import BytesIO

import pikepdf
import pytest

from office.errors import Refusal
from signing.pades.fields import add_fields
from signing.pades.places import Lock, Rect, SignatureField, TextField, seal_box
from tests.signing.pades.conftest import page

PLACE = SignatureField("chuky1", 0, Rect(330, 200, 500, 260))


def saved(document, **options):
    out = BytesIO()
    document.save(out, **options)
    return out.getvalue()


def hybrid(pdf):
    """The kind of file that Word makes: a cross-reference table with a stream beside it."""
    with pikepdf.open(BytesIO(pdf)) as document:
        classic = saved(document, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    start = classic.rfind(b"trailer <<")
    xref = int(classic[classic.rfind(b"startxref") + 9 :].split()[0])
    stream = (
        b"9999 0 obj\n<< /Type /XRef /W [1 4 1] /Index [0 1] /Size 1 /Length 6 >>\n"
        b"stream\n\x00\x00\x00\x00\x00\x00\nendstream\nendobj\n"
    )
    moved = classic[:xref] + stream + classic[xref:start]
    trailer = classic[start:].replace(b"trailer <<", b"trailer << /XRefStm %d" % xref)
    return moved + trailer.replace(b"startxref\n%d" % xref, b"startxref\n%d" % (xref + len(stream)))


def test_the_seal_keeps_its_true_size_and_covers_the_left_third():
    signature = Rect(330, 200, 500, 260)
    box = seal_box(signature, diameter_mm=36)
    assert box.width == pytest.approx(36 / 25.4 * 72)
    assert box.right == pytest.approx(signature.left + signature.width / 3)
    assert (box.bottom + box.top) / 2 == pytest.approx(230)


def test_fields_are_drawn_empty_printed_and_embedded():
    pdf = add_fields(
        page(), signatures=[PLACE], texts=[TextField("so", 0, Rect(95, 756, 150, 774))]
    )
    with pikepdf.open(BytesIO(pdf)) as document:
        fields = {str(one.T): one for one in document.Root.AcroForm.Fields}
        assert set(fields) == {"chuky1", "so"}
        assert all(int(one.F) & 4 and list(one.AP.keys()) == ["/N"] for one in fields.values())
        font = document.Root.AcroForm.DR.Font["/Serif"]
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert any(name in descriptor for name in ("/FontFile2", "/FontFile3"))
        assert "pdfaid" in str(document.Root.Metadata.read_bytes())


def test_an_encrypted_file_is_refused():
    with pikepdf.open(BytesIO(page())) as document:
        locked = saved(document, encryption=pikepdf.Encryption(owner="a", user=""))
        closed = saved(document, encryption=pikepdf.Encryption(owner="a", user="b"))
    for pdf in (locked, closed):
        with pytest.raises(Refusal) as refused:
            add_fields(pdf, signatures=[PLACE])
        assert "encrypted" in str(refused.value.message)


def test_a_hybrid_file_is_repaired_and_can_be_signed(world, leader):
    odd = hybrid(page())
    assert b"/XRefStm" in odd
    mended = add_fields(odd, signatures=[PLACE])
    assert b"/XRefStm" not in mended
    assert world.judge(leader.sign(mended, "chuky1").file).state == "good"


def test_a_signed_file_takes_no_more_fields(leader, pdf):
    signed = leader.sign(pdf, "chuky1").file
    with pytest.raises(Refusal) as refused:
        add_fields(signed, signatures=[PLACE])
    assert "already signed" in str(refused.value.message)


def test_a_signed_file_that_was_made_hybrid_is_refused(leader, pdf):
    signed = leader.sign(pdf, "chuky1").file
    with pytest.raises(Refusal):
        add_fields(hybrid(signed), signatures=[PLACE])


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04 no pdf", b"%PDF-1.7 cut"])
def test_what_is_no_pdf_is_refused(junk):
    with pytest.raises(Refusal) as refused:
        add_fields(junk, signatures=[PLACE])
    assert refused.value.fix


def test_a_damaged_file_that_can_be_mended_is_mended(world, leader):
    broken = page().replace(b"startxref", b"startxrfe")
    mended = add_fields(broken, signatures=[PLACE])
    assert world.judge(leader.sign(mended, "chuky1").file).state == "good"


def test_a_field_for_a_vendor_tool_locks_nothing(world, leader):
    free = SignatureField("chuky1", 0, Rect(330, 200, 500, 260), Lock.NONE)
    signed = leader.sign(add_fields(page(), signatures=[free]), "chuky1").file
    with pikepdf.open(BytesIO(signed)) as document:
        assert "/Lock" not in document.Root.AcroForm.Fields[0]
    assert world.judge(signed).state == "good"


def test_fields_on_a_page_that_carries_links_already():
    with pikepdf.open(BytesIO(page())) as document:
        document.pages[0].Annots = pikepdf.Array()
        linked = saved(document)
    pdf = add_fields(linked, signatures=[PLACE], texts=[TextField("so", 0, Rect(9, 9, 90, 30))])
    with pikepdf.open(BytesIO(pdf)) as document:
        assert len(document.pages[0].Annots) == 2
