"""Of a classified meeting only the entry on paper stands here: every content route refuses it.

What each route answers is a row of tests/permissions.csv, tried there with valid content.
"""

from tests.permissions.test_permissions import rows

RELATION = "classified meeting"
REFUSED = {403, 409}
# The chair is named, and there is no session.
OF_THE_ENTRY = {"POST meetings.invite"}


def changing(app):
    """The routes of a meeting, without a record below it, that change something."""
    for rule in app.url_map.iter_rules():
        below = rule.rule.removeprefix("/api/v1").startswith("/meetings/<uuid:uid>")
        if below and rule.arguments == {"uid"}:
            changes = rule.methods - {"GET", "HEAD", "OPTIONS"}
            yield from (f"{method} {rule.endpoint}" for method in changes)


def test_every_route_that_changes_a_meeting_refuses_a_classified_one(app):
    answers = {route: answer for route, _role, relation, answer in rows() if relation == RELATION}
    asked = set(changing(app)) - OF_THE_ENTRY
    assert not {route for route in asked if answers.get(route) not in REFUSED}


def test_what_was_said_and_laid_before_it_is_given_to_nobody(app):
    answers = {route: answer for route, _role, relation, answer in rows() if relation == RELATION}
    given = {"room", "state", "events", "hall", "minutes", "closing", "recording", "paper"}
    assert {answers[f"GET meetings.{name}"] for name in given} == {403}
