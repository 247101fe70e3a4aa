"""Where mail for a domain goes, and what its own promise about its hosts changes."""

from datetime import UTC, datetime, timedelta

import dns.rcode
import pytest

from mail.wire.hops import Attempt, Delivery, Hop, Letter, Outcome, Tls
from mail.wire.route import NoRoute, direct, relayed
from mail.wire.sts import BadPolicy, Policies, parse, policy_text
from mail.wire.tls_reports import report, seen_in
from office import clock
from office.fetch import Fetched, FetchFailed

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
ENFORCED = policy_text("enforce", ["mx.b.example", "*.relay.example"], max_age=86400)


class Web:
    """Answers for policies, and counts the questions."""

    def __init__(self, text=ENFORCED, status=200):
        self.text, self.status, self.asked = text, status, []

    def __call__(self, url):
        self.asked.append(url)
        if self.status == 0:
            raise FetchFailed("no")
        return Fetched(self.status, {}, self.text.encode())


@pytest.fixture
def domain(names):
    names.put("b.example", "MX", "10 mx.b.example.", "20 other.example.")
    return names


def promised(names, web, mark="1"):
    names.text("_mta-sts.b.example", f"v=STSv1; id={mark};")
    return Policies(names.resolver(), ask=web)


def routed(names, policies, **words):
    return direct("b.example", resolver=names.resolver(), policies=policies, **words)


def test_a_domain_without_a_promise_is_reached_as_it_allows(domain):
    route = routed(domain, Policies(domain.resolver()))
    assert [(hop.host, hop.tls) for hop in route.hops] == [
        ("mx.b.example", Tls.MAY),
        ("other.example", Tls.MAY),
    ]


def test_a_promise_leaves_the_hosts_that_it_names_and_asks_for_a_proof(domain):
    web = Web()
    route = routed(domain, promised(domain, web))
    assert [(hop.host, hop.tls) for hop in route.hops] == [("mx.b.example", Tls.MUST)]
    assert web.asked == ["https://mta-sts.b.example/.well-known/mta-sts.txt"]


def test_a_promise_that_is_only_tried_out_changes_nothing(domain):
    web = Web(policy_text("testing", ["mx.b.example"], max_age=60))
    assert len(routed(domain, promised(domain, web)).hops) == 2


def test_somebody_else_in_dns_gets_no_mail(domain):
    domain.put("b.example", "MX", "10 mx.evil.example.")
    with pytest.raises(NoRoute) as told:
        routed(domain, promised(domain, Web()))
    assert (told.value.said.outcome, told.value.said.enhanced) == (Outcome.LATER, "4.7.5")


def test_what_was_promised_holds_until_its_time(domain):
    web = Web()
    policies = promised(domain, web)
    with clock.standing_at(NOW):
        assert policies.promise_of("b.example").policy.mode == "enforce"
        domain.records.pop(("_mta-sts.b.example", "TXT"))
        again = Policies(domain.resolver(), known=policies.known, ask=web)
        assert again.promise_of("b.example").policy.mode == "enforce"
        domain.faults["_mta-sts.b.example"] = dns.rcode.SERVFAIL
        sick = Policies(domain.resolver(), known=policies.known, ask=web)
        assert sick.promise_of("b.example").policy.mode == "enforce"
    with clock.standing_at(NOW + timedelta(days=2)):
        assert sick.promise_of("b.example").policy is None
    assert len(web.asked) == 1


def test_a_new_promise_is_fetched_and_a_failure_rests(domain):
    web = Web()
    policies = promised(domain, web)
    with clock.standing_at(NOW):
        old = policies.promise_of("b.example").policy
        web.status = 404
        domain.text("_mta-sts.b.example", "v=STSv1; id=2;")
        renewed = Policies(domain.resolver(), known=policies.known, ask=web)
        for _try in range(3):
            promise = renewed.promise_of("b.example")
            assert (promise.policy, promise.fault) == (old, "sts-policy-fetch-error")
    assert len(web.asked) == 2
    with clock.standing_at(NOW + timedelta(minutes=6)):
        web.status, web.text = 200, "nonsense"
        assert renewed.promise_of("b.example").fault == "sts-policy-invalid"
    with clock.standing_at(NOW + timedelta(minutes=12)):
        web.text = ENFORCED
        assert renewed.promise_of("b.example").policy.id == "2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "version: STSv2\r\nmode: none\r\nmax_age: 1",
        "version: STSv1\r\nmode: maybe\r\nmax_age: 1",
        "version: STSv1\r\nmode: none\r\nmax_age: -1",
        "version: STSv1\r\nmode: none\r\nmax_age: 99999999999999",
        "version: STSv1\r\nmode: enforce\r\nmax_age: 1",
        "version: STSv1\r\nmode: enforce\r\nmx: a b\r\nmax_age: 1",
    ],
)
def test_what_is_no_policy(text):
    with pytest.raises(BadPolicy):
        parse(text, id="1", now=NOW)


