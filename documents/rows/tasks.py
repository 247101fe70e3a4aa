"""Rows of tasks for the board and My work, written by Python like those of documents."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from documents.models import TaskOrigin, TaskState
from documents.queries import OwedRow, TaskRow, WorkRow
from documents.rows import (
    Seen,
    Words,
    due_part,
    moment_part,
    name_part,
    seen_now,
    stamp_part,
    work_row,
)
from documents.rows import words_of as words_in
from office.i18n import _, number
from office.ui.icons import icon


def owed_rows(rows: Iterable[OwedRow], base: str) -> Markup:
    """What the desk owes its tasks: kind, title, verb, from whom, deadline."""
    seen = seen_now()
    words = words_in(seen.language)
    return Markup("".join([owed_row(row, words, base, seen) for row in rows]))  # noqa: S704  # escaped piece by piece


def mixed_rows(rows: Iterable[WorkRow | OwedRow], documents: str, tasks: str) -> Markup:
    """My work: duties on documents and on tasks in one list."""
    seen = seen_now()
    words = words_in(seen.language)
    return Markup(  # noqa: S704  # escaped piece by piece
        "".join(
            owed_row(row, words, tasks, seen)
            if isinstance(row, OwedRow)
            else work_row(row, words, documents, seen)
            for row in rows
        )
    )


def owed_row(row: OwedRow, words: Words, base: str, seen: Seen) -> str:
    """One of them; My work mixes it with the rows of documents."""
    fresh = row.read_at is None
    code = f'<span class="num opt"><bdi>{escape(row.code)}</bdi></span>' if row.code else ""
    return (
        f'<li class="li wk{" new" if fresh else ""}">{words.kinds[row.duty]}<div><p class="a">'
        f"{words.unread if fresh else ''}{stamp_part(row.urgency)}"
        f'<a class="cut" href="{base}{row.task_uid}" lang="vi" dir="auto">'
        f'{escape(row.title)}</a></p><p class="b">{words.verbs[row.duty]}{name_part(row.sender)}'
        f'{code}{_share(row.percent)}</p></div><p class="z">{due_part(row.due_at, None, seen)}'
        f"{moment_part(row.received_at, seen)}</p></li>"
    )


def task_rows(rows: Iterable[TaskRow], names: Mapping[int, str], base: str) -> Markup:
    """A view of the book: who leads, how far it is, how it ended."""
    seen = seen_now()
    states = {state: f"<span>{escape(str(state.label))}</span>" for state in TaskState}
    origins = {origin: escape(str(origin.label)) for origin in TaskOrigin}
    kind = _kind()
    return Markup(  # noqa: S704  # escaped piece by piece
        "".join([_task_row(row, names, base, seen, (kind, states, origins)) for row in rows])
    )


def _task_row(
    row: TaskRow,
    names: Mapping[int, str],
    base: str,
    seen: Seen,
    words: tuple[str, Mapping[TaskState, str], Mapping[TaskOrigin, str]],
) -> str:
    kind, states, origins = words
    done = row.reported_at or row.closed_at
    code = f'<span class="num"><b><bdi>{escape(row.code)}</bdi></b></span>' if row.code else ""
    origin = (
        "" if row.code or row.origin == TaskOrigin.OWN else f"<span>{origins[row.origin]}</span>"
    )
    share = "" if done else _share(row.percent)
    return (
        f'<li class="li wk">{kind}<div><p class="a">{stamp_part(row.urgency)}'
        f'<a class="cut" href="{base}{row.uid}" lang="vi" dir="auto">{escape(row.title)}</a></p>'
        f'<p class="b">{code}{name_part(names.get(row.lead_desk_id, ""))}{states[row.state]}'
        f'{share}{origin}</p></div><p class="z">{due_part(row.due_at, done, seen)}'
        f"{moment_part(row.given_at, seen)}</p></li>"
    )


def _kind() -> str:
    word = escape(_("Task"))
    return f'<span class="kind" title="{word}">{icon("task")}<span class="vh">{word}</span></span>'


def _share(percent: int) -> str:
    return f'<span class="num">{number(percent)} %</span>' if percent else ""
