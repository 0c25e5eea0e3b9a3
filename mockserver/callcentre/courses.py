"""Which course a call takes: the first whose patterns fit the two numbers.

Rule: a call is placed in a few microseconds however many courses there are. What a number
must end with is tried first, for all courses of a row at once; patterns are tried after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from mockserver.callcentre.model import Course

_WILD = re.compile(r"[*?\[\]]")  # what a glob pattern does not mean literally


class Courses:
    """The courses of one vendor's calls, strongest first."""

    def __init__(self, courses: Iterable[Course]) -> None:
        rows = [(ending_of(course.called), course) for course in courses]
        # Those that ask for no ending stand apart: they would let every number in among the others.
        groups = [list(group) for _, group in groupby(rows, key=lambda row: bool(row[0]))]
        self._groups = [
            (tuple(ending for ending, _ in group), [course for _, course in group]) for group in groups
        ]

    def of(self, caller: str, called: str) -> Course:
        """The course of a call between these numbers.

        Raises:
            LookupError: no course fits.
        """
        for endings, courses in self._groups:
            if called.endswith(endings):
                for course in courses:
                    if course.fits(caller, called):
                        return course
        raise LookupError(f"no course for a call from {caller!r} to {called!r}")


def ending_of(pattern: str) -> str:
    """What a number has to end with to fit a glob pattern; often nothing."""
    return _WILD.split(pattern)[-1]
