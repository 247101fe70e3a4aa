"""Encrypted delivery (MTA-STS, RFC 8461): what we promise, and what others promised us."""

import pytest
from sqlalchemy import select

from mail import operations
from mail.jobs.ways import Remembered
from mail.models import KnownPolicy
from mail.queries.domains import records_of
from mail.wire.records import Purpose
from mail.wire.resolver import LookupFailed
from mail.wire.sts import Policies, id_of, parse, policy_text
from office import clock
from office.db import db

PATH = "/.well-known/mta-sts.txt"
OURS = "mta-sts.snv.lamgiang.example"


def served(client, host):
    return client.get(PATH, headers={"Host": host})


def told(domain):
    """What DNS should say of the promise."""
    return [(one.kind, one.value) for one in records_of(domain) if one.purpose is Purpose.MTA_STS]


def test_a_domain_of_ours_serves_its_own_promise_under_its_own_name_alone(house, mail, client):
    operations.set_rules(mail.domain, {"sts_mode": "enforce"}, by=mail.admin)
    answer = served(client, f"{OURS}:8443")
    assert answer.mimetype == "text/plain"
    assert answer.text == (
        "version: STSv1\r\nmode: enforce\r\nmx: mail.snv.lamgiang.example\r\nmax_age: 604800\r\n"
    )
    for other in ("localhost", "mta-sts.khac.example", "snv.lamgiang.example", "mta-sts."):
        assert served(client, other).status_code == 404
    assert client.get("/sign-in", headers={"Host": OURS}).status_code == 400


def test_the_lines_for_dns_follow_the_rule_of_the_domain(house, mail, client, monkeypatch):
    settings = house.extensions["office.settings"]
    monkeypatch.setattr(settings, "trusted_hosts", ("localhost", ".lamgiang.example", "vp.example"))
    operations.set_rules(mail.domain, {"sts_mode": "testing"}, by=mail.admin)
    before = told(mail.domain)
    assert before == [("CNAME", "vp.example"), ("TXT", f"v=STSv1; id={_id(client)}")]
    operations.set_rules(mail.domain, {"sts_mode": "enforce"}, by=mail.admin)
    assert told(mail.domain) == [before[0], ("TXT", f"v=STSv1; id={_id(client)}")]
    assert told(mail.domain) != before
    operations.set_rules(mail.domain, {"sts_mode": "off"}, by=mail.admin)
    assert told(mail.domain) == []
    assert served(client, OURS).status_code == 404


def _id(client):
    return id_of(served(client, OURS).text)


class Silent:
    """Name servers that somebody keeps from answering, and no web server at all."""

    def texts(self, _name):
        raise LookupFailed("silence")


@pytest.mark.parametrize("mode", ["enforce", "testing"])
def test_a_restart_forgets_no_promise_of_others(mail, mode):
    for text in (
        policy_text("none", [], max_age=9),
        policy_text(mode, ["mx.b.example"], max_age=9),
    ):
        Remembered()["b.example"] = parse(text, id="1", now=clock.now())
    db.session.expire_all()
    kept = Policies(Silent(), Remembered()).promise_of("b.example").policy
    assert (kept.mode, kept.hosts) == (mode, ("mx.b.example",))
    assert len(db.session.scalars(select(KnownPolicy)).all()) == 1
