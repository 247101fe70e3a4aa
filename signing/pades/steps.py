"""The three steps of a signature: prepare the file, make the value elsewhere, finish the file.

What lies between prepare and finish is plain data, kept in one row; no key and no pickle is in it.
"""

# The PDF library is half typed.
# mypy: disable-error-code="no-untyped-call"

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime
from io import BytesIO

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.stamp import StaticStampStyle

from office import clock
from office.errors import Refusal
from office.i18n import _
from signing.pades import stamps
from signing.pades.beliefs import Sender
from signing.pades.integrity import refuse_broken
from signing.pades.places import Stamp
from signing.pades.signers import ValueSigner
from signing.pades.timestamps import SILENT, SentTimeStamper
from signing.pades.values import Prepared, Scheme, digest_of, value_holds

RESERVED = 24576  # hex digits kept free for the signature with its time-stamp


@dataclass(frozen=True)
class Order:
    """What is to be signed, where, by which certificate, and what is filled in with it."""

    field: str
    certificate: bytes
    at: datetime
    scheme: Scheme
    chain: tuple[bytes, ...] = ()
    stamp: Stamp | None = None
    fill: Mapping[str, str] = default(default_factory=dict)


@dataclass(frozen=True)
class Finished:
    """A signed revision and the level it reached: a silent time-stamp authority costs a level."""

    file: bytes
    level: str


class WrongValue(Refusal):
    """The value was not made with the key of the certificate: nothing is embedded."""

    code = "wrong-signature-value"


def prepare(pdf: bytes, order: Order) -> Prepared:
    """Write the revision with its stamp and filled texts, and say what has to be signed."""
    writer = _writer(pdf)
    signature = _empty_field(writer, order.field)
    fill_texts(writer, order.fill)
    signer = ValueSigner(order.certificate, order.chain, scheme=order.scheme)
    digest = digest_of(order.certificate)
    style = _style(signature, order)
    pdf_signer = PdfSigner(_metadata(signature, order, digest), signer, stamp_style=style)
    session = pdf_signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = clock.to_local(order.at)
    document = session.prepare_tbs_document(None, RESERVED)
    ranges, out = document.digest_tbs_document()
    out.seek(0)
    attributes = asyncio.run(signer.signed_attrs(ranges.document_digest, digest, use_pades=True))
    return Prepared(
        file=out.read(),
        document_digest=ranges.document_digest,
        reserved_start=ranges.reserved_region_start,
        reserved_end=ranges.reserved_region_end,
        attributes=attributes.dump(),
        certificate=order.certificate,
        chain=order.chain,
        scheme=order.scheme,
        base_length=len(pdf),
    )


def finish(prepared: Prepared, value: bytes, *, timestamps: Sender | None = None) -> Finished:
    """Embed a checked value, with a time-stamp where the authority answers, and check the file."""
    if not value_holds(
        prepared.certificate,
        value,
        prepared.attributes,
        scheme=prepared.scheme,
        digest=prepared.digest,
    ):
        raise WrongValue(_("The signature value does not belong to this certificate."))
    stamped = _stamped(prepared, value, timestamps) if timestamps else None
    return stamped or Finished(_embedded(prepared, value, None), "B-B")


def fill_texts(writer: IncrementalPdfFileWriter, texts: Mapping[str, str]) -> None:
    """Fill the read-only texts (số, ngày, tháng) in the revision that is being written."""
    if not texts:
        return
    fields = {str(ref.get_object()["/T"]): ref for ref in form_fields(writer)}
    for name, text in texts.items():
        if name not in fields:
            raise Refusal(_("The file has no place named %(name)s.", name=name))
        _fill(writer, fields[name], text)


def form_fields(writer: IncrementalPdfFileWriter) -> list[generic.IndirectObject]:
    """References of the form's fields, none where the file has no form."""
    if "/AcroForm" not in writer.root or "/Fields" not in writer.root["/AcroForm"]:
        return []
    return list(writer.root["/AcroForm"]["/Fields"])


def _fill(writer: IncrementalPdfFileWriter, ref: generic.IndirectObject, text: str) -> None:
    widget = ref.get_object()
    left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
    page = stamps.text_page(
        text,
        width=right - left,
        height=top - bottom,
        size=float(str(widget["/DA"]).split()[1]),
        align="center" if widget.get("/Q") == 1 else "left",
    )
    widget["/V"] = generic.pdf_string(text)
    appearance = generic.DictionaryObject({generic.pdf_name("/N"): stamps.imported(writer, page)})
    widget["/AP"] = appearance
    writer.mark_update(ref)


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(BytesIO(pdf))
    except PdfError as broken:
        raise Refusal(_("This file cannot be signed safely."), basis=str(broken)) from broken


def _empty_field(writer: IncrementalPdfFileWriter, name: str) -> generic.DictionaryObject:
    for ref in form_fields(writer):
        found: generic.DictionaryObject = ref.get_object()
        if found.get("/T") == name and found.get("/FT") == "/Sig":
            if "/V" in found:
                raise Refusal(_("The place %(name)s is already signed.", name=name))
            return found
    raise Refusal(_("The file has no place for a signature named %(name)s.", name=name))


def _metadata(
    signature: generic.DictionaryObject, order: Order, digest: str
) -> PdfSignatureMetadata:
    try:
        permitted = MDPPerm(signature["/Lock"]["/P"])
    except KeyError:
        permitted = MDPPerm.FILL_FORMS
    return PdfSignatureMetadata(
        field_name=order.field,
        md_algorithm=digest,
        subfilter=SigSeedSubFilter.PADES,
        docmdp_permissions=permitted,
    )


def _style(signature: generic.DictionaryObject, order: Order) -> StaticStampStyle | None:
    if order.stamp is None:
        return None
    left, bottom, right, top = (float(edge) for edge in signature["/Rect"])
    moment = clock.to_local(order.at).strftime("%d/%m/%Y; %H:%M:%S +07:00")
    return stamps.style_of(order.stamp.at(moment), width=right - left, height=top - bottom)


def _stamped(prepared: Prepared, value: bytes, send: Sender) -> Finished | None:
    try:
        return Finished(_embedded(prepared, value, SentTimeStamper(send)), "B-T")
    except (*SILENT, Refusal):
        return None


def _embedded(prepared: Prepared, value: bytes, timestamper: SentTimeStamper | None) -> bytes:
    signer = ValueSigner(prepared.certificate, prepared.chain, scheme=prepared.scheme, value=value)
    container = asyncio.run(
        signer.async_sign_prescribed_attributes(
            prepared.digest, cms.CMSAttributes.load(prepared.attributes), timestamper=timestamper
        )
    )
    out = BytesIO(prepared.file)
    ranges = PreparedByteRangeDigest(
        prepared.document_digest, prepared.reserved_start, prepared.reserved_end
    )
    ranges.fill_with_cms(out, container)
    refuse_broken(out.getvalue())
    return out.getvalue()
