"""Answers that come whole, and that nobody can use: called what they are not, or not well-formed.

Rule: the length that is announced is that of what comes; a client that waits for no more finds out
only by reading.
"""

from __future__ import annotations

from typing import ClassVar

from mockserver.faults.base import Draw, Left
from mockserver.frozen import frozen, replaced
from mockserver.reply import Reply

_NAME, _LENGTH = "Content-Type", "content-length"
_OTHER = ("text/html", "application/octet-stream")  # what a body is called that is not called so already
_NO_TEXT = b"\xff\xfe\x00"  # no kind of text begins so


@frozen
class WrongContentType:
    """The answer as it is, called HTML by its Content-Type; what is HTML is called a stream of bytes."""

    leaves: ClassVar[Left] = Left.SPOILT

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, called something else."""
        html, stream = _OTHER
        own = (reply.header(_NAME) or "").lower()
        return _with(reply, {_NAME: stream if own.startswith(html) else html})


@frozen
class MalformedBody:
    """A body that no parser takes: JSON and XML without their last sign, anything else behind a NUL byte."""

    leaves: ClassVar[Left] = Left.SPOILT

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, not well-formed."""
        whole = reply.body.rstrip()
        is_closed = whole[:1] + whole[-1:] in (b"{}", b"[]", b"<>")
        return _with(replaced(reply, body=whole[:-1] if is_closed else _NO_TEXT + reply.body))


@frozen
class WrongCharset:
    """The text in UTF-16, while the Content-Type says of it what it said before."""

    leaves: ClassVar[Left] = Left.SPOILT

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, in another encoding than it says."""
        return _with(replaced(reply, body=reply.body.decode("utf-8", "replace").encode("utf-16")))


def _with(reply: Reply, fields: dict[str, str] | None = None) -> Reply:
    """The answer with these fields in place of its own, and a length that is true."""
    own = fields or {}
    gone = {_LENGTH, *(name.lower() for name in own)}
    kept = tuple(field for field in reply.headers if field[0].lower() not in gone)
    return replaced(reply, headers=(*kept, *own.items()))
