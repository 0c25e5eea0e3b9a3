"""What passed between whom, as a sequence diagram in SVG.

Rule: everything shown is hostile text: it is escaped, cut to its room, and whole in the tooltip.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from mockserver.report.letters import printable
from mockserver.report.model import Step

MOST = 500  # steps that are drawn; a page with more is read by nobody
_LEFT, _LANE, _TOP, _ROW = 90, 260, 46, 40  # pixels
_LETTERS = 40  # that fit over an arrow


def svg(steps: Sequence[Step]) -> str:
    """The diagram of at most ``MOST`` steps, from the first; empty for none."""
    drawn = steps[:MOST]
    if not drawn:
        return ""
    lanes = {name: _LEFT + _LANE * place + 60 for place, name in enumerate(parties(drawn))}
    width, height = _LEFT + _LANE * len(lanes), _TOP + _ROW * len(drawn) + 20
    parts = [
        f'<svg class="sequence" viewBox="0 0 {width} {height}" width="{width}" role="img"'
        ' aria-label="Sequence of exchanges" xmlns="http://www.w3.org/2000/svg">',
        *(_lane(name, x, height) for name, x in lanes.items()),
        *(_arrow(step, lanes, _TOP + _ROW * (row + 1)) for row, step in enumerate(drawn)),
        "</svg>",
    ]
    return "\n".join(parts)


def parties(steps: Sequence[Step]) -> list[str]:
    """Who takes part, in the order in which they come up."""
    return list(dict.fromkeys(name for step in steps for name in (step.source, step.target)))


def _lane(name: str, x: int, height: int) -> str:
    return (
        f'<line class="lane" x1="{x}" y1="{_TOP - 10}" x2="{x}" y2="{height}"/>'
        f'<text class="who" x="{x}" y="{_TOP - 20}" text-anchor="middle">{shown(cut(name, 28))}</text>'
    )


def _arrow(step: Step, lanes: dict[str, int], y: int) -> str:
    start, end = lanes[step.source], lanes[step.target]
    to = end if end != start else start + 30  # one that speaks to itself
    head = 7 if to > start else -7
    kind = "arrow" if step.is_well else "arrow ill"
    middle, text = (start + to) // 2, shown(cut(step.text, _LETTERS))
    whole = " · ".join(part for part in (step.text, step.answer, step.note) if part)
    return (
        f'<g class="{kind}"><title>{shown(whole)}</title>'
        f'<text class="at" x="4" y="{y + 4}">{step.at / 1000:.3f} s</text>'
        f'<line x1="{start}" y1="{y}" x2="{to}" y2="{y}"/>'
        f'<path d="M{to},{y} l{-head},-4 v8 z"/>'
        f'<text x="{middle}" y="{y - 5}" text-anchor="middle">{text}</text>'
        f'<text class="answer" x="{middle}" y="{y + 13}" text-anchor="middle">'
        f"{shown(cut(step.answer, _LETTERS))}</text></g>"
    )


def shown(text: str) -> str:
    """The text as HTML and SVG show it, whatever is in it."""
    return escape(printable(text))


def cut(text: str, most: int) -> str:
    """The text on one line, no longer than that."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
