"""One message with its conversation: the page, the frame with its words, and its files."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from uuid import UUID

from flask import Response, make_response, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from mail import operations, queries
from mail.models import AssignmentState, MailAssignment, MailItem, MailPart
from mail.policy import Can
from mail.queries.items import OpenItem
from mail.views import frame
from mail.views.blueprint import webmail as bp
from mail.views.bodies import data_address, document, folded
from mail.views.downloads import disposition, locked
from mail.views.frame import actor
from mail.views.letter import OPENED_HERE, Shown, shown_of
from mail.views.many import acts_on
from office import blobs
from office.errors import Refusal
from office.foreign.letters import CHARSETS
from office.i18n import _, moment
from office.permissions import allowed
from office.ui.actions import offered
from office.ui.csp import Kind, page_kind, policy
from office.ui.parts import Act, Link

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
MOST_PICTURED = 12 * 1024 * 1024
MOST_HEAD = 128 * 1024
MOST_PACKED = 200 * 1024 * 1024


@dataclass(frozen=True)
class Page:
    """A conversation as it is shown, in a pane or on a page of its own."""

    found: OpenItem
    url: str
    messages: Sequence[Shown]
    acts: Sequence[Act]
    labels: Sequence[str]
    given: tuple[MailAssignment, str] | None
    answering: Sequence[str]
    members: Sequence[tuple[str, str]]
    mark_url: str = ""

    @property
    def title(self) -> str:
        """The subject, or words for one that is missing."""
        return frame.no_subject(self.found.message.subject)

    @property
    def charsets(self) -> list[tuple[str, str]]:
        """What a letter may be read in."""
        return [(name, name) for name in CHARSETS]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The states that an assignment may be brought to."""
        now = self.given[0].state if self.given else None
        return [(one.value, str(one.label)) for one in AssignmentState if one is not now]


def page_of_item(found: OpenItem) -> Page:
    """Read a conversation for its page; in others' boxes it is noted which words were shown."""
    lines = queries.conversation(found, actor())
    uid = found.item.uid
    with_pictures = "pictures" in request.args
    borne = queries.labels_on([found.item.id]).get(found.item.id, set())
    labels = queries.labels_of(found.opened.box) if borne else []
    shared = found.opened.is_shared
    given = queries.assignment_of(found.item) if shared else None
    messages = shown_of(found, lines, actor(), with_pictures=with_pictures)
    note_reading(found, *(one.line.item for one in messages if one.is_open))
    return Page(
        found=found,
        url=url_for("webmail.item", uid=uid),
        messages=messages,
        acts=[*acts_on(found, lines), *offered("mail", found, actor())],
        labels=[one.name for one in labels if one.id in borne],
        given=given,
        answering=queries.answering_now(found.item, actor()),
        members=_members(found) if shared and allowed(actor(), Can.ORGANISE, found.opened) else [],
        mark_url=url_for("webmail.reading", uid=uid) if any(one.is_new for one in lines) else "",
    )


def _members(found: OpenItem) -> list[tuple[str, str]]:
    return queries.people_called(queries.readers_of(found.opened.box))


def given_item(uid: UUID) -> OpenItem:
    """A letter whose content may be looked at."""
    found = queries.open_item(uid, actor())
    if queries.is_set_apart(found.message):
        raise Refusal(
            _("A letter with a virus or a secrecy mark stays in quarantine."),
            fix=_("Ask the security officer of your agency."),
        )
    return found


def note_reading(found: OpenItem, *others: MailItem) -> None:
    """Once for each person, unless the box is his own alone."""
    items = list({item.id: item for item in (found.item, *others)}.values())
    if new := queries.unnoted(found.opened, items, actor()):
        operations.note_access(found.opened, new, by=actor())


@bp.get("/items/<uuid:uid>")
@page_kind("mail")
def item(uid: UUID) -> str:
    """A conversation on a page of its own."""
    found = queries.open_item(uid, actor())
    page = page_of_item(found)
    view = found.item.folder.value
    crumb = Link(
        f"{found.opened.box.name} · {frame.word_of(view)}", frame.box_url(found.opened, view)
    )
    return render_template("webmail/item.html", page=page, crumb=crumb)


@bp.get("/items/<uuid:uid>/body")
@page_kind("letter")
def body(uid: UUID) -> Response:
    """The words of one message for its frame; pictures from elsewhere only when asked for."""
    found = given_item(uid)
    note_reading(found)
    shows = "pictures" in request.args
    return _alone(document(found.message.subject, _words(found, shows_remote=shows)), shows=shows)


