"""Phrases and sets of one's own and of the agency: offered in use order, changed by their owner."""

import pytest

from documents import operations, queries
from documents.forms.phrases import phrases_for, with_phrase
from documents.operations.phrases import MOST, PhraseWords, Whose
from office.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from tests import build


@pytest.fixture
def snv(house):
    return build.agency()


def words(short="Gấp", text="Giải quyết gấp.", use="direction"):
    return PhraseWords(use, short, text)


def test_the_phrases_used_most_stand_first_and_the_usual_ones_last(snv):
    operations.keep_phrase(words("Một", "Phương án một."), by=snv.leader)
    second = operations.keep_phrase(words("Hai", "Phương án hai."), by=snv.leader)
    operations.note_phrases_used("direction", "Theo phương án. Phương án hai.", by=snv.leader)
    offered = [phrase.short for phrase in phrases_for("direction", snv.leader)]
    assert offered[:2] == ["Hai", "Một"]
    assert "Góp ý" in offered
    assert second.used_count == 1
    text = with_phrase("Kính gửi.", "direction", str(second.uid), snv.leader)
    assert text == "Kính gửi. Phương án hai."


def test_a_phrase_of_the_agency_is_offered_to_all_of_it_and_kept_by_its_leaders(snv):
    shared = operations.keep_phrase(words(), whose=Whose.AGENCY, by=snv.office_head)
    assert queries.saved_phrases(snv.official) == [shared]
    foreign = build.agency(code="H99.2", name="Sở Tài chính", symbol="STC")
    assert queries.saved_phrases(foreign.official) == []
    with pytest.raises(NotFound):
        queries.phrase_by(shared.uid, foreign.leader)
    with pytest.raises(Forbidden):
        operations.change_phrase(shared, words(), by=snv.official)
    with pytest.raises(Forbidden):
        operations.keep_phrase(words(), whose=Whose.AGENCY, by=snv.head)
    operations.drop_phrase(shared, by=snv.leader)
    assert queries.saved_phrases(snv.official) == []


def test_ones_own_phrase_is_nobody_elses(snv):
    own = operations.keep_phrase(words(), by=snv.leader)
    with pytest.raises(NotFound):
        queries.phrase_by(own.uid, snv.deputy)
    with pytest.raises(Forbidden):
        operations.drop_phrase(own, by=snv.deputy)
    operations.change_phrase(own, words("Khẩn", "Làm ngay."), by=snv.leader)
    assert queries.phrase_by(own.uid, snv.leader).text == "Làm ngay."


def test_a_phrase_has_both_its_words_and_there_are_not_too_many(snv):
    for wrong in (words(short=" "), words(text=""), words(short="a" * 41), words(text="a" * 1001)):
        with pytest.raises(Invalid):
            operations.keep_phrase(wrong, by=snv.leader)
    for number in range(MOST):
        operations.keep_phrase(words(f"Câu {number}"), by=snv.leader)
    with pytest.raises(Refusal):
        operations.keep_phrase(words(), by=snv.leader)


def test_a_set_is_kept_renamed_and_dropped(snv):
    desk = str(snv.desks["head"].uid)
    kept = operations.keep_set("Các phòng", {"lead": desk}, by=snv.leader)
    again = operations.keep_set("Các phòng", {"lead": "", "inform": [desk]}, by=snv.leader)
    assert again.id == kept.id
    assert queries.receiver_sets(snv.leader)[0].receivers["inform"] == [desk]
    operations.keep_set("Khác", {"lead": desk}, by=snv.leader)
    with pytest.raises(Conflict):
        operations.rename_set(kept, "Khác", by=snv.leader)
    operations.rename_set(kept, "Bốn phòng", by=snv.leader)
    assert [row.name for row in queries.receiver_sets(snv.leader)] == ["Bốn phòng", "Khác"]
    with pytest.raises(Forbidden):
        operations.drop_set(kept, by=snv.deputy)
    operations.drop_set(kept, by=snv.leader)
    assert [row.name for row in queries.receiver_sets(snv.leader)] == ["Khác"]


def test_an_empty_set_is_not_kept(snv):
    with pytest.raises(Invalid):
        operations.keep_set("Không ai", {"lead": "", "cooperate": []}, by=snv.leader)
