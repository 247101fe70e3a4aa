"""The table is the result: what is missed must be seen in it."""

import json

import pytest

from bench.figures import Figure, publish, table, write_results

MET = Figure("inbox", 4.2, 4.5, 2.5, 3.9, "ms", "F")
MISSED = Figure("search", 12.0, 10, 3, 11.2, "ms", "F")
FREE = Figure("packages read", None, None, None, 416.3, "/s", "")


def test_a_missed_gate_is_said_in_its_line():
    lines = table([MET, MISSED, FREE]).splitlines()
    assert [("MISSED" in line) for line in lines[2:]] == [False, True, False]
    assert len({len(line) for line in lines}) == 1


def test_programs_read_every_field(tmp_path):
    path = tmp_path / "results.json"
    write_results([MET, FREE], path)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["machine"]
    assert found["figures"][0] == {
        "name": "inbox",
        "ratio": 4.2,
        "gate": 4.5,
        "target": 2.5,
        "value": 3.9,
        "unit": "ms",
        "floor": "F",
    }
    assert found["figures"][1]["gate"] is None


def test_the_published_table_takes_the_place_of_the_last_one(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text("before\n\n<!-- table -->\nold\n<!-- end of table -->\nafter\n")
    publish([MISSED], "2026-01-15", page)
    publish([MET], "2026-01-16", page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "search" not in text
    assert "2026-01-16" in text


def test_parts_have_a_place_of_their_own(tmp_path):
    page = tmp_path / "performance.md"
    one, other = (
        f"<!-- table{of} -->\nold{of}\n<!-- end of table -->\n" for of in ("", " of smtp")
    )
    page.write_text(one + other)
    publish([MET], "2026-01-16", page, parts="smtp")
    text = page.read_text(encoding="utf-8")
    assert text.startswith(one)
    assert "old of smtp" not in text
    with pytest.raises(LookupError):
        publish([MET], "2026-01-16", page, parts="axis")
    assert page.read_text(encoding="utf-8") == text
