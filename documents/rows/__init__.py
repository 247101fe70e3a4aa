"""Rows of the hottest lists, written by Python: a row is one piece of text, not a template.

What is the same for many rows (words, icons, stamps, deadlines) is made once and kept.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from documents.models import Direction, DocumentState, Duty, Urgency
from documents.queries import BookRow, WorkRow
from office import clock
from office.i18n import _, language, ngettext, number, short_day, short_moment
from office.ui.due import due
from office.ui.icons import icon
from office.ui.rows import urgency as stamp_of

KIND_ICONS = {
    Duty.DRAFT: "draft",
    Duty.CO_DRAFT: "draft",
    Duty.OPINION: "reply",
    Duty.CHECK: "check",
    Duty.SIGN: "sign",
    Duty.NUMBER: "out",
    Duty.SEAL: "seal",
    Duty.ISSUE: "send",
    Duty.ANSWER: "undo",
    Duty.INFORM: "eye",
    Duty.COOPERATE: "task",
    Duty.TASK_ACCEPT: "task",
    Duty.TASK_CARRY_OUT: "task",
    Duty.TASK_COOPERATE: "task",
    Duty.TASK_EVALUATE: "task",
    Duty.TASK_DECIDE: "task",
    Duty.TASK_RENEW: "task",
    Duty.EXTEND: "due-later",
    Duty.ACCESS: "eye",
    Duty.PERMIT_COPY: "print",
}
TASK_DUTIES = frozenset(duty for duty in Duty if duty.value.startswith("task_"))
KEPT = 20_000


class Words(NamedTuple):
    """The words of a page's rows in one language."""

    unread: str
    choose: str
    kinds: dict[Duty, str]
    verbs: dict[Duty, str]
    states: dict[DocumentState, str]
    no_subject: str


@lru_cache(maxsize=8)
def words_of(_code: str) -> Words:
    """The words in the reader's language, made once for each language."""
    return Words(
        unread=f'<span class="dot"></span><span class="vh">{escape(_("Unread"))}</span>',
        choose=str(escape(_("Choose: %(title)s"))),
        kinds={duty: _kind(duty) for duty in Duty},
        verbs={duty: f'<span class="do">{escape(str(duty.label))}</span>' for duty in Duty},
        states={state: f"<span>{escape(str(state.label))}</span>" for state in DocumentState},
        no_subject=str(escape(_("(no subject)"))),
    )


class Seen(NamedTuple):
    """In which language and when a page is read; asked once for all its rows."""

    language: str
    minute: int
    today: date


