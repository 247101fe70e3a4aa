"""The places of a PDF that are signed or filled later, all made before the first signature."""

# The PDF library is half typed.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    append_signature_field,
)

from signing.pades import stamps
from signing.pades.intake import made_signable
from signing.pades.places import Align, Lock, SignatureField, TextField


def add_fields(
    pdf: bytes, *, signatures: Sequence[SignatureField], texts: Sequence[TextField] = ()
) -> bytes:
    """Give an unsigned PDF all its fields; later no field can be added without breaking trust."""
    writer = IncrementalPdfFileWriter(BytesIO(made_signable(pdf)))
    for signature in signatures:
        append_signature_field(writer, _specification(signature))
    if texts:
        _add_texts(writer, texts)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _specification(field: SignatureField) -> SigFieldSpec:
    box = field.box
    rules = {
        Lock.OWN: (FieldMDPSpec(FieldMDPAction.INCLUDE, [field.name]), MDPPerm.FILL_FORMS),
        Lock.ALL: (FieldMDPSpec(FieldMDPAction.ALL), MDPPerm.NO_CHANGES),
        Lock.NONE: (None, None),
    }
    fields, document = rules[field.lock]
    return SigFieldSpec(
        field.name,
        on_page=field.page,
        box=(box.left, box.bottom, box.right, box.top),  # type: ignore[arg-type]  # floats are meant
        field_mdp_spec=fields,
        doc_mdp_update_value=document,
    )


def _add_texts(writer: IncrementalPdfFileWriter, texts: Sequence[TextField]) -> None:
    form = writer.root["/AcroForm"]
    font = stamps.digits_font(writer)
    form["/DR"] = generic.DictionaryObject(
        {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/Serif"): font})}
    )
    for text in texts:
        page = writer.find_page_for_modification(text.page)[0]
        ref = writer.add_object(_text_widget(writer, text, page))
        form["/Fields"].append(ref)
        _annotate(writer, page, ref)
    writer.update_container(form["/Fields"])
    writer.update_container(form)


def _text_widget(
    writer: BasePdfFileWriter, text: TextField, page: generic.IndirectObject
) -> generic.DictionaryObject:
    box = text.box
    corners = (box.left, box.bottom, box.right, box.top)
    empty = RawContent(b"", box=BoxConstraints(width=box.width, height=box.height))
    return generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.pdf_string(text.name),
            pdf_name("/Ff"): generic.NumberObject(1),  # read-only
            pdf_name("/F"): generic.NumberObject(4),  # printed
            pdf_name("/P"): page,
            pdf_name("/Q"): generic.NumberObject(1 if text.align is Align.CENTER else 0),
            pdf_name("/DA"): generic.pdf_string(f"/Serif {text.size:g} Tf 0 g"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.FloatObject, corners)),
            pdf_name("/AP"): generic.DictionaryObject(
                {pdf_name("/N"): writer.add_object(empty.as_form_xobject())}
            ),
        }
    )


def _annotate(
    writer: IncrementalPdfFileWriter, page: generic.IndirectObject, ref: generic.IndirectObject
) -> None:
    page_object = page.get_object()
    if "/Annots" not in page_object:
        page_object["/Annots"] = generic.ArrayObject()
        writer.update_container(page_object)
    page_object["/Annots"].append(ref)
    writer.update_container(page_object["/Annots"])
