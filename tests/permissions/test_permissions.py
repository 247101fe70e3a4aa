"""Every route against the table of permissions: who gets which answer, written by hand.

`others` in a row are all of `OTHERS` that no row of the same route and relation names. Whoever
sees a document or does not, sees or does not see it in lists, searches, counts and as a file too.
"""

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from werkzeug.routing import MapAdapter

from office import csrf
from office.actor import cookie_name
from office.db import db
from tests.conftest import rolled_back
from tests.permissions import cast, forms

TABLE = Path(__file__).parents[1] / "permissions.csv"
OTHERS = (
    *("clerk", "leader", "deputy", "office_head", "head", "official", "colleague", "other_head"),
    *("other_official", "admin", "hr", "security", "foreign_clerk", "foreign_leader"),
)
LISTS = {
    "incoming": "/documents/incoming?view={}",
    "outgoing": "/documents/outgoing?view={}",
}
SEES = "GET documents.show"


@cache
def rows():
    """Route, roles, relation and answer of every line."""
    with TABLE.open(encoding="utf-8") as file:
        lines = csv.DictReader(line for line in file if not line.startswith("#"))
        return [(line["route"], line["role"], line["relation"], int(line["answer"])) for line in lines]


@cache
def cases():
    """(role, relation, answer) of every route, `others` spelled out."""
    named = defaultdict(set)
    for route, role, relation, _answer in rows():
        named[route, relation] |= set(role.split())
    found = defaultdict(list)
    for route, role, relation, answer in rows():
        for one in _spelled_out(role, named[route, relation]):
            found[route].append((one, relation, answer))
    return found


def _spelled_out(role, named):
    for one in role.split():
        yield from ([part for part in OTHERS if part not in named] if one == "others" else [one])


@pytest.fixture(scope="module")
def stage(app):
    """The application with the world in it, for all rows."""
    with rolled_back(app):
        yield Stage(app, cast.built())


class Stage:
    """Tries requests as anybody of the world; whatever they change is undone."""

    def __init__(self, app, world):
        self.app, self.world = app, world
        self.rules = {
            f"{method} {rule.endpoint}": rule
            for rule in app.url_map.iter_rules()
            for method in rule.methods - {"HEAD", "OPTIONS"}
        }
        self.urls: MapAdapter = app.url_map.bind("localhost")

    def ask(self, route, role, relation):
        """The answer to one row."""
        method, endpoint = route.split()
        url = self.urls.build(endpoint, forms.address(self.world, self.rules[route], relation))
        given = {"query_string": forms.question(self.world, endpoint, relation)}
        if method != "GET" and (relation or role != "anonymous"):
            kind = "json" if endpoint in forms.CALLS else "data"
            given[kind] = forms.content(self.world, endpoint, relation)
        return self.send(role, url, method, **given)

    def send(self, role, url, method="GET", **given):
        """Send as somebody, then take back what it changed."""
        connection = db.engines[None]
        db.session.remove()
        point = connection.begin_nested()
        try:
            answer = self._client(role).open(url, method=method, **given)
            answer.get_data()
            answer.close()
            return answer
        finally:
            db.session.remove()
            point.rollback()

    def _client(self, role):
        client = self.app.test_client()
        member = self.world.members.get(role)
        if role == "anonymous":
            with client.session_transaction() as note:
                note["seed"] = role
            client.environ_base["HTTP_X_CSRF_TOKEN"] = csrf.token_for(role)
        elif member.bearer:
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {member.bearer}"
        else:
            client.set_cookie(cookie_name(), member.token)
            client.environ_base["HTTP_X_CSRF_TOKEN"] = member.csrf
        return client


def test_every_route_has_its_rows(app):
    known = {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert known == set(cases())


def test_no_row_says_two_things():
    said = defaultdict(set)
    for route, found in cases().items():
        for role, relation, answer in found:
            said[route, role, relation].add(answer)
    assert not [key for key, answers in said.items() if len(answers) > 1]


@pytest.mark.parametrize("route", sorted({row[0] for row in rows()}))
def test_the_answers(stage, route):
    wrong = []
    for role, relation, answer in cases()[route]:
        found = stage.ask(route, role, relation)
        if found.status_code != answer:
            wrong.append(f"{role} · {relation or 'any'}: {found.status_code}, not {answer}")
    assert not wrong, "\n" + "\n".join(wrong)
