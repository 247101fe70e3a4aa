"""What a page may load, and the headers beside it."""

import pytest

from office.ui import csp
from office.ui.csp import Kind, page_kind, policy
from tests.office.ui.conftest import DemoSettings, make_shell

BASE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@pytest.fixture
def app():
    made = make_shell(DemoSettings())

    @made.get("/signing")
    @page_kind("sign")
    def signing():
        return "a page that talks to the signing tool"

    return made


def test_a_page_may_load_from_us_alone(visitor):
    assert visitor.get("/ui/kit").headers["Content-Security-Policy"] == BASE


def test_the_signing_page_may_also_reach_the_tool_on_the_same_machine(app):
    given = app.test_client().get("/signing").headers["Content-Security-Policy"]
    assert given == BASE.replace("connect-src 'self'", "connect-src 'self' wss://127.0.0.1:8987")


def test_the_table_of_additions_is_closed():
    with pytest.raises(ValueError, match="anything"):
        page_kind("anything")


def test_additions_only_add():
    assert "media-src 'self' blob:" in policy(Kind.ROOM)
    assert policy(Kind.MAIL).endswith("frame-src 'self'")
    ours = [kind for kind in Kind if kind not in csp.ALONE]
    assert "unsafe" not in "".join(map(policy, ours))


def test_a_letter_runs_nothing_and_loads_only_its_own_pictures():
    given = policy(Kind.LETTER)
    assert given.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src")
    assert "script" not in given
    assert "img-src data:;" in given
    assert policy(Kind.LETTER_WITH_PICTURES) == given.replace("data:;", "data: https: http:;")


def test_only_the_room_may_hear_and_see(app):
    assert "microphone=()" in csp.QUIET
    assert "microphone=(self)" in csp.SPEAKING
    assert app.test_client().get("/signing").headers["Permissions-Policy"] == csp.QUIET


def test_every_answer_is_guarded(visitor):
    headers = visitor.get("/ui/kit").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_https_stays_https(visitor):
    answer = visitor.get("/ui/kit", base_url="https://office.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
