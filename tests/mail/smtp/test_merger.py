"""Three communes become one while real programs write to them and in their names."""

import shutil
import smtplib
import ssl
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.cli.suite import Suite
from mail.jobs import judging
from mail.jobs.intake import FOLDER, take_over
from mail.models import BoxKind, BoxState, ListKind, Mailbox, MailItem, MailMessage, Posting, Right
from mail.operations import ListWords
from mail.queries.doors import actors_of, rights_as
from mail.wire.resolver import resolver_at
from office import clock, outbox
from office.accounts.models import Person
from office.config import current_settings
from office.db import db
from office.errors import NotFound
from office.permissions import SYSTEM, Role
from tests.mail.delivery.intake import letter
from tests.mail.post import build_item
from tests.mail.smtp import harness
from tests.mail.test_doors import account, device
from tests.mail.test_reorganisation import (
    COMMUNES,
    MORE,
    NEW,
    commune,
    counted,
    everything,
    merge,
)

HEADS = 11  # two leaders, and who leads one of nine rooms
FAR = "an.tv@elsewhere.example"
PEOPLE, FUNCTIONS = 40, 18  # clerks, two leaders and three rooms of each commune
NOREPLY = 3  # one of each domain
WORKING = 12  # those of the rooms go on; those of the other clerks and leaders lead to these


@pytest.fixture
def served(lasting_app, tmp_path, monkeypatch):
    """The communes with the suite behind their doors, before the merger."""
    monkeypatch.setattr(judging, "the_resolver", lambda: resolver_at(()))
    with lasting_app.app_context():
        made = [commune(*row, more) for row, more in zip((NEW, *COMMUNES), MORE, strict=True)]
        pair = harness.certificate(tmp_path)
        folder = current_settings().data_dir / FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        with harness.running(folder, house=Suite(lasting_app), tls=pair) as server:
            yield made, server


def boxes(kind):
    return db.session.scalars(select(Mailbox).where(Mailbox.kind == kind)).all()


def lists_of(made):
    """Everybody, the clerks and the heads of a commune, each as a computed list."""
    (domain,) = queries.domains_of(made.unit.id)
    kinds = {
        "toanthe": ListKind.SUBTREE,
        "vanthu.ds": ListKind.FUNCTION,
        "truong.ds": ListKind.HEADS,
    }
    for local, kind in kinds.items():
        words = ListWords(local, kind, Posting.EVERYBODY, made.unit, Role.CLERK)
        operations.open_list(domain, local, words, by=SYSTEM)
    return {kind: f"{local}@{domain.name}" for local, kind in kinds.items()}


@contextmanager
def logged_in(server, program):
    """A mail program of somebody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with smtplib.SMTP("127.0.0.1", server.port("submission")) as client:
        client.starttls(context=context)
        client.login(*program)
        yield client


def program_of(actor):
    """The login of somebody, and a new password for sending."""
    row = account(actor)
    return row.login, device(row, ["smtp"], actor)[1]


def test_old_addresses_lists_threads_and_rights_after_a_merger(served):
    (into, first, second), server = served
    assert (len(boxes(BoxKind.PERSON)), len(boxes(BoxKind.DESK))) == (PEOPLE, FUNCTIONS)
    kept = [build_item(box) for box in db.session.scalars(select(Mailbox)).all()]
    clerks, led = (queries.box_of_desk(first.desks[part].id) for part in ("clerk", "leader"))
    asked = open_matter(clerks, first.clerk)
    led_address = queries.address_of(led)
    listed = [lists_of(one) for one in (first, second)]
    leaver, successor = program_of(first.leader), program_of(into.leader)
    assert Right.SEND_AS in rights_as(account(first.leader), led_address)
    before, owners = everything(), {box.id: box.person_id for box in boxes(BoxKind.PERSON)}
    assert len(before) == PEOPLE + FUNCTIONS
    merge([into, first, second])

    # nothing is lost or made, no address is anybody else's, those of functions lead on
    there = PEOPLE + FUNCTIONS + NOREPLY
    assert (counted(Mailbox), counted(MailItem)) == (there, len(kept) + 1)
    working = {row.id for row in boxes(BoxKind.DESK) if row.state is BoxState.ACTIVE}
    assert len(working) == WORKING
    reached = {address: queries.lead(address).box for address in before}
    for address, box_id in before.items():
        assert reached[address].id == box_id if box_id in owners else reached[address].id in working
        assert reached[address].person_id == owners.get(box_id)

    # real programs write to every one of them, and to the lists that are computed anew
    with smtplib.SMTP("127.0.0.1", server.port()) as client:
        for to in [*before, *(address for one in listed for address in one.values())]:
            client.sendmail(FAR, [to], letter(subject=to, to=to).as_bytes())
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail(FAR, ["khongco@antrach.lamgiang.example"], b"")
    came = delivered()
    assert {to: came[to] for to in before} == {to: [box.id] for to, box in reached.items()}
    for one in listed:
        assert len(came[one[ListKind.SUBTREE]]) == PEOPLE
        assert came[one[ListKind.FUNCTION]] == [queries.own_box(into.clerk.person_id).id]
        assert len(came[one[ListKind.HEADS]]) == HEADS

    # the successor reads what was begun, who had it and until when; who left has no right any more
    found = queries.open_item(asked.uid, into.clerk)
    assert [line.item.id for line in queries.conversation(found, into.clerk)] == [asked.id]
    assert queries.assignment_of(found.item)[0].note == "Trả lời trước"
    posts = actors_of(account(first.leader))
    assert posts
    for post in posts:
        with pytest.raises(NotFound):
            queries.open_box(led.uid, post)
    with logged_in(server, leaver) as client:
        assert client.mail(led_address)[0] == 553
    with logged_in(server, successor) as client:
        assert client.mail(led_address)[0] == 250


def open_matter(box, clerk):
    """A letter of a shared box that its clerk is to answer within two days."""
    item, opened = build_item(box), queries.open_box(box.uid, clerk)
    who = db.session.get_one(Person, clerk.person_id)
    due = clock.add_working_days(clock.today(), 2)
    operations.assign(opened, item, who, due_on=due, note="Trả lời trước", by=clerk)
    return item


def delivered():
    """The boxes that got each letter, by its subject."""
    take_over({})
    while outbox.drain(outbox.Lane.MAIL):
        pass
    rows = select(MailMessage.subject, MailItem.mailbox_id).join(
        MailItem, MailItem.message_id == MailMessage.id
    )
    came = {}
    for subject, box_id in db.session.execute(rows.order_by(MailItem.mailbox_id)):
        came.setdefault(subject, []).append(box_id)
    return came
