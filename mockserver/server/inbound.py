"""The bytes of one connection become requests, by the rules of RFC 9112.

Rule: what is not HTTP to the letter is refused, never guessed at; two readings of one
request are how one is smuggled. The parser is httptools (llhttp), in its strict way;
what it leaves to its user (Host, versions, transfer codings, sizes) is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, NoReturn

import httptools

from mockserver.frozen import of_tuple
from mockserver.request import Headers, Request
from mockserver.server.refusing import NO_TARGET, Malformed, malformed, wrong_in
from mockserver.server.repeats import END, NO_HEAD, Head, Repeats

IDLE, HEAD, BODY = "idle", "head", "body"
_CHUNK_COST = 8  # bytes that a byte of a body may come to: each in a chunk of its own
_SPARE = 2  # what a head may come to, with colons, line ends and blanks, beside what it says
_FRAMING = ("content-length", "transfer-encoding")
_ABSOLUTE = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]+)[^#]*")
_SLASH = ord("/")


class Arrived(NamedTuple):
    """A request that is there, and what becomes of its connection after the answer."""

    request: Request
    keep: bool
    old: bool  # it came as HTTP/1.0
    is_usual: bool  # neither, and its answer has its body


NOTHING = Arrived(Request("", ""), False, False, False)
_arrived = of_tuple(Arrived)


class Inbound:
    """Reads one connection. ``take`` is given each request, ``expects`` is asked whether a body may come."""

    __slots__ = (
        "_before", "_body", "_bounds", "_client", "_expects", "_fed", "_fields", "_fresh", "_head",
        "_headers", "_host", "_mark", "_method", "_old", "_parser", "_refused", "_repeating", "_repeats",
        "_scheme", "_sent", "_take", "_url", "_wrong", "phase",
    )  # fmt: skip

    def __init__(
        self,
        repeats: Repeats,
        scheme: str,
        client: str,
        take: Callable[[Arrived], None],
        expects: Callable[[], None],
    ) -> None:
        self._bounds = repeats.bounds
        self._scheme = scheme
        self._client = client
        self._take = take
        self._expects = expects
        self._repeats = repeats
        self._sent = b""  # a whole head, as it came
        self._head = NO_HEAD  # that is known, and came last
        self._wrong: Malformed | None = None
        self._refused = False  # a body, and so all that follows
        self._repeating = False  # of a head that was read already
        self._fresh = 0  # bytes that were given last
        self._parser: httptools.HttpRequestParser | None = httptools.HttpRequestParser(self)
        self._begin()

    def _begin(self) -> None:
        self.phase = IDLE
        self._url = b""
        self._fields: list[tuple[bytes, bytes]] = []
        self._body: bytes | bytearray = b""
        self._fed = 0  # bytes given since the request began
        self._before = self._fresh  # and as many at the most before that: it began somewhere among them
        self._mark = 0  # of those bytes, when there was something of the body

    def close(self) -> None:
        """Nothing more is read; the parser, which knows us, is let go."""
        self._parser = None

    def feed(self, data: bytes) -> None:
        """Read on.

        Raises:
            Malformed: this is no HTTP, or beyond a bound; nothing that follows can be read.
        """
        if self.phase is IDLE:
            data = self._take_known(data)
        if data:
            self._read(data)

    def _read(self, data: bytes) -> None:
        parser = self._parser
        while parser is not None:
            self._fresh = len(data)
            self._fed += self._fresh
            try:
                parser.feed_data(data)
                parser = None
            except httptools.HttpParserUpgrade as stopped:
                data = self._going_on(data[stopped.args[0] :])
                parser = self._parser
            except httptools.HttpParserError as why:
                self._give_up(why)
                parser = None
            if self._fed > self._bounds.head:
                self._check_the_endless()

    def _take_known(self, data: bytes) -> bytes:
        """Take the requests that have come whole, under heads that were read before; gives what is left."""
        while self._parser is not None:
            head = self._head  # of the request before this one: most have the same
            if not data.startswith(head.sent):
                sent = data[: data.find(END) + len(END)]
                known = self._repeats.get(sent)
                if known is None:
                    self._sent = sent
                    break
                self._head = head = known
            if len(data) < head.whole:
                self._sent = head.sent
                break
            body, data = data[len(head.sent) : head.whole], data[head.whole :]
            request = Request(
                head.method, head.target, head.headers, body, self._scheme, head.host, self._client
            )
            self._take(_arrived((request, True, False, head.method != "HEAD")))
            if not data:
                break
        return data

    def _learn(self) -> None:
        """Remember the head that was read; nothing of what follows it is one."""
        sent, self._sent = self._sent, b""
        if sent.endswith(END) and self._headers.is_usual and self._url[0] == _SLASH:
            whole = len(sent) + int(self._headers.get("content-length") or 0)
            target, host = self._url.decode("latin-1"), self._host or "localhost"
            self._repeats.learn(Head(sent, self._method, target, self._headers, host, whole))

    def _give_up(self, why: httptools.HttpParserError) -> None:
        if self._refused:
            self.close()
        elif self._wrong is None and isinstance(why, httptools.HttpParserCallbackError):
            raise why  # that is nobody's fault but ours
        else:
            raise self._wrong or malformed(why) from None

    def _check_the_endless(self) -> None:
        """Caps on what may never end: a head, a chunk's extensions, trailers, chunks of next to nothing."""
        head = self._bounds.head * _SPARE
        if self._fed - self._mark > head:
            raise Malformed(431, "the head of the request is too large")
        if self._fed > self._bounds.body * _CHUNK_COST + head * 2:
            raise Malformed(413, "the chunks of the body come to far more than the body")

    def _going_on(self, rest: bytes) -> bytes:
        """The parser stops where a client offers another protocol (Java's does, h2c). It is not taken up.

        So a new parser is given the framing alone, and reads the body and what follows.
        """
        if self._method == "CONNECT":
            self.close()
            return b""
        lines = [f"{name}: {value}" for name, value in self._headers.pairs if name.lower() in _FRAMING]
        asked = [value.lower() for name, value in self._headers.pairs if name.lower() == "connection"]
        lines += ["Connection: close"] * any("close" in value for value in asked)
        head = "\r\n".join([f"{self._method} / HTTP/1.{0 if self._old else 1}", *lines, "", ""])
        self._parser, self._repeating = httptools.HttpRequestParser(self), True
        return head.encode("latin-1") + rest

    # What the parser calls

    def on_message_begin(self) -> None:
        if not self._repeating:
            self.phase = HEAD

    def on_url(self, part: bytes) -> None:
        if self._repeating:
            return
        self._url += part
        if len(self._url) > self._bounds.line:
            self._stop(414, "the request target is too long")

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.phase is HEAD:  # what comes behind the last chunk counts for nothing
            self._fields.append((name, value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        if self._parser is None or self._repeating:
            self._repeating = False
            return
        version = self._parser.get_http_version()
        self._headers = headers = Headers.sent(self._fields)
        self._method = self._parser.get_method().decode("latin-1")
        self._old = version == "1.0"
        self._check_head(version)
        self.phase = BODY
        self._mark = self._fed
        length = headers.get("content-length")
        if length is not None and int(length) > self._bounds.body:
            self._refuse_body()
        elif "expect" in headers and not self._old and (length != "0"):
            self._expects()

    def _check_head(self, version: str) -> None:
        headers, bounds = self._headers, self._bounds
        self._host = headers.get("host") or ""
        if self._url[0] != _SLASH or b"#" in self._url:
            self._read_target()
        elif (
            headers.is_usual  # looked through before
            and version == "1.1"
            and self._fed + self._before <= bounds.head
            and len(self._fields) <= bounds.fields
        ):
            return  # and nothing of it can be beyond a bound
        wrong = wrong_in(version, headers, self._host, len(self._fields), bounds)
        if wrong is not None:
            self._stop(*wrong)
        headers.is_usual = (
            version == "1.1"
            and self._url[0] == _SLASH
            and "transfer-encoding" not in headers
            and "expect" not in headers
        )

    def _read_target(self) -> None:
        """What is asked for where it is no path: a host that it names counts for more than the Host field."""
        if self._method == "CONNECT" or (self._url == b"*" and self._method == "OPTIONS"):
            return
        found = _ABSOLUTE.fullmatch(self._url)
        if found is None:
            self._stop(400, NO_TARGET)
        self._host = found[1].decode("latin-1")

    def _stop(self, status: int, why: str) -> NoReturn:
        """Have the parser stop.

        Raises:
            Malformed: always.
        """
        self._wrong = Malformed(status, why)
        raise self._wrong

    def on_body(self, part: bytes) -> None:
        self._mark = self._fed
        if len(self._body) + len(part) > self._bounds.body:
            self._refuse_body()
        elif not self._body:
            self._body = part
        elif isinstance(self._body, bytearray):
            self._body += part
        else:  # a body may come in as many pieces as it has bytes: they are not kept one by one
            self._body = bytearray(self._body) + part

    def _refuse_body(self) -> None:
        """The answer need not wait for a body that is too large; nothing is read after it.

        Raises:
            Malformed: always, so that the parser stops.
        """
        self._refused = True
        self._body = b""
        self._hand_over(keep=False)
        raise Malformed(413, "the body is too large")

    def on_message_complete(self) -> None:
        parser = self._parser
        if parser is None:
            return
        if parser.should_upgrade() and self._method != "CONNECT":
            return  # see _going_on
        keep = parser.should_keep_alive() and self._method != "CONNECT"
        if keep and self._sent:
            self._learn()
        self._hand_over(keep=keep)
        self._begin()

    def _hand_over(self, *, keep: bool) -> None:
        request = Request(
            self._method,
            self._url.decode("latin-1"),
            self._headers,
            bytes(self._body),
            self._scheme,
            self._host or "localhost",
            self._client,
            "",
            self._refused,
        )
        self._take(Arrived(request, keep, self._old, keep and not self._old and self._method != "HEAD"))
