"""A monitoring program that knows the word reads sums and ages; nobody else finds the page."""

import re
from datetime import timedelta

import pytest

from mail import operations
from mail.models import MailState, OutgoingMail
from mail.queries.figures import COUNTS
from office import clock, outbox
from office.config import current_settings
from office.db import db, transaction
from office.permissions import SYSTEM
from tests.mail.post import came, post_office

LABELS = r'(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})?'
LINE = re.compile(rf"# (HELP|TYPE) \S+ .+|[a-z_]+{LABELS} [0-9.e+-]+")


@pytest.fixture
def word(house, tmp_path, monkeypatch):
    file = tmp_path / "metrics"
    file.write_text("mot-tu-dai\n")
    settings = house.extensions["office.settings"].model_copy(
        update={"metrics_token_file": file, "data_dir": tmp_path}
    )
    monkeypatch.setitem(house.extensions, "office.settings", settings)
    return {"Authorization": "Bearer mot-tu-dai"}


def read(client, word):
    answer = client.get("/metrics", headers=word)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert all(LINE.fullmatch(line) for line in lines), lines
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_without_the_word_there_is_nothing(client, word):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer khac"}).status_code == 404


def test_what_waits_how_old_it_is_and_what_others_refuse(house, client, word):
    made = post_office()
    operations.take_in(came(["leader@snv.lamgiang.example"]), by=SYSTEM)
    sent = {"key": "k", "to": "a@b.example", "subject": "", "text": "", "attempts": 1}
    answer = {"code": 550, "status": "5.7.1", "host": "mx.b.example"}
    with transaction():
        db.session.add(
            OutgoingMail(**sent, state=MailState.FAILED, answer=answer, made_at=clock.now())
        )
        db.session.execute(outbox.OutboxMessage.__table__.delete())
        outbox.enqueue("mail.deliver", key="x", lane=outbox.Lane.MAIL, arrivals=[])
        job = db.session.query(outbox.OutboxMessage).one()
        job.due_at = clock.now() - timedelta(minutes=3)
    folder = current_settings().data_dir / "intake"
    folder.mkdir()
    for number in (1, 2):
        (folder / COUNTS.replace("*", str(number))).write_text('{"554": 2}')
    told = read(client, word)
    assert told['office_jobs_due{lane="mail"}'] == "1"
    assert float(told['office_job_oldest_seconds{lane="mail"}']) >= 180
    assert told['office_mail_intake{state="accepted"}'] == "1"
    assert told['office_mail_queue{state="failed"}'] == "1"
    assert told['office_mail_received{listener="mx"}'] == "1"
    assert told['office_mail_refused{code="550"}'] == "1"
    assert told['office_smtp_events_total{event="554"}'] == "4"
    assert float(told["office_disk_free_bytes"]) > 0
    assert made.domain.name not in " ".join(told)
    outbox.drain(outbox.Lane.MAIL)
    assert float(read(client, word)['office_job_seconds{lane="mail",quantile="0.5"}']) >= 180
