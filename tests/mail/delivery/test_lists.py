"""A letter to a list comes to everybody who is on it at that instant, once, page by page."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from mail import operations
from mail.models import (
    AddressKind,
    BoxKind,
    BoxState,
    Folder,
    ListKind,
    MailAddress,
    Mailbox,
    MailItem,
    MailList,
    MailState,
    OutgoingMail,
    Posting,
    Unseen,
)
from mail.operations import distributing, reserving
from office import blobs, clock
from office.accounts.models import Notice, Person
from office.audit import AuditEvent
from office.db import db, new_uid, transaction
from office.permissions import SYSTEM, Role
from office.units.models import Tenure
from tests.documents.pages import Reader
from tests.mail.delivery.intake import accept
from tests.mail.delivery.test_intake import report_on, work
from tests.mail.post import delivered

AT = "@snv.lamgiang.example"


def make_list(mail, name, **facts):
    given = {"kind": ListKind.UNIT, "agency_id": mail.agency.unit.id, "name": name}
    with transaction():
        made = MailList(**given | facts)
        db.session.add(made)
        db.session.flush()
        db.session.add(
            MailAddress(
                folded=f"{name}{AT}",
                shown=f"{name}{AT}",
                domain_id=mail.domain.id,
                list_id=made.id,
                kind=AddressKind.PRIMARY,
                valid_from=clock.now() - timedelta(days=1),
            )
        )
    return made


def reached():
    rows = select(Mailbox.name).join(MailItem, MailItem.mailbox_id == Mailbox.id)
    return sorted(db.session.scalars(rows.where(MailItem.folder == Folder.INBOX)))


def names(mail, *parts):
    return sorted(mail.boxes[part].name for part in parts)


def to_list(name, *, sender=f"leader{AT}", listener="submission", **more):
    went, message = delivered([f"{name}{AT}"], sender=sender, listener=listener, **more)
    work()
    return went, message


@pytest.mark.parametrize(
    ("facts", "parts"),
    [
        ({"kind": ListKind.UNIT, "room": "staff"}, ["head", "official", "colleague"]),
        ({"kind": ListKind.SUBTREE}, ["clerk", "head", "official", "colleague"]),
        ({"kind": ListKind.HEADS}, ["head"]),
        ({"kind": ListKind.FUNCTION, "function": Role.CLERK}, ["clerk"]),
        ({"kind": ListKind.CHOSEN, "chosen": [f"vanthu{AT}", f"head{AT}"]}, ["clerks", "head"]),
    ],
)
def test_a_list_is_whoever_holds_the_posts(mail, facts, parts):
    room = facts.pop("room", None)
    unit = mail.agency.rooms[room].id if room else mail.agency.unit.id
    made = make_list(mail, "ds", unit_id=unit, **facts)
    to_list("ds")
    assert reached() == names(mail, *parts)  # and not who wrote it: he has his copy
    lines = db.session.scalars(
        select(AuditEvent.facts).where(AuditEvent.act == "mail.list_expanded")
    ).all()
    assert {str(mail.boxes[part].uid) for part in parts} <= set(lines[0]["boxes"])
    assert made.name == "ds"


def test_who_leaves_is_off_the_list_and_who_is_on_twice_gets_one(mail):
    make_list(mail, "phong", unit_id=mail.agency.rooms["staff"].id)
    with transaction():
        db.session.execute(
            update(Tenure)
            .where(Tenure.person_id == mail.colleague.person_id)
            .values(valid_to=clock.now() - timedelta(days=1))
        )
    delivered(
        [f"phong{AT}", f"head{AT}", f"phong{AT}"], sender=f"leader{AT}", listener="submission"
    )
    work()
    assert reached() == names(mail, "head", "official")


@pytest.mark.parametrize(
    ("posting", "sender", "listener", "may"),
    [
        (Posting.MEMBERS, "head", "submission", True),
        (Posting.MEMBERS, "leader", "submission", False),
        (Posting.AGENCY, "leader", "submission", True),
        (Posting.HOUSE, "leader", "submission", True),
        (Posting.HOUSE, "leader", "mx", False),
        (Posting.EVERYBODY, "stranger", "mx", True),
    ],
)
def test_who_may_write_to_a_list(mail, posting, sender, listener, may):
    make_list(mail, "phong", unit_id=mail.agency.rooms["staff"].id, posting=posting)
    went, _message = to_list("phong", sender=f"{sender}{AT}", listener=listener)
    assert went.lost == ([] if may else [(f"phong{AT}", "may_not_post")])
    told = ["leader"] if sender == "leader" and listener == "submission" and not may else []
    expected = {"head", "official", "colleague"} - {sender} if may else set(told)
    assert reached() == names(mail, *expected)


def test_lists_that_name_each_other_end_and_outside_addresses_are_passed_on(mail):
    make_list(
        mail, "mot", kind=ListKind.CHOSEN, chosen=[f"hai{AT}", f"head{AT}", "ban@else.example"]
    )
    make_list(mail, "hai", kind=ListKind.CHOSEN, chosen=[f"mot{AT}", f"official{AT}", "không"])
    to_list("mot")
    assert reached() == names(mail, "head", "official")
    row = db.session.scalars(select(OutgoingMail)).one()
    assert (row.to, row.envelope_from) == ("ban@else.example", f"mot{AT}")
    assert b"List-Id: <mot.snv.lamgiang.example>" in blobs.read(row.sha256)


def test_a_list_takes_no_reports_and_nothing_dangerous(mail):
    make_list(mail, "phong", unit_id=mail.agency.rooms["staff"].id, posting=Posting.EVERYBODY)
    went, _message = to_list("phong", sender="", listener="mx")
    assert went.lost == [(f"phong{AT}", "automatic")]
    from mail.operations import Judged

    went, _message = to_list(
        "phong", sender="x@else.example", listener="mx", judged=Judged(hold="infected")
    )
    assert went.lost == [(f"phong{AT}", "infected")]
    assert reached() == []


def test_members_that_a_letter_does_not_reach_are_told_to_the_keeper(house, mail):
    operations.change_state(mail.boxes["official"], BoxState.CLOSED, reason="Nghỉ", by=SYSTEM)
    make_list(mail, "trong", kind=ListKind.CHOSEN, chosen=[f"head{AT}"], posting=Posting.MEMBERS)
    reserving.reserve(mail.domain, by=SYSTEM)
    chosen = [f"{one}{AT}" for one in ("official", "khongai", "trong", "noreply", "colleague")]
    everybody = {"kind": ListKind.CHOSEN, "posting": Posting.EVERYBODY}
    found = make_list(mail, "ds", chosen=[*chosen, "ban@else.example"], **everybody)
    for _time in range(2):
        to_list("ds", sender="x@else.example", listener="mx")
    assert reached() == sorted(names(mail, "colleague") * 2)
    assert {address: told["why"] for address, told in found.failing.items()} == {
        f"official{AT}": f"moved:vanthu{AT}",
        f"khongai{AT}": "unknown",
        f"trong{AT}": "may_not_post",
        f"noreply{AT}": "noreply",
        "ban@else.example": "from_outside",
    }
    [notice] = db.session.scalars(select(Notice).where(Notice.kind == "mail_list_failed")).all()
    assert notice.desk_id == mail.admin.desk_id
    page = Reader(house, mail.admin).get(notice.url)
    assert "Who wrote may not write to this list." in page
    assert "nobody reads what comes to it" in page
    missed = select(AuditEvent).where(AuditEvent.act == "mail.members_missed")
    assert len(db.session.scalars(missed).all()) == 1, "what stands there is not said again"
    operations.change_state(mail.boxes["official"], BoxState.ACTIVE, reason="Về", by=SYSTEM)
    to_list("ds", sender="x@else.example", listener="mx")
    assert f"official{AT}" not in found.failing
    assert len(db.session.scalars(missed).all()) == 1


def test_a_bounce_marks_the_member_only_if_the_list_wrote_to_him(intake):
    chosen = ["ban@else.example", f"head{AT}"]
    found = make_list(intake, "ds", kind=ListKind.CHOSEN, chosen=chosen)
    to_list("ds", sender=f"leader{AT}", kept={"message_id": "<ds-1@x>"})
    for message_id, address in (("<ds-1@x>", f"head{AT}"), ("<ds-2@x>", "ban@else.example")):
        accept(report_on(message_id, address), to=[f"ds{AT}"], sender="")
    work()
    assert found.failing == {}
    accept(report_on("<ds-1@x>", "BAN@else.example"), to=[f"ds{AT}"], sender="")
    work()
    db.session.refresh(found)
    assert found.failing["ban@else.example"]["why"] == "refused:550 no such user"
    assert db.session.scalars(select(OutgoingMail)).one().state is MailState.FAILED


# --------------------------------------------------------------------------- many members


def fill_room(mail, count):
    """So many more officials with boxes in a room; written past the operations for speed."""
    room, now = mail.agency.rooms["finance"].id, clock.now()
    with transaction():
        first = (db.session.scalar(select(func.max(Person.id))) or 0) + 1
        ids = range(first, first + count)
        _add(Person, [{"id": one, "full_name": f"N{one}", "folded_name": f"n{one}"} for one in ids])
        tenure = {"desk_id": mail.agency.desks["other_official"].id, "unit_id": room}
        tenure |= {"valid_from": now - timedelta(days=9), "operation_uid": new_uid(), "title": ""}
        _add(Tenure, [tenure | {"uid": new_uid(), "person_id": one} for one in ids])
        box = {"agency_id": mail.agency.unit.id, "kind": BoxKind.PERSON, "state": BoxState.ACTIVE}
        box |= {"quota_bytes": 10**9, "used_bytes": 0, "last_number": 0, "changes": 0}
        box |= {"opened_at": now}
        _add(Mailbox, [box | {"uid": new_uid(), "person_id": i, "name": f"N{i}"} for i in ids])


def _add(model, rows):
    for start in range(0, len(rows), 1000):
        db.session.execute(insert(model), rows[start : start + 1000])


def test_many_members_are_reached_in_pages_each_once_though_a_page_is_done_twice(mail, monkeypatch):
    monkeypatch.setattr(distributing, "PAGE", 10)
    fill_room(mail, 25)
    made = make_list(mail, "tatca", unit_id=mail.agency.rooms["finance"].id)
    _went, message = to_list("tatca")
    items = select(func.count(MailItem.id)).where(MailItem.folder == Folder.INBOX)
    assert db.session.scalar(items) == 25
    course = distributing.Course("again", f"leader{AT}", clock.now().isoformat())
    assert distributing.spread(message, made, course, 0, by=SYSTEM) == 10
    assert db.session.scalar(items) == 25
    assert db.session.scalar(select(func.count()).select_from(Unseen)) == 25