@pytest.mark.parametrize(
    ("host", "is_named"),
    [
        ("MX.b.example.", True),
        ("a.relay.example", True),
        ("a.b.relay.example", False),
        ("relay.example", False),
    ],
)
def test_a_star_stands_for_one_label(host, is_named):
    assert parse(ENFORCED, id="1", now=NOW).allows(host) is is_named


def test_a_host_whose_key_dns_names_proves_itself_by_it(domain):
    domain.is_proven = True
    domain.put("_25._tcp.mx.b.example", "TLSA", "3 1 1 " + "ab" * 32, "2 0 1 " + "cd" * 32)
    domain.put("_25._tcp.other.example", "TLSA", "2 0 1 " + "cd" * 32)
    first, second = routed(domain, Policies(domain.resolver())).hops
    assert (first.tls, first.keys) == (Tls.PINNED, ((3, 1, 1, b"\xab" * 32),))
    assert (second.tls, second.keys) == (Tls.MAY, ())
    [only] = routed(domain, promised(domain, Web())).hops
    assert only.tls is Tls.PINNED


def test_a_domain_that_takes_no_mail_is_refused_for_good(names):
    names.put("b.example", "MX", "0 .")
    with pytest.raises(NoRoute) as told:
        routed(names, Policies(names.resolver()))
    assert (told.value.said.outcome, told.value.said.enhanced) == (Outcome.REFUSED, "5.1.10")


def test_dns_that_is_sick_is_waited_for(names):
    names.faults["b.example"] = dns.rcode.SERVFAIL
    with pytest.raises(NoRoute) as told:
        routed(names, Policies(names.resolver()))
    assert (told.value.said.outcome, told.value.said.enhanced) == (Outcome.LATER, "4.4.3")


def test_mail_does_not_come_back_to_us(domain):
    policies = Policies(domain.resolver())
    route = routed(domain, policies, own_names=["Other.example"])
    assert [hop.host for hop in route.hops] == ["mx.b.example"]
    with pytest.raises(NoRoute) as told:
        routed(domain, policies, own_names=["mx.b.example"])
    assert told.value.said.enhanced == "5.4.6"


def test_a_smarthost_takes_everything():
    route = relayed("b.example", Hop("relay.example", 587, tls=Tls.MUST))
    assert [(hop.host, hop.purpose) for hop in route.hops] == [("relay.example", "mail")]


def test_the_counts_of_a_day_become_a_report(domain):
    route = routed(domain, promised(domain, Web()))
    tries = (
        Attempt("mx.b.example", "192.0.2.1", "certificate-expired"),
        Attempt("mx.b.example", "192.0.2.1"),
    )
    counts = seen_in(route, Delivery(Letter("", (), b""), {}, tries))
    told = report(
        "b.example",
        counts + counts,
        begins=NOW,
        ends=NOW + timedelta(days=1),
        organisation="H99",
        contact="postmaster@h99.example",
        report_id="1",
    )
    [policy] = told["policies"]
    assert policy["policy"] == {"policy-type": "sts", "policy-domain": "b.example"}
    assert policy["summary"] == {
        "total-successful-session-count": 2,
        "total-failure-session-count": 2,
    }
    assert policy["failure-details"] == [
        {
            "result-type": "certificate-expired",
            "receiving-mx-hostname": "mx.b.example",
            "receiving-ip": "192.0.2.1",
            "failed-session-count": 2,
        }
    ]
    assert told["date-range"]["start-datetime"] == "2026-11-02T01:00:00Z"


def test_a_promise_that_could_not_be_asked_is_reported_too(domain):
    route = routed(domain, promised(domain, Web(status=0)))
    tries = (Attempt("mx.b.example", "192.0.2.1"),)
    counts = seen_in(route, Delivery(Letter("", (), b""), {}, tries))
    assert sorted(seen.fault for seen in counts) == ["", "sts-policy-fetch-error"]
