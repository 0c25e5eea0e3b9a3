"""Hostile text, made fit to be looked at."""

from __future__ import annotations

import re

# C0 and C1 controls without tab and newline, half surrogates, and what turns the direction of writing.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text with what a terminal or a page would act upon spelt out."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)
