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
        prefix, target = isolation.split(sent(environ))
        environ[TARGET], environ[PREFIX] = target, unquote(prefix)
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + unquote_to_bytes(prefix).decode("latin-1")
        environ["PATH_INFO"] = unquote_to_bytes(target.partition("?")[0]).decode("latin-1")
        return inner(environ, start_response)

    return application


def sent(environ: Environ) -> str:
    """Path and query as the client sent them, without scheme and host of the absolute form."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if raw is None:
        query = environ.get("QUERY_STRING", "")
        return quote(environ.get("PATH_INFO", "").encode("latin-1")) + (f"?{query}" if query else "")
    return str(raw) if raw.startswith("/") else _origin_form(raw)


def _origin_form(raw: str) -> str:
    try:
        parts = urlsplit(raw)
    except ValueError:
        return raw
    if not parts.netloc:
        return raw  # "*", or what is no target at all: nobody is served there
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
