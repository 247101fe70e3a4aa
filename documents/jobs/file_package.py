"""The package of one work file: a BagIt folder in a ZIP with originals, metadata and history.

`data/metadata.xml` carries the names of Decree 30/2020/NĐ-CP, Annex VI part II; `structure.xml`
is the map of the package in the manner of METS; `summary.pdf` lists all in the order of time.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree as Xml
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from documents.compose.content import clean
from documents.models import Document, DocumentFile, WorkFile, WorkFileItem
from office import blobs, clock, law

METADATA = "data/metadata.xml"
OWN = "OwnMetadata"
NAMESPACE = "urn:congvu:work-file:1"
METS = "http://www.loc.gov/METS/"
XLINK = "http://www.w3.org/1999/xlink"
FIXED = (1980, 1, 1, 0, 0, 0)
PIECE = 1 << 20


@dataclass(frozen=True)
class Original:
    """One file of a record."""

    name: str
    media_type: str
    sha256: str
    size: int


Own = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Record:
    """A record of the file with its originals and what its agency added to its metadata."""

    item: WorkFileItem
    document: Document | None
    originals: Sequence[Original]
    own: Own = ()


@dataclass
class Bag:
    """A ZIP that is being written, and the sums of what lies in it."""

    packed: ZipFile
    root: str
    sums: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, data: bytes) -> None:
        """Write a whole file."""
        self.packed.writestr(self._info(path), data)
        self.sums[path] = hashlib.sha256(data).hexdigest()

    def add_blob(self, path: str, sha256: str) -> None:
        """Write a stored file piece by piece; a changed one breaks the package off."""
        digest = hashlib.sha256()
        with blobs.open_blob(sha256) as source, self.packed.open(self._info(path), "w") as target:
            while piece := source.read(PIECE):
                digest.update(piece)
                target.write(piece)
        if digest.hexdigest() != sha256:
            raise OSError(f"the stored file {sha256} has changed on disk")
        self.sums[path] = sha256

    def _info(self, path: str) -> ZipInfo:
        info = ZipInfo(f"{self.root}/{path}", FIXED)
        info.compress_type = ZIP_DEFLATED
        return info


def write_package(  # noqa: PLR0913 - what goes into a package, each by name
    target: IO[bytes],
    file: WorkFile,
    records: Sequence[Record],
    *,
    history: dict[str, object],
    summary: bytes,
    own: Own = (),
) -> dict[str, object]:
    """Write the package; says how many files it holds and the sum of its manifest."""
    with ZipFile(target, "w") as packed:
        bag = Bag(packed, file.code)
        bag.add(METADATA, metadata(file, records, own))
        bag.add("data/structure.xml", structure(file, records))
        bag.add("data/history.json", _json(history))
        bag.add("data/summary.pdf", summary)
        for path, original in placed(records):
            if path not in bag.sums:
                bag.add_blob(path, original.sha256)
        return _close(bag, file)


def _close(bag: Bag, file: WorkFile) -> dict[str, object]:
    payload = dict(bag.sums)
    manifest = _manifest(payload)
    bag.add("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    lines = (
        f"External-Identifier: {file.uid}",
        f"External-Description: {clean(file.title).replace(chr(10), ' ')}",
        f"Bagging-Date: {clock.today().isoformat()}",
    )
    bag.add("bag-info.txt", ("\n".join(lines) + "\n").encode())
    bag.add("manifest-sha256.txt", manifest)
    tags = {path: value for path, value in bag.sums.items() if path not in payload}
    bag.add("tagmanifest-sha256.txt", _manifest(tags))
    return {"files": len(payload), "manifest": hashlib.sha256(manifest).hexdigest()}


def _manifest(sums: dict[str, str]) -> bytes:
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()


def _json(facts: dict[str, object]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode()


def placed(records: Sequence[Record]) -> Iterator[tuple[str, Original]]:
    """Each original with its path in the package."""
    for number, record in enumerate(records, 1):
        for place, original in enumerate(record.originals, 1):
            yield _path(number, place, original), original


def _path(number: int, place: int, original: Original) -> str:
    extension = original.name.rpartition(".")[2].lower()
    plain = extension if extension.isalnum() and extension.isascii() else "bin"
    return f"data/originals/{number:04}-{place:02}.{plain[:8]}"


def originals_of(item: WorkFileItem, files: Iterable[DocumentFile]) -> list[Original]:
    """The current files of a document, or the one of a further record."""
    if item.document_id is None and not item.sha256:
        return []
    if item.document_id is None:
        return [Original(item.name, item.media_type, item.sha256, item.size)]
    return [
        Original(file.name, file.media_type, file.sha256, file.size)
        for file in files
        if file.sha256
    ]


# ---------------------------------------------------------------------------- metadata


def _under(parent: Xml.Element, name: str, text: object = "") -> Xml.Element:
    made = Xml.SubElement(parent, name)
    made.text = clean(str(text if text is not None else ""))
    return made


def metadata(file: WorkFile, records: Sequence[Record], own: Own = ()) -> bytes:
    """The file and its records under the names of the law."""
    root = Xml.Element("WorkFile", {"xmlns": NAMESPACE})
    code = _under(root, "FileCode")
    for name, value in (
        ("OrganId", file.organ_id),
        ("FileCatalog", file.catalog),
        ("FileNotation", file.notation),
    ):
        _under(code, name, value)
    facts: dict[str, object] = {
        "Identifier": file.uid,
        "Title": file.title,
        "Maintenance": law.retention(file.retention).vi,
        "MaintenanceCode": file.retention,
        "Rights": file.rights,
        "Creator": file.creator,
        "Language": file.language,
        "StartDate": file.started_on.isoformat(),
        "EndDate": file.ended_on.isoformat() if file.ended_on else "",
        "DocTotal": file.document_count,
        "PageTotal": file.page_count,
        "Description": file.description,
    }
    for name, fact in facts.items():
        _under(root, name, fact)
    _add_own(root, own)
    listed = _under(root, "Documents")
    for number, record in enumerate(records, 1):
        _record(listed, number, record)
    return _bytes(root)


def _record(listed: Xml.Element, number: int, record: Record) -> None:
    made = _under(listed, "Document")
    _under(made, "DocOrdinal", number)
    for name, value in _facts(record).items():
        _under(made, name, value)
    signer = _under(made, "SignerInfo")
    document = record.document
    _under(signer, "Position", document.signer_title if document else "")
    _under(signer, "FullName", document.signer_name if document else "")
    _add_own(made, record.own)
    kept = _under(made, "Files")
    for place, original in enumerate(record.originals, 1):
        one = _under(kept, "File")
        for name, value in (
            ("Path", _path(number, place, original)),
            ("Name", original.name),
            ("MediaType", original.media_type),
            ("Sha256", original.sha256),
        ):
            _under(one, name, value)


def _add_own(parent: Xml.Element, own: Own) -> None:
    """The agency's own metadata stay bound to what they describe."""
    listed = _under(parent, OWN)
    for one in own:
        field = _under(listed, "Field")
        for name in ("Name", "Label", "Value"):
            _under(field, name, one[name.lower()])


