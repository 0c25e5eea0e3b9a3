"""An error status in place of an answer.

Rule: the fault says which status; how a vendor words it is the vendor's table.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.frozen import frozen

LEAST, MOST = 400, 599


@frozen
class StatusFault:
    """Any status from 400 to 599, in the vendor's own error body and format."""

    status: int
    message: str | None = None  # instead of the vendor's own
    headers: tuple[tuple[str, str], ...] = ()

    def refusal(self, by_status: Mapping[int, str]) -> str:
        """The refusal that this status means to a vendor; empty where its table has none."""
        return by_status.get(self.status, "")
