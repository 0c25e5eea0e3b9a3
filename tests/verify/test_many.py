"""Thousands of happenings: twice as many take about twice the comparing, not four times."""

import pytest

from mockserver.scenario.expected import Times
from mockserver.verify.byvalue import ByValue
from mockserver.verify.happenings import Happening
from mockserver.verify.windows import allot, windows
from tests.verify.past import ONCE, within

ANY = Times(1, None)


def happenings(number: int, *, first: int) -> list[Happening]:
    return [Happening(f"{first}-{n}", 10 * n + first, 3 * n + first, str(n)) for n in range(1, number)]


def compared(monkeypatch, number: int, timing, times: Times) -> int:
    """How often two happenings are compared when that many references have as many answers, twice."""
    count = 0
    follows = Happening.follows

    def counting(self: Happening, other: Happening) -> bool:
        nonlocal count
        count += 1
        return follows(self, other)

    after, answers, ends = (happenings(number, first=first) for first in range(3))
    found = sorted([*answers, *after], key=lambda each: each.number)
    with monkeypatch.context() as patch:
        patch.setattr(Happening, "follows", counting)
        rows = windows(timing, after, ends if timing.before else [], 0)
        allot(rows, found, times)
    assert sum(len(row.taken) for row in rows) >= number - 2
    return count


@pytest.mark.parametrize("times", [ONCE, ANY], ids=str)
@pytest.mark.parametrize(
    "timing",
    [
        within(0.005, after="a", each=True),
        within(1000, after="a", each=True),
        within(1000, after="a", each=True, before="b"),
    ],
    ids=["short", "long", "ended"],
)
def test_windows_are_not_looked_through_for_each_happening(monkeypatch, timing, times):
    few, many = (compared(monkeypatch, number, timing, times) for number in (150, 300))

    assert many < 3 * few


def test_what_has_no_value_is_of_every_value_in_its_place():
    one, common = Happening("1", 1, 1, "x"), Happening("2", 2, 2)
    other, last = Happening("3", 3, 3, "y"), Happening("4", 4, 4, "x")
    rows = ByValue([one, common, other, last])

    assert list(rows.values) == ["x", None, "y"]
    assert rows.of("x") == [one, common, last]
    assert rows.of("y") == [common, other]
    assert rows.of("nobody's") == [common]
    assert rows.of(None) == [one, common, other, last]
