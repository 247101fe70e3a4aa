"""What other houses report comes to the page of the domain; what lies is kept with its reason."""

import gzip
import json
from datetime import UTC, timedelta

import pytest
from sqlalchemy import select

from mail import operations
from mail.models import FeedbackSource, MailFeedback
from mail.operations import Brought
from mail.queries import feedback
from office import clock, outbox
from office.db import db, transaction
from office.foreign.feedback import feedback as read
from office.permissions import SYSTEM
from tests.documents.pages import Reader
from tests.mail.delivery.conftest import intake  # noqa: F401 - a fixture
from tests.mail.delivery.intake import accept, letter
from tests.mail.post import DOMAIN
from tests.office.foreign.inside.test_feedback import TLS

POSTMASTER = f"postmaster@{DOMAIN}"
ROW = """<record><row><source_ip>{}</source_ip><count>{}</count><policy_evaluated>
<disposition>{}</disposition><dkim>{}</dkim><spf>fail</spf></policy_evaluated></row>
<auth_results><dkim><domain>k.example</domain><result>pass</result></dkim></auth_results></record>"""
REPORT = """<feedback><report_metadata><org_name>Thư Mẫu</org_name><report_id>{}</report_id>
<date_range><begin>{}</begin><end>{}</end></date_range></report_metadata>
<policy_published><domain>{}</domain><p>reject</p></policy_published>{}</feedback>"""


def dmarc(*rows, number="r1", domain=DOMAIN, begins=None):
    start = int((begins or clock.now() - timedelta(days=1)).timestamp())
    return REPORT.format(number, start, start + 86399, domain, "".join(rows)).encode()


GOOD = ROW.format("192.0.2.1", 7, "none", "pass")
BAD = ROW.format("198.51.100.9", 4, "reject", "fail")


def mailed(data, name=f"mau.example!{DOMAIN}!1!2.xml.gz", subject="Report Domain: x"):
    made = letter(subject, to=POSTMASTER)
    made.add_attachment(data, maintype="application", subtype="gzip", filename=name)
    accept(made, [POSTMASTER], sender="dmarc@mau.example")
    from mail.jobs.intake import take_over

    take_over({})
    outbox.drain(outbox.Lane.MAIL, outbox.Lane.BULK)
    return db.session.scalars(select(MailFeedback).order_by(MailFeedback.id)).all()


def kept(mail, told, *, sha256="a" * 64, is_proven=True):
    came = clock.now().isoformat()
    brought = Brought(mail.domain.id, sha256, "d@mau.example", is_proven, came)
    operations.keep_feedback(brought, told, by=SYSTEM)


def told(tmp_path, data):
    path = tmp_path / "report"
    path.write_bytes(data)
    return read(path)


def test_a_report_that_comes_by_mail_is_read_and_shown_once(intake, house):  # noqa: F811
    packed = gzip.compress(dmarc(GOOD, BAD))
    [report] = mailed(packed)
    assert (report.organisation, report.problem, report.is_proven) == ("Thư Mẫu", "", False)
    assert len(mailed(packed)) == 1
    assert "198.51.100.9" not in Reader(house, intake.admin).get("/mail-keep/reports")
    with transaction():
        report.is_proven = True
    shown = Reader(house, intake.admin).get("/mail-keep/reports")
    assert "198.51.100.9" in shown
    assert "k.example pass" in shown
    listed = mailed(b"\x1f\x8b not a report")
    assert [one.problem for one in listed] == ["", "damaged"]
    assert "damaged" in Reader(house, intake.admin).get("/mail-keep/reports?view=received")
    assert len(mailed(packed, name="hoa-don.zip", subject="Hóa đơn")) == 2


def test_sums_by_day_and_source_put_forgers_first(mail, tmp_path):
    kept(mail, told(tmp_path, dmarc(GOOD, BAD)))
    kept(mail, told(tmp_path, dmarc(GOOD, number="r2")))
    ids, first = [mail.domain.id], feedback.since(7)
    [day] = feedback.dmarc_days(ids, first)
    assert (day.count, day.good, day.bad, day.stopped) == (18, 14, 4, 4)
    forger, ours = feedback.dmarc_sources(ids, first)
    assert (forger.source, forger.count, forger.dkim, forger.stopped) == ("198.51.100.9", 4, 0, 4)
    assert (ours.source, ours.count, ours.dkim, ours.spf, ours.reporters) == (
        "192.0.2.1",
        14,
        14,
        0,
        1,
    )


def test_an_unproven_report_does_not_keep_the_true_one_out(mail, tmp_path):
    kept(mail, told(tmp_path, dmarc(BAD)), is_proven=False)
    kept(mail, told(tmp_path, dmarc(GOOD)))
    kept(mail, told(tmp_path, dmarc(GOOD)))
    assert [one.is_proven for one in db.session.scalars(select(MailFeedback))] == [False, True]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (lambda: dmarc(GOOD, domain="khac.example"), "not-ours"),
        (lambda: dmarc(GOOD, begins=clock.now() + timedelta(days=9)), "no-day"),
    ],
)
def test_what_speaks_of_others_or_of_no_day_is_kept_with_its_reason(mail, tmp_path, data, problem):
    kept(mail, told(tmp_path, data()))
    [report] = db.session.scalars(select(MailFeedback)).all()
    assert report.problem == problem
    assert db.session.scalars(select(FeedbackSource)).all() == []


def test_lines_are_counted_by_fault_and_reports_go_with_their_domains_mail(mail, tmp_path):
    begins = clock.now().astimezone(UTC) - timedelta(days=1)
    span = {"start-datetime": begins.isoformat(), "end-datetime": begins.isoformat()}
    policy = TLS["policies"][0] | {"policy": {"policy-type": "sts", "policy-domain": DOMAIN}}
    policy["summary"] = {"total-successful-session-count": 5, "total-failure-session-count": 3}
    data = json.dumps(TLS | {"date-range": span, "policies": [policy]}).encode()
    kept(mail, told(tmp_path, data))
    ids, first = [mail.domain.id], feedback.since(7)
    [day] = feedback.tls_days(ids, first)
    assert (day.good, day.failed) == (5, 3)
    faults = {one.fault: one.count for one in feedback.tls_faults(ids, first)}
    assert faults == {"unknown": 2, "certificate-expired": 1}
    with transaction():
        mail.domain.rules = {"keep_days": 30}
        db.session.scalars(select(MailFeedback)).one().received_at = clock.now() - timedelta(31)
    assert operations.drop_aged_feedback(mail.domain, by=SYSTEM) == 1
    assert feedback.tls_days(ids, first) == []
