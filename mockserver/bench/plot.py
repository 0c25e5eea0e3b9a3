"""The side-by-side figures as a picture: bars for throughput, dots for the slowest of a hundred answers.

Rule: plain SVG, made of the findings alone; colours follow the reader's light or dark theme.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from mockserver.bench.contestants import JSON
from mockserver.bench.findings import figure
from mockserver.bench.tables import by_speed

Data = Mapping[str, Any]
CONNECTIONS = 64
_ROW, _TOP, _BOTTOM = 26, 92, 34
_NAMES, _BARS, _GAP, _DOTS, _EDGE = 190, 400, 96, 230, 74  # widths, from left to right
WIDTH = _NAMES + _BARS + _GAP + _DOTS + _EDGE
_STYLE = """\
  .page { fill: #ffffff } text { fill: #1f2328; font: 13px system-ui, sans-serif }
  .title { font-size: 16px; font-weight: 600 } .faint { fill: #59636e; font-size: 12px }
  .grid { stroke: #d1d9e0; stroke-width: 1 } .own { font-weight: 600 }
  .ours { fill: #0b6e4f } .dynamic { fill: #5b7fa6 } .static { fill: #b6c2cf }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .faint { fill: #9198a1 } .grid { stroke: #30363d }
    .ours { fill: #3fb68b } .dynamic { fill: #6f9bd1 } .static { fill: #4d5a68 }
  }"""
_KINDS = (
    ("ours", "mockserver"),
    ("dynamic", "peer that checks the request"),
    ("static", "peer with one fixed answer"),
)


def draw(data: Data) -> str:
    """The picture."""
    names = [name for name in by_speed(data) if figure(data, name, JSON, CONNECTIONS, "rate")]
    height = _TOP + len(names) * _ROW + _BOTTOM
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="title">'
    )
    title = f"JSON writes over {CONNECTIONS} connections"
    parts = [
        head,
        f'<title id="title">{title}, side by side</title>',
        f"<style>\n{_STYLE}\n</style>",
        f'<rect class="page" width="{WIDTH}" height="{height}"/>',
        f'<text class="title" x="16" y="26">{title}</text>',
        *_legend(),
        *_bars(data, names),
        *_dots(data, names),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _legend() -> Iterator[str]:
    x = 16
    for kind, text in _KINDS:
        yield f'<rect class="{kind}" x="{x}" y="40" width="12" height="12" rx="2"/>'
        yield f'<text class="faint" x="{x + 18}" y="50">{text}</text>'
        x += 48 + 7 * len(text)


def _bars(data: Data, names: list[str]) -> Iterator[str]:
    rates = {name: figure(data, name, JSON, CONNECTIONS, "rate") or 0 for name in names}
    step, most = nice_scale(max(rates.values(), default=1))
    bottom = _TOP + len(names) * _ROW
    yield f'<text class="faint" x="{_NAMES}" y="{_TOP - 12}">requests a second (more is better)</text>'
    for tick in range(0, most + 1, step):
        x = _NAMES + tick / most * _BARS
        yield _line(x, bottom)
        yield f'<text class="faint" x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{tick:,}</text>'
    for at, (name, rate) in enumerate(rates.items()):
        y, width = _TOP + at * _ROW, rate / most * _BARS
        kind = _kind(data, name)
        own = ' class="own"' if kind == "ours" else ""
        title = escape(data["servers"][name]["title"])
        yield f'<text{own} x="{_NAMES - 10}" y="{y + 17}" text-anchor="end">{title}</text>'
        size = f'width="{width:.1f}" height="{_ROW - 8}"'
        yield f'<rect class="{kind}" x="{_NAMES}" y="{y + 4}" {size} rx="2"/>'
        yield f'<text{own} x="{_NAMES + width + 6:.1f}" y="{y + 17}">{rate:,.0f}</text>'


def _dots(data: Data, names: list[str]) -> Iterator[str]:
    late = {name: figure(data, name, JSON, CONNECTIONS, "p99") or 0 for name in names}
    low, high = decades(late.values())
    left, bottom = _NAMES + _BARS + _GAP, _TOP + len(names) * _ROW

    def place(value: float) -> float:
        return left + (math.log10(max(value, 10**low)) - low) / (high - low) * _DOTS

    yield f'<text class="faint" x="{left}" y="{_TOP - 12}">p99 in ms (less is better; logarithmic)</text>'
    for power in range(low, high + 1):
        x = place(10**power)
        yield _line(x, bottom)
        yield f'<text class="faint" x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{10**power:,g}</text>'
    for at, (name, value) in enumerate(late.items()):
        y, kind = _TOP + at * _ROW + _ROW / 2, _kind(data, name)
        own = ' class="own"' if kind == "ours" else ""
        yield f'<circle class="{kind}" cx="{place(value):.1f}" cy="{y}" r="6"/>'
        yield f'<text{own} x="{place(value) + 11:.1f}" y="{y + 4}">{value:,.1f}</text>'


def _line(x: float, bottom: int) -> str:
    return f'<line class="grid" x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom}"/>'


def _kind(data: Data, name: str) -> str:
    who = data["servers"][name]
    return "ours" if who["ours"] else "static" if who["static"] else "dynamic"


def nice_scale(most: float) -> tuple[int, int]:
    """A step of 1, 2 or 5 times a power of ten, and its first multiple that is not below the value."""
    rough = max(most, 4) / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(int(times * power) for times in (1, 2, 5, 10) if times * power >= rough)
    return step, math.ceil(max(most, 1) / step) * step


def decades(values: Any) -> tuple[int, int]:
    """The powers of ten around the values: at least one between them."""
    known = [value for value in values if value > 0] or [1.0]
    low, high = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
    return low, max(high, low + 1)
