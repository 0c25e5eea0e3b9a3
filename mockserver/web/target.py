"""What a request line asks for: one reading of it, for Flask's routes and for the vendor alike.

Rule: the path and the sandbox prefix come from the target as it was sent, never
from what a server made of it; two readings of one line are a hole in any filter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from mockserver.web import isolation

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
TARGET, PREFIX = "mockserver.target", "mockserver.prefix"


def read_once(inner: Application) -> Application:
    """The application, told by ``environ`` the target without its sandbox prefix, and the prefix."""

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if TARGET not in environ:  # a server of ours has read it already
            environ.update(read(sent(environ), environ.get("SCRIPT_NAME", "")))
        return inner(environ, start_response)

    return application


def read(raw: str, script_name: str = "") -> Environ:
    """What an environ says of a target in its usual form."""
    prefix, target = isolation.split(raw)
    return {
        TARGET: target,
        PREFIX: unquote(prefix),
        "SCRIPT_NAME": script_name + unquote_to_bytes(prefix).decode("latin-1"),
        "PATH_INFO": unquote_to_bytes(target.partition("?")[0]).decode("latin-1"),
    }


def sent(environ: Environ) -> str:
    """Path and query as the client sent them, without scheme and host of the absolute form."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if raw is None:
        query = environ.get("QUERY_STRING", "")
        return quote(environ.get("PATH_INFO", "").encode("latin-1")) + (f"?{query}" if query else "")
    return origin_form(str(raw))


def origin_form(raw: str) -> str:
    """A target without the scheme and host that the absolute form has before it."""
    if raw.startswith("/"):
        return raw
    try:
        parts = urlsplit(raw)
    except ValueError:
        return raw
    if not parts.netloc:
        return raw  # "*", or what is no target at all: nobody is served there
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
