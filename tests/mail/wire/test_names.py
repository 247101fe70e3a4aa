"""One address has one spelling to compare, whatever keyboard it was typed on."""

import unicodedata

import pytest

from mail.wire import names
from office.errors import Invalid


def test_a_vietnamese_domain_is_asked_in_letters_that_dns_knows():
    assert names.to_ascii("xãbavì.gov.vn") == "xn--xbav-goa1d.gov.vn"
    assert names.to_unicode("xn--xbav-goa1d.gov.vn") == "xãbavì.gov.vn"


def test_composed_and_decomposed_letters_are_one_address():
    typed = "Văn.Thư@XãBaVì.example"
    apart = unicodedata.normalize("NFD", typed)
    assert apart != typed
    assert names.folded(apart) == names.folded(typed) == "văn.thư@xn--xbav-goa1d.example"


@pytest.mark.parametrize(
    "domain", ["", ".", "a..b", "x" * 64 + ".vn", "a b.vn", "a\r\nb.vn", "ấ" * 90]
)
def test_what_is_no_domain_is_told_apart(domain):
    with pytest.raises(names.BadName):
        names.to_ascii(domain)
    assert names.domain_of(f"a@{domain}") == ""


def test_a_name_that_does_not_read_back_is_shown_as_it_came():
    assert names.to_unicode("xn--a.example") == "xn--a.example"


def test_only_the_local_part_needs_a_server_for_unicode():
    assert names.needs_utf8("vănthư@a.example")
    assert not names.needs_utf8("van.thu@xãbavì.example")
    assert names.on_the_wire("van.thu@xãbavì.example") == "van.thu@xn--xbav-goa1d.example"


def test_a_typed_address_is_kept_in_one_spelling(house):
    assert names.read_typed("  van.thu@H99.Example ") == "van.thu@h99.example"
    assert names.read_typed("van.thu@xãbavì.test") == "van.thu@xn--xbav-goa1d.test"


@pytest.mark.parametrize(
    "typed", ["", "an", "an@", "@h99.example", "a b@h99.example", "a@b.test\n b"]
)
def test_a_typed_address_that_is_none_is_refused_with_its_words(house, typed):
    with pytest.raises(Invalid):
        names.read_typed(typed)
