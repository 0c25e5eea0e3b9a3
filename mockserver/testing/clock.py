"""A sandbox's clock in a test's hands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mockserver.clock import Millis, moment_of, utc
from mockserver.frozen import frozen
from mockserver.remote.admin import Admin

_LONG = 300.0  # seconds: everything due on the way is sent and answered before the answer comes


@frozen
class ManualClock:
    """It stands still until it is moved; what is due on the way happens, each thing at its own moment."""

    admin: Admin

    @property
    def millis(self) -> Millis:
        """The moment it is: milliseconds since the epoch."""
        return int(self.admin.get("/clock")["millis"])

    @property
    def now(self) -> datetime:
        """The moment it is, in UTC."""
        return utc(self.millis)

    @property
    def next_due(self) -> datetime | None:
        """When the next thing happens by itself; None where nothing is to come."""
        due = self.admin.get("/clock")["next"]
        return None if due is None else utc(moment_of(due))

    def advance(self, by: str | float | timedelta) -> datetime:
        """Move it on: ``"10m"``, seconds, or a timedelta; gives the moment it is then.

        Callbacks that are due are sent and answered before this returns.

        Raises:
            AdminRefused: it is no duration, or a negative one.
        """
        if isinstance(by, timedelta):
            by = by.total_seconds()
        return self._move({"by": by if isinstance(by, str) else f"{round(by * 1000)}ms"})

    def advance_to(self, moment: str | datetime) -> datetime:
        """Move it to a moment: ISO 8601, or a datetime (without a zone it is UTC); gives that moment.

        Raises:
            AdminRefused: it is in the past, or no time.
        """
        return self._move({"to": moment if isinstance(moment, str) else moment.isoformat()})

    def advance_to_next(self) -> datetime:
        """Move it to the next thing that is due, if anything is; gives the moment it is then."""
        return self._move({"to": "next"})

    def _move(self, where: dict[str, Any]) -> datetime:
        told = self.admin.ask("POST", "/clock/advance", where, timeout=_LONG)
        return utc(int(told["millis"]))
