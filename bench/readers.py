"""Officials of the large agency, signed in by a session row."""

import base64
import gzip
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from bench.calls import Answer, Call, ask, environ, request
from bench.fill.officials import KEY, KEY_ID, Province
from bench.sets import DataSet
from office import clock, vault
from office.accounts.models import AuthLevel, SessionRow
from office.actor import SignedIn, by_token, cookie_name, hash_token
from office.db import db, new_uid, transaction
from personnel.models import DataKey
from personnel.queries.secrets import PURPOSE


@dataclass(frozen=True)
class Reader:
    """One signed-in official of a data set."""

    found: DataSet
    desk_id: int
    cookie: str
    token: str

    def gets(self, path: str, *, expect: str = "200", **headers: str) -> Call:
        """A page to be fetched again and again."""
        return request(self.found.app, path, expect=expect, Cookie=self.cookie, **headers)

    def fetch(self, path: str, **headers: str) -> Answer:
        """A page, once."""
        answer = ask(self.found.app, environ(path, Cookie=self.cookie, **headers))
        if answer.headers.get("Content-Encoding") == "gzip":
            answer.body = gzip.decompress(answer.body)
        return answer

    def signed_in(self) -> SignedIn:
        """Who this is, inside an application context."""
        return by_token(self.token)


def sign_in(found: DataSet, desk_id: int) -> Reader:
    """Open a session for the holder of a desk; desk, account and person bear one number."""
    token, now = secrets.token_urlsafe(32), clock.now()
    with found.app.app_context(), transaction():
        db.session.add(
            SessionRow(
                uid=new_uid(),
                token_hash=hash_token(token),
                account_id=desk_id,
                tenure_id=2 * desk_id,
                level=AuthLevel.SECOND_FACTOR,
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(hours=12),
                client="bench",
            )
        )
    with found.app.test_request_context():
        return Reader(found, desk_id, f"{cookie_name()}={token}", token)


def keeper(found: DataSet) -> Reader:
    """The staff office of the large agency, which keeps the dossiers of the whole province."""
    people = found.people
    assert isinstance(people, Province)  # noqa: S101 - a register has no other people
    return sign_in(found, people.keepers[people.staff[0].agency])


def with_key(found: DataSet) -> DataSet:
    """Give a register the key of its sealed values, wrapped for this folder."""
    with found.app.app_context(), transaction():
        if db.session.get(DataKey, KEY_ID) is None:
            wrapped = vault.lock(base64.b64encode(KEY).decode(), purpose=PURPOSE)
            made = DataKey(id=KEY_ID, uid=new_uid(), wrapped=wrapped, made_at=clock.now())
            db.session.add(made)
    return found


def light(found: DataSet) -> Reader:
    """The official with two hundred and fifty open rows."""
    return sign_in(found, found.people.staff[0].officials[0])


def heavy(found: DataSet) -> Reader:
    """The records clerk with a tenth of all documents on the desk."""
    return sign_in(found, found.people.staff[0].clerk)


def leader(found: DataSet) -> Reader:
    """The leader, who sees everything of the large agency."""
    return sign_in(found, found.people.staff[0].leader)


def head(found: DataSet) -> Reader:
    """The head of the light official's room."""
    return sign_in(found, found.people.staff[0].heads[0])


@contextmanager
def counted(app: Any) -> Iterator[list[str]]:
    """The statements that run inside."""
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)
