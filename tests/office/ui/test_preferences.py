"""Language, look and keys: kept in cookies, and never a way out to another host."""

import pytest


def cookie(client, name):
    found = client.get_cookie(name)
    return found and found.value


@pytest.fixture
def guest(shell_app):
    return shell_app.test_client()


def test_a_language_is_kept_and_the_page_comes_back(guest):
    before = {"Referer": "http://localhost/ui/kit/list?x=1"}
    answer = guest.get("/ui/language/ar", headers=before)
    assert (answer.status_code, answer.location) == (303, "/ui/kit/list?x=1")
    assert cookie(guest, "lang") == "ar"
    assert '<html lang="ar" dir="rtl">' in guest.get("/ui/kit").text


def test_a_look_is_kept(guest):
    guest.get("/ui/theme/dark")
    assert 'data-theme="dark"' in guest.get("/ui/kit").text
    guest.get("/ui/theme/auto")
    assert "data-theme" not in guest.get("/ui/kit").text


def test_single_keys_can_be_switched_off(guest):
    guest.get("/ui/keys/off")
    assert 'data-keys="off"' in guest.get("/ui/kit").text
    guest.get("/ui/keys/on")
    assert "data-keys" not in guest.get("/ui/kit").text


@pytest.mark.parametrize("url", ["/ui/language/fr", "/ui/theme/pink", "/ui/keys/maybe"])
def test_unknown_wishes_are_not_kept(guest, url):
    assert guest.get(url).status_code == 404


@pytest.mark.parametrize(
    "before",
    [
        "https://elsewhere.example/ui/kit",
        "http://localhost.elsewhere.example/ui/kit",
        "http://localhost/nothing-here",
        "http://localhost//elsewhere.example",
        "",
    ],
)
def test_the_way_back_is_a_page_of_the_house(guest, before):
    assert guest.get("/ui/language/vi", headers={"Referer": before}).location == "/"


def test_a_page_that_takes_only_forms_is_not_asked_for(real_app):
    real_app.add_url_rule("/only-forms", view_func=str, methods=["POST"], endpoint="only_forms")
    client = real_app.test_client()
    before = {"Referer": "http://localhost/only-forms"}
    assert client.get("/ui/language/vi", headers=before).location == "/"
