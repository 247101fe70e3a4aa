"""Places for signatures and texts in a PDF that nobody has signed yet."""

from collections.abc import Sequence

from signing.pades.places import SignatureField, TextField


def lay_out(
    pdf: bytes, *, signatures: Sequence[SignatureField], texts: Sequence[TextField] = ()
) -> bytes:
    """Give an unsigned PDF all its fields; whoever does this work loads the PDF library for it."""
    from signing.pades.fields import add_fields

    return add_fields(pdf, signatures=signatures, texts=texts)
