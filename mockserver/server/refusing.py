"""What is no request that can be served, and why: what the parser found, and what it leaves to its user."""

from __future__ import annotations

import re

import httptools

from mockserver.reply import Reply
from mockserver.request import Headers
from mockserver.server.bounds import Bounds

NO_TARGET = "the request target is none"
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+]|[\w.~!$&'()*+,;=%-]*)(?::[0-9]*)?", re.ASCII)
_NO_VERSION = re.compile("Invalid HTTP version|PRI")  # how the parser says it: HTTP/3.0, HTTP/2's preface
_NO_METHOD = "this server knows no such method"
_PLAIN = (("Content-Type", "text/plain; charset=utf-8"),)


class Malformed(Exception):
    """What came is no request that can be served: a status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status

    @property
    def answer(self) -> Reply:
        """What the client is told."""
        return Reply(self.status, f"mockserver: {self}\n".encode(), _PLAIN)


TIMED_OUT = Malformed(408, "the request did not come to its end in time")


def malformed(why: httptools.HttpParserError) -> Malformed:
    """What a parser's error is to a client."""
    if isinstance(why, httptools.HttpParserInvalidMethodError):
        return Malformed(501, _NO_METHOD)
    if isinstance(why, httptools.HttpParserInvalidURLError):
        return Malformed(400, NO_TARGET)
    if _NO_VERSION.search(str(why)):
        return Malformed(505, "this server speaks HTTP/1.1")
    return Malformed(400, f"this is no HTTP request: {why}")


def wrong_in(
    version: str, headers: Headers, host: str, fields: int, bounds: Bounds
) -> tuple[int, str] | None:
    """What is wrong with a head that the parser lets pass: a status, and why."""
    hosts = headers.count("host")
    coding = headers.get("transfer-encoding")
    expects = headers.get("expect")
    # fmt: off
    rules = (
        (fields > bounds.fields,                     431, "there are too many header fields"),
        (headers.size > bounds.head,                 431, "the head of the request is too large"),
        (version not in ("1.1", "1.0"),              505, f"HTTP/{version} is not spoken here"),
        (hosts > 1 or (not hosts and version == "1.1"), 400, f"there has to be one Host, not {hosts}"),
        (not _HOST.fullmatch(host),                  400, "the host is none"),
        (coding is not None and version == "1.0",    400, "HTTP/1.0 knows no Transfer-Encoding"),
        (coding is not None and coding.lower() != "chunked", 501, "no transfer coding but chunked is known"),
        (expects is not None and expects.lower() != "100-continue", 417, "only 100-continue can be expected"),
    )
    # fmt: on
    return next(((status, why) for holds, status, why in rules if holds), None)
