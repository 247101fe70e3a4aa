"""Incoming, outgoing, drafts: saved views over one list with a reading pane."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from markupsafe import Markup

from documents import queries, rows
from documents.forms.filters import Filter, filter_of
from documents.models import Direction, Document, DocumentState, Duty
from documents.policy import Can
from documents.queries import Counts
from documents.views import many
from documents.views.blueprint import actor, base, bp, counts, desk_id, swapped
from documents.views.facts import Peek, peek_of
from documents.views.freezing import freezing
from documents.views.work import CURSORS, NEAREST, nearest
from office import clock
from office.i18n import _, _l, ngettext
from office.permissions import Actor, allowed
from office.ui import paging
from office.ui.etag import listing
from office.ui.parts import Act, Link

S = DocumentState
AT_DESK = (
    Duty.PRESENT,
    Duty.PROPOSE,
    Duty.DIRECT,
    Duty.EXTEND,
    Duty.LEAD,
    Duty.COOPERATE,
    Duty.INFORM,
)
ISSUING = (Duty.NUMBER, Duty.SEAL, Duty.ISSUE)
_NEAREST_FIRST = _l("Nearest deadline first")
_LONGEST_FIRST = _l("Nearest deadline, then longest waiting first")
BEFORE_ISSUE = (S.CHECKING, S.SUBMITTED, S.SIGNED, S.NUMBERED, S.SEALED)


def is_clerk(reader: Actor) -> bool:
    """Whether the reader keeps the registers."""
    return allowed(reader, Can.FOLLOW_DELIVERIES)


@dataclass(frozen=True)
class View:
    """A saved view: either duties of my desk or a part of the register."""

    label: object
    duties: tuple[Duty, ...] = ()
    narrow: Callable[[], Sequence[Any]] = tuple
    visible: Callable[[Actor], bool] = lambda _reader: True
    empty: object = _l("Nothing here at present.")
    acts: Callable[[], list[Act]] = list
    counts_late: bool = False


@dataclass(frozen=True)
class List:
    """A page of saved views; the first in which something waits is shown unless he asks."""

    endpoint: str
    title: object
    direction: Direction
    views: Mapping[str, View]


@dataclass(frozen=True)
class Shown:
    """One page of one view."""

    name: str
    found: Sequence[Any]
    after: str | None
    rows: Markup
    counts: Counts
    chosen: Filter = field(default_factory=Filter)
    late: int = 0


def _is_late() -> Sequence[Any]:
    return (
        Document.closed_at.is_(None),
        Document.due_at < clock.now(),
        Document.state != S.ARRIVED,
    )


def at_desk() -> list[Act]:
    """What can be done together to that which lies on my desk."""
    steps = ("presentation", "proposal", "direction", "handing-on", "completion")
    return many.offered(*steps, "forwarding", "reading", "flag")


def kept() -> list[Act]:
    """What can be done together to that which is done."""
    return many.offered("forwarding", "flag", after=[*many.filing(), *freezing()])


FLAGGED = View(
    _l("Flagged"),
    narrow=lambda: (queries.flagged_by(actor()),),
    empty=_l("Nothing is flagged; choose rows of a list and flag them."),
    acts=lambda: many.offered("flag-end", after=many.filing()),
)
INCOMING = List(
    "documents.incoming",
    _l("Incoming"),
    Direction.INCOMING,
    {
        "open": View(
            _l("To handle"),
            AT_DESK,
            empty=_l("No documents are waiting for you."),
            acts=at_desk,
        ),
        "unregistered": View(
            _l("Not registered"),
            (Duty.REGISTER,),
            visible=is_clerk,
            empty=_l("Everything that arrived has been registered."),
            acts=lambda: many.offered("registration", "flag"),
            counts_late=True,
        ),
        "overdue": View(
            _l("Overdue"), narrow=_is_late, empty=_l("Nothing is overdue."), acts=at_desk
        ),
        "completed": View(
            _l("Completed"),
            narrow=lambda: (Document.state.in_([S.COMPLETED, S.REFUSED]),),
            acts=kept,
        ),
        "register": View(
            _l("In the register"), narrow=lambda: (Document.arrival_no.is_not(None),), acts=kept
        ),
        "flagged": FLAGGED,
    },
)
OUTGOING = List(
    "documents.outgoing",
    _l("Outgoing"),
    Direction.OUTGOING,
    {
        "to-issue": View(
            _l("To issue"),
            ISSUING,
            visible=is_clerk,
            empty=_l("No signed document is waiting for its number."),
            acts=lambda: many.offered("numbering", "issuance", "reading", "flag"),
        ),
        "in-progress": View(_l("In progress"), narrow=lambda: (Document.state.in_(BEFORE_ISSUE),)),
        "issued": View(_l("Issued"), narrow=lambda: (Document.state == S.ISSUED,), acts=kept),
        "flagged": FLAGGED,
    },
)
DRAFTS = List(
    "documents.drafts",
    _l("Drafts"),
    Direction.OUTGOING,
    {
        "mine": View(
            _l("To finish"),
            (Duty.DRAFT, Duty.CO_DRAFT),
            empty=_l("You have no draft in work."),
        ),
        "checks": View(
            _l("To check"),
            (Duty.CHECK,),
            empty=_l("No draft waits for your check."),
            acts=lambda: many.offered("check", "reading", "flag"),
        ),
        "opinions": View(_l("Opinions asked of me"), (Duty.OPINION,)),
        "submitted": View(
            _l("Submitted"),
            narrow=lambda: (
                Document.state.in_((S.CHECKING, S.SUBMITTED)),
                Document.desk_id == desk_id(),
            ),
        ),
        "dropped": View(
            _l("Dropped"),
            narrow=lambda: (Document.state == S.CANCELLED, Document.desk_id == desk_id()),
        ),
    },
)


@bp.get("/incoming")
def incoming() -> Response:
    return show_list(INCOMING)


@bp.get("/outgoing")
def outgoing() -> Response:
    return show_list(OUTGOING)


@bp.get("/drafts")
def drafts() -> Response:
    return show_list(DRAFTS)


def show_list(book: List) -> Response:
    """The page of a list; unchanged it costs no rendering."""
    opened = _opened()
    shown = read_view(book, opened)
    peek = peek_of(opened, actor()) if opened else None
    facts = (shown.name, shown.counts, shown.chosen, shown.after, opened, peek, shown.rows)
    return listing(lambda: _page(book, shown, peek), *facts)


def _opened() -> UUID | None:
    try:
        return UUID(request.args["open"]) if "open" in request.args else None
    except ValueError:
        abort(404)


def read_view(book: List, opened: UUID | None) -> Shown:
    """The rows of the view that the address names."""
    name = _chosen(book)
    view, chosen = book.views[name], filter_of(request.args)
    if swapped("read"):
        return Shown(name, (), None, Markup(), counts(), chosen)
    look = rows.ListLook(
        base=base(),
        peek=_address(book, name, chosen, after=request.args.get("after")) + "&open=",
        here=str(opened or ""),
        can_choose=bool(view.acts()),
        leads_with_arrival=book.direction is Direction.INCOMING,
    )
    reader = _duties if view.duties else _books
    return reader(book, view, name, look)


def _chosen(book: List) -> str:
    seen = [name for name, view in book.views.items() if view.visible(actor())]
    asked = request.args.get("view", "")
    if asked and asked not in seen:
        abort(404)
    waiting = [name for name in seen if _waiting(book.views[name])]
    return asked or (waiting or seen)[0]


def _waiting(view: View) -> int:
    return sum(counts().open.get(duty, 0) for duty in view.duties)


def _duties(book: List, view: View, name: str, look: rows.ListLook) -> Shown:
    size = paging.size_wanted()
    found = nearest(desk_id(), view.duties, request.args.get("after"), size=size)
    page = paging.page_of(found, key=CURSORS[NEAREST], size=size)
    late = queries.late_at(actor(), view.duties, clock.now()) if view.counts_late else 0
    shown = rows.duty_rows(page.rows, look)
    return Shown(name, page.rows, page.after, shown, counts(), late=late)


def _books(book: List, view: View, name: str, look: rows.ListLook) -> Shown:
    chosen = filter_of(request.args)
    statement = queries.documents_of(actor(), book.direction)
    statement = statement.where(*view.narrow(), *chosen.conditions())
    before = paging.decode(request.args.get("after"), int)
    size = paging.size_wanted()
    found = queries.page_of(statement, before=before[0] if before else None, size=size)
    page = paging.page_of(found, key=lambda row: (row.id,), size=size)
    return Shown(name, page.rows, page.after, rows.book_rows(page.rows, look), counts(), chosen)


def _page(book: List, shown: Shown, peek: Peek | None) -> str:
    view = book.views[shown.name]
    return render_template(
        "documents/list.html",
        title=book.title,
        endpoint=book.endpoint,
        view_name=shown.name,
        view=view,
        shown=shown,
        peek=peek,
        has_reading_pane=True,
        tabs=_tabs(book, shown),
        filters=[] if view.duties else shown.chosen.links(_filtered(book, shown.name)),
        acts=view.acts(),
        order=_order(view, shown),
        other_rows=paging.other_size(shown.after),
        next_url=_address(book, shown.name, shown.chosen, after=shown.after) if shown.after else "",
        first_url=_address(book, shown.name, shown.chosen) if "after" in request.args else "",
    )


def _order(view: View, shown: Shown) -> str:
    """In which order the rows stand, and how many are past the limit of the law."""
    if not view.duties:
        return _("Newest first")
    late = ngettext("%(num)d late", "%(num)d late", shown.late) if shown.late else ""
    rule = _LONGEST_FIRST if queries.waits_longest(view.duties) else _NEAREST_FIRST
    return " · ".join(filter(None, (str(rule), late)))


def _tabs(book: List, shown: Shown) -> list[Link]:
    return [
        Link(
            str(view.label),
            url_for(book.endpoint, view=name),
            _waiting(view) if view.duties else None,
            is_current=name == shown.name,
        )
        for name, view in book.views.items()
        if view.visible(actor())
    ]


def _address(book: List, name: str, chosen: Filter, *, after: str | None = None) -> str:
    return url_for(book.endpoint, view=name, **chosen.values(), after=after)


def _filtered(book: List, name: str) -> Callable[[Filter], str]:
    return lambda chosen: _address(book, name, chosen)
