"""Fonts of official papers."""

from office import fonts


def test_the_family_is_one_that_typst_knows():
    assert fonts.serif_family() in fonts.typst_fonts().families()
    assert fonts.ARABIC in fonts.typst_fonts().families()


def test_fonts_are_loaded_once():
    assert fonts.typst_fonts() is fonts.typst_fonts()


def test_a_stand_in_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "HOST_FOLDERS", (tmp_path,))
    monkeypatch.setenv("OFFICE_FONTS", str(tmp_path))
    assert fonts.serif_family() == "Noto Serif"
    assert fonts.substitute_used() == "Noto Serif"