def seen_now() -> Seen:
    """A deadline's words are right to the minute."""
    return Seen(language(), int(clock.now().timestamp() // 60), clock.today())


def _kind(duty: Duty) -> str:
    word = escape(_kind_word(duty))
    picture = icon(KIND_ICONS.get(duty, "in"))
    return f'<span class="kind" title="{word}">{picture}<span class="vh">{word}</span></span>'


def _kind_word(duty: Duty) -> str:
    if duty in (Duty.DRAFT, Duty.CO_DRAFT, Duty.CHECK, Duty.OPINION):
        return _("Draft")
    if duty is Duty.SIGN:
        return _("To sign")
    if duty in (Duty.NUMBER, Duty.SEAL, Duty.ISSUE):
        return _("Outgoing")
    if duty in (Duty.ACCESS, Duty.PERMIT_COPY):
        return _("To permit")
    return _("Task") if duty in TASK_DUTIES else _("Incoming")


def work_row(row: WorkRow, words: Words, base: str, seen: Seen) -> str:
    """One of them; My work mixes it with the rows of tasks."""
    fresh = row.read_at is None
    return (
        f'<li class="li wk{" new" if fresh else ""}">{words.kinds[row.duty]}<div><p class="a">'
        f"{words.unread if fresh else ''}{stamp_part(row.urgency)}"
        f'<a class="cut" href="{base}{row.document_uid}" lang="vi" dir="auto">'
        f"{escape(row.subject) or words.no_subject}</a>{_clip(row.file_count, seen)}</p>"
        f'<p class="b">{words.verbs[row.duty]}{_from(row.sender, row.symbol)}'
        f'{_note(row.note)}</p></div><p class="z">{due_part(row.due_at, None, seen)}'
        f"{moment_part(row.received_at, seen)}</p></li>"
    )


class ListLook(NamedTuple):
    """How a list of documents shows itself: addresses, the open row, boxes, the number in front."""

    base: str
    peek: str = ""
    here: str = ""
    can_choose: bool = False
    leads_with_arrival: bool = True


def duty_rows(rows: Iterable[WorkRow], look: ListLook) -> Markup:
    """What lies on a desk as the incoming list shows it: box, arrival number, state."""
    seen = seen_now()
    words = words_of(seen.language)
    return Markup("".join([_duty_row(row, words, look, seen) for row in rows]))  # noqa: S704  # escaped piece by piece


def _duty_row(row: WorkRow, words: Words, look: ListLook, seen: Seen) -> str:
    leading = _strong(row.arrival_no) if row.direction is Direction.INCOMING else ""
    facts = f"{leading}{name_part(row.sender)}{_number(row.symbol)}{words.verbs[row.duty]}"
    marks = f"{words.unread if row.read_at is None else ''}{stamp_part(row.urgency)}"
    classes = _classes(look, row.document_uid, is_new=row.read_at is None)
    return _list_row(
        classes,
        _box(row.document_uid, row.subject, words, look),
        marks + _link(row.document_uid, row.subject, words, look) + _clip(row.file_count, seen),
        facts,
        due_part(row.due_at, None, seen) + moment_part(row.received_at, seen),
    )


def book_rows(rows: Iterable[BookRow], look: ListLook) -> Markup:
    """A view of the register: number, issuer, state, deadline or how it ended."""
    seen = seen_now()
    words = words_of(seen.language)
    return Markup("".join([_book_row(row, words, look, seen) for row in rows]))  # noqa: S704  # escaped piece by piece


def _book_row(row: BookRow, words: Words, look: ListLook, seen: Seen) -> str:
    facts = _book_facts(row, look) + words.states[row.state]
    when = _day(row.issued_on) if not look.leads_with_arrival else moment_part(row.created_at, seen)
    return _list_row(
        _classes(look, row.uid, is_new=False),
        _box(row.uid, row.subject, words, look),
        stamp_part(row.urgency) + _link(row.uid, row.subject, words, look),
        facts,
        (due_part(row.due_at, row.closed_at, seen) if row.due_at else "") + when,
    )


def _book_facts(row: BookRow, look: ListLook) -> str:
    if look.leads_with_arrival:
        return f"{_strong(row.arrival_no)}{name_part(row.issuer)}{_number(row.symbol)}"
    symbol = (
        f'<span class="num"><b><bdi>{escape(row.symbol)}</bdi></b></span>' if row.symbol else ""
    )
    return f"{symbol}{name_part(row.type_name)}"


# ------------------------------------------------------------------------------- pieces


def _list_row(classes: str, box: str, first: str, second: str, end: str) -> str:
    return (
        f'<li class="{classes}">{box}<div><p class="a">{first}</p>'
        f'<p class="b">{second}</p></div><p class="z">{end}</p></li>'
    )


def _classes(look: ListLook, uid: str, *, is_new: bool) -> str:
    return f"li{' new' if is_new else ''}{' here' if look.here == uid else ''}"


def _box(uid: str, title: str, words: Words, look: ListLook) -> str:
    if not look.can_choose:
        return "<span></span>"
    label = words.choose.replace("%(title)s", str(escape(title)))
    return (
        f'<input class="sel" type="checkbox" name="chosen" value="{uid}" form="bulk"'
        f' autocomplete="off" aria-label="{label}">'
    )


def _link(uid: str, title: str, words: Words, look: ListLook) -> str:
    swap = f' data-swap="read" data-from="{look.peek}{uid}"' if look.peek else ""
    current = ' aria-current="true"' if look.here == uid else ""
    return (
        f'<a class="cut" href="{look.base}{uid}" lang="vi" dir="auto"{swap}{current}>'
        f"{escape(title) or words.no_subject}</a>"
    )


@lru_cache(maxsize=16)
def stamp_part(level: Urgency) -> str:
    """The stamp of an urgent one, nothing for the others."""
    words = Urgency(level).stamp
    highest = Urgency(level) is Urgency.MOST_URGENT
    return str(stamp_of(words, is_highest=highest)) if words else ""


def _from(sender: str, symbol: str) -> str:
    both = ", ".join(filter(None, (sender, symbol)))
    return name_part(both) if both else ""


@lru_cache(maxsize=KEPT)
def name_part(text: str) -> str:
    """A name that is cut at its own end."""
    return f'<span class="cut" lang="vi" dir="auto">{escape(text)}</span>' if text else ""


def _number(text: str) -> str:
    return f'<span class="num opt"><bdi>{escape(text)}</bdi></span>' if text else ""


def _strong(arrival_no: int | None) -> str:
    return f'<span class="num"><b>{number(arrival_no)}</b></span>' if arrival_no else ""


def _note(text: str) -> str:
    return f'<span class="cut" lang="vi" dir="auto">{escape(text[:120])}</span>' if text else ""


def _clip(count: int, seen: Seen) -> str:
    return _clip_of(count, seen.language) if count else ""


@lru_cache(maxsize=256)
def _clip_of(count: int, _code: str) -> str:
    words = ngettext("%(num)d annex", "%(num)d annexes", count)
    return f'{icon("clip")}<span class="vh">{escape(words)}</span>'


def due_part(deadline: datetime | None, closed: datetime | None, seen: Seen) -> str:
    """The deadline or how it was kept, made once for the rows that share it."""
    return _due_of(deadline, closed, seen.language, seen.minute)


@lru_cache(maxsize=KEPT)
def _due_of(deadline: datetime | None, closed: datetime | None, _code: str, _minute: int) -> str:
    return str(due(deadline, done_at=closed))


def moment_part(at: datetime, seen: Seen) -> str:
    """When it came, to the minute."""
    words = _moment(at.replace(second=0, microsecond=0), seen.language, seen.today)
    return f"<small>{words}</small>"


@lru_cache(maxsize=KEPT)
def _moment(at: datetime, _code: str, _today: date) -> str:
    return f'<time datetime="{at.isoformat()}">{escape(short_moment(at))}</time>'


def _day(on: date | None) -> str:
    if on is None:
        return ""
    return f'<small><time datetime="{on.isoformat()}">{escape(short_day(on))}</time></small>'


def trail(rows: Sequence[Any], *names: str) -> str:
    """What a list was made of, for its tag: any change of a shown value changes it."""
    return repr([tuple(getattr(row, name) for name in names) if names else row for row in rows])
