"""What the pages of a mailbox share: the column of boxes and folders, addresses, safe links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from flask import current_app, g, request, url_for

from mail import queries
from mail.models import Folder, MailLabel
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.queries.listing import MINE, STARRED, UNREAD
from mail.views import settings_frame
from office.i18n import _, _l, language
from office.permissions import Actor, allowed
from office.ui.parts import Link

DRAFTS, WAITING = "drafts", "waiting"
WORDS = {
    UNREAD: _l("Unread mail"),
    STARRED: _l("Starred"),
    MINE: _l("Assigned to me"),
    DRAFTS: _l("Letters being written"),
    WAITING: _l("Waiting to leave"),
}
PERSONAL = (UNREAD, STARRED)
KEPT = (Folder.ARCHIVE, Folder.JUNK, Folder.QUARANTINE, Folder.TRASH)


@dataclass(frozen=True)
class Side:
    """The column beside a list: my boxes, what lies in the open one, its labels."""

    boxes: Sequence[Link]
    folders: Sequence[Link]
    kept: Sequence[Link]
    labels: Sequence[Link]
    labels_url: str = ""
    settings_url: str = ""


def actor() -> Actor:
    """Who asks; a gate before every page has seen to it that there is somebody in a post."""
    found: Actor = g.actor
    return found


def opened(uid: UUID) -> OpenBox:
    """The box of the address, or 404."""
    return queries.open_box(uid, actor())


def boxes() -> Sequence[OpenBox]:
    """The boxes that the reader has open; asked once a request."""
    if "mail_boxes" not in g:
        g.mail_boxes = queries.open_boxes(actor())
    found: Sequence[OpenBox] = g.mail_boxes
    return found


def unread() -> Mapping[int, int]:
    """The number of unread messages in each of them."""
    if "mail_unread" not in g:
        g.mail_unread = queries.unread_in(boxes(), actor())
    found: Mapping[int, int] = g.mail_unread
    return found


def box_url(box: OpenBox, view: str = Folder.INBOX.value, **more: object) -> str:
    """The address of one view of a box."""
    named = None if view == Folder.INBOX.value else view
    return url_for("webmail.box", uid=box.box.uid, view=named, **more)  # type: ignore[arg-type]  # words of a query


def writing_url(**values: object) -> str:
    """Where a letter is written; nothing while this house has no such page."""
    if "webmail.compose" not in current_app.view_functions:
        return ""
    return url_for("webmail.compose", **values)  # type: ignore[arg-type]  # words of a query


def word_of(view: str) -> str:
    """The name of a folder or a personal view."""
    return _word_of(view, language())


@cache
def _word_of(view: str, _code: str) -> str:
    return str(Folder(view).label if view in list(Folder) else WORDS[view])


def views_of(box: OpenBox) -> list[str]:
    """The folders and views that a reader of a box has."""
    names = [Folder.INBOX.value, *PERSONAL, *([MINE] if box.is_shared else [])]
    if allowed(actor(), Can.DRAFT, box):
        names += [DRAFTS, WAITING]
    return [*names, Folder.SENT.value, *(folder.value for folder in KEPT)]


def side_of(
    box: OpenBox, view: str, labels: Sequence[MailLabel], label: MailLabel | None = None
) -> Side:
    """The column as it stands beside one view."""
    new = unread()
    links = {name: _link(box, name, view, label) for name in views_of(box)}
    kept = [folder.value for folder in KEPT]
    manages = allowed(actor(), Can.MANAGE, box)
    return Side(
        boxes=[
            Link(one.box.name, box_url(one), new.get(one.box.id) or None, one.box.id == box.box.id)
            for one in boxes()
        ],
        folders=[link for name, link in links.items() if name not in kept],
        kept=[link for name, link in links.items() if name in kept],
        labels=[
            Link(one.name, box_url(box, label=one.uid), is_current=one is label) for one in labels
        ],
        labels_url=url_for("webmail.labels", uid=box.box.uid) if manages else "",
        settings_url=settings_frame.entry(box),
    )


def _link(box: OpenBox, name: str, view: str, label: MailLabel | None) -> Link:
    return Link(word_of(name), box_url(box, name), is_current=name == view and label is None)


def came_from(fallback: str) -> str:
    """The page of ours to go back to after an act."""
    asked = request.form.get("back", "")
    is_ours = asked.startswith("/mail") and not asked.startswith(("//", "/\\"))
    return asked if is_ours else fallback


def swapped(region: str) -> bool:
    """Whether only this region of the page is wanted."""
    return request.headers.get("X-Swap") == region


def no_subject(subject: str) -> str:
    """The subject, or words for one that is missing."""
    return subject or _("(no subject)")


def list_before(opened: UUID | None = None) -> str:
    """The list of ours on which a form stood, with this message open beside it or with none."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or not parts.path.startswith("/mail/boxes/"):
        return ""
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "open"]
    kept += [("open", str(opened))] if opened else []
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path
