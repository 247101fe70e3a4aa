"""The address book of a domain leaves as files, for its administrator or for everybody."""

import base64
import csv

from mail import operations
from mail.models import BoxState
from mail.queries.directory import listed_in
from office.db import transaction
from tests.documents.pages import Reader
from tests.mail.post import DOMAIN


def test_everybody_gets_the_book_only_where_the_rules_publish_it(mail, house, monkeypatch):
    asked = f"/mail-directory/{DOMAIN}.csv"
    assert house.test_client().get(asked).status_code == 404
    operations.set_rules(mail.domain, {"publishes_directory": True}, by=mail.admin)
    answer = house.test_client().get(asked)
    rows = list(csv.reader(answer.text.removeprefix("\ufeff").splitlines()))
    assert len(rows) == len(mail.boxes) + 1
    (clerks,) = [row for row in rows if row[4] == f"vanthu@{DOMAIN}"]
    assert clerks[0] == "Văn thư Sở Nội vụ"
    assert asked in Reader(house, mail.admin).get(f"/mail-keep/domains/{mail.domain.uid}/directory")
    settings = house.extensions["office.settings"]
    monkeypatch.setattr(settings, "trusted_hosts", ("localhost", "vp.example"))
    page = Reader(house, mail.admin).get(f"/mail-keep/domains/{mail.domain.uid}/directory")
    assert f'href="https://vp.example{asked}"' in page
    for none in ("khong.example.csv", f"{DOMAIN}.exe", "a..b.csv"):
        assert house.test_client().get(f"/mail-directory/{none}").status_code == 404


def test_names_cannot_start_anything_and_cards_and_entries_bear_every_letter(mail, house):
    with transaction():
        mail.boxes["head"].name = "=HYPERLINK(1);, Đặng"
        mail.boxes["colleague"].state = BoxState.CLOSED
    page = Reader(house, mail.admin)
    path = f"/mail-keep/domains/{mail.domain.uid}/directory"
    table = page.get(f"{path}.csv")
    assert '"\'=HYPERLINK(1);, Đặng"' in table
    assert "colleague@" not in table
    assert "FN:=HYPERLINK(1)\\;\\, Đặng" in page.get(f"{path}.vcf")
    entries = page.get(f"{path}.ldif")
    named = base64.b64encode("=HYPERLINK(1);, Đặng".encode()).decode()
    assert f"dn: mail=head@{DOMAIN},dc=snv,dc=lamgiang,dc=example" in entries
    assert f"cn:: {named}" in entries
    (leader,) = [one for one in listed_in(mail.domain) if one.address.startswith("leader@")]
    assert leader.title
    assert page.get(path.replace("directory", "directory.exe"), status=404)
