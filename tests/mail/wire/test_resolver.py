"""DNS is asked once, in bounded time, and silence is told apart from no."""

import time

import dns.rcode
import pytest

from mail.wire.resolver import LookupFailed, NoMail, resolver_at


def test_the_best_hosts_come_first_and_equals_in_random_order(names):
    names.put("h99.example", "MX", "20 late.example.", "10 a.example.", "10 b.example.")
    orders = {tuple(names.resolver().mail_hosts("h99.example")) for _try in range(30)}
    assert orders == {
        ("a.example", "b.example", "late.example"),
        ("b.example", "a.example", "late.example"),
    }


def test_a_domain_without_mx_is_its_own_host(names):
    names.put("h99.example", "A", "192.0.2.1")
    assert names.resolver().mail_hosts("h99.example") == ["h99.example"]


def test_a_domain_that_is_another_name_of_one_is_followed(names):
    names.put("old.example", "CNAME", "h99.example.")
    names.put("h99.example", "MX", "10 mx.example.")
    assert names.resolver().mail_hosts("old.example") == ["mx.example"]


@pytest.mark.parametrize(("record", "enhanced"), [("0 .", "5.1.10"), (None, "5.1.2")])
def test_a_domain_that_takes_no_mail_says_so_for_good(names, record, enhanced):
    if record:
        names.put("h99.example", "MX", record)
    with pytest.raises(NoMail) as told:
        names.resolver().mail_hosts("h99.example")
    assert told.value.enhanced == enhanced


def test_a_sick_server_is_not_taken_for_no(names):
    names.faults["h99.example"] = dns.rcode.SERVFAIL
    with pytest.raises(LookupFailed):
        names.resolver().mail_hosts("h99.example")


def test_silence_ends(names):
    names.faults["h99.example"] = None
    started = time.monotonic()
    hurried = names.resolver().within(0.2)
    with pytest.raises(LookupFailed):
        hurried.texts("h99.example")
    with pytest.raises(LookupFailed, match="too long"):
        hurried.texts("other.example")
    assert time.monotonic() - started < 2


def test_an_answer_is_kept(names):
    names.text("h99.example", "v=spf1 -all " + "x" * 300)
    resolver = names.resolver()
    assert (
        resolver.texts("h99.example")
        == resolver.texts("H99.example.")
        == ["v=spf1 -all " + "x" * 300]
    )
    assert names.asked == [("h99.example", "TXT")]


def test_addresses_of_both_kinds_with_the_newer_first(names):
    names.put("mx.example", "A", "192.0.2.1")
    names.put("mx.example", "AAAA", "2001:db8::1")
    names.put("1.2.0.192.in-addr.arpa", "PTR", "mx.example.")
    assert names.resolver().addresses("mx.example") == ["2001:db8::1", "192.0.2.1"]
    assert names.resolver().pointers("192.0.2.1") == ["mx.example"]


def test_half_an_answer_is_enough_for_a_host(names):
    names.put("mx.example", "A", "192.0.2.1")
    assert names.resolver().addresses("mx.example") == ["192.0.2.1"]


def test_what_is_no_name_is_not_there(names):
    assert names.resolver().texts("a..b") == []
    assert names.asked == []


def test_keys_of_a_service_count_only_when_dns_proved_them(names):
    names.put("_25._tcp.mx.example", "TLSA", "3 1 1 " + "ab" * 32)
    assert names.resolver().keys_of_service("mx.example", 25) == []
    names.is_proven = True
    assert names.resolver().keys_of_service("mx.example", 25) == [(3, 1, 1, b"\xab" * 32)]


def test_no_server_is_no_answer():
    with pytest.raises(LookupFailed):
        resolver_at([]).texts("h99.example")
