"""Bars and lines as inline SVG: to scale, from zero, readable without a script."""

from collections.abc import Sequence

from markupsafe import Markup

from office.i18n import number
from office.ui.parts import Bar

WIDTH = 120.0


def bar(value: float, largest: float, *, late: float = 0) -> Markup:
    """A bar of its share of the largest, its late part hatched and red."""
    scale = WIDTH / largest if largest else 0
    whole, red = round(value * scale, 1), round(late * scale, 1)
    lines = Markup("").join(
        Markup('<path class="hatch" d="M{0} 12l8-12"/>').format(x) for x in range(-4, int(red), 6)
    )
    return Markup(
        '<svg class="hb" viewBox="0 0 {} 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-h" width="{}" height="12"/><svg width="{}" height="12">'
        '<rect class="bar-l" width="{}" height="12"/>{}</svg></svg>'
    ).format(WIDTH, whole, red, red, lines)


def bars(rows: Sequence[Bar]) -> list[tuple[Bar, Markup, str]]:
    """Each row with its bar and its number, all on one scale."""
    largest = max((row.value for row in rows), default=0)
    return [(row, bar(row.value, largest, late=row.late), number(row.value)) for row in rows]


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
