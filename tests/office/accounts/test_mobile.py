"""Mobile numbers: read as they are dialled, refused when they are none, hidden in lists."""

import pytest
from sqlalchemy import select

from office import audit
from office.accounts import mobile, operations, queries
from office.accounts.models import Account
from office.db import db
from office.errors import Invalid
from office.permissions import SYSTEM, Role
from tests import as_role

READ = {
    "0912 345 678": "+84912345678",
    "+84 912.345.678": "+84912345678",
    "0084912345678": "+84912345678",
    "+84 (0) 912-345-678": "+84912345678",
    "٠٩١٢٣٤٥٦٧٨": "+84912345678",
    "+49 151 23456789": "+4915123456789",
    "": "",
    "  ": "",
}
NONE = (
    "024 3804 3100",
    "0912 345 67",
    "0912345678a",
    "912345678",
    "+0912345678",
    "+84 112 345 678",
)


@pytest.mark.parametrize("typed", READ)
def test_a_number_is_read_as_it_is_dialled(typed):
    assert mobile.read(typed) == READ[typed]
    assert mobile.read(READ[typed]) == READ[typed]


@pytest.mark.parametrize("typed", [*NONE, "+", "0" * 41, "+1234567890123456", "++84912345678"])
def test_what_is_no_mobile_number_is_refused_at_its_field(typed):
    with pytest.raises(Invalid) as refused:
        mobile.read(typed)
    assert "mobile" in refused.value.fields


def kept(account):
    """What stands in the table of an account."""
    wanted = select(Account.mobile, Account.wants_texts).where(Account.uid == account.uid)
    return tuple(db.session.execute(wanted).one())


def test_the_owner_says_whether_texts_come_and_lists_do_not_tell_his_number(client, house):
    admin, account = as_role.official(Role.ADMIN), as_role.official()
    as_role.sign_in(client, account)
    missing = client.post("/account/texts", data={"mobile": "", "wants": "1"})
    assert (missing.status_code, kept(account)) == (422, ("", False))
    sent = client.post("/account/texts", data={"mobile": "0912 345 678", "wants": "1"})
    assert (sent.status_code, kept(account)) == (303, ("+84912345678", True))
    assert "+84912345678" in client.get("/account").text
    wrong = client.post("/account/texts", data={"mobile": "0912", "wants": "1"})
    assert wrong.status_code == 422
    assert 'value="0912"' in wrong.text

    browser = house.test_client()
    as_role.sign_in(browser, admin)
    page = f"/accounts/{account.uid}"
    for url in ("/accounts", page):
        text = browser.get(url).text
        assert "912345" not in text
        assert "+84 ••• ••• 678" in text
    assert browser.post(f"{page}/mobile", data={"mobile": "x"}).status_code == 422
    assert browser.post(f"{page}/mobile", data={"mobile": "0398 765 432"}).status_code == 303
    assert kept(account) == ("+84398765432", True)
    operations.change_mobile(queries.account_by_uid(account.uid), "", by=SYSTEM)
    assert kept(account) == ("", False)
    told = db.session.scalars(
        select(audit.AuditEvent).where(audit.AuditEvent.act == "account.change_mobile")
    ).all()
    assert len(told) == 3
    assert not any("912345" in str(line.facts) for line in told)
