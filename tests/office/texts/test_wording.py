"""The text that leaves fits one message in each language and tells of nothing."""

import pytest

from office.i18n import LANGUAGES, force_locale
from office.texts.wording import LOOK, is_single


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_leaves_is_one_message(language):
    with force_locale(language):
        assert is_single(str(LOOK))


def test_one_message_is_counted_as_networks_count():
    assert is_single("a" * 160)
    assert not is_single("a" * 161)
    assert not is_single("€" * 81)
    assert is_single("ệ" * 70)
    assert not is_single("ệ" + "a" * 70)
    assert not is_single("😀" * 36)
