"""Length, guessable words and exact comparison (ASVS 6.2)."""

import threading
import time
import unicodedata

import pytest

from office.accounts import passwords
from office.errors import Invalid, Throttled

GOOD = [
    "bốn con ngựa ăn chuối",
    "tôi thích cà phê sữa đá",
    "orange bicycle under rain",
    "Xk8#pQ2!vLm9zR",
    "ừ thì mưa rơi ngoài hiên vắng",
    "a" * 5 + "ngựa vằn bơi qua sông" + "z" * 90,
]
GUESSABLE = [
    "123456789012",
    "password12345",
    "P@ssw0rd2026!",
    "matkhau123456",
    "Mật Khẩu 2026!!",
    "qwertyuiop123",
    "aaaaaaaaaaaa",
    "abcabcabcabc",
    "abcdefghijkl",
    "vietnam20262026",
    "HaNoi@2025@2025",
    "iloveyou1990!",
    "1qaz2wsx3edc",
    "administrator1",
]


@pytest.mark.parametrize("password", GOOD)
def test_a_phrase_of_ones_own_is_taken(password):
    passwords.check(password)


@pytest.mark.parametrize("password", GUESSABLE)
def test_what_is_guessed_first_is_refused(password):
    with pytest.raises(Invalid):
        passwords.check(password)


@pytest.mark.parametrize("password", ["Short words", "x" * 129, ""])
def test_too_short_and_too_long_are_refused(password):
    with pytest.raises(Invalid):
        passwords.check(password)


def test_sixty_four_characters_and_more_are_taken():
    passwords.check("sáng nay trời mưa to, đường về nhà ngập nước, con mèo nằm ngủ say, hoa nở")


def test_own_name_and_login_do_not_count():
    context = ("lethuha@noivu.example", "Lê Thu Hà")
    with pytest.raises(Invalid):
        passwords.check("lethuha.noivu.9", context=context)
    with pytest.raises(Invalid):
        passwords.check("LêThuHà-LêThuHà", context=context)


def test_a_password_is_compared_exactly_as_typed(house):
    stored = passwords.hash_password("Bốn con ngựa ")
    assert passwords.is_right(stored, "Bốn con ngựa ")
    for other in ("bốn con ngựa ", "Bốn con ngựa", unicodedata.normalize("NFD", "Bốn con ngựa ")):
        assert not passwords.is_right(stored, other)


def test_nobody_has_no_password(house):
    assert not passwords.is_right("", "anything")
    assert not passwords.is_right("not a hash", "anything")


def test_in_a_real_folder_the_hash_is_strong(house, monkeypatch):
    monkeypatch.setattr(house.extensions["office.settings"], "testing", False)
    hasher = passwords.hasher()
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (65536, 3, 4)
    assert hasher.type.name == "ID"


def test_only_so_many_hashes_at_once(house, monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    held = [passwords.SLOTS.acquire(blocking=False) for _slot in range(passwords.AT_ONCE)]
    try:
        assert all(held)
        with pytest.raises(Throttled):
            passwords.hash_password("anything at all")
    finally:
        for _slot in held:
            passwords.SLOTS.release()


def test_who_waits_for_a_slot_gets_it(house):
    for _slot in range(passwords.AT_ONCE):
        passwords.SLOTS.acquire()
    freed = threading.Thread(target=lambda: (time.sleep(0.05), passwords.SLOTS.release()))
    freed.start()
    try:
        assert passwords.hash_password("anything at all").startswith("$argon2id$")
    finally:
        freed.join()
        for _slot in range(passwords.AT_ONCE - 1):
            passwords.SLOTS.release()


def test_a_slip_is_never_twice_the_same_and_reads_well():
    slips = {passwords.one_time_password() for _slip in range(200)}
    assert len(slips) == 200
    assert not set("".join(slips)) & set("01loi")
