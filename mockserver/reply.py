"""An answer that is not on the wire yet: status, reason phrase, headers and body, as data."""

from __future__ import annotations

from http import HTTPStatus

from mockserver.frozen import frozen


@frozen
class Reply:
    """An answer as data."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    @property
    def status_line(self) -> str:
        """Status and reason phrase, e.g. ``404 NotFound``; the standard phrase unless given."""
        return f"{self.status} {self.reason or standard_reason(self.status)}"

    def header(self, name: str) -> str | None:
        """The first header field of that name."""
        return next((value for field_, value in self.headers if field_.lower() == name.lower()), None)


def standard_reason(status: int) -> str:
    """The phrase RFC 9110 gives a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
