"""The garbage collector, a little at a time.

Rule: nobody waits for a collection. Left to itself the collector counts what is made less what is freed:
once the journal is full each exchange frees an old one, so it comes every few seconds only, and looks at
all that was made since, for 70 ms, or at everything, for 190. So what is new is looked at ten times a
second, for two; and what is kept in a quiet moment, or at the latest after five busy minutes.

Exchanges with vendors make no garbage that needs a collector: where a busy look finds next to none, the
nine after it are left out, and what is new then is set aside until everything is looked at.
"""

from __future__ import annotations

import asyncio
import gc

EVERY = 0.1  # seconds
QUIET = 500  # new things; a server that nobody asks makes fewer between two sweeps
SOON = 300  # busy sweeps, after which everything is looked at in the next quiet moment
AT_LAST = 3_000  # and after which it is looked at all the same
CLEAN = 50  # garbage that a busy look may find, and still be followed by ...
TRUST = 9  # ... so many busy sweeps that do not look
_NEVER = 2**30


class Sweeping:
    """Sweeps for as long as a loop runs; what is there when it begins is not looked at before SOON."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._busy = 0  # sweeps since everything was looked at
        self._trusted = 0  # busy sweeps to come that do not look
        gc.freeze()
        gc.set_threshold(20_000, _NEVER, _NEVER)
        loop.call_later(EVERY, self._sweep)

    def _sweep(self) -> None:
        self._loop.call_later(EVERY, self._sweep)
        is_quiet = len(gc.get_objects(0)) < QUIET
        self._busy += not is_quiet
        if self._busy >= (SOON if is_quiet else AT_LAST):
            self._look_at_everything()
        elif self._trusted and not is_quiet:
            self._trusted -= 1
            gc.freeze()  # sets aside all there is, at the price of none of it
        else:
            found = gc.collect(0)
            self._trusted = 0 if is_quiet or found > CLEAN else TRUST

    def _look_at_everything(self) -> None:
        self._busy = 0
        gc.unfreeze()
        gc.collect()
        gc.freeze()
