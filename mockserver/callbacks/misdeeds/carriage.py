"""Callbacks that are damaged on their way, or leave in another manner than they should."""

from __future__ import annotations

from mockserver.callbacks.delivery import Headers
from mockserver.callbacks.misdeeds.base import Draft
from mockserver.clock import Millis
from mockserver.faults.base import Part
from mockserver.frozen import frozen, replaced

_HALF = Part(percent=50)


@frozen
class Truncated:
    """The end of the body is missing; its Content-Length is that of what is left."""

    sent: Part = _HALF

    def spoil(self, draft: Draft) -> Draft:
        """One byte is missing at least."""
        write = draft.write

        def cut(members: object) -> bytes:
            body = write(members)
            return body[: min(self.sent.of(body), max(0, len(body) - 1))]

        return replaced(draft, write=cut)


@frozen
class WrongContentType:
    """The header says that the body is something else."""

    content_type: str = "text/html"

    def spoil(self, draft: Draft) -> Draft:
        """The body stays as it is."""
        others: Headers = tuple(row for row in draft.headers if row[0].lower() != "content-type")
        return replaced(draft, headers=(("Content-Type", self.content_type), *others))


@frozen
class Duplicate:
    """It is sent more than once, byte for byte, though the first was accepted."""

    times: int = 2

    def spoil(self, draft: Draft) -> Draft:
        """So many in all, one after the other."""
        return replaced(draft, copies=self.times)


@frozen
class Late:
    """It comes long after what it tells of."""

    by: Millis = 600_000

    def spoil(self, draft: Draft) -> Draft:
        """It says and signs what it would have said and signed in time."""
        return replaced(draft, late=self.by)


@frozen
class OutOfOrder:
    """It comes after the next callback of its call."""

    most: Millis = 60_000

    def spoil(self, draft: Draft) -> Draft:
        """Where no other follows within that time, it goes alone."""
        return replaced(draft, behind=self.most)


@frozen
class NeverSent:
    """It never leaves."""

    def spoil(self, draft: Draft) -> Draft:
        """The outbox keeps it as failed."""
        return replaced(draft, is_kept_back=True)


@frozen
class Slow:
    """Its body comes in small pieces over a slow network. That time is real, whatever the sandbox's clock."""

    over: Millis = 3_000

    def spoil(self, draft: Draft) -> Draft:
        """So long from the first byte to the last."""
        return replaced(draft, over=self.over)
