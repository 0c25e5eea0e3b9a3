"""The curl lines of a page or of a scenario's comment, as requests."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

HERE = "http://127.0.0.1:8080"
_OPTIONS = {"-H": "header", "-d": "body"}


@dataclass(frozen=True)
class Line:
    """One curl line: method, path, headers and body."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def lines(code: str) -> list[Line]:
    """The curl lines in a piece of shell, with its variables put in."""
    values = dict(re.findall(r"^(\w+)='?([^'\n]+)'?$", code, re.MULTILINE))
    text = re.sub(r"\$(\w+)", lambda found: values[found[1]], code.replace("\\\n", " "))
    words = shlex.split(text, comments=True)
    starts = [place for place, word in enumerate(words) if word == "curl"]
    return [_line(words[here:there]) for here, there in zip(starts, [*starts[1:], len(words)], strict=True)]


def _line(words: list[str]) -> Line:
    given = [(_OPTIONS[word], words[place + 1]) for place, word in enumerate(words) if word in _OPTIONS]
    headers = [value.split(": ", 1) for kind, value in given if kind == "header"]
    bodies = [value for kind, value in given if kind == "body"]
    url = next(word for word in words if word.startswith(HERE))
    return Line(
        "POST" if bodies else "GET",
        url.removeprefix(HERE),
        tuple((name, value) for name, value in headers),
        "".join(bodies).encode(),
    )
