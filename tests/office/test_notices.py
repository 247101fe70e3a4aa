"""Notices lie on a desk, once each, in the reader's language."""

from office import notices
from office.accounts.models import Notice
from office.db import db, transaction
from office.i18n import _l, force_locale
from tests import as_role


def tell(account, key="1", text="Văn bản mới", url="/account"):
    with transaction():
        return notices.tell(
            as_role.tenure_of(account).desk_id, kind="document", text=text, url=url, key=key
        )


def unread(client):
    return client.get("/api/v1/me").json["unread_notices"]


def test_the_same_key_twice_is_one_notice(client, account):
    as_role.sign_in(client, account)
    assert tell(account)
    assert not tell(account)
    assert unread(client) == 1


def test_each_desk_has_its_own(client, account):
    other = as_role.official()
    tell(account)
    tell(other)
    as_role.sign_in(client, account)
    assert unread(client) == 1
    as_role.sign_in(client, other)
    listed = client.get("/api/v1/notices").json["items"]
    assert len(listed) == 1
    as_role.sign_in(client, account)
    assert client.post(f"/notices/{listed[0]['uid']}/reading").status_code == 404


def test_opening_a_notice_marks_it_and_leads_on(client, account):
    as_role.sign_in(client, account)
    tell(account)
    assert "Văn bản mới" in client.get("/notices").text
    uid = client.get("/api/v1/notices").json["items"][0]["uid"]
    assert client.post(f"/notices/{uid}/reading").location == "/account"
    assert unread(client) == 0
    assert "Văn bản mới" in client.get("/notices").text


def test_all_are_marked_at_once(client, account):
    as_role.sign_in(client, account)
    for key in "123":
        tell(account, key)
    assert "Mark all read" in client.get("/notices").text
    client.post("/notices/reading")
    assert unread(client) == 0
    assert client.post("/api/v1/notices/reading").status_code == 204


def test_the_number_beside_the_bell_has_an_end(client, account, monkeypatch):
    as_role.sign_in(client, account)
    for key in range(105):
        tell(account, str(key))
    assert unread(client) == 100


def test_a_notice_never_leads_out_of_the_house(client, account):
    as_role.sign_in(client, account)
    tell(account, url="https://evil.example/")
    uid = client.get("/api/v1/notices").json["items"][0]["uid"]
    assert client.post(f"/notices/{uid}/reading").location == "/"


def test_the_words_are_translated_when_read(account, monkeypatch):
    tell(account, text=_l("today %(time)s", time="09:31"))
    kept = db.session.scalars(db.select(Notice)).one()
    assert (kept.text, kept.facts) == ("today %(time)s", {"time": "09:31"})
    with force_locale("en"):
        assert notices.words(kept) == "today 09:31"
    with force_locale("vi"):
        assert notices.words(kept) == "hôm nay 09:31"


def test_the_list_goes_on(client, account):
    as_role.sign_in(client, account)
    for key in range(60):
        tell(account, str(key), text=f"Việc số {key}.")
    first = client.get("/notices").text
    assert "Việc số 59." in first
    assert "Việc số 3." not in first
    onward = first.split('rel="next"')[0].split('href="')[-1].split('"')[0]
    assert "Việc số 3." in client.get(onward).text


def test_the_list_says_what_is_to_be_done_about_each(client, account, monkeypatch):
    monkeypatch.setattr(notices, "_verbs", {})
    notices.name_kind("document", _l("Register"))
    tell(account, text="412/BHC-CQCS")
    as_role.sign_in(client, account)
    assert "<b>Register</b> · <bdi>412/BHC-CQCS</bdi>" in client.get("/notices").text
