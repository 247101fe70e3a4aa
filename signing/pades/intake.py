"""What a PDF must be before its first signature."""

from io import BytesIO

import pikepdf
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from office.errors import Refusal
from office.i18n import _


def made_signable(pdf: bytes) -> bytes:
    """The file itself, or its repaired copy where the original could never be signed safely.

    Word writes hybrid cross-references, which show different readers different documents.
    """
    refuse_encrypted(pdf)
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        hybrid = reader.xrefs.hybrid_xrefs_present
        signed = bool(reader.embedded_signatures)
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as broken:
        return _rewritten(pdf, broken)
    if signed:
        raise Refusal(
            _("This file is already signed; no place for a signature can be added to it."),
            fix=_("Sign an unsigned copy, or send the file as an attachment."),
        )
    return _rewritten(pdf) if hybrid or not _reads_strictly(pdf) else pdf


def refuse_encrypted(pdf: bytes) -> None:
    """An archive must be readable for ever: PDF/A forbids encryption."""
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            locked = document.is_encrypted
    except pikepdf.PasswordError:
        locked = True
    except pikepdf.PdfError as broken:
        raise unreadable() from broken
    if locked:
        raise Refusal(
            _("This file is encrypted and cannot be signed."),
            fix=_("Remove the password in the program that made the file and upload it again."),
        )


def unreadable() -> Refusal:
    """The one answer to a file that no reader can open."""
    return Refusal(
        _("This file is damaged or is not a PDF."), fix=_("Make the PDF again and upload it.")
    )


def _reads_strictly(pdf: bytes) -> bool:
    try:
        PdfFileReader(BytesIO(pdf)).root["/Pages"]
    except (PdfError, ValueError, KeyError):
        return False
    return True


def _rewritten(pdf: bytes, cause: Exception | None = None) -> bytes:
    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            if any("/ByteRange" in str(item) for item in _signature_values(document)):
                raise Refusal(_("This file is already signed and was damaged afterwards."))
            document.save(out)
    except pikepdf.PdfError as broken:
        raise unreadable() from (cause or broken)
    return out.getvalue()


def _signature_values(document: pikepdf.Pdf) -> list[object]:
    form = document.Root.get("/AcroForm", pikepdf.Dictionary())
    fields = form.get("/Fields", pikepdf.Array())
    values = [field.get("/V", None) for field in fields if "/V" in field]
    return [list(value.keys()) for value in values if isinstance(value, pikepdf.Dictionary)]
