"""Language, look and keys: kept in cookies, and never a way out to another host."""

import pytest


def cookie(client, name):
    found = client.get_cookie(name)
    return found and found.value


@pytest.fixture
def guest(shell_app):
    return shell_app.test_client()


def test_a_language_is_kept_and_the_page_comes_back(guest):
    answer = guest.get("/ui/language/ar?back=/ui/kit/list?x=1")
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
    "back",
    ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "x", "/%0a"],
)
def test_the_way_back_stays_in_the_house(guest, back):
    assert guest.get(f"/ui/language/vi?back={back}").location == "/"
