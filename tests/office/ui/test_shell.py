"""What stands around a page."""

import pytest

from office.ui import shell
from tests.office.ui.conftest import DemoSettings, make_shell


def page(app, url="/ui/kit/list", **headers):
    return app.test_client().get(url, headers={"Accept-Language": "en", **headers}).text


def test_a_demo_folder_says_so_on_every_page(shell_app):
    for name in ("", "/list", "/door", "/public", "/print", "/error"):
        assert "BẢN THỬ" in page(shell_app, f"/ui/kit{name}")


def test_a_real_folder_does_not(real_app):
    real_app.add_url_rule(
        "/plain",
        view_func=lambda: real_app.jinja_env.get_template("error.html").render(
            shell.context(), refusal=Refused()
        ),
        endpoint="plain",
    )
    assert "BẢN THỬ" not in page(real_app, "/plain")


class Refused:
    """A refusal with everything to say."""

    message, basis, who, fix, status = "No", "Decree", "Somebody", "Ask", 403


def test_an_official_with_two_posts_may_change_over(shell_app):
    html = page(shell_app)
    assert "Chuyên viên kiêm nhiệm" in html
    assert 'name="post" value="2"' in html


def test_an_official_with_one_post_is_not_asked():
    app = make_shell(DemoSettings())
    shell.doors(app).posts = lambda _actor: [shell.Post("1", "Văn thư", "Sở Nội vụ")]
    assert "Acting post" not in page(app)


def test_doors_that_nobody_opened_are_not_shown():
    app = make_shell(DemoSettings())
    app.extensions["office.doors"] = None
    fresh = shell.Doors()
    app.extensions["office.doors"] = fresh
    app.jinja_env.globals["doors"] = fresh
    html = page(app)
    assert "Sign out" not in html
    assert "Search everywhere" not in html


def test_a_swapped_region_comes_without_the_shell(shell_app):
    part = page(shell_app, **{"X-Swap": "read"})
    assert 'id="read"' in part
    assert 'class="nav"' not in part
    assert len(part) < len(page(shell_app))


@pytest.mark.parametrize(
    ("name", "letters"), [("Lê Thu Hà", "LH"), ("Đoàn", "Đ"), ("", ""), ("mai đức toàn", "MT")]
)
def test_initials_are_first_and_last_word(name, letters):
    assert shell.initials(name) == letters


def test_after_a_sent_form_the_way_back_is_its_start(shell_app):
    with shell_app.test_request_context("/ui/kit?x=1", method="POST"):
        assert shell.here() == "/ui/kit"
    with shell_app.test_request_context("/ui/kit?x=1"):
        assert shell.here() == "/ui/kit?x=1"
    with shell_app.test_request_context("/ui/kit"):
        assert shell.here() == "/ui/kit"