@bp.get("/items/<uuid:uid>/print")
@page_kind("letter")
def paper(uid: UUID) -> Response:
    """The same for paper, with who wrote it to whom and when."""
    found = given_item(uid)
    note_reading(found)
    said = found.message
    to, cc = (", ".join(_plain(one) for one in names) for names in (said.to, said.cc))
    sender = f"{said.sender_name} <{said.sender_address}>"
    when = moment(said.sent_at or said.received_at)
    facts = [(_("Sent by"), sender), (_("To"), to), (_("Cc"), cc), (_("Date"), when)]
    rows = "".join(
        f"<dt>{escape(word)}</dt><dd><bdi>{escape(value)}</bdi></dd>"
        for word, value in facts
        if value
    )
    title = frame.no_subject(said.subject)
    head = f'<h1 dir="auto">{escape(title)}</h1><dl>{rows}</dl><hr>'
    return _alone(document(title, _words(found, shows_remote=False), head), shows=False)


def _plain(person: dict[str, str]) -> str:
    name, address = person.get("name") or "", person.get("address") or ""
    return f"{name} <{address}>" if name else address


def _words(found: OpenItem, *, shows_remote: bool) -> str:
    view = queries.view_of(found.message)
    html = str(view.get("html") or "")
    if not html:
        return f"<pre>{escape(str(view.get('text') or found.message.preview))}</pre>"
    return folded(html, _pictures(found), shows_remote=shows_remote)


def _pictures(found: OpenItem) -> dict[str, str]:
    """The pictures that came with the letter, by content id, as far as they are small enough."""
    room, made = MOST_PICTURED, {}
    for part in queries.parts_of([found.message.id])[found.message.id]:
        if part.content_id and part.kind in PICTURES and part.size <= room:
            room -= part.size
            made[part.content_id] = data_address(part.kind, blobs.read(part.sha256))
    return made


def _alone(text: str, *, shows: bool) -> Response:
    answer = make_response(text)
    kind = Kind.LETTER_WITH_PICTURES if shows else Kind.LETTER
    answer.headers["Content-Security-Policy"] = policy(kind)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


# -------------------------------------------------------------------------------- files


@bp.get("/items/<uuid:uid>/parts/<uuid:part_uid>")
def part(uid: UUID, part_uid: UUID) -> BaseResponse:
    """One file: a picture or a PDF without risks may be looked at, all else is only saved."""
    found = given_item(uid)
    note_reading(found)
    wanted = queries.part_of(found.message, part_uid)
    is_shown = wanted.kind in OPENED_HERE and not wanted.risks and "save" not in request.args
    kind = wanted.kind if is_shown else "application/octet-stream"
    answer = send_file(blobs.path_of(wanted.sha256), mimetype=kind)
    answer.headers["Content-Disposition"] = disposition(_name(wanted), is_shown=is_shown)
    return locked(answer)


def _name(wanted: MailPart) -> str:
    return wanted.name or f"{wanted.path}.bin"


@bp.get("/items/<uuid:uid>/attachments")
def attachments(uid: UUID) -> BaseResponse:
    """All files of a message in one archive, each under its own name."""
    found = given_item(uid)
    note_reading(found)
    kept = [
        one for one in queries.parts_of([found.message.id])[found.message.id] if not one.is_inline
    ]
    packed, room, taken = io.BytesIO(), MOST_PACKED, set[str]()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for one in kept:
            room -= one.size
            if room >= 0:
                archive.writestr(_free_name(_name(one), taken), blobs.read(one.sha256))
    packed.seek(0)
    answer = send_file(packed, mimetype="application/zip")
    name = f"{frame.no_subject(found.message.subject)[:80]}.zip"
    answer.headers["Content-Disposition"] = disposition(name, is_shown=False)
    return locked(answer)


def _free_name(name: str, taken: set[str]) -> str:
    bare = name.replace("/", "_").replace("\\", "_").lstrip(".") or "file"
    stem, dot, ending = bare.rpartition(".")
    free, number = bare, 1
    while free.lower() in taken:
        number += 1
        free = f"{stem} ({number}).{ending}" if dot else f"{bare} ({number})"
    taken.add(free.lower())
    return free


@bp.get("/items/<uuid:uid>/original")
def original(uid: UUID) -> BaseResponse:
    """The message exactly as it came, to be saved (EML)."""
    found = given_item(uid)
    note_reading(found)
    answer = send_file(blobs.path_of(found.message.sha256), mimetype="message/rfc822")
    name = f"{frame.no_subject(found.message.subject)[:80]}.eml"
    answer.headers["Content-Disposition"] = disposition(name, is_shown=False)
    return locked(answer)


@bp.get("/items/<uuid:uid>/source")
def source(uid: UUID) -> str:
    """The head of a message as it came, for who wants to know which way it took."""
    found = given_item(uid)
    note_reading(found)
    with blobs.open_blob(found.message.sha256) as stream:
        head = stream.read(MOST_HEAD).replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return render_template(
        "webmail/source.html",
        head=head.decode("utf-8", errors="replace"),
        title=frame.no_subject(found.message.subject),
        back=Link(_("Back to the message"), url_for("webmail.item", uid=uid)),
        found=found,
        original_url=url_for("webmail.original", uid=uid),
    )
