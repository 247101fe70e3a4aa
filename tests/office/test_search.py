"""Found without diacritics, newest first, by whole words and one beginning; gone when forgotten."""

import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from office import outbox, search
from office.db import db, transaction
from office.search import Text, fold, words
from office.units.models import Unit, UnitKind

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]
LETTERS += ["đ", *(letter.upper() for letter in LETTERS), "Đ"]


@pytest.fixture
def shelf(house, monkeypatch):
    """Things that may be found, by id; what is on the shelf is what the index is given."""
    things = {}
    monkeypatch.setattr(search, "_providers", {})

    @search.searchable("thing")
    def texts(ids):
        return [Text(one, *things[one]) for one in ids if one in things]

    return things


def put(shelf, **things):
    for name, content in things.items():
        number = int(name.removeprefix("n"))
        shelf[number] = content if isinstance(content, tuple) else (content,)
        search.request_index("thing", number)
    outbox.drain()


def found(query):
    return list(db.session.scalars(search.newest(query, "thing")))


def test_every_vietnamese_letter_folds_to_a_plain_one():
    assert len(LETTERS) == 146
    for letter in LETTERS:
        assert fold(letter) in set("aeiouyd")
        assert fold(unicodedata.normalize("NFD", letter)) == fold(letter)


@given(st.text())
def test_folding_twice_changes_nothing(given_text):
    assert fold(fold(given_text)) == fold(given_text)
    assert words(fold(given_text)) == words(given_text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(word=st.lists(st.sampled_from(LETTERS), min_size=2, max_size=8).map("".join))
def test_the_database_finds_what_python_folds(shelf, word):
    """SQLite and PostgreSQL take the folded words exactly as they are."""
    put(shelf, n1=word)
    assert found(word) == [1]
    assert found(fold(word)) == [1]
    assert found(f"{word}x") == []


def test_titles_and_bodies_without_diacritics(shelf):
    put(shelf, n1=("Về việc rà soát nhà ở công vụ", "Đường Đất đai"), n2="Quyết định ưu tiên")
    assert found("nha o") == [1]
    assert found("DUONG dat") == [1]
    assert found("quyết định") == [2]
    assert found("uu tien") == [2]
    assert found("nhà việc đất") == [1]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("quyet dinh", "Quyết định số 12"),
        ("dong anh", "Huyện Đông Anh"),
        ("Đông Anh", unicodedata.normalize("NFD", "Huyện Đông Anh")),
        (unicodedata.normalize("NFD", "điều động"), "Điều động cán bộ"),
        ("اجتماع", "موعد الاجتماع القادم"),
        ("الاجتماع", "اجتماع اللجنة"),
        ("الإدارة", "مقر ادارة"),
        ("محمد", "مُحَمَّد"),
        ("تقرير", "والتقـــرير النهائي"),
    ],
)
def test_words_of_mail_are_found_however_they_are_written(shelf, query, text):
    put(shelf, n1=text)
    assert found(query) == [1]
    assert found("khong co") == []


def test_newest_first(shelf):
    put(shelf, n7="công văn", n2="công văn", n30="công văn")
    assert found("công văn") == [30, 7, 2]


def test_the_last_word_may_be_a_beginning_of_two_letters(shelf):
    put(shelf, n1="nghiêm túc", n2="phương án")
    assert found("ngh") == [1]
    assert found("phuong an") == [2]
    assert found("n") == []
    assert found("ngh phuong") == []


@pytest.mark.parametrize(
    "query", ['"', "* -", "a OR b", "NEAR(x)", "'; drop", "title:x", "(", "!&|", ":*", "\\", "%_"]
)
def test_signs_of_the_query_language_are_words_or_nothing(shelf, query):
    put(shelf, n1="bình thường")
    assert found(query) == []


def test_operators_typed_by_people_are_looked_for_as_words(shelf):
    put(shelf, n1="cộng hoặc or and", n2="cộng")
    assert found("cộng OR") == [1]
    assert found("120/QĐ-UBND") == []
    put(shelf, n3="Quyết định 120/QĐ-UBND")
    assert found("120/qd-ubnd") == [3]


def test_nothing_asked_finds_nothing(shelf):
    put(shelf, n1="một")
    assert found("") == []
    assert found("   ") == []


def test_a_very_long_query_is_cut(shelf):
    put(shelf, n1="một hai")
    assert found("một " * 500 + "hai") == [1]


