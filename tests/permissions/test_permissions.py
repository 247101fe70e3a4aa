"""Every route against the table of permissions: who gets which answer, written by hand.

`others` in a row are all of `OTHERS` that no row of the same route and relation names. Whoever
sees a document or does not, sees or does not see it in lists, searches, counts and as a file too.
"""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path
from time import monotonic

import pytest
from werkzeug.routing import MapAdapter

from office import csrf, i18n
from office.actor import cookie_name
from office.db import db
from tests.conftest import rolled_back
from tests.permissions import cast, forms

TABLE = Path(__file__).parents[1] / "permissions.csv"
OTHERS = (
    *("clerk", "leader", "deputy", "office_head", "head", "official", "colleague", "other_head"),
    *("other_official", "admin", "hr", "security", "foreign_clerk", "foreign_leader"),
)
LISTS = (
    "/",
    "/notices",
    "/documents/incoming?view=open",
    "/documents/incoming?view=overdue",
    "/documents/incoming?view=completed",
    "/documents/incoming?view=register",
    "/documents/outgoing?view=in-progress",
    "/documents/outgoing?view=issued",
    "/documents/drafts?view=mine",
    "/documents/drafts?view=opinions",
    "/documents/signing",
)
SEES = "GET documents.show"
PROVEN_FOR = 30.0


@cache
def rows():
    """Route, roles, relation and answer of every line."""
    with TABLE.open(encoding="utf-8") as file:
        lines = csv.DictReader(line for line in file if not line.startswith("#"))
        return [(row["route"], row["role"], row["relation"], int(row["answer"])) for row in lines]


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
def built_stage(app):
    """The application with the world in it, for all rows."""
    with rolled_back(app):
        yield Stage(app, cast.built())


@pytest.fixture
def stage(built_stage):
    """Its people have proven themselves lately, however long the others took."""
    built_stage.prove_again()
    return built_stage


class Stage:
    """Tries requests as anybody of the world; whatever they change is undone."""

    def __init__(self, app, world):
        self.app, self.world, self.proven_at = app, world, -PROVEN_FOR
        self.rules = {
            f"{method} {rule.endpoint}": rule
            for rule in app.url_map.iter_rules()
            for method in rule.methods - {"HEAD", "OPTIONS"}
        }
        self.urls: MapAdapter = app.url_map.bind("localhost")

    def prove_again(self):
        """Not for each route: a server reads past every version that a row had in a transaction."""
        if monotonic() - self.proven_at > PROVEN_FOR:
            cast.prove_again()
            self.proven_at = monotonic()

    def ask(self, route, role, relation):
        """The answer to one row."""
        method, endpoint = route.split()
        url = self.urls.build(endpoint, forms.address(self.world, self.rules[route], relation))
        given = {"query_string": forms.question(self.world, endpoint, relation)}
        if method != "GET" and (relation or role != "anonymous"):
            kind = "json" if endpoint in forms.CALLS | forms.TASK_CALLS else "data"
            given[kind] = forms.content(self.world, endpoint, relation)
        return self.send(role, url, method, **given)

    def send(self, role, url, method="GET", **given):
        """Send as somebody, then take back what it changed."""
        connection = db.engines[None]
        db.session.remove()
        connection.exec_driver_sql("SAVEPOINT asked")
        try:
            answer = self._client(role).open(url, method=method, **given)
            answer.get_data()
            answer.close()
            return answer
        finally:
            db.session.remove()
            # Released too: thousands of points, one inside the other, exhaust a server's locks.
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT asked")
            connection.exec_driver_sql("RELEASE SAVEPOINT asked")

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
            client.set_cookie(i18n.COOKIE, "en")
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


@pytest.mark.parametrize("role", sorted({role for role, *_ in cases()[SEES]} - {"anonymous"}))
def test_who_does_not_see_a_document_finds_it_nowhere(stage, role):
    listed = listed_for(stage, role)
    pages = "".join(stage.send(role, url).text for url in LISTS)
    wrong = []
    for who, relation, answer in cases()[SEES]:
        if who != role:
            continue
        sees, words = answer == 200, cast.WORDS[relation]
        uid, file = stage.world.documents[relation], stage.world.files[relation]
        found = stage.send(role, "/documents/search", query_string={"q": words}).text
        told = {
            "the list for programs": uid in listed,
            "the search": uid in found,
            "the count": ("1 found" in found) if sees else ("0 found" not in found),
            "the file": is_shown(stage, role, f"/documents/files/{file}"),
            "the picture of a page": is_shown(stage, role, f"/documents/files/{file}/pages/1"),
            "the call for programs": is_shown(stage, role, f"/api/v1/documents/{uid}"),
        }
        wrong += [f"{relation}: {where}" for where, seen in told.items() if seen != sees]
        if not sees and (uid in pages or words in pages):
            wrong.append(f"{relation}: a page names it")
    assert not wrong, "\n" + "\n".join(wrong)


def listed_for(stage, role):
    """The names of all documents in the lists for programs."""
    return {
        row["uid"]
        for direction in ("incoming", "outgoing")
        for row in stage.send(role, f"/api/v1/documents?direction={direction}").json["items"]
    }


def is_shown(stage, role, url):
    answer = stage.send(role, url)
    assert answer.status_code in {200, 404}
    return answer.status_code == 200
