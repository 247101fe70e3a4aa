"""Addresses: closed unless opened on purpose, kebab-case nouns, typed; GET changes nothing."""

import ast
import re

import pytest

from tests.house import walk

OPEN = {
    "api_documents.public_progress",
    "progress.answer",
    "progress.ask",
    "addressbook.book",
    "api.openapi",
    "assets.asset",
    "beginning.ask",
    "beginning.begin",
    "entrance.open_session",
    "entrance.sign_in",
    "mailfiles.show",
    "mailfiles.take",
    "calendarfeeds.meetings_of",
    "calendarfeeds.busy_of",
    "meetingguests.show",
    "meetingguests.answer",
    "meetingguests.open_link",
    "meetingguests.paper",
    "meetingguests.room",
    "meetingguests.room_state",
    "meetingguests.be_present",
    "meetingguests.ask_for_floor",
    "meetingguests.conference",
    "meetings.jitsi_hook",  # signed by the server itself
    "meetings.livekit_hook",  # signed by the server itself
    "promise.sts_policy",
    "scim.serve",  # asks for a token itself
    "ui.keys",
    "ui.language",
    "ui.theme",
    "web.alive",
    "web.ready",
    "web.show_metrics",
}
SEGMENT = re.compile(r"^[a-z0-9.]+(-[a-z0-9.]+)*$")
VERBS = {"create", "delete", "do", "get", "remove", "save", "set", "submit", "update"}
NOTES_OF_READING = {"mark_read", "note_access"}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_what_is_open_is_listed_here(app):
    from office.web import is_public

    with app.app_context():
        found = {rule.endpoint for rule in rules(app) if is_public(rule.endpoint)}
    assert found == OPEN


def test_addresses_are_kebab_case_nouns(app):
    parts = {part for rule in rules(app) for part in re.split("/", rule.rule) if part}
    plain = {re.sub(r"<[^>]+>", "x", part) for part in parts}
    assert not {part for part in plain if not SEGMENT.match(part)}
    assert not plain & VERBS


def test_names_of_records_in_an_address_are_typed(app):
    untyped = [
        rule.rule for rule in rules(app) if re.search(r"<\w*(uid|id|number|page)>", rule.rule)
    ]
    assert not untyped, walk.listing(untyped)


def test_nobody_gets_in_without_signing_in(client, app):
    from office.web import is_public

    for rule in rules(app):
        if is_public(rule.endpoint) or "GET" not in rule.methods:
            continue
        path = re.sub(r"<uuid:[^>]+>", "01890000-0000-7000-8000-000000000000", rule.rule)
        path = re.sub(r"<int:[^>]+>", "1", path)
        answer = client.get(re.sub(r"<[^>]+>", "x", path))
        hidden = {404} if rule.rule.startswith("/ui/kit") else set()  # in a demo folder only
        assert answer.status_code in {302, 303, 401} | hidden, rule.rule


def reading_views():
    for path in [*walk.files_called("views"), *walk.files_called("api")]:
        for function in walk.functions(walk.trees()[path]):
            if "get" in map(walk.called_name, function.decorator_list):
                yield pytest.param(function, id=f"{path}:{function.name}")


@pytest.mark.parametrize("view", list(reading_views()))
def test_a_reading_view_calls_no_operation(view):
    called = [
        node.attr
        for node in ast.walk(view)
        if isinstance(node, ast.Attribute) and walk.called_name(node.value) == "operations"
    ]
    assert set(called) <= NOTES_OF_READING
