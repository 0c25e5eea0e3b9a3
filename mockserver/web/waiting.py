"""Who waits for a callback to be settled.

Rule: thousands may wait at once, each for its own call, and a callback is told only to
those it may concern.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

from mockserver.callbacks.delivery import Delivery
from mockserver.callbacks.late import LateDispatcher
from mockserver.callbacks.world import World

Hear = Callable[[Delivery], Any]
Place = tuple[World, str | None]  # a sandbox, and the call; None: any


class Waiting:
    """Those who wait, by sandbox and call."""

    def __init__(self, dispatcher: LateDispatcher) -> None:
        self._dispatcher = dispatcher
        self._lock = Lock()
        self._forget: Callable[[], None] | None = None
        self._hearing: dict[Place, dict[int, Hear]] = {}
        self._serial = 0

    def listen(self, world: World, call_id: str | None, hear: Hear) -> Callable[[], None]:
        """Tell ``hear`` of each delivery of the call, or of any, after an attempt; gives what ends that."""
        place = (world, call_id)
        with self._lock:
            self._serial += 1
            number = self._serial
            self._hearing.setdefault(place, {})[number] = hear
            if self._forget is None:
                self._forget = self._dispatcher.on_settled(self._tell)

        def forget() -> None:
            with self._lock:
                hearing = self._hearing.get(place, {})
                hearing.pop(number, None)
                if not hearing:
                    self._hearing.pop(place, None)

        return forget

    def _tell(self, world: World, delivery: Delivery) -> None:
        with self._lock:
            places = ((world, delivery.call_id), (world, None))
            told = [hear for place in places for hear in self._hearing.get(place, {}).values()]
        for hear in told:
            hear(delivery)
