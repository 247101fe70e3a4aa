"""Which form fields the revisions after a signature really wrote.

The difference analysis also names text fields that were filled in the revision before the signed
one and that nobody wrote since; here the written objects themselves decide.
"""

# The PDF library is half typed.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Set as AbstractSet

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader

UPWARDS = {"/P", "/Parent"}


def touched(reader: PdfFileReader, signed_revision: int, names: AbstractSet[str]) -> frozenset[str]:
    """The names without those whose field, value and appearance are the bytes that were signed."""
    later: set[Reference] = set()
    for revision in range(signed_revision + 1, reader.xrefs.total_revisions):
        later |= set(reader.xrefs.explicit_refs_in_revision(revision))
    listed = reader.root["/AcroForm"]["/Fields"]
    fields = [listed.raw_get(place) for place in range(len(listed))]
    untouched = {_name_of(field) for field in fields if not _reaches(field, later, set())}
    return frozenset(names - untouched)


def _name_of(field: generic.PdfObject) -> str:
    found = field.get_object()
    return str(found.get("/T", "")) if isinstance(found, generic.DictionaryObject) else ""


def _reaches(one: generic.PdfObject, later: set[Reference], seen: set[Reference]) -> bool:
    if isinstance(one, generic.IndirectObject):
        if one.reference in later:
            return True
        if one.reference in seen:
            return False
        seen.add(one.reference)
        one = one.get_object()
    if isinstance(one, generic.DictionaryObject):
        keys = (key for key in one if key not in UPWARDS)
        return any(_reaches(one.raw_get(key), later, seen) for key in keys)
    if isinstance(one, generic.ArrayObject):
        return any(_reaches(one.raw_get(at), later, seen) for at in range(len(one)))
    return False