def _facts(record: Record) -> dict[str, object]:
    item, document = record.item, record.document
    found: dict[str, object] = {
        "TypeName": item.facts.get("type", ""),
        "CodeNotation": item.facts.get("symbol", ""),
        "IssuedDate": item.facts.get("issued_on", ""),
        "OrganName": item.facts.get("issuer", ""),
        "Subject": item.title,
        "Language": "Tiếng Việt",
        "PageAmount": item.pages,
        "DatedAt": item.dated.isoformat(),
    }
    if document is None:
        return found
    arrived = document.created_at.isoformat() if document.is_incoming else ""
    return found | {
        "CodeNumber": document.number or "",
        "ArrivalNumber": document.arrival_no or "",
        "ArrivalDate": arrived,
        "Priority": document.urgency.priority,
        "DueDate": document.due_at.isoformat() if document.due_at else "",
        "Description": document.note,
    }


def structure(file: WorkFile, records: Sequence[Record]) -> bytes:
    """Where everything lies, as archives read it."""
    Xml.register_namespace("mets", METS)
    Xml.register_namespace("xlink", XLINK)
    root = Xml.Element(f"{{{METS}}}mets", {"OBJID": str(file.uid), "LABEL": clean(file.title)})
    group = Xml.SubElement(Xml.SubElement(root, f"{{{METS}}}fileSec"), f"{{{METS}}}fileGrp")
    top = Xml.SubElement(Xml.SubElement(root, f"{{{METS}}}structMap"), f"{{{METS}}}div")
    for number, record in enumerate(records, 1):
        label = {"ORDER": str(number), "LABEL": clean(record.item.title)}
        part = Xml.SubElement(top, f"{{{METS}}}div", label)
        for place, original in enumerate(record.originals, 1):
            name = f"f{number:04}-{place:02}"
            _listed(group, name, _path(number, place, original), original)
            Xml.SubElement(part, f"{{{METS}}}fptr", {"FILEID": name})
    return _bytes(root)


def _listed(group: Xml.Element, name: str, path: str, original: Original) -> None:
    facts = {
        "ID": name,
        "MIMETYPE": original.media_type,
        "SIZE": str(original.size),
        "CHECKSUM": original.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }
    made = Xml.SubElement(group, f"{{{METS}}}file", facts)
    where = {"LOCTYPE": "URL", f"{{{XLINK}}}href": path}
    Xml.SubElement(made, f"{{{METS}}}FLocat", where)


def _bytes(root: Xml.Element) -> bytes:
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
