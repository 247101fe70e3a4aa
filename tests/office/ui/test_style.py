"""The style sheets: contrast of every allowed pair, logical sides, layers, weight."""

import gzip
import re

import pytest

from office.ui import assets

TOKENS = (assets.STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
COLOUR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
COLOURS = {name: (light, dark) for name, light, dark in COLOUR.findall(TOKENS)}
SURFACES = [
    "sheet",
    "paper",
    "well",
    "hover",
    "tint",
    "tint-2",
    "late-bg",
    "soon-bg",
    "good-bg",
]
# Which words may stand on which surface; every other pair is not allowed.
TEXT = {
    "ink": SURFACES,
    "ink-2": [name for name in SURFACES if name != "tint-2"],
    "ink-3": ["sheet", "paper", "well", "hover", "tint"],
    "accent": ["sheet", "paper", "hover", "tint"],
    "accent-2": ["tint", "tint-2"],
    "on-accent": ["accent", "accent-2"],
    "late": ["sheet", "tint", "late-bg"],
    "soon": ["sheet", "tint", "soon-bg"],
    "good": ["sheet", "tint", "good-bg"],
}
SHAPES = {"edge": ["sheet", "paper", "tint"], "focus": ["sheet", "paper", "tint"]}
PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom|margin-(?:left|right|top|bottom)"
    r"|padding-(?:left|right|top|bottom)|border-(?:left|right|top|bottom)[\w-]*"
    r"|text-align: (?:left|right)|float|width|height|m(?:in|ax)-(?:width|height)) *:"
)
ROOT = assets.STATIC.parents[1]
SOURCES = ("templates/**/*.html", "static/**/*.js", "ui/*.py", "views/*.py", "rows/*.py")
FILES = [*assets.style_files(), assets.STATIC / "css" / "kit.css", *assets.PAGES.glob("*.css")]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs(table):
    return [(front, back) for front, backs in table.items() for back in backs]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), pairs(TEXT))
def test_words_can_be_read(front, back, scheme):
    assert contrast(COLOURS[front][scheme], COLOURS[back][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), pairs(SHAPES))
def test_borders_and_focus_can_be_seen(front, back, scheme):
    assert contrast(COLOURS[front][scheme], COLOURS[back][scheme]) >= 3


def test_contrast_is_computed_as_the_guideline_says():
    assert round(contrast("#ffffff", "#000000"), 1) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_sides_are_logical(path):
    text = re.sub(r"/\*.*?\*/|@media [^{]+|@container [^{]+", "", path.read_text(), flags=re.DOTALL)
    assert PHYSICAL.findall(text) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_rule_stands_in_its_layer(path):
    layer = path.parent.name if path.parent.name != "css" else path.stem
    expected = "screens" if layer in {"kit", "pages"} else layer
    assert path.read_text().lstrip().startswith(f"@layer {expected} {{")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_colours_come_from_tokens_or_lie_on_paper(path):
    """Only paper (always white), seals and the floating message know colours of their own."""
    if path.stem in {"tokens", "sheet", "print", "toast", "verdict"}:
        return
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text()) == []


def test_every_class_is_used_somewhere():
    """A level or a number of columns is added to its class by the template."""
    rules = "".join(path.read_text() for path in FILES if path.stem != "kit")
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", rules, flags=re.DOTALL)
    classes = {re.sub(r"^(lv|in|cols)\d$", r"\1", one) for one in CLASS.findall(rules)}
    text = "".join(path.read_text() for kind in SOURCES for path in ROOT.glob(f"[dmos]*/{kind}"))
    assert [one for one in classes if one not in text] == []


def test_the_shell_is_light():
    def weight(name):
        return len(gzip.compress(assets.assets()[name].body, 6))

    assert weight("app.js") <= 6_000
    assert weight("app.css") <= 12_500
    assert weight("room.js") <= 12_000
    assert weight("icons.svg") <= 3_000


def test_squeezing_keeps_the_rules():
    css = "/* why */\n@layer parts {\n  .a > .b { color: red; }\n}\n"
    assert assets.squeeze(css) == "@layer parts{.a > .b{color: red}}"
