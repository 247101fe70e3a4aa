"""Facts for programs that travel inside a paper, under its signatures (PDF/A-3, ISO 19005-3)."""

import io
from dataclasses import dataclass

import pikepdf

MEDIA_TYPE = "application/json"


@dataclass(frozen=True)
class Data:
    """A file of facts; its name is how programs find it."""

    name: str
    text: str


def with_data(pdf: bytes, data: Data) -> bytes:
    """The paper with the facts as an associated file; what it shows stays as it is."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        spec = pikepdf.AttachedFileSpec(
            paper,
            data.text.encode(),
            filename=data.name,
            mime_type=MEDIA_TYPE,
            description="",
            creation_date="",
            mod_date="",
        )
        spec.obj.AFRelationship = pikepdf.Name.Data
        paper.attachments[data.name] = spec
        files = paper.Root.get("/AF", pikepdf.Array())
        files.append(spec.obj)
        paper.Root.AF = files
        with paper.open_metadata(set_pikepdf_as_editor=False) as words:
            words["pdfaid:part"] = "3"
        paper.save(out, deterministic_id=True)
    return out.getvalue()


def data_in(pdf: bytes, name: str) -> str | None:
    """The facts of this name inside a paper; None when there are none."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        found = paper.attachments.get(name)
        return found.get_file().read_bytes().decode() if found else None
