"""What a document page and the reading pane say about a document, as plain values."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from documents import queries
from documents.models import Document, DocumentFile, FileRole, Source
from documents.views.acts import acts_on
from office import clock
from office.i18n import _, day, moment, number
from office.permissions import Actor
from office.ui.due import due
from office.ui.parts import Act, SheetPage

Pairs = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Peek:
    """A document as the reading pane shows it."""

    uid: UUID
    version: int
    url: str
    title: str
    state: str
    stamp: str
    is_highest: bool
    number_line: str
    facts: Pairs
    check: dict[str, Any] | None
    page: SheetPage | None
    acts: tuple[Act, ...]


def peek_of(uid: UUID, reader: Actor) -> Peek:
    """The reading pane's content; 404 for whoever may not see it."""
    document = queries.visible_document(uid, reader)
    main = queries.main_file(document)
    pages = pages_of(main) if main else []
    return Peek(
        uid=document.uid,
        version=document.version,
        url=url_for("documents.show", uid=document.uid),
        title=document.subject,
        state=str(document.state.label),
        stamp=document.urgency.stamp,
        is_highest=document.urgency.priority == 3,
        number_line=number_line(document),
        facts=facts_of(document),
        check=main.verdict if main else None,
        page=pages[0] if pages else None,
        acts=tuple(acts_on(document, reader)),
    )


def number_line(document: Document) -> str:
    """The number people look a document up by."""
    if document.arrival_no:
        return _("Arrival no. %(number)s", number=number(document.arrival_no))
    return ""


def facts_of(document: Document) -> Pairs:
    """The header data, at most seven."""
    signer = ", ".join(filter(None, (document.signer_name, document.signer_title)))
    given = "" if document.is_incoming else _("not given yet")
    return (
        (_("Document type"), document.type_name, "vi"),
        (_("Number"), document.symbol or given, "num"),
        (_("Dated"), day(document.issued_on) if document.issued_on else "", "num"),
        (_("Issued by"), document.issuer_name, "vi"),
        (_("Signed by"), signer, "vi"),
        (_("Received by") if document.is_incoming else _("Begun"), _came(document)),
        (_("Deadline"), due_of(document)),
    )


def _came(document: Document) -> str:
    at = moment(document.created_at)
    if document.source is Source.DRAFTED:
        return at
    return _("%(way)s, %(time)s", way=document.source.label, time=at)


def due_of(document: Document) -> Any:
    """The deadline, or nothing while there is none."""
    if document.due_at is None:
        return ""
    return due(document.due_at, done_at=document.closed_at)


def pages_of(file: DocumentFile) -> list[SheetPage]:
    """The pictures of a file's pages."""
    count = len(file.pages or ())
    return [
        SheetPage(
            url_for("documents.page_image", uid=file.uid, number=place),
            _(
                "Page %(page)s of %(count)s. The text is in the original file.",
                page=place,
                count=count,
            ),
        )
        for place in range(1, count + 1)
    ]


@dataclass(frozen=True)
class FileLine:
    """A file in the switcher and the list of files."""

    uid: UUID
    name: str
    word: str
    size: str
    url: str
    original: str
    problem: str
    is_here: bool
    page_count: int


def file_lines(
    document: Document, files: list[DocumentFile], here: DocumentFile | None
) -> list[FileLine]:
    """The current files, the main one first, each with its way to the original."""
    return [
        FileLine(
            uid=file.uid,
            name=file.name,
            word=_role_word(file),
            size=size_words(file.size),
            url=url_for("documents.show", uid=document.uid, file=file.uid),
            original=url_for("documents.original", uid=file.uid) if file.sha256 else "",
            problem=file.problem,
            is_here=file is here,
            page_count=len(file.pages or ()),
        )
        for file in files
    ]


def _role_word(file: DocumentFile) -> str:
    words = {
        FileRole.MAIN: _("Document"),
        FileRole.ANNEX: _("Annex"),
        FileRole.SHEET: _("Submission slip"),
        FileRole.COPY: _("Lasting copy"),
    }
    return words.get(file.role, _("Source"))


def size_words(size: int) -> str:
    """A file's size as people say it."""
    if size < 1024:
        return _("%(size)s bytes", size=size)
    if size < 1024 * 1024:
        return _("%(size)s KB", size=number(size / 1024))
    return _("%(size)s MB", size=number(size / 1024 / 1024, decimals=1))


def is_late_for_sender(document: Document) -> bool:
    """Whether the sender's date has passed while the document is open."""
    return document.closed_at is None and bool(document.due_at) and document.due_at < clock.now()  # type: ignore[operator]  # checked before
