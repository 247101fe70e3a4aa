"""Search without diacritics: one table of folded text that the indexer alone writes.

FTS5 (SQLite) or a stored tsvector (PostgreSQL) hangs on `search_text`. A row's id is the class and
the object's own id in one number, so that "newest first" is the order of the index itself.
Rights are joined inside the query, never stored here.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Table,
    and_,
    column,
    delete,
    exists,
    false,
    func,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from office import outbox
from office.db import Base, db, is_sqlite, new_uid, operation, transaction
from office.migrations.ddl import also_create
from office.outbox import JobState, Lane, OutboxMessage

TOPIC = "search.index"
COMPACT = "search.compact"
BATCH = 100
BATCHES_PER_JOB = 50
LONGEST = 300_000
MOST_WORDS = 12
FOLD_VERSION = 2
_OBJECT_BITS = 40
_SPAN = (1 << _OBJECT_BITS) - 1
_CLASS_MASK = (1 << 22) - 1


class SearchText(Base):
    """The folded text of one object, as it stands in the index."""

    __tablename__ = "search_text"
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    object_class: Mapped[str]
    object_id: Mapped[int]
    title_folded: Mapped[str]
    body_folded: Mapped[str]
    version: Mapped[int]


class SearchRequest(Base):
    """An object whose text changed and waits for the indexer; a queue, not a record."""

    __tablename__ = "search_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    object_class: Mapped[str]
    object_id: Mapped[int]


also_create(
    cast("Table", SearchText.__table__),
    sqlite=(
        """CREATE VIRTUAL TABLE search_fts USING fts5(title_folded, body_folded,
        content='search_text', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    ),
    postgresql=(
        """ALTER TABLE search_text ADD COLUMN words tsvector GENERATED ALWAYS AS
        (to_tsvector('simple', title_folded || ' ' || body_folded)) STORED""",
        "CREATE INDEX ix_search_text_words ON search_text USING gin (words)",
    ),
)


# ------------------------------------------------------------------------------ folding


class _WithoutMarks(dict[int, str | None]):
    """A translation table that learns: marks and the Arabic stretch vanish, đ becomes d."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        self[code] = found = None if unicodedata.category(letter) == "Mn" else letter
        return found


_PLAIN = _WithoutMarks({ord("đ"): "d", 0x640: None, ord("ٱ"): "ا", ord("ى"): "ي"})
_ARTICLE = re.compile(r"(?<![^\W_])[وفبك]?ال(?=[^\W_]{3})")
_WORD = re.compile(r"[^\W_]+")


def fold(value: str) -> str:
    """Lower case without diacritics; đ is a letter of its own and no tokenizer folds it."""
    lowered = unicodedata.normalize("NFC", value).lower()
    return unicodedata.normalize("NFD", lowered).translate(_PLAIN)


def words(value: str) -> list[str]:
    """The folded words of a text, stored and looked for; Arabic ones without their article."""
    return _WORD.findall(_ARTICLE.sub("", fold(value)))


# ------------------------------------------------------------------------------ finding


@dataclass(frozen=True)
class Hits:
    """A set of found objects to join with; order by `newest` to read the index in its own order."""

    rows: Any
    object_id: ColumnElement[int]
    newest: ColumnElement[int]


def matching(
    query: str, object_class: str, *, before: int | None = None, among: Sequence[str] = ()
) -> Hits:
    """The objects whose text has all these words, for the next page only those before an id.

    Join it with what the reader may see and order by `newest.desc()`; for readers of little,
    `matches` the other way round is cheaper. `among` are words of which a text needs one.
    """
    first = _first_id(object_class)
    name, number = _source()
    wanted = select((number - first).label("object_id"), number.label("newest")).select_from(name)
    last = first + (_SPAN if before is None else before - 1)
    sought = replace(_looked_for(query), among=tuple(among))
    wanted = wanted.where(_has_words(sought), number.between(first, last))
    found = wanted.subquery("found")
    return Hits(found, found.c.object_id, found.c.newest)


def matches(query: str, object_class: str, object_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether one object, named by a column of the outer query, has all these words.

    It reads the object's own text: opening the index anew for every object costs far more.
    """
    text_of = cast("Table", SearchText.__table__)
    wanted = select(1).select_from(text_of)
    first = literal(_first_id(object_class), BigInteger)
    wanted = wanted.where(text_of.c.id == object_id + first)
    return exists(wanted.where(_text_has_words(_looked_for(query))))


