"""The proxy: a WSGI application that asks the real vendor, and tells what was said.

Rule: the application under test gets the vendor's answer as it came, whatever recording makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

from mockserver.recording.forwarding import Forwarder, Unreached
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.web.straight import plain
from mockserver.web.target import Environ, sent

LONGEST = 4 * 1024 * 1024  # bytes of a request's body, as the mock itself takes
_OF_THE_SERVER = frozenset({"date", "server"})  # it says them itself, and no client wants them twice
_BODILESS = frozenset({204, 304})
Heard = Callable[[Request, Reply], object]


class Proxy:
    """Stands between an application and the vendor; a server serves it as it does the mock."""

    def __init__(self, forwarder: Forwarder, heard: Heard) -> None:
        self._forwarder = forwarder
        self._heard = heard
        self.unanswered: list[str] = []  # why, for each request that the vendor did not answer
        self.extensions: dict[str, Any] = {"mockserver": SimpleNamespace(dispatcher=forwarder)}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The answer to one request."""
        reply = self._reply(environ)
        fields = [each for each in reply.headers if each[0].lower() not in _OF_THE_SERVER]
        start_response(reply.status_line, [*fields, *_length(environ["REQUEST_METHOD"], reply)])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else reply.body]

    def _reply(self, environ: Environ) -> Reply:
        target = sent(environ)
        if not target.startswith("/"):  # after the vendor's host, anything else would name another one
            return plain(400, f"{target[:80]!r} is no path")
        try:
            request = _request(environ, target)
        except RequestEntityTooLarge:
            return plain(413, f"a body of more than {LONGEST} bytes is not taken to the vendor")
        try:
            reply = self._forwarder.answer(request)
        except Unreached as why:
            self.unanswered.append(str(why))
            return plain(502, f"the vendor has not answered: {why}")
        self._heard(request, reply)
        return reply


def _length(method: str, reply: Reply) -> list[tuple[str, str]]:
    """How long the body is, where there is one to come."""
    if method == "HEAD" or reply.status in _BODILESS:  # RFC 9110, 8.6: none, or that of GET
        return []
    return [("Content-Length", str(len(reply.body)))]


def _request(environ: Environ, target: str) -> Request:
    """What a server says of a request, as data.

    Raises:
        RequestEntityTooLarge: its body is over the cap.
    """
    return Request(
        environ["REQUEST_METHOD"],
        target,
        Headers(_fields(environ)),
        get_input_stream(environ, max_content_length=LONGEST).read(),
        client=environ.get("REMOTE_ADDR", ""),
    )


def _fields(environ: Environ) -> Iterator[tuple[str, str]]:
    """The header fields of an environ; WSGI keeps neither their order nor their spelling."""
    for name, value in environ.items():
        if name.startswith("HTTP_") or (name in {"CONTENT_TYPE", "CONTENT_LENGTH"} and value):
            yield name.removeprefix("HTTP_").replace("_", "-").title(), value
