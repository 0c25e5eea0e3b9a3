"""A delivery as the bytes of an HTTP/1.1 request.

Rule: what the delivery says goes out as it says it, in its order and spelling;
only a Host before it and a Content-Length after it are added, where it has none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mockserver.callbacks.delivery import Headers
from mockserver.callbacks.egress import Target

PIECES = 16  # of a body that comes slowly
_NOT_IN_A_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def request_of(target: Target, headers: Headers, body: bytes, method: str = "POST") -> bytes:
    """The request, from its first byte to its last.

    Raises:
        ValueError: a header cannot be sent.
    """
    lines, has_host, has_length = _lines(headers)
    host = "" if has_host else f"Host: {target.authority}\r\n"
    length = "" if has_length else f"Content-Length: {len(body)}\r\n"
    return f"{method} {target.path} HTTP/1.1\r\n{host}{lines}{length}\r\n".encode() + body


def pieces_of(request: bytes, body: bytes) -> tuple[bytes, ...]:
    """The head of a request, and its body in pieces."""
    size = max(1, -(-len(body) // PIECES))
    head = request[: len(request) - len(body)]
    return (head, *(body[start : start + size] for start in range(0, len(body), size)))


@lru_cache(256)  # a vendor's callbacks have the same headers all day
def _lines(headers: Headers) -> tuple[str, bool, bool]:
    """The header lines, and whether Host and Content-Length are among them."""
    if any(_NOT_IN_A_HEADER.search(text) for header in headers for text in header):
        raise ValueError("a header holds a line break or another control character")
    names = {name.lower() for name, _ in headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return lines, "host" in names, "content-length" in names
