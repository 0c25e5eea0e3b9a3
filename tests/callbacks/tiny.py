"""A world and a sender small enough to see through."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from mockserver.callbacks.dispatcher import Dispatcher
from mockserver.callbacks.outbox import Attempt, Delivery, Outbox
from mockserver.callbacks.seats import Seats
from mockserver.clock import DAWN, Clock, ManualClock, Millis
from mockserver.store.memory import MemorySpace

Answer = Callable[[Delivery], Attempt]
HISTORIES = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.lists(st.integers(0, 5), max_size=3)), max_size=30
)


def posted(outbox: Outbox, call_id: str = "c1", at: Millis = DAWN, **facts: Any) -> Delivery:
    """A delivery like any other, put into the outbox."""
    usual: dict[str, Any] = {
        "vendor": "acme",
        "notice": "ended",
        "cause": "e1",
        "url": "http://127.0.0.1:9/hook",
        "headers": (("Content-Type", "application/json"),),
        "body": b"{}",
    }
    return outbox.post(call_id=call_id, at=at, **{**usual, **facts})


def ripe(outbox: Outbox, call_id: str = "c1", **facts: object) -> str:
    delivery = posted(outbox, call_id, **facts)
    outbox.ripen(delivery.id, DAWN)
    return delivery.id


def claimed(outbox: Outbox, limit: int = 99) -> list[str]:
    return [delivery.id for delivery in outbox.claim(limit)]


def on_its_way(outbox: Outbox, **facts: object) -> str:
    id = ripe(outbox, **facts)
    assert id in claimed(outbox)
    return id


def answered(status: int = 200, error: str = "", **facts: Any) -> Answer:
    """Answers every delivery alike."""
    return lambda delivery: Attempt(len(delivery.attempts) + 1, DAWN, status, error=error, **facts)


class TinyWorld:
    """A world of deliveries only."""

    def __init__(self, name: str = "tiny", clock: Clock | None = None) -> None:
        self.name = name
        self.space = MemorySpace()
        self.first_due = self.space.next_due
        self.clock: Clock = ManualClock() if clock is None else clock
        self.outbox = Outbox(self.space, seed=7)
        self.verdict = ""
        self.broken = False

    def transaction(self) -> AbstractContextManager[None]:
        return self.space.transaction()

    def next_due(self) -> Millis | None:
        due = self.space.next_due()
        return None if due is None else due.at

    def catch_up(self, until: Millis | None = None) -> None:
        if self.broken:
            raise RuntimeError("broken")
        with self.transaction():
            while (due := self.space.take_due(self.clock.now() if until is None else until)) is not None:
                self.outbox.ripen(due.key, due.at)

    def judge(self, delivery: Delivery, attempt: Attempt) -> Attempt:
        return replace(attempt, error=self.verdict)


class TinySender:
    """Sends nowhere: notes what it was given, and answers as it was told."""

    def __init__(self, answer: Answer | None = None, per_destination: int = 64, total: int = 256) -> None:
        self.seats = Seats(per_destination, total)
        self.answer = answer or answered()
        self.sent: list[Delivery] = []
        self.held: dict[str, asyncio.Event] = {}  # URL -> what its deliveries wait for

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, delivery: Delivery) -> Attempt:
        self.sent.append(delivery)
        if delivery.url in self.held:
            await self.held[delivery.url].wait()
        return self.answer(delivery)


def on_a_loop(dispatcher: Dispatcher, work: Coroutine[Any, Any, Any]) -> Any:
    """The work's result, with the dispatcher running on the same loop."""

    async def both() -> Any:
        up = asyncio.Event()
        running = asyncio.create_task(dispatcher.run(up.set))
        await up.wait()
        try:
            return await work
        finally:
            running.cancel()
            await asyncio.wait([running])

    return asyncio.run(both())


def attached(dispatcher: Dispatcher, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """The work's result, on the loop that the dispatcher is attached to."""

    async def both() -> Any:
        dispatcher.attach(asyncio.get_running_loop())
        try:
            return await work()
        finally:
            await dispatcher.detach(1)

    return asyncio.run(both())


async def until(so: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not so():
            await asyncio.sleep(0)


async def rounds(count: int = 5) -> None:
    for _ in range(count):
        await asyncio.sleep(0)
