"""Pictures of a confirmed sender may always be shown; nobody else's are."""

import pytest
from sqlalchemy import select

from mail import operations, queries
from mail.models import Folder, TrustedSender
from mail.queries import answering
from office.db import db
from office.errors import Refusal
from tests.documents.pages import Reader
from tests.mail.post import lay

PASSED = {"is_outside": True, "verdicts": {"dmarc": "pass"}}
ALWAYS = "Always show pictures of this sender"


@pytest.fixture
def official(house, mail):
    return Reader(house, mail.official)


def pictured(mail, sender="tin@bo.example", folder=Folder.INBOX, **facts):
    html = '<img data-remote="https://x.example/p.png" alt="a">'
    facts = PASSED | facts
    return lay(
        mail.boxes["official"],
        html=html,
        view={"remote_count": 1},
        sender=("Bản tin", sender),
        folder=folder,
        **facts,
    )


def path(item, rest=""):
    return f"/mail/items/{item.uid}{rest}"


def test_pictures_of_a_chosen_sender_are_shown_by_themselves_until_he_is_taken_off(mail, official):
    first, other = pictured(mail), pictured(mail, sender="TIN@bo.example")
    assert ALWAYS in official.get(path(first))
    official.post(path(first, "/pictures"))
    for item in (first, other):
        page = official.get(path(item))
        assert "/body?pictures=1" in page
        assert "is not loaded" not in page
    (row,) = db.session.scalars(select(TrustedSender)).all()
    settings = f"/mail/settings/boxes/{mail.boxes['official'].uid}/pictures"
    assert "tin@bo.example" in official.get(settings)
    official.post(f"{settings}/{row.uid}/ending")
    assert "is not loaded" in official.get(path(first))


@pytest.mark.parametrize(
    "facts",
    [
        {"verdicts": {"dmarc": "fail"}},
        {"verdicts": {}, "is_outside": False},
        {"folder": Folder.JUNK},
        {"sender": "khac@bo.example"},
    ],
)
def test_a_choice_counts_only_for_a_confirmed_letter_of_that_sender(mail, official, facts):
    operations.trust_sender(queries.open_item(pictured(mail).uid, mail.official), by=mail.official)
    page = official.get(path(pictured(mail, **facts)))
    assert "is not loaded" in page
    assert "/body?pictures=1" not in page


def test_who_is_not_confirmed_cannot_be_chosen(mail, official):
    item = pictured(mail, verdicts={"dmarc": "none"})
    assert ALWAYS not in official.get(path(item))
    with pytest.raises(Refusal):
        operations.trust_sender(queries.open_item(item.uid, mail.official), by=mail.official)


def test_asking_for_the_pictures_of_one_letter_loads_no_others_of_its_conversation(mail, official):
    first = pictured(mail)
    second = pictured(mail, answers=first)
    page = official.get(path(second, "?pictures=1"))
    assert f"/mail/items/{second.uid}/body?pictures=1" in page
    assert f"/mail/items/{first.uid}/body?pictures=1" not in page


def test_mail_and_its_settings_lead_to_each_other(mail, official):
    box = mail.boxes["official"]
    sharing = f"/mail/settings/boxes/{box.uid}/sharing"
    assert official.get(f"/mail/boxes/{box.uid}").count(f'href="{sharing}"') == 2
    assert f'href="/mail/boxes/{box.uid}"' in official.get(sharing)


def test_a_signature_is_filled_in_from_the_directory(mail, official):
    words = "{name}\n{title} – {unit}\n{email} {phone} {{x}"
    box = mail.opened("official")
    text = operations.TextWords("signature", "Chữ ký", words, is_default=True)
    operations.keep_text(box, text, by=mail.official)
    signed = answering.signature(box, mail.official)
    assert mail.official.name in signed
    assert queries.address_of(box.box) in signed
    assert signed.endswith("{phone} {{x}")
    assert f"{mail.official.title} – " in official.get("/mail/compose")
