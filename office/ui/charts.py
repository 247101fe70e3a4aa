"""Bars and lines as inline SVG: to scale, from zero, readable without a script."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from office.i18n import number
from office.ui.parts import Bar, Column

WIDTH = 120.0
STEP, TALL, HEAD, FOOT = 40, 88, 16, 18  # of a chart of columns
HALF, MIDDLE, ROW = 240, 60, 20  # of a pyramid


def bar(value: float, largest: float, *, late: float = 0) -> Markup:
    """A bar of its share of the largest, its late part hatched and red."""
    scale = WIDTH / largest if largest else 0
    whole, red = round(value * scale, 1), round(late * scale, 1)
    lines = "".join([f"M{x} 12l8-12" for x in range(-4, int(red), 6)])
    return Markup(  # noqa: S704 - numbers alone
        f'<svg class="hb" viewBox="0 0 {WIDTH} 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="bar-h" width="{whole}" height="12"/><svg width="{red}" height="12">'
        f'<rect class="bar-l" width="{red}" height="12"/><path class="hatch" d="{lines}"/>'
        "</svg></svg>"
    )


def bars(rows: Sequence[Bar]) -> list[tuple[Bar, Markup, str]]:
    """Each row with its bar and its number, all on one scale."""
    largest = max((row.value for row in rows), default=0)
    return [(row, bar(row.value, largest, late=row.late), number(row.value)) for row in rows]


def columns(rows: Sequence[Column], *, label: str) -> Markup:
    """Columns from zero; each leads to the list that it counts."""
    largest = max((row.value for row in rows), default=0) or 1
    drawn = "".join([_column(row, place * STEP, largest) for place, row in enumerate(rows)])
    width, height = len(rows) * STEP, HEAD + TALL + FOOT
    return Markup(  # noqa: S704 - what comes from outside is escaped where it is put in
        f'<svg class="cols" viewBox="0 0 {width} {height}" role="group"'
        f' aria-label="{escape(label)}">{drawn}'
        f'<path class="ln base" d="M0 {HEAD + TALL}H{width}"/></svg>'
    )


def _column(row: Column, x: int, largest: int) -> str:
    tall = round(row.value / largest * TALL, 1)
    middle, label = x + STEP // 2, escape(row.label)
    foot = f'<text x="{middle}" y="{HEAD + TALL + 14}">{label}</text>'
    if not row.value:
        return f'<g aria-hidden="true">{foot}</g>'
    top, kind, sentence = HEAD + TALL - tall, "bar-l" if row.is_late else "bar-a", row.sentence
    return (
        f'<a href="{escape(row.url)}" aria-label="{escape(sentence)}">'
        f"<title>{escape(sentence)}</title>"
        f'<rect class="hit" x="{x}" width="{STEP}" height="{HEAD + TALL + FOOT}"/>'
        f'<rect class="{kind}" x="{x + 8}" y="{top}" width="{STEP - 16}" height="{tall}"/>'
        f'<text class="b" x="{middle}" y="{top - 4}">{row.shown}</text>{foot}</a>'
    )


def pyramid(rows: Sequence[tuple[str, int, int]], *, label: str) -> Markup:
    """Two numbers of each row to both sides of its word, on one scale from the middle."""
    largest = max((max(left, right) for _word, left, right in rows), default=0) or 1
    drawn = "".join([_pair(row, place * ROW, largest) for place, row in enumerate(rows)])
    return Markup(  # noqa: S704 - what comes from outside is escaped where it is put in
        f'<svg class="cols" viewBox="0 0 {2 * HALF} {len(rows) * ROW}" role="img"'
        f' aria-label="{escape(label)}">{drawn}</svg>'
    )


def _pair(row: tuple[str, int, int], y: int, largest: int) -> str:
    word, left, right = row
    scale = (HALF - MIDDLE - MIDDLE // 2) / largest
    first, second = round(left * scale, 1), round(right * scale, 1)
    from_left, from_right, base = HALF - MIDDLE - first, HALF + MIDDLE, y + ROW - 6
    return (
        f'<rect class="bar-h" x="{from_left}" y="{y + 2}" width="{first}" height="{ROW - 4}"/>'
        f'<rect class="bar-a" x="{from_right}" y="{y + 2}" width="{second}" height="{ROW - 4}"/>'
        f'<text x="{HALF}" y="{base}">{escape(word)}</text>'
        f'<text class="b" x="{from_left - MIDDLE // 4}" y="{base}">{number(left)}</text>'
        f'<text class="b" x="{from_right + second + MIDDLE // 4}" y="{base}">{number(right)}</text>'
    )


def line(values: Sequence[float], *, label: str, height: int = 40, width: int = 240) -> Markup:
    """A trend from zero with its last value written at the end."""
    points = _points(values, height=height, width=width)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    end_y = min(points[-1][1] + 4, height) if points else height
    return Markup(
        '<svg class="trend" viewBox="0 -8 {} {}" role="img" aria-label="{}">'
        '<path class="ln base" d="M0 {}H{}"/><polyline class="ln" points="{}"/>'
        '<text class="b" x="{}" y="{}">{}</text></svg>'
    ).format(
        width + 40,
        height + 10,
        label,
        height,
        width,
        path,
        width + 4,
        end_y,
        number(values[-1]) if values else "",
    )


def _points(values: Sequence[float], *, height: int, width: int) -> list[tuple[float, float]]:
    largest = max(values, default=0) or 1
    step = width / max(1, len(values) - 1)
    return [(n * step, height - value / largest * height) for n, value in enumerate(values)]
