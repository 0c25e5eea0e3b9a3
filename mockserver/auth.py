"""Credential rules that more than one vendor has.

Rule: a rule looks at a desk and raises ``Refused("Unauthenticated")``; how that
is spelt is the vendor's table. Of what was handed out, the newest ``MOST`` are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hmac import compare_digest
from typing import Any

from mockserver.clock import Millis
from mockserver.frozen import frozen
from mockserver.kit import Desk, Office, Refused
from mockserver.request import Request
from mockserver.store.fifo import Fifo, Leaves

MOST = 20_000  # credentials of a table


@frozen
class Token:
    """A token that was handed out, and until when it is good."""

    text: str
    owner: str
    expires: Millis


def bearer(request: Request, *headers: str) -> str | None:
    """The bearer token of the first of these headers that has one."""
    for header in headers or ("authorization",):
        field = request.headers.get(header)
        if field is not None and (found := _bearer(field)):
            return found
    return None


@lru_cache(maxsize=1024)  # a client shows the same token with every request
def _bearer(field: str) -> str:
    scheme, _, token = field.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def serial(desk: Desk, table: str) -> int:
    """How many tokens of a table were handed out before this one, forgotten ones included."""
    given: int = desk.rows.get(f"{table}.given", "count") or 0
    desk.rows.put(f"{table}.given", "count", given + 1)
    return given


def keep_token(desk: Desk, table: str, token: Token) -> None:
    """Remember a token that was handed out; requests that carry it come to this sandbox."""

    def leaves(oldest: str, many: int) -> bool:
        kept: Token = desk.rows.get(table, oldest)
        return _too_many(oldest, many) or kept.expires <= desk.now

    hand_out(desk, table, token.text, token, leaves)


def _too_many(_oldest: str, many: int) -> bool:
    return many > MOST


def hand_out(desk: Desk, table: str, credential: str, row: Any, leaves: Leaves = _too_many) -> None:
    """Keep a row under a credential that a client gets; requests that carry it come to this sandbox."""
    leaving = keep_newest(desk, table, credential, row, leaves)
    desk.office.own(credential)
    for oldest in leaving:
        desk.office.disown(oldest)


def keep_newest(
    desk: Desk | Office, table: str, key: str, row: Any, leaves: Leaves = _too_many
) -> Sequence[str]:
    """Keep a row; the keys of those that left for it, oldest first."""
    is_new = desk.rows.get(table, key) is None
    desk.rows.put(table, key, row)
    if not is_new:
        return ()
    leaving = Fifo(desk.rows, f"{table}.order").push(key, leaves)
    for oldest in leaving:
        desk.rows.remove(table, oldest)
    return leaving


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
