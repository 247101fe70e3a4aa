"""Mailboxes: the list of conversations with its folders, and the reading pane beside it."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from flask import Flask, Response, abort, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from mail import queries, rows
from mail.models import Folder, MailLabel
from mail.policy import Can
from mail.queries.boxes import OpenBox
from mail.queries.listing import MINE, STARRED, Asked, ListRow
from mail.views import frame
from mail.views.blueprint import webmail as bp
from mail.views.frame import DRAFTS, WAITING, actor
from mail.views.many import acts_over
from mail.views.reading import Page, page_of_item
from office.i18n import _, _l, ngettext
from office.permissions import allowed
from office.ui import menu, paging
from office.ui.csp import page_kind
from office.ui.etag import listing
from office.ui.parts import Link

LONGEST = 200
EVERY = 30_000
COUNT = "mail_unread"
NOTHING: dict[str, object] = {
    Folder.INBOX: _l("No mail here"),
    DRAFTS: _l("No letter is being written"),
    WAITING: _l("No letter waits to leave"),
}
NEXT: dict[str, object] = {
    Folder.INBOX: _l("New mail appears here by itself."),
    Folder.SENT: _l("Letters that this mailbox has sent stand here, with how far they got."),
    Folder.ARCHIVE: _l("What is done and worth keeping is archived here."),
    Folder.JUNK: _l("What you mark as junk goes here."),
    Folder.QUARANTINE: _l("Letters with a virus or a forbidden file are kept apart here."),
    Folder.TRASH: _l("Deleted mail lies here for a while and can be restored until it is gone."),
    STARRED: _l("Mail that you star is found again here."),
    MINE: _l("Conversations that are given to you appear here."),
    DRAFTS: _l("What you write is saved by itself and goes on here."),
    WAITING: _l("A letter can be taken back from here until it leaves."),
}


def register(app: Flask) -> None:
    """Add the entry with its number of unread messages."""
    entry = menu.Entry(
        "webmail.home",
        _l("Mail"),
        "mail",
        menu.Section.COORDINATION,
        order=10,
        count=COUNT,
        waits=True,
        go="e",
        visible=lambda reader: allowed(reader, Can.HAVE_BOX),
    )
    menu.register(app, entry)
    menu.use_counts(app, _unread)


def _unread(reader: Any) -> dict[str, int]:
    """Counted on the pages of mail: what others show is not made dearer by a number beside it."""
    if request.blueprint != bp.name or not allowed(reader, Can.HAVE_BOX):
        return {}
    if "mail_unread" in g:
        return {COUNT: queries.unread_at_post(frame.unread(), frame.boxes(), reader)}
    return {COUNT: queries.unread_of(reader)}


@dataclass(frozen=True)
class Listed:
    """What a list shows, and where it goes on."""

    asked: Asked
    label: MailLabel | None
    labels: list[MailLabel]
    rows: Markup = field(default_factory=Markup)
    after: str | None = None
    newest: int = 0


@bp.get("")
def home() -> BaseResponse | str:
    """The inbox of the reader's first box."""
    mine = frame.boxes()
    if not mine:
        return render_template("webmail/none.html")
    return redirect(frame.box_url(mine[0]), code=303)


@bp.get("/boxes/<uuid:uid>")
@page_kind("mail")
def box(uid: UUID) -> Response:
    """One folder, view or label of a box; unchanged it costs no rendering."""
    if frame.swapped("news"):
        opened = frame.opened(uid)
        return listing(lambda: _news(opened), _newer(opened))
    opened = next((one for one in frame.boxes() if one.box.uid == uid), None) or frame.opened(uid)
    labels = queries.labels_seen(opened.box, actor())
    listed = _read(opened, labels)
    page = _peek(opened)
    side = frame.side_of(opened, listed.asked.view, labels, listed.label)
    facts = (listed.rows, listed.asked, listed.after, side, repr(page))
    return listing(lambda: _page(opened, listed, side, page), *facts)


def _read(opened: OpenBox, labels: list[MailLabel]) -> Listed:
    asked, label = _asked(opened, labels)
    shell = Listed(asked, label, labels)
    if frame.swapped("read"):
        return shell
    return (
        _drafts(opened, shell) if asked.view in (DRAFTS, WAITING) else _mails(opened, shell, labels)
    )


def _asked(opened: OpenBox, labels: list[MailLabel]) -> tuple[Asked, MailLabel | None]:
    view = request.args.get("view", Folder.INBOX.value)
    if view not in frame.views_of(opened):
        abort(404)
    label = next((one for one in labels if str(one.uid) == request.args.get("label")), None)
    asked = Asked(
        view,
        label.id if label else None,
        request.args.get("q", "")[:LONGEST].strip(),
        has_files="files" in request.args,
        from_outside="outside" in request.args,
    )
    return asked, label


def _mails(opened: OpenBox, shell: Listed, labels: list[MailLabel]) -> Listed:
    size = paging.size_wanted()
    after = paging.decode(request.args.get("after"), *shell.asked.places)
    found = queries.rows_of(opened.box, actor(), shell.asked, after=after, size=size)
    page = paging.page_of(found, key=shell.asked.place_of, size=size)
    look = _look(opened, shell, page.rows, labels)
    return replace(
        shell,
        rows=rows.mail_rows(page.rows, look),
        after=page.after,
        newest=opened.box.last_number,
    )