def title_has(phrase: str, object_class: str, object_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the title of one object, named by a column of the outer query, has this phrase."""
    text_of = cast("Table", SearchText.__table__)
    first = literal(_first_id(object_class), BigInteger)
    wanted = select(1).select_from(text_of).where(text_of.c.id == object_id + first)
    sought = " ".join(words(phrase))
    return exists(wanted.where(text_of.c.title_folded.contains(sought, autoescape=True)))


def newest(query: str, object_class: str) -> Select[int]:
    """The ids of the objects found, newest first, without regard to rights: for jobs and tests."""
    hits = matching(query, object_class)
    return select(hits.object_id).order_by(hits.newest.desc())


@dataclass(frozen=True)
class _Wanted:
    """The words of a question; the last one may go on while it is no whole word anywhere."""

    words: tuple[str, ...]
    is_open: bool
    among: tuple[str, ...] = ()


def _looked_for(query: str) -> _Wanted:
    """Whole words first: a beginning makes the index gather every word that begins so."""
    wanted = tuple(words(query)[:MOST_WORDS])
    is_open = bool(wanted) and len(wanted[-1]) >= 2 and not _is_known(wanted[-1])
    return _Wanted(wanted, is_open)


def _is_known(word: str) -> bool:
    name, _number = _source()
    alone = _Wanted((word,), is_open=False)
    known = select(1).select_from(name).where(_has_words(alone)).limit(1)
    return db.session.connection().scalar(known) == 1


def _source() -> tuple[Any, ColumnElement[int]]:
    if is_sqlite():
        fts = table("search_fts", column("rowid", BigInteger), column("search_fts"))
        return fts, fts.c.rowid
    made = SearchText.__table__
    return made, made.c.id


def _has_words(wanted: _Wanted) -> ColumnElement[bool]:
    if not wanted.words:
        return false()
    if is_sqlite():
        return column("search_fts").op("MATCH", is_comparison=True)(
            _said(wanted, '"', " AND ", " OR ", "*")
        )
    return _has_lexemes(wanted)


def _text_has_words(wanted: _Wanted) -> ColumnElement[bool]:
    if not wanted.words:
        return false()
    if not is_sqlite():
        return _has_lexemes(wanted)
    whole = literal(" ") + SearchText.title_folded + " " + SearchText.body_folded + " "
    *before, last = (f" {word} " for word in wanted.words)
    sought = [*before, last.rstrip() if wanted.is_open else last]
    return and_(*(func.instr(whole, one) > 0 for one in sought))


def _has_lexemes(wanted: _Wanted) -> ColumnElement[bool]:
    return column("words").op("@@", is_comparison=True)(
        func.to_tsquery("simple", _said(wanted, "'", " & ", " | ", ":*"))
    )


def _said(wanted: _Wanted, quote: str, also: str, either: str, opens: str) -> str:
    said = also.join(f"{quote}{word}{quote}" for word in wanted.words)
    one_of = either.join(f"{quote}{word}{quote}" for word in wanted.among)
    return (f"({one_of}){also}" if one_of else "") + said + (opens if wanted.is_open else "")


def _first_id(object_class: str) -> int:
    return (zlib.crc32(object_class.encode()) & _CLASS_MASK) << _OBJECT_BITS


# ------------------------------------------------------------------------------ indexing


@dataclass(frozen=True)
class Text:
    """What the index shall know of one object."""

    object_id: int
    title: str
    body: str = ""


Provider = Callable[[Sequence[int]], Iterable[Text]]
_providers: dict[str, Provider] = {}


def searchable(object_class: str) -> Callable[[Provider], Provider]:
    """Register who gives the texts of a class; ids left out of the answer leave the index."""

    def keep(provider: Provider) -> Provider:
        taken = {_first_id(known): known for known in _providers}.get(_first_id(object_class))
        if taken not in (None, object_class):
            raise ValueError(f"{object_class} and {taken} fall on one number: rename one")
        _providers[object_class] = provider
        return provider

    return keep


@operation
def request_index(object_class: str, object_id: int) -> None:
    """Let the indexer read an object again; called in the operation that changes its text."""
    db.session.add(SearchRequest(object_class=object_class, object_id=object_id))
    _ask_once(TOPIC)


@operation
def request_many(object_class: str, object_ids: Sequence[int]) -> None:
    """The same for many objects at once."""
    db.session.add_all(
        SearchRequest(object_class=object_class, object_id=one) for one in object_ids
    )
    _ask_once(TOPIC)


def _ask_once(topic: str) -> None:
    """Enqueue unless a job of the topic waits unclaimed; its row stays locked till our commit."""
    waiting = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.lane == Lane.BULK,
            OutboxMessage.state == JobState.READY,
            OutboxMessage.topic == topic,
            OutboxMessage.attempts == 0,
        )
        .limit(1)
        .with_for_update(read=True, skip_locked=True)
    )
    if db.session.scalar(waiting) is None:
        outbox.enqueue(topic, key=f"{topic}:{new_uid()}", lane=Lane.BULK, partition="search")


@outbox.delivers(TOPIC)
def _index(_body: dict[str, Any]) -> None:
    for _round in range(BATCHES_PER_JOB):
        if index_batch() < BATCH:
            return
    with transaction():
        _ask_once(TOPIC)


@operation
def index_batch() -> int:
    """Bring the next requested objects into the index, all in one transaction; says how many."""
    taken = db.session.execute(
        select(SearchRequest.id, SearchRequest.object_class, SearchRequest.object_id)
        .order_by(SearchRequest.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not taken:
        return 0
    for object_class in {row.object_class for row in taken}:
        ids = sorted({row.object_id for row in taken if row.object_class == object_class})
        _store(object_class, ids, _providers[object_class](ids))
    done = [row.id for row in taken]
    db.session.execute(delete(SearchRequest).where(SearchRequest.id.in_(done)))
    return len(taken)


def _store(object_class: str, ids: Sequence[int], texts: Iterable[Text]) -> None:
    _remove(object_class, ids)
    rows = [_folded(object_class, one) for one in texts]
    if not rows:
        return
    db.session.execute(SearchText.__table__.insert(), rows)  # type: ignore[attr-defined]  # a Table
    if is_sqlite():
        db.session.execute(_FTS_INSERT, rows)


def _folded(object_class: str, one: Text) -> dict[str, Any]:
    return {
        "id": _first_id(object_class) + one.object_id,
        "object_class": object_class,
        "object_id": one.object_id,
        "title_folded": " ".join(words(one.title))[:LONGEST],
        "body_folded": " ".join(words(one.body))[:LONGEST],
        "version": FOLD_VERSION,
    }


def _remove(object_class: str, ids: Sequence[int]) -> None:
    """Take objects out with the words they went in with; FTS5 would keep wrong postings else."""
    mine = SearchText.id.in_([_first_id(object_class) + one for one in ids])
    if is_sqlite():
        columns = select(SearchText.id, SearchText.title_folded, SearchText.body_folded)
        old = [dict(row) for row in db.session.execute(columns.where(mine)).mappings()]
        if old:
            db.session.execute(_FTS_DELETE, old)
    db.session.execute(delete(SearchText).where(mine))


_FTS_INSERT = text(
    "INSERT INTO search_fts (rowid, title_folded, body_folded) "
    "VALUES (:id, :title_folded, :body_folded)"
)
_FTS_DELETE = text(
    "INSERT INTO search_fts (search_fts, rowid, title_folded, body_folded) "
    "VALUES ('delete', :id, :title_folded, :body_folded)"
)


@operation
def forget(object_class: str, object_id: int) -> None:
    """Take an object out at once (recall, purge), in the caller's transaction."""
    _remove(object_class, [object_id])
    db.session.execute(
        delete(SearchRequest).where(
            SearchRequest.object_class == object_class, SearchRequest.object_id == object_id
        )
    )
    if is_sqlite():
        _ask_once(COMPACT)


@outbox.delivers(COMPACT)
def _compact(_body: dict[str, Any]) -> None:
    """Rewrite the FTS5 segments in small steps until no forgotten word is left in them."""
    pages = -16
    while _merge(pages) >= 2:
        pages = 16


@operation
def _merge(pages: int) -> int:
    count = text("SELECT total_changes()")
    before = db.session.scalar(count)
    step = text("INSERT INTO search_fts (search_fts, rank) VALUES ('merge', :pages)")
    db.session.execute(step, {"pages": pages})
    return int((db.session.scalar(count) or 0) - (before or 0))
