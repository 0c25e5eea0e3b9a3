"""The vendor's answer in the words of ``respond``: the same bytes again, but for what is hidden.

Rule: a body is given as text, so that it comes out byte for byte; what the file's own signs
would change is spelt so that they do not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.recording.forwarding import HOP_BY_HOP
from mockserver.recording.standins import StandIns, is_utf8
from mockserver.reply import Reply
from mockserver.scenario.leaves import HEADER, header_name_problem
from mockserver.scenario.templates import is_template

STATUSES = range(200, 600)  # what a scenario can answer
_NOT_KEPT = HOP_BY_HOP | {"date"}
_MARKS = re.compile("[\0\ue000-\ue003]")  # what we write for ourselves, and what is no text
_ECHO = re.compile("\ue002([0-9]+)\ue003")


class CannotSay(ValueError):
    """A scenario cannot give this answer; the text says why."""


def respond_of(reply: Reply, standins: StandIns, own: Mapping[str, str]) -> dict[str, Any]:
    """The answer as plain data; ``own`` has the request's numbers, each with where a template finds it.

    Raises:
        CannotSay: no scenario can.
    """
    if reply.status not in STATUSES:
        raise CannotSay(f"the status {reply.status}")
    if not is_utf8(reply.body) or _MARKS.search(reply.body.decode()):
        raise CannotSay("a body that is no text in UTF-8")
    echoes: list[str] = []

    def echoed(number: str) -> str | None:
        place = own.get(number)
        if place is None:
            return None
        echoes.append(place)
        return f"\ue002{len(echoes) - 1}\ue003"

    body = standins.shown(reply.body.decode(), reply.header("content-type") or "", echoed)
    headers = dict(_headers(reply, standins))
    return {"status": reply.status, **({"headers": headers} if headers else {}), "body": _body(body, echoes)}


def _headers(reply: Reply, standins: StandIns) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for name, value in reply.headers:
        shown = standins.header(name, value)
        if name.lower() in _NOT_KEPT or header_name_problem(name) or HEADER.check(shown):
            continue
        # A mapping has a name once; a field that comes again is the same in other letters.
        spelling = next((each for each in (name, name.lower(), name.upper()) if each not in taken), None)
        if spelling is not None:
            taken.add(spelling)
            yield spelling, _literal(shown)


def _body(text: str, echoes: list[str]) -> str:
    if not echoes:
        return _literal(text)
    pieces = _ECHO.split(text)  # text, number, text, number, …, text
    return "".join(
        f"{{{{ {echoes[int(piece)]} }}}}" if place % 2 else _beside(piece)
        for place, piece in enumerate(pieces)
    )


def _beside(piece: str) -> str:
    """A part of a template that is no template: Jinja minds the ends of lines, and a brace before its own."""
    return _quoted(piece) if piece.endswith(("{", "\n")) or "\r" in piece else _literal(piece)


def _literal(text: str) -> str:
    """A text that comes out as it is, whatever templates would make of it."""
    return _quoted(text) if is_template(text) or "{#" in text else text


def _quoted(text: str) -> str:
    return f"{{{{ {json.dumps(text, ensure_ascii=False)} }}}}"
