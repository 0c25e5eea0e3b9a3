"""Mistakes in scenario files: where, what was found, what was expected, and the nearest right word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST_WORDS = 24  # a longer list of right words helps nobody


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    found: str
    expected: str
    nearest: str = ""

    def __str__(self) -> str:
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{self.file}:{self.line}:{self.column}: found {self.found}; expected {self.expected}{hint}"


class ScenarioMistake(ValueError):
    """A scenario cannot be used; ``mistakes`` are all that were found, in the order of the file."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        # The same value may be reached twice, through an alias or for two vendors.
        self.mistakes: tuple[Mistake, ...] = tuple(sorted(set(mistakes)))
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))


class Wrong(Exception):
    """A value cannot be read; what is around it goes on, to find the other mistakes as well."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__(*mistakes)
        self.mistakes = mistakes


def nearest(word: str, words: Iterable[str]) -> str:
    """The right word most like this one; empty where none is."""
    from difflib import get_close_matches  # only a mistake needs it

    by_folded = {other.lower(): other for other in words}
    close = get_close_matches(word.lower()[:100], by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ""


def listed(words: Iterable[str]) -> str:
    """The words, for people; the end of a long list is left out."""
    known = list(words)
    more = [f"and {len(known) - MOST_WORDS} more"] if len(known) > MOST_WORDS else []
    return ", ".join([*known[:MOST_WORDS], *more]) or "nothing"


def one_of(words: Iterable[str]) -> str:
    """What is expected where only these words are right."""
    known = list(words)
    return known[0] if len(known) == 1 else f"one of {listed(known)}"


def short(text: str, most: int = 60) -> str:
    """The text in quotes, cut where it is long."""
    return repr(text if len(text) <= most else text[: most - 1] + "…")