def test_a_changed_text_is_found_by_its_new_words_only(shelf):
    put(shelf, n1="mưa xuân")
    put(shelf, n1="nắng hạ")
    assert found("mưa") == []
    assert found("nắng") == [1]


def test_what_its_owner_no_longer_gives_leaves_the_index(shelf):
    put(shelf, n1="mưa xuân")
    shelf.clear()
    search.request_index("thing", 1)
    outbox.drain()
    assert found("mưa") == []


def test_another_class_is_another_shelf(shelf):
    put(shelf, n1="mưa xuân")
    assert list(db.session.scalars(search.newest("mưa", "other"))) == []


def test_two_classes_on_one_number_are_refused(shelf, monkeypatch):
    monkeypatch.setattr(search, "_CLASS_MASK", 0)
    with pytest.raises(ValueError, match="rename one"):
        search.searchable("other")(lambda ids: [])


def test_a_class_may_be_registered_again(shelf):
    search.searchable("thing")(lambda ids: [])


def test_many_requests_are_one_job(shelf):
    for number in range(1, 30):
        shelf[number] = (f"số {number}",)
        search.request_index("thing", number)
    assert outbox.drain() == 1
    assert found("số 17") == [17]


def test_more_than_a_batch_goes_on_in_the_next(shelf, monkeypatch):
    monkeypatch.setattr(search, "BATCH", 2)
    monkeypatch.setattr(search, "BATCHES_PER_JOB", 2)
    with transaction():
        for number in range(1, 12):
            shelf[number] = ("chung",)
            search.request_index("thing", number)
    assert outbox.drain() == 3
    assert len(found("chung")) == 11


def test_a_provider_that_fails_keeps_the_request(shelf, monkeypatch):
    monkeypatch.setitem(search._providers, "thing", lambda ids: 1 / 0)  # noqa: SLF001 - put back
    search.request_index("thing", 1)
    outbox.drain()
    waiting = select(search.SearchRequest.object_id)
    assert list(db.session.scalars(waiting)) == [1]


def test_forgetting_is_at_once_and_takes_what_waits(shelf):
    put(shelf, n1="mật khẩu hiếm hoi", n2="còn lại")
    search.request_index("thing", 1)
    search.forget("thing", 1)
    assert found("hiếm") == []
    outbox.drain()
    assert found("hiếm") == []
    assert found("còn") == [2]


def test_forgotten_words_stand_nowhere_in_the_database(shelf):
    put(shelf, **{f"n{number}": f"chữ {number}" for number in range(2, 40)}, n1="zzyzx hiếm")
    search.forget("thing", 1)
    outbox.drain()
    assert not rows_with("zzyzx")
    assert rows_with("39")


def rows_with(word):
    if db.engine.dialect.name == "sqlite":
        blocks = db.session.scalars(text("SELECT block FROM search_fts_data")).all()
        kept = db.session.scalars(text("SELECT body_folded || title_folded FROM search_text")).all()
        return [row for row in blocks if word.encode() in row] + [
            row for row in kept if word in row
        ]
    lexemes = text("SELECT id FROM search_text WHERE :word = ANY (tsvector_to_array(words))")
    return db.session.scalars(lexemes, {"word": word}).all()


def test_joined_with_what_somebody_may_see(shelf, house):
    with transaction():
        units = [Unit(kind=UnitKind.ROOM, opened_on=date(2025, 7, 1)) for _number in range(3)]
        db.session.add_all(units)
        db.session.flush()
        for unit in units:
            shelf[unit.id] = ("cùng một chữ",)
            search.request_index("thing", unit.id)
    outbox.drain()
    mine = Unit.id.in_([units[0].id, units[2].id])
    hits = search.matching("chu", "thing")
    wide = select(Unit.id).join(hits.rows, hits.object_id == Unit.id).where(mine)
    narrow = select(Unit.id).where(mine, search.matches("chu", "thing", Unit.id))
    expected = [units[2].id, units[0].id]
    assert list(db.session.scalars(wide.order_by(hits.newest.desc()))) == expected
    assert list(db.session.scalars(narrow.order_by(Unit.id.desc()))) == expected
    assert db.session.scalar(narrow.where(search.matches("không", "thing", Unit.id))) is None


def test_a_long_body_is_indexed_to_its_limit(shelf, monkeypatch):
    monkeypatch.setattr(search, "LONGEST", 40)
    put(shelf, n1=("đầu", "trước " * 5 + "giữa " * 5 + "sau"))
    assert found("đầu trước") == [1]
    assert found("sau") == []