def _look(opened: OpenBox, shell: Listed, page: Any, labels: list[MailLabel]) -> rows.Look:
    found: list[ListRow] = list(page)
    folder = shell.asked.folder or Folder.INBOX
    names = {one.id: one.name for one in labels}
    borne = queries.labels_on([row.id for row in found]) if labels and found else {}
    has_given = opened.is_shared and bool(found)
    return rows.Look(
        base=f"{request.script_root}/mail/items/",
        peek=_address(opened, shell, after=request.args.get("after")) + "open=",
        here=request.args.get("open", ""),
        view=shell.asked.view,
        facts=queries.facts_of(opened.box, actor(), found, folder) if found else {},
        given=queries.assignments_in(opened.box, found) if has_given else {},
        labels={item: [names[one] for one in sorted(ids)] for item, ids in borne.items()},
    )


def _drafts(opened: OpenBox, shell: Listed) -> Listed:
    size = paging.size_wanted()
    after = paging.decode(request.args.get("after"), int)
    waits = shell.asked.view == WAITING
    found = queries.drafts_in(opened.box, are_waiting=waits, after=after, size=size)
    page = paging.page_of(found, key=lambda row: (row[0].id,), size=size)
    address = frame.writing_url(draft="") or "#"
    return replace(shell, rows=rows.draft_rows(page.rows, address), after=page.after)


def _address(opened: OpenBox, shell: Listed, **more: Any) -> str:
    """The list as it is asked for, ready for one value more."""
    url = frame.box_url(opened, shell.asked.view, **_narrowing(shell), **more)
    return url + ("&" if "?" in url else "?")


def _narrowing(shell: Listed) -> dict[str, Any]:
    asked = shell.asked
    return {
        "label": shell.label.uid if shell.label else None,
        "q": asked.words or None,
        "files": 1 if asked.has_files else None,
        "outside": 1 if asked.from_outside else None,
    }


def _peek(opened: OpenBox) -> Page | None:
    if "open" not in request.args:
        return None
    try:
        uid = UUID(request.args["open"])
    except ValueError:
        abort(404)
    page = page_of_item(queries.open_item(uid, actor()))
    if page.found.opened.box.id != opened.box.id:
        abort(404)
    return page


def _page(opened: OpenBox, listed: Listed, side: frame.Side, page: Page | None) -> str:
    asked = listed.asked
    whole = frame.box_url(opened, asked.view)
    after = listed.after
    is_first = "after" not in request.args
    watches = is_first and asked.folder is Folder.INBOX and not asked.is_whole_box
    return render_template(
        "webmail/list.html",
        heading=listed.label.name if listed.label else frame.word_of(asked.view),
        box=opened.box,
        box_url=whole,
        side=side,
        listed=listed,
        peek=page,
        has_reading_pane=asked.view not in (DRAFTS, WAITING),
        acts=acts_over(opened, asked, listed.label, listed.labels),
        filters=_filters(opened, listed),
        empty=str(NOTHING.get(asked.view, NOTHING[Folder.INBOX])),
        what_next="" if any(_narrowing(listed).values()) else str(NEXT.get(asked.view, "")),
        news_url=frame.box_url(opened, since=listed.newest) if watches else "",
        every=EVERY,
        may_read_all=asked.folder is not None and bool(listed.rows),
        compose_url=frame.writing_url(box=opened.box.uid),
        next_url=frame.box_url(opened, asked.view, **_narrowing(listed), after=after)
        if after
        else "",
        first_url="" if is_first else frame.box_url(opened, asked.view, **_narrowing(listed)),
        other_rows=paging.other_size(after),
        handover=_standing(opened),
    )


def _filters(opened: OpenBox, listed: Listed) -> list[Link]:
    """What narrows the list, as chips; one that is set leads to the list without it."""
    if listed.asked.view in (DRAFTS, WAITING):
        return []
    set_now = _narrowing(listed)
    chips = [("files", str(_("With files"))), ("outside", str(_("From outside")))]
    links = []
    for name, words in chips:
        turned = set_now | {name: None if set_now[name] else 1}
        url = frame.box_url(opened, listed.asked.view, **turned)
        links.append(Link(words, url, is_current=bool(set_now[name])))
    return links


def _standing(opened: OpenBox) -> str:
    """How the box stands, when it is not simply open."""
    return "" if opened.state.value == "active" else str(opened.state.label)


# --------------------------------------------------------------------------------- news


def _newer(opened: OpenBox) -> int:
    place = request.args.get("since", "")
    shown = int(place) if place.isdecimal() and len(place) < 19 else 0
    return queries.since(opened.box, actor(), Folder.INBOX, shown) if shown else 0


def _news(opened: OpenBox) -> str:
    """The line over a list that says how many came since; the list itself does not move."""
    count = _newer(opened)
    return render_template(
        "webmail/news.html",
        words=ngettext("%(num)d new message", "%(num)d new messages", count) if count else "",
        box_url=frame.box_url(opened),
        news_url=url_for("webmail.box", uid=opened.box.uid, since=request.args.get("since")),
        every=EVERY,
    )
