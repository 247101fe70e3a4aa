"""The frame of the API: closed, described, keyed, versioned, paged."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import g
from sqlalchemy import select

from office import api, clock, errors, repeats
from office.accounts import forms, passwords, queries
from office.accounts.models import Account
from office.db import db
from office.permissions import Role
from tests import as_role

BODY = {"kind": "leave", "valid_from": "2031-03-03T00:00:00Z", "valid_to": "2031-03-04T00:00:00Z"}
PATH = "/api/v1/absences"


def absences(account):
    db.session.expire_all()
    return len(queries.absences_of(account.person_id))


def test_the_description_is_openapi_3_1_and_open_to_read(client):
    doc = client.get("/api/v1/openapi.json").json
    assert doc["openapi"] == "3.1.0"
    assert {"bearer", "session"} <= set(doc["components"]["securitySchemes"])
    assert "/api/v1/me" in doc["paths"]


def test_every_call_is_described_with_its_ways_to_fail(client):
    doc = client.get("/api/v1/openapi.json").json
    for path, calls in doc["paths"].items():
        for method, call in calls.items():
            assert call.get("summary"), (method, path)
            assert call["security"], (method, path)
            for status in ("401", "403", "404", "409", "422"):
                assert list(call["responses"][status]["content"]) == ["application/problem+json"]


def test_every_schema_is_closed(client):
    schemas = client.get("/api/v1/openapi.json").json["components"]["schemas"]
    opened = [
        name
        for name, schema in schemas.items()
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False
    ]
    assert opened == []


def test_nobody_is_told_to_sign_in(client):
    answer = client.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_a_session_may_call_and_needs_the_token_to_act(signed_in, account):
    assert signed_in.get("/api/v1/me").json["login"] == account.login
    assert signed_in.post(PATH, json=BODY).status_code == 201
    token = signed_in.environ_base.pop("HTTP_X_CSRF_TOKEN")
    assert signed_in.post(PATH, json=BODY).status_code == 403
    assert signed_in.post(PATH, json=BODY, headers={"X-CSRF-Token": token}).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"surplus": 1}, "surplus"),
        ({"kind": 5}, "kind"),
        ({"kind": "fishing"}, "kind"),
        ({"valid_from": "yesterday"}, "valid_from"),
        ({"valid_from": "2031-03-03T00:00:00"}, "valid_from"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(signed_in, account, change, field):
    answer = signed_in.post(PATH, json=BODY | change)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert [fault["field"] for fault in answer.json["errors"]] == [field]
    assert absences(account) == 0


def test_the_page_and_the_api_know_the_same_kinds_of_absence(client):
    schemas = client.get("/api/v1/openapi.json").json["components"]["schemas"]
    assert schemas["WantedAbsence"]["properties"]["kind"]["enum"] == [*forms.ABSENCES]


def test_a_domain_rule_answers_by_field_too(signed_in):
    answer = signed_in.post(PATH, json=BODY | {"valid_to": "2031-03-01T00:00:00Z"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "valid_to"


def test_broken_json_and_other_content_are_refused(signed_in):
    headers = {"Content-Type": "application/json"}
    assert signed_in.post(PATH, data="{", headers=headers).status_code == 422
    assert signed_in.post(PATH, data=BODY).status_code == 415
    assert signed_in.get("/api/v1/notices?surplus=1").status_code == 422
    assert signed_in.get("/api/v1/notices?limit=1000").status_code == 422


def test_a_foreign_cursor_begins_anew(signed_in):
    assert signed_in.get("/api/v1/notices?cursor=forged").status_code == 200


# ------------------------------------------------------------------ Idempotency-Key


def call(client, key="k1", **body):
    return client.post(PATH, json=BODY | body, headers={"Idempotency-Key": key})


def test_the_same_key_gives_the_first_answer(signed_in, account):
    first, second = call(signed_in), call(signed_in)
    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert absences(account) == 1
    assert call(signed_in, "k2").json != first.json


def test_the_same_key_for_another_request_is_refused(signed_in, account):
    call(signed_in)
    answer = call(signed_in, kind="study")
    assert answer.status_code == 409
    assert absences(account) == 1


def test_a_refused_call_is_asked_anew(signed_in, account):
    assert call(signed_in, valid_to="2031-03-01T00:00:00Z").status_code == 422
    assert call(signed_in).status_code == 201
    assert call(signed_in, "broken", surplus=1).status_code == 422
    assert call(signed_in, "broken").status_code == 201
    assert absences(account) == 2


def test_the_same_key_of_somebody_else_is_another_key(signed_in, account):
    call(signed_in)
    other = as_role.official()
    as_role.sign_in(signed_in, other)
    assert "Idempotency-Replayed" not in call(signed_in).headers
    assert absences(other) == 1


def test_a_key_has_a_longest_length(signed_in):
    assert call(signed_in, "x" * 201).status_code == 422


def told_twice(client, path, body):
    """The answer with the secret, after a repeat of the call has told it to nobody."""
    first, again = (
        client.post(path, json=body, headers={"Idempotency-Key": path}) for _time in range(2)
    )
    assert (again.status_code, again.text) == (first.status_code, "")
    assert again.headers["Idempotency-Replayed"] == "true"
    return first.json


def test_a_secret_is_told_once_and_not_kept(client, house):
    admin = as_role.official(Role.ADMIN)
    as_role.sign_in(client, admin)
    wanted = {"full_name": "Người Mới", "login": "moi"}
    slip = told_twice(client, "/api/v1/accounts", wanted)
    new = told_twice(client, f"/api/v1/accounts/{slip['uid']}/slip", None)
    stored = db.session.scalars(select(Account).where(Account.login == "moi")).one().password_hash
    assert passwords.is_right(stored, new["password"])
    day = (clock.today() + timedelta(days=30)).isoformat()
    token = {"name": "x", "scopes": ["read"], "expires_on": day}
    assert told_twice(client, "/api/v1/tokens", token)["token"].startswith("cv_")
    assert len(queries.tokens_of(admin.id)) == 1
    assert set(db.session.scalars(select(repeats.KeptCall.body))) == {""}


# ------------------------------------------------------------------ versions and scopes


def record(version=3):
    return SimpleNamespace(uid=uuid4(), version=version)


@pytest.mark.parametrize(("scopes", "fits"), [(None, True), ({"act"}, True), ({"read"}, False)])
def test_a_session_is_not_narrowed_by_scopes(house, scopes, fits):
    with house.test_request_context():
        g.actor = SimpleNamespace(scopes=scopes)
        if fits:
            api.require_scope("act")
        else:
            with pytest.raises(errors.Forbidden):
                api.require_scope("act")


def test_administration_by_session(client, house):
    as_role.sign_in(client, as_role.official(Role.ADMIN))
    made = client.post("/api/v1/accounts", json={"full_name": "Người Mới", "login": "moi"})
    assert made.status_code == 201
    uid = made.json["uid"]
    assert client.post(f"/api/v1/accounts/{uid}/closing").status_code == 204
    assert client.post(f"/api/v1/accounts/{uid}/reopening").status_code == 204
    assert client.post(f"/api/v1/accounts/{uid}/slip").json["password"] != made.json["password"]
    assert client.post(f"/api/v1/accounts/{uid}/second-factor/removal").status_code == 204
    assert client.get(f"/api/v1/accounts/{uid}/sessions").json == {"items": []}
    number = {"mobile": "+84 912 345 678"}
    assert client.put(f"/api/v1/accounts/{uid}/mobile", json=number).status_code == 204
    listed = client.get("/api/v1/accounts").json["items"]
    assert {one["mobile"] for one in listed if one["uid"] == uid} == {"+84 ••• ••• 678"}


def test_my_own_affairs_by_session(client, account, house):
    opened = as_role.sign_in(house.test_client(), account)
    as_role.sign_in(client, account)
    posts = client.get("/api/v1/me/posts").json["items"]
    assert [post["title"] for post in posts] == ["Chuyên viên"]
    assert client.put("/api/v1/me/post", json={"value": posts[0]["value"]}).status_code == 204
    assert client.put("/api/v1/me/post", json={"value": str(uuid4())}).status_code == 409
    wanted = {"language": "en", "theme": "light", "reminders": "notice"}
    assert client.put("/api/v1/me/preferences", json=wanted).json == wanted
    texts = {"mobile": "0912 345 678", "wants": True}
    kept = client.put("/api/v1/me/texts", json=texts).json
    assert kept == {"mobile": "+84912345678", "wants": True}
    wrong = client.put("/api/v1/me/texts", json=texts | {"mobile": "024 3804 3100"})
    assert wrong.json["errors"][0]["field"] == "mobile"
    sessions = client.get("/api/v1/sessions").json["items"]
    assert [session["is_current"] for session in sessions].count(True) == 1
    assert client.post(f"/api/v1/sessions/{opened.row.uid}/ending").status_code == 204
    assert client.post("/api/v1/other-sessions/ending").status_code == 204
    assert client.get("/api/v1/me").status_code == 200


def test_my_desk_by_session(client, house):
    unit = as_role.agency()
    account = as_role.official(unit=unit)
    deputy = as_role.official(unit=unit)
    as_role.sign_in(client, account)
    wanted = {
        "deputy": str(as_role.tenure_of(deputy).uid),
        "valid_from": "2031-03-03T00:00:00Z",
        "valid_to": "2031-03-04T00:00:00Z",
        "reason": "Đi học",
    }
    uid = client.post("/api/v1/delegations", json=wanted).json["uid"]
    assert client.post(f"/api/v1/delegations/{uid}/revocation").status_code == 204
    assert client.get("/api/v1/delegations").json["items"][0]["revoked_at"]
    nowhere = client.post("/api/v1/delegations", json=wanted | {"valid_to": "2031-03-04T00:00:00"})
    assert nowhere.json["errors"][0]["field"] == "valid_to"
    unknown = wanted | {"deputy": str(uuid4())}
    assert client.post("/api/v1/delegations", json=unknown).status_code == 404
    uid = client.post(PATH, json=BODY).json["uid"]
    assert client.post(f"{PATH}/{uid}/ending").status_code == 204
    assert client.post(f"{PATH}/{uuid4()}/ending").status_code == 404
    assert len(client.get(PATH).json["items"]) == 1


def test_a_body_without_end_and_signs_no_paper_bears_are_refused(signed_in):
    headers = {"Content-Type": "application/json"}
    deep = signed_in.post(PATH, data="[" * 5000 + "]" * 5000, headers=headers)
    unseen = signed_in.post(PATH, json={"kind": "a\x00", "more": ["\ud800"]})
    assert (deep.status_code, unseen.status_code) == (422, 422)
    assert "signs" in unseen.json["title"]
