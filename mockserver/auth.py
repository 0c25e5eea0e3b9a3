"""Credential rules that more than one vendor has.

Rule: a rule looks at a desk and raises ``Refused("Unauthenticated")``; how that
is spelt is the vendor's table.
"""

from __future__ import annotations

from hmac import compare_digest

from mockserver.clock import Millis
from mockserver.frozen import frozen
from mockserver.kit import Desk, Refused
from mockserver.request import Request


@frozen
class Token:
    """A token that was handed out, and until when it is good."""

    text: str
    owner: str
    expires: Millis


def bearer(request: Request, *headers: str) -> str | None:
    """The bearer token of the first of these headers that has one."""
    for header in headers or ("authorization",):
        scheme, _, token = (request.headers.get(header) or "").partition(" ")
        if scheme.lower() == "bearer" and token.strip():
            return token.strip()
    return None


def serial(desk: Desk, table: str) -> int:
    """How many tokens of a table were handed out before this one, forgotten ones included."""
    given: int = desk.rows.get(f"{table}.given", "count") or 0
    desk.rows.put(f"{table}.given", "count", given + 1)
    return given


def keep_token(desk: Desk, table: str, token: Token) -> None:
    """Remember a token that was handed out; requests that carry it come to this sandbox."""
    for text, old in desk.rows.rows(table):
        if old.expires <= desk.now:
            desk.rows.remove(table, text)
    desk.rows.put(table, token.text, token)
    desk.own(token.text)


def live_token(desk: Desk, table: str, text: str | None) -> Token:
    """The token of that text, if it is still good.

    Raises:
        Refused: ``Unauthenticated`` with ``why`` missing, unknown or expired.
    """
    if text is None:
        raise Refused("Unauthenticated", why="missing")
    token: Token | None = desk.rows.get(table, text)
    if token is None:
        raise Refused("Unauthenticated", why="unknown")
    if token.expires <= desk.now:
        raise Refused("Unauthenticated", why="expired")
    return token


def same(given: str | None, expected: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return given is not None and compare_digest(given.encode(), expected.encode())
