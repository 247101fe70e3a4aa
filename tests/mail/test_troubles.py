"""The doctor names what an operator must mend about keys, certificates and our name elsewhere."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from mail import operations
from mail.cli.certificate import certificate_of
from mail.jobs.watching import watch
from mail.models import MailState, OutgoingMail
from mail.queries.domains import records_of
from mail.queries.troubles import certificate, keys, unwanted
from office import clock
from office.accounts.models import Notice
from office.config import current_settings
from office.db import db, transaction
from office.permissions import SYSTEM


def test_unsigned_letters_and_unseen_keys_are_told_once_letters_leave(mail):
    assert list(keys()) == []
    operations.open_door(mail.agency.unit, by=mail.admin)
    assert "leave unsigned" in " ".join(keys())
    operations.use_key(operations.make_key(mail.domain, by=mail.admin), by=mail.admin)
    assert "nobody looked" in " ".join(keys())
    names = {f"{one.name}/{one.purpose}": one.purpose for one in records_of(mail.domain)}
    seen = {name: {"standing": "seen", "found": []} for name in names}
    operations.note_dns(mail.domain, seen, by=SYSTEM)
    assert list(keys()) == []
    key = next(name for name, purpose in names.items() if purpose == "dkim")
    operations.note_dns(mail.domain, seen | {key: {"standing": "missing"}}, by=SYSTEM)
    [line] = keys()
    assert "._domainkey." in line
    assert "publish it" in line


def test_a_certificate_near_its_end_is_told_with_what_to_do(house, tmp_path, monkeypatch):
    settings = current_settings().model_copy(update={"data_dir": tmp_path})
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    assert list(certificate()) == []
    certificate_of(settings)
    assert list(certificate()) == []
    with time_machine.travel(clock.now() + timedelta(days=810), tick=False):
        [line] = certificate()
        assert "start office smtp anew" in line
    (tmp_path / "smtp.pem").write_text("hỏng")
    assert "cannot" not in " ".join(certificate())
    assert "no certificate" in " ".join(certificate())
    other = settings.model_copy(update={"smtp_certificate": tmp_path / "khac.pem"})
    monkeypatch.setitem(house.extensions, "office.settings", other)
    assert "is missing" in " ".join(certificate())


def refused(number, host):
    return OutgoingMail(
        key=str(number),
        to="a@b.example",
        subject="",
        text="",
        state=MailState.FAILED,
        answer={"code": 550, "status": "5.7.1", "host": host},
        made_at=clock.now(),
    )


def test_hosts_that_refuse_us_as_unwanted_are_counted(mail):
    with transaction():
        db.session.add_all([refused(number, "mx.a.example") for number in range(5)])
        db.session.add(refused(8, "mx.b.example"))
    assert list(unwanted()) == []
    with transaction():
        db.session.add(refused(9, "mx.c.example"))
    [line] = unwanted()
    assert line.startswith("3 hosts refused our letters")
    assert "blocklist" in line
    watch({})
    told = db.session.scalars(select(Notice.text).where(Notice.kind == "mail_alarm"))
    assert "blocklist" in " ".join(told)
