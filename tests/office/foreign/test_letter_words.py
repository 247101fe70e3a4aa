"""Every notice and every risk has words for people."""

import pytest

from office.foreign.inside.letters import risks
from office.foreign.letter_words import NOTICES, RISKS, notice_text, risk_text
from office.foreign.letters import Notice, Noticed
from office.i18n import force_locale

FROM_FACTS = {"macro", "active_pdf", "encrypted_document", "external_content"}


def test_nothing_is_told_in_codes():
    assert set(NOTICES) == set(Notice)
    assert set(RISKS) >= set(risks.BY_EXTENSION) | FROM_FACTS


@pytest.mark.parametrize("language", ["vi", "ar", "en"])
def test_a_guess_says_what_was_guessed(house, language):
    guessed = Noticed(Notice.CHARSET_GUESSED, ("iso-8859-1", "tcvn3"))
    with force_locale(language):
        assert "tcvn3" in notice_text(guessed)
        assert risk_text("of a later time") == str(RISKS["not_checked"])
