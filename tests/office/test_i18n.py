"""Words, dates and numbers in the language of their reader."""

import sys
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask, render_template_string

from office import i18n
from office.i18n import _, _l, force_locale, language, ngettext

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # 12:00 in Hà Nội


@pytest.fixture
def app():
    made = Flask("plain")
    i18n.init_app(made)
    return made


def chosen(app, **request):
    with app.test_request_context(**request):
        return language()


def test_the_readers_cookie_wins_over_the_browser(app):
    headers = {"Cookie": "lang=ar", "Accept-Language": "en"}
    assert chosen(app, headers=headers) == "ar"


def test_the_browser_wins_over_the_installation(app):
    assert chosen(app, headers={"Accept-Language": "en-GB, vi;q=0.5"}) == "en"


@pytest.mark.parametrize("headers", [{}, {"Accept-Language": "fr"}, {"Cookie": "lang=xx"}])
def test_vietnamese_is_the_language_of_the_house(app, headers):
    assert chosen(app, headers=headers) == "vi"


def test_jobs_speak_the_language_of_the_house_and_may_be_told_another(app):
    with app.app_context():
        assert _("Overdue") == "Quá hạn"
        with force_locale("ar"):
            assert _("Overdue") == "متأخر"
            assert i18n.direction() == "rtl"
        assert i18n.direction() == "ltr"


@pytest.fixture
def word(tmp_path, monkeypatch):
    """A catalogue of one word, as a process that starts anew reads it."""
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)

    def read(text):
        source = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        source += f'\nmsgid "Overdue"\nmsgstr "{text}"\n'
        (folder / "messages.po").write_text(source, encoding="utf-8")
        found = i18n.catalogue.__wrapped__("vi").gettext("Overdue")
        return found, [one.stat().st_ino for one in (folder / "__pycache__").glob("*")]

    return read


def test_a_catalogue_is_read_once_for_all_processes(word):
    assert word("Quá hạn") == word("Quá hạn")
    assert word("Quá hạn")[0] == "Quá hạn"


def test_a_corrected_word_is_read_at_the_next_start(word):
    word("Quá hạn")
    corrected, kept = word("Trễ hạn")
    assert corrected == "Trễ hạn"
    assert len(kept) == 1


def test_an_installation_that_nobody_may_change_speaks_too(word, tmp_path):
    (tmp_path / "vi" / "LC_MESSAGES" / "__pycache__").touch()
    assert word("Quá hạn")[0] == "Quá hạn"


def test_outside_of_any_app_the_source_text_stands():
    assert _("Overdue") == "Overdue"


def test_numbers_have_their_forms(app):
    with app.app_context():
        assert ngettext("%(num)d day", "%(num)d days", 2) == "2 ngày"
        with force_locale("ar"):
            forms = [ngettext("%(num)d day", "%(num)d days", n) for n in (1, 2, 3, 11)]
        assert forms == ["يوم", "يومان", "3 أيام", "11 يومًا"]


def test_a_lazy_text_waits_for_its_reader(app):
    text = _l("Overdue")
    with app.app_context():
        assert str(text) == "Quá hạn"
        with force_locale("en"):
            assert f"{text}" == "Overdue"


def test_a_lazy_text_is_escaped_like_any_other(app):
    text = _l("Who can: %(who)s", who="<b>")
    with app.app_context(), force_locale("en"):
        assert render_template_string("{{ text }}", text=text) == "Who can: &lt;b&gt;"


def test_templates_translate_and_escape(app):
    with app.app_context():
        page = render_template_string("{{ _('Who can: %(who)s', who='<b>') }}")
    assert page == "Người làm được: &lt;b&gt;"


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("vi", ["24/11/2026", "24/11", "hôm nay 12:00", "1.418"]),
        ("en", ["24 Nov 2026", "24 Nov", "today 12:00", "1,418"]),
        ("ar", ["24/11/2026", "24/11", "اليوم 12:00", "1,418"]),
    ],
)
def test_dates_and_numbers_as_the_reader_writes_them(app, code, written):
    with app.app_context(), force_locale(code):
        dates = [i18n.day(NOON), i18n.short_day(NOON), i18n.short_moment(NOON)]
        assert [*dates, i18n.number(1418)] == written


@time_machine.travel(NOON, tick=False)
def test_another_year_is_always_named(app):
    with app.app_context():
        assert i18n.short_day(date(2025, 1, 2)) == "02/01/2025"
        assert i18n.moment(datetime(2025, 1, 1, 20, 0, tzinfo=UTC)) == "02/01/2025 03:00"
        assert i18n.short_moment(datetime(2026, 11, 16, 2, 20, tzinfo=UTC)) == "16/11 09:20"


def test_decimals_follow_the_language(app):
    with app.app_context():
        assert i18n.number(1234.5, decimals=1) == "1.234,5"
