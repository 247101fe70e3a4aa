"""Templates are compiled once for all processes, and anew when they change."""

import sys

import pytest
from jinja2 import DictLoader, Environment

from office.ui import compiled


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """An environment of another process, so to speak, and how much it has compiled."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)

    def made(source, kept=tmp_path / "kept"):
        cache = compiled.CompiledTemplates(kept)
        environment = Environment(
            loader=DictLoader({"page": source}), bytecode_cache=cache, autoescape=True
        )
        count, compile_ = [], environment.compile
        monkeypatch.setattr(
            environment, "compile", lambda *given: count.append(1) or compile_(*given)
        )
        return environment.get_template("page").render(), len(count)

    return made


def test_the_second_process_compiles_nothing(opened):
    assert opened("{{ 1 + 1 }}") == ("2", 1)
    assert opened("{{ 1 + 1 }}") == ("2", 0)


def test_a_changed_template_is_compiled_anew(opened):
    opened("{{ 1 + 1 }}")
    assert opened("{{ 1 + 2 }}") == ("3", 1)


def test_what_was_compiled_with_other_filters_goes(opened, tmp_path, monkeypatch):
    opened("{{ 1 + 1 }}")
    monkeypatch.setattr(compiled, "_version", lambda: "other")
    assert opened("{{ 1 + 1 }}") == ("2", 1)
    assert [one.name for one in (tmp_path / "kept").iterdir()] == ["templates-other"]


def test_where_nobody_may_write_pages_are_shown_all_the_same(opened, tmp_path):
    (tmp_path / "file").touch()
    assert opened("{{ 1 + 1 }}", kept=tmp_path / "file") == ("2", 1)
