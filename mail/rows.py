"""Rows of the lists of mail, written by Python: words, icons and moments are made once and kept."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from mail.models import Folder, MailDraft
from mail.queries.listing import Given, ListRow, ThreadFacts
from office import clock
from office.i18n import _, language, short_moment
from office.ui.due import due
from office.ui.icons import icon

KEPT = 20_000
SENT_BY_US = (Folder.SENT,)
ALONE = ThreadFacts(1, 0, 0)


class Words(NamedTuple):
    """The words of a page's rows in one language."""

    unread: str
    choose: str
    no_subject: str
    starred: str
    clip: str
    answered: str
    to: str
    outside: str


@lru_cache(maxsize=8)
def words_of(_code: str) -> Words:
    """The words in the reader's language, made once for each language."""
    return Words(
        unread=f'<span class="dot"></span><span class="vh">{escape(_("Unread"))}</span>',
        choose=str(escape(_("Choose: %(title)s"))),
        no_subject=str(escape(_("(no subject)"))),
        starred=str(icon("star", label=_("Starred"))),
        clip=str(icon("clip", label=_("With files"))),
        answered=str(icon("reply", label=_("Answered"))),
        to=str(escape(_("To: %(names)s"))),
        outside=f'<span class="tag">{escape(_("Outside"))}</span>',
    )


class Look(NamedTuple):
    """How a list shows itself: addresses, the open row, and what is known beside its rows."""

    base: str
    peek: str = ""
    here: str = ""
    view: str = ""
    facts: Mapping[int, ThreadFacts] = {}
    given: Mapping[int, Given] = {}
    labels: Mapping[int, list[str]] = {}


def mail_rows(rows: Iterable[ListRow], look: Look) -> Markup:
    """A page of conversations."""
    code, today = language(), clock.today()
    words = words_of(code)
    minute = int(clock.now().timestamp() // 60)
    look = look._replace(peek=str(escape(look.peek)))
    made = [_row(row, words, look, (code, today, minute)) for row in rows]
    return Markup("".join(made))  # noqa: S704  # escaped piece by piece


Seen = tuple[str, date, int]


def _row(row: ListRow, words: Words, look: Look, seen: Seen) -> str:
    facts = look.facts.get(row.thread_id, ALONE)
    uid = row.uid
    is_new = bool(facts.unseen)
    classes = f"li{' new' if is_new else ''}{' here' if look.here == uid else ''}"
    subject = escape(row.subject) or words.no_subject
    label = words.choose.replace("%(title)s", str(subject))
    first = (
        f"{words.unread if is_new else ''}{words.starred if facts.starred else ''}"
        f"{_link(uid, str(subject), look)}{_count(facts.messages)}"
        f"{words.clip if row.has_files else ''}{words.answered if row.is_answered else ''}"
    )
    return (
        f'<li class="{classes}"><input class="sel" type="checkbox" name="chosen" value="{uid}"'
        f' form="bulk" autocomplete="off" aria-label="{label}"><div><p class="a">{first}</p>'
        f'<p class="b">{_who(row, words)}{_tags(row, words, look)}{_preview(row.preview)}</p></div>'
        f'<p class="z">{_end(row, look, seen)}</p></li>'
    )


def _link(uid: str, subject: str, look: Look) -> str:
    swap = f' data-swap="read" data-from="{look.peek}{uid}"' if look.peek else ""
    current = ' aria-current="true"' if look.here == uid else ""
    return f'<a class="cut" href="{look.base}{uid}" dir="auto"{swap}{current}>{subject}</a>'


def _count(count: int) -> str:
    return f'<span class="quiet small">{count}</span>' if count > 1 else ""


def _who(row: ListRow, words: Words) -> str:
    if row.folder in SENT_BY_US:
        return f"<span>{words.to.replace('%(names)s', named(_receivers(row.to or [])))}</span>"
    return f"<b>{named(row.sender_name or row.sender_address)}</b>"


def _receivers(to: list[dict[str, Any]]) -> str:
    names = [str(one.get("name") or one.get("address") or "") for one in to[:3]]
    return ", ".join([*names, "…"] if len(to) > len(names) else names)


@lru_cache(maxsize=KEPT)
def named(text: str) -> str:
    """A name or an address, kept apart from the direction of the line around it."""
    return f'<bdi class="cut">{escape(text)}</bdi>'


def _tags(row: ListRow, words: Words, look: Look) -> str:
    labels = "".join(_label(name) for name in look.labels.get(row.id, ()))
    folder = "" if row.folder.value == look.view or look.view in list(Folder) else _place(row)
    handled = f"<span>{_handled(row.handled_by, language())}</span>" if row.handled_by else ""
    given = look.given.get(row.thread_id)
    who = _given(given.name) if given else ""
    return f"{who}{words.outside if row.is_outside else ''}{folder}{labels}{handled}"


def _place(row: ListRow) -> str:
    return f"<span>{escape(str(row.folder.label))}</span>" if row.folder != Folder.INBOX else ""


@lru_cache(maxsize=KEPT)
def _handled(name: str, _code: str) -> str:
    return str(escape(_("answered by %(name)s", name=name)))


@lru_cache(maxsize=KEPT)
def _label(name: str) -> str:
    return f'<span class="tag lead" dir="auto">{escape(name)}</span>'


def _preview(text: str) -> str:
    return f'<span class="cut" dir="auto">{escape(text[:160])}</span>' if text else ""


def _end(row: ListRow, look: Look, seen: Seen) -> str:
    given = look.given.get(row.thread_id)
    when = due(given.due_on, done_at=given.done_at) if given and given.due_on else ""
    return f"{when}{_moment(row.placed_at, *seen)}"


@lru_cache(maxsize=KEPT)
def _given(name: str) -> str:
    return f'<span class="tag" lang="vi">{named(name)}</span>'


@lru_cache(maxsize=KEPT)
def _moment(at: datetime, _code: str, _today: date, _minute: int) -> str:
    words = escape(short_moment(at))
    return f'<small><time datetime="{at.isoformat()}">{words}</time></small>'


def draft_rows(drafts: Iterable[tuple[MailDraft, str]], address: str) -> Markup:
    """Letters being written or waiting to leave; `address` is where one is opened."""
    seen = language(), clock.today(), 0
    words = words_of(seen[0])
    made = [_draft(draft, writer, words, address, seen) for draft, writer in drafts]
    return Markup("".join(made))  # noqa: S704  # escaped piece by piece


def _draft(draft: MailDraft, writer: str, words: Words, address: str, seen: Seen) -> str:
    subject = escape(draft.subject) or words.no_subject
    link = f'<a class="cut" href="{escape(address)}{draft.uid}" dir="auto">{subject}</a>'
    to = words.to.replace("%(names)s", named(draft.to or "—"))
    who = f'<span class="cut" lang="vi">{named(writer)}</span>'
    trouble = f"<span>{escape(draft.problem)}</span>" if draft.problem else ""
    return (
        f'<li class="li"><span></span><div><p class="a">{link}</p>'
        f'<p class="b"><span class="cut">{to}</span>{who}{trouble}</p></div>'
        f'<p class="z">{_moment(draft.send_at or draft.saved_at, *seen)}</p></li>'
    )
