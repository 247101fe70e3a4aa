"""References of the manifest and attachments of the envelope, joined into a list of files."""

import unicodedata
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import IO

from documents.axis.package import magic
from documents.axis.package.decode import Decoded, Sink
from documents.axis.package.model import FileProblem, PackageFile
from documents.axis.package.reader import CONTENT, Node
from documents.axis.package.unwrap import DamagedZip, checked_entries, is_zip, unwrap

_LONGEST_NAME = 180


@dataclass(slots=True)
class _Claim:
    """What a Reference or an Attachment says of a file."""

    content_id: str
    name: str
    description: str
    stated_type: str
    decoded: Decoded | None = None


def package_files(root: Node, *, code: str, sink: Sink) -> tuple[PackageFile, ...]:
    """Every file that the message names or holds, in the order of the manifest."""
    references = [_claim(node) for node in root.walk() if node.name == "reference"]
    references = [claim for claim in references if claim.name or claim.content_id]
    attachments = [_claim(node) for node in root.walk() if _holds_bytes(node)]
    pairs = _join(references, attachments)
    files = [_file(said, held, at=at, sink=sink) for at, (said, held) in enumerate(pairs, 1)]
    return _with_main(files, code=code)


def _holds_bytes(node: Node) -> bool:
    return any(child.content is not None for child in node.children)


def _claim(node: Node) -> _Claim:
    content = node.find(CONTENT)
    return _Claim(
        content_id=bare_id(node.text("ContentId") or node.attributes.get("href", "")),
        name=node.text("AttachmentName"),
        description=node.text("Description"),
        stated_type=node.text("ContentType"),
        decoded=content.content if content else None,
    )


def bare_id(content_id: str) -> str:
    """The identifier without the ``cid:`` that some peers write on one side only."""
    written = content_id.strip()
    return written[4:] if written[:4].lower() == "cid:" else written


def _join(said: list[_Claim], held: list[_Claim]) -> list[tuple[_Claim, _Claim | None]]:
    """By ContentId, then by name, then by position; leftovers are files of their own."""
    matches: dict[int, _Claim] = {}
    left = list(held)
    for same in (_same_id, _same_name, _any_of_the_rest):
        for at, claim in enumerate(said):
            found = None if at in matches else next((h for h in left if same(claim, h)), None)
            if found:
                matches[at] = found
                left.remove(found)
    joined: list[tuple[_Claim, _Claim | None]] = [
        (claim, matches.get(at)) for at, claim in enumerate(said)
    ]
    return joined + [(claim, claim) for claim in left]


def _same_id(said: _Claim, held: _Claim) -> bool:
    return bool(said.content_id) and said.content_id == held.content_id


def _same_name(said: _Claim, held: _Claim) -> bool:
    return bool(said.name) and said.name == held.name


def _any_of_the_rest(_said: _Claim, _held: _Claim) -> bool:
    return True


def _file(said: _Claim, held: _Claim | None, *, at: int, sink: Sink) -> PackageFile:
    name = safe_name((held.name if held else "") or said.name, at=at)
    entry = PackageFile(
        name=name,
        description=said.description or (held.description if held else ""),
        content_id=said.content_id or (held.content_id if held else ""),
        stated_type=(held.stated_type if held else "") or said.stated_type,
    )
    if held is None or held.decoded is None:
        return replace(entry, problem=FileProblem.MISSING)
    return _opened(entry, held.decoded, sink=sink)


def _opened(entry: PackageFile, held: Decoded, *, sink: Sink) -> PackageFile:
    plain, is_damaged = _plain(entry, held, sink=sink)
    kind = magic.ZIP if is_damaged else magic.media_type(plain.file, entry.name)
    known = replace(
        entry, media_type=kind, size=plain.size, sha256=plain.sha256, content=plain.file
    )
    problem = FileProblem.DAMAGED if is_damaged else _problem(known, plain.file)
    return replace(known, problem=problem)


def _plain(entry: PackageFile, held: Decoded, *, sink: Sink) -> tuple[Decoded, bool]:
    """The file without its wrapper, and whether it is a ZIP that nobody can read."""
    plain = held
    try:
        if is_zip(held.file):
            plain = unwrap(held, name=entry.name, stated_type=entry.stated_type, sink=sink)
        if plain is not held and is_zip(plain.file):
            checked_entries(plain)
    except DamagedZip:
        return plain, True
    return plain, False


def _problem(file: PackageFile, content: IO[bytes]) -> FileProblem | None:
    if file.size == 0:
        return FileProblem.EMPTY
    if file.media_type == magic.PROGRAM:
        return FileProblem.EXECUTABLE
    if magic.is_mislabelled(file.name, file.media_type):
        return FileProblem.MISLABELLED
    cut = file.media_type == magic.PDF and magic.is_cut_pdf(content, file.size)
    return FileProblem.DAMAGED if cut else None


def _with_main(files: list[PackageFile], *, code: str) -> tuple[PackageFile, ...]:
    """The first file is the document, unless exactly one PDF is named like its code."""
    named = [file for file in files if _is_pdf_of(file, code)]
    main = named[0] if len(named) == 1 else next(iter(files), None)
    return tuple(replace(file, is_main=file is main) for file in files)


def _is_pdf_of(file: PackageFile, code: str) -> bool:
    wanted, stem = _bare(code), _bare(PurePosixPath(file.name).stem)
    return "/" in code and file.media_type == magic.PDF and wanted in stem


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def safe_name(name: str, *, at: int) -> str:
    """The last part of a path, without control and direction characters, of bearable length."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    if not clean:
        return f"attachment-{at}"
    ending = PurePosixPath(clean).suffix[:16]
    kept = clean.removesuffix(ending)[: _LONGEST_NAME - len(ending)]
    return kept + ending
