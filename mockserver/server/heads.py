"""Heads of answers as bytes.

Rule: the reply's own fields come first, as they are; what HTTP needs beside them
(Content-Length, Date, Connection) is added where the reply does not say it.
"""

from __future__ import annotations

import re
from email.utils import formatdate

from mockserver.clock import RealClock
from mockserver.frozen import frozen
from mockserver.reply import Reply

ENDLESS = -1  # the length of a body that ends with its connection
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_MOST = 512  # heads kept: a server answers with the same few
_NO_BODY = frozenset({204, 304})
_ONE_LINE = re.compile(r"[\r\n\0]")  # what a client sent, and comes back in a field, splits no answer
_SIZES = frozenset({"content-length", "transfer-encoding"})
_FRAMING = ("content-length", "transfer-encoding", "connection", "date")


@frozen
class Head:
    """The status line and the reply's own fields, and which of HTTP's are among them."""

    text: bytes
    given: dict[str, str]


_kept: dict[tuple[int, str, tuple[tuple[str, str], ...]], Head] = {}


def head_of(reply: Reply) -> Head:
    """The head of a reply, without HTTP's own fields."""
    key = (reply.status, reply.reason, reply.headers)
    head = _kept.get(key)
    if head is None:
        head = _made(reply)
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[key] = head
    return head


def _made(reply: Reply) -> Head:
    lines = [f"HTTP/1.1 {reply.status_line}", *(f"{name}: {value}" for name, value in reply.headers)]
    given = {name.lower(): value for name, value in reply.headers if name.lower() in _FRAMING}
    text = "".join(f"{_ONE_LINE.sub(' ', line)}\r\n" for line in lines)
    return Head(text.encode("latin-1", "replace"), given)


def framed(reply: Reply, date: bytes, *, keep: bool, length: int | None, old: bool = False) -> bytes:
    """The whole head, to its empty line.

    ``date`` is the line of that field, ``length`` the body's, None: it comes in chunks, or it is ``ENDLESS``;
    ``old``: the client speaks HTTP/1.0.
    """
    head = head_of(reply)
    lines = [head.text]
    if "date" not in head.given:
        lines.append(date)
    if length is None:
        lines.append(b"Transfer-Encoding: chunked\r\n")
    elif length != ENDLESS and reply.status not in _NO_BODY and not head.given.keys() & _SIZES:
        lines.append(b"Content-Length: %d\r\n" % length)
    if "connection" not in head.given:
        lines.append(b"Connection: close\r\n" * (not keep) + b"Connection: keep-alive\r\n" * (keep and old))
    return b"".join((*lines, b"\r\n"))


def whole(reply: Reply, date: bytes) -> bytes | None:
    """Head and body of a plain answer on a connection that stays; None where more is to be thought of."""
    head = _kept.get((reply.status, reply.reason, reply.headers))
    if head is None or head.given or reply.status in _NO_BODY:
        return None
    return b"%b%bContent-Length: %d\r\n\r\n%b" % (head.text, date, len(reply.body), reply.body)


def has_body(method: str, reply: Reply) -> bool:
    """Whether a body goes out with this answer to this method."""
    return method != "HEAD" and reply.status not in _NO_BODY


def keeps(method: str, reply: Reply) -> bool:
    """Whether the connection can go on after this answer: its own fields do not say otherwise, or lie."""
    given = head_of(reply).given
    if not given:
        return True
    length = given.get("content-length", str(len(reply.body)))
    return (
        given.get("connection", "").lower() != "close"
        and "transfer-encoding" not in given
        and (length == str(len(reply.body)) or not has_body(method, reply))
    )


def date_line() -> bytes:
    """The Date field, now."""
    return f"Date: {formatdate(RealClock().now() / 1000, usegmt=True)}\r\n".encode()
