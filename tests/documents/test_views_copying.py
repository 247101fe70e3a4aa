"""The pages of copies: asked for, permitted, given out; nothing typed is lost."""

import pytest

from documents import operations, queries
from documents.models import CopyState
from office import outbox
from office.db import db
from tests import build
from tests.documents import stages
from tests.documents.pages import Reader, path_of

COPIES = "/documents/copies"


@pytest.fixture
def snv(house):
    return build.agency()


def test_a_copy_is_asked_for_permitted_and_handled_on_its_pages(house, snv):
    letter = build.handed_on(snv, symbol="12/UBND-VP")
    official = Reader(house, snv.official)
    path = path_of(letter, "copy-request")
    assert path in official.get(path_of(letter))
    typed = {"kind": "true_copy", "made_from": "paper", "made_as": "paper", "held_as": "original"}
    typed |= {"purpose": "", "sheets": "2", "signer": str(snv.desks["leader"].uid)}
    page = official.post(path, 422, **typed, send_to="Kho bạc")
    assert "Say what the copy is for" in page
    assert "Kho bạc" in page
    place = official.post(path, **typed | {"purpose": "Thanh toán", "send_to": "Kho bạc"})
    assert "Waiting for permission" in official.get(place)
    assert "Thanh toán" in official.get(COPIES)
    assert "Certified copy" in official.get(path_of(letter))
    leader = Reader(house, snv.leader)
    assert "Say it in one sentence" in leader.post(f"{place}/refusal", 422, text=" ")
    leader.post(f"{place}/permission")
    outbox.drain(outbox.Lane.ACT)
    db.session.expire_all()
    ((copy, made),) = queries.copies_of(letter, snv.clerk)
    clerk = Reader(house, snv.clerk)
    bar = clerk.get(path_of(made))
    assert path_of(made, "drafter-return") not in bar
    assert place in bar
    assert "Kho bạc" in bar
    operations.number_document(made, by=snv.clerk)
    bar = clerk.get(path_of(made))
    assert path_of(made, "paper-seal") in bar
    assert path_of(made, "seal") + '"' not in bar
    clerk.post(path_of(made, "paper-seal"))
    clerk.post(path_of(made, "issuance"))
    db.session.refresh(copy)
    assert copy.state is CopyState.ISSUED
    assert "01/SY-SNV" in official.get(place)
    assert "01/SY-SNV" in clerk.get("/documents/books?book=outgoing")


def test_a_document_that_is_no_copy_is_not_sealed_by_hand(house, snv):
    numbered = stages.numbered(snv)
    bar = Reader(house, snv.clerk).get(path_of(numbered))
    assert "paper-seal" not in bar
    assert path_of(numbered, "drafter-return") not in bar
