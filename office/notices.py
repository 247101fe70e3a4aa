"""Telling an official of something at one of his desks; the list, the number unread."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel.speaklater import LazyString
from sqlalchemy import Select, select, update

from office import clock
from office.accounts.models import Notice
from office.db import db, insert_ignoring, operation
from office.i18n import _
from office.permissions import Actor

Subjects = Callable[[Sequence[UUID], Actor], Mapping[UUID, str]]

_verbs: dict[str, object] = {}
_finders: dict[str, Subjects] = {}


def name_kind(kind: str, verb: object) -> None:
    """Say what is to be done about notices of a kind; their text then only names the thing."""
    _verbs[kind] = verb


def verb_for(kind: str) -> str:
    """What is to be done about notices of a kind, in the language that is spoken."""
    return str(_verbs.get(kind, ""))


def verb_of(notice: Notice) -> str:
    """What is to be done, in the reader's language; empty where the text says it all."""
    verb = verb_for(notice.kind)
    return "" if verb == words(notice) else verb


def name_things(root: str, find: Subjects) -> None:
    """Say how the things whose addresses begin with a word are called for who may see them now."""
    _finders[root] = find


def subjects(notices: Sequence[Notice], actor: Actor) -> dict[int, str]:
    """What each notice is about, by its id; looked up anew, for no notice keeps content."""
    places = {notice.id: place for notice in notices if (place := _place(notice.url))}
    found: dict[UUID, str] = {}
    for root, find in _finders.items():
        uids = {uid for word, uid in places.values() if word == root}
        found |= find(sorted(uids), actor) if uids else {}
    return {key: found[uid] for key, (_root, uid) in places.items() if uid in found}


def _place(url: str) -> tuple[str, UUID] | None:
    root, _slash, rest = url.strip("/").partition("/")
    try:
        return root, UUID(rest.partition("/")[0])
    except ValueError:
        return None


def tell(desk_id: int, *, kind: str, text: object, url: str, key: str) -> bool:
    """Put a notice on a desk in the open operation; the same key twice is one notice.

    Write the text as `_l("… %(number)s", number=…)`: each reader gets it in his language. It names
    no content of a file, for deputies and later holders of the desk read it too.
    """
    message, facts = _parts(text)
    return insert_ignoring(
        Notice,
        {
            "desk_id": desk_id,
            "kind": kind,
            "text": message,
            "facts": facts,
            "url": url,
            "key": key,
            "created_at": clock.now(),
        },
    )


def _parts(text: object) -> tuple[str, dict[str, Any]]:
    if isinstance(text, LazyString):
        (message, *_rest), facts = text._args, text._kwargs  # noqa: SLF001  # kept to be said later
        return str(message), {name: str(value) for name, value in facts.items()}
    return str(text), {}


def words(notice: Notice) -> str:
    """The text in the reader's language."""
    return _(notice.text, **notice.facts)


def notices_at(actor: Actor) -> Select[Notice]:
    """The notices of the acting desk, the latest first."""
    return select(Notice).where(Notice.desk_id == actor.desk_id).order_by(Notice.id.desc())


@operation
def mark_read(notices: Sequence[Notice], *, by: Actor) -> None:
    """These were seen; others' notices are left alone."""
    ids = [notice.id for notice in notices]
    _mark(Notice.id.in_(ids), by)


@operation
def mark_all_read(*, by: Actor) -> None:
    """All that lie on the acting desk were seen."""
    _mark(Notice.id.is_not(None), by)


def _mark(which: Any, by: Actor) -> None:
    db.session.execute(
        update(Notice)
        .where(which, Notice.desk_id == by.desk_id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )
