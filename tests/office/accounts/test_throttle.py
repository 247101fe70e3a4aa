"""Too many tries wait; nobody is locked out."""

from datetime import timedelta

import pytest
import time_machine

from office import clock
from office.accounts import entrance, throttle
from office.errors import Invalid, Throttled
from tests import as_role

VISITOR = entrance.Visitor("192.0.2.7", "Firefox")


def fail(login, times=1, visitor=VISITOR):
    for _try in range(times):
        with pytest.raises(Invalid):
            entrance.sign_in(login, "wrong wrong wrong", visitor=visitor)


@pytest.fixture
def frozen(house):
    with time_machine.travel(clock.now(), tick=False) as hand:
        yield hand


@pytest.fixture
def account(frozen):
    return as_role.official()


def test_the_sixth_try_waits_and_then_goes_on(account, frozen):
    fail(account.login, 5)
    with pytest.raises(Throttled) as refusal:
        entrance.sign_in(account.login, as_role.PASSWORD, visitor=VISITOR)
    frozen.shift(timedelta(seconds=refusal.value.retry_after))
    assert entrance.sign_in(account.login, as_role.PASSWORD, visitor=VISITOR).token


def test_tries_of_one_moment_do_not_wait_for_each_other(frozen):
    """The second looked at the clock before it came to the bucket, which the first then held."""
    throttle.take("two devices", limit=throttle.ACCOUNT)
    frozen.shift(timedelta(milliseconds=-20))
    throttle.take("two devices", limit=throttle.ACCOUNT)


def test_each_further_try_waits_twice_as_long(account, frozen):
    fail(account.login, 5)
    waits = []
    for _try in range(4):
        with pytest.raises(Throttled) as refusal:
            entrance.sign_in(account.login, "wrong", visitor=VISITOR)
        waits.append(refusal.value.retry_after)
        frozen.shift(timedelta(seconds=waits[-1]))
        fail(account.login)
    assert waits == [6, 11, 21, 41]


def test_the_wait_has_a_longest(account):
    assert throttle.ACCOUNT.wait_after(500) == timedelta(minutes=5)


def test_a_right_password_clears_the_count(account):
    fail(account.login, 4)
    entrance.sign_in(account.login, as_role.PASSWORD, visitor=VISITOR)
    fail(account.login, 5)


def test_from_another_network_the_account_still_waits(account):
    fail(account.login, 5)
    with pytest.raises(Throttled):
        entrance.sign_in(
            account.login, as_role.PASSWORD, visitor=entrance.Visitor("203.0.113.9", "")
        )


def test_one_network_trying_many_accounts_waits(account):
    for number in range(50):
        fail(f"unknown{number}")
    with pytest.raises(Throttled):
        entrance.sign_in(account.login, as_role.PASSWORD, visitor=VISITOR)
    elsewhere = entrance.Visitor("203.0.113.9", "")
    assert entrance.sign_in(account.login, as_role.PASSWORD, visitor=elsewhere).token


def test_a_whole_agency_signs_in_from_one_network(account):
    for _morning in range(throttle.ADDRESS.free + 1):
        assert entrance.sign_in(account.login, as_role.PASSWORD, visitor=VISITOR).token


def test_a_right_password_takes_back_its_own_try_alone(account):
    for number in range(throttle.ADDRESS.free - 1):
        fail(f"unknown{number}")
    entrance.sign_in(account.login, as_role.PASSWORD, visitor=VISITOR)
    fail("unknown")
    with pytest.raises(Throttled):
        entrance.sign_in(account.login, as_role.PASSWORD, visitor=VISITOR)


def test_neighbours_of_one_network_count_together():
    assert entrance.network("192.0.2.7") == entrance.network("192.0.2.250")
    assert entrance.network("2001:db8:1:2::5") == entrance.network("2001:db8:1:ffff::9")
    assert entrance.network("192.0.2.7") != entrance.network("192.0.3.7")


def test_an_hour_of_rest_clears_the_count(account, frozen):
    fail(account.login, 5)
    frozen.shift(timedelta(hours=1, seconds=1))
    fail(account.login, 5)


def test_the_store_names_no_login_and_no_address(account):
    fail(account.login)
    assert account.login not in throttle.key_of("account", account.login)
    assert "192.0.2" not in throttle.key_of("address", "192.0.2")


def test_old_buckets_are_dropped(account, frozen):
    fail(account.login, 5)
    frozen.shift(timedelta(hours=2))
    throttle.prune()
    fail(account.login, 5)


def test_the_page_says_how_long_to_wait(client, account):
    fail(account.login, 5)
    text = client.get("/sign-in").text
    token = text.split('name="_token" value="')[1].split('"')[0]
    answer = client.post(
        "/sign-in", data={"_token": token, "login": account.login, "password": as_role.PASSWORD}
    )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 6
    assert "Too many tries" in answer.text
