"""A manual clock that is moved: everything on the way happens, is sent, and is waited for."""

from __future__ import annotations

import asyncio
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callbacks.dispatcher import Advanced, Dispatcher
from mockserver.callbacks.outbox import Attempt, Delivery
from mockserver.clock import DAWN, ManualClock, RealClock
from tests.callbacks.tiny import HISTORIES, TinySender, TinyWorld, answered, on_a_loop, posted

MINUTE = 60_000


def test_an_hour_is_moved_through_step_by_step(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    sender.answer = answered(500, "no")
    delivery = posted(world.outbox, at=DAWN + MINUTE, schedule=(0, 10 * MINUTE, 30 * MINUTE))
    later = posted(world.outbox, at=DAWN + 5 * MINUTE)

    advanced = dispatcher.advance(world, DAWN + 60 * MINUTE)

    assert advanced == Advanced(steps=4, sent=5, now=DAWN + 60 * MINUTE)
    assert [each.at - DAWN for each in world.outbox.get(delivery.id).attempts] == [
        MINUTE,
        MINUTE,
        11 * MINUTE,
        41 * MINUTE,
    ]
    assert [each.id for each in sender.sent].index(later.id) == 2
    assert world.outbox.get(delivery.id).state == "failed"


def test_the_clock_stands_at_the_due_moment_while_sending(world: TinyWorld, sender: TinySender) -> None:
    seen: list[int] = []

    def look(delivery: Delivery) -> Attempt:
        seen.append(world.clock.now())
        return answered()(delivery)

    sender.answer = look
    posted(world.outbox, at=DAWN + 1)
    posted(world.outbox, at=DAWN + 3)
    dispatcher = Dispatcher(lambda: [world], sender)

    dispatcher.advance(world, DAWN + 10)
    dispatcher.stop()

    assert seen == [DAWN + 1, DAWN + 3]


def test_what_is_planned_meanwhile_happens(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    def call_back(delivery: Delivery) -> Attempt:
        if len(sender.sent) < 5:  # as a request handler does, on its own thread
            thread = Thread(target=posted, args=(world.outbox, "next", world.clock.now() + MINUTE))
            thread.start()
            thread.join(5)
            assert not thread.is_alive()
        return answered()(delivery)

    sender.answer = call_back
    posted(world.outbox, at=DAWN + 1)

    assert dispatcher.advance(world, DAWN + 1 + 3 * MINUTE).sent == 4
    assert dispatcher.advance(world, DAWN + 9 * MINUTE).sent == 1


def test_advances_of_one_world_queue(world: TinyWorld, sender: TinySender, dispatcher: Dispatcher) -> None:
    async def play() -> list[Advanced]:
        sender.held["http://slow/"] = asyncio.Event()
        posted(world.outbox, at=DAWN + 1, url="http://slow/")
        posted(world.outbox, "other", at=DAWN + 2)
        first = asyncio.create_task(dispatcher.advance_here(world, DAWN + 1))
        second = asyncio.create_task(dispatcher.advance_here(world, DAWN + 5))
        while not sender.sent:
            await asyncio.sleep(0)
        sender.held["http://slow/"].set()
        return [await first, await second]

    assert on_a_loop(dispatcher, play()) == [Advanced(1, 1, DAWN + 1), Advanced(1, 1, DAWN + 5)]


def test_an_advance_waits_for_flights(world: TinyWorld, sender: TinySender, dispatcher: Dispatcher) -> None:
    async def play() -> None:
        sender.held["http://slow/"] = asyncio.Event()
        delivery = posted(world.outbox, url="http://slow/")
        dispatcher.wake()
        while not sender.sent:
            await asyncio.sleep(0)
        advance = asyncio.create_task(dispatcher.advance_here(world, DAWN + 5))
        await asyncio.sleep(0)
        assert world.clock.now() == DAWN
        sender.held["http://slow/"].set()
        await advance
        assert world.outbox.get(delivery.id).state == "delivered"

    on_a_loop(dispatcher, play())


def test_a_reset_on_the_way_ends_the_walk(sender: TinySender) -> None:
    worlds = [TinyWorld()]
    (world,) = worlds

    def reset(delivery: Delivery) -> Attempt:
        worlds[:] = [TinyWorld()]
        world.outbox.cancel()
        return answered()(delivery)

    sender.answer = reset
    posted(world.outbox, at=DAWN + 1)
    posted(world.outbox, at=DAWN + 2)
    dispatcher = Dispatcher(lambda: worlds, sender)

    assert dispatcher.advance(world, DAWN + 9) == Advanced(1, 1, DAWN + 1)
    dispatcher.stop()


@pytest.mark.parametrize(
    ("clock", "to", "why"), [(RealClock(), DAWN, "only a manual"), (ManualClock(), DAWN - 1, "backwards")]
)
def test_a_clock_that_cannot_be_moved_there_is_told(
    clock: RealClock | ManualClock, to: int, why: str, sender: TinySender
) -> None:
    world = TinyWorld(clock=clock)
    dispatcher = Dispatcher(lambda: [world], sender)

    with pytest.raises(ValueError, match=why):
        dispatcher.advance(world, to)
    dispatcher.stop()


def test_on_its_own_thread_it_does_not_wait_for_itself(world: TinyWorld, dispatcher: Dispatcher) -> None:
    async def play() -> None:
        with pytest.raises(RuntimeError, match="advance_here"):
            dispatcher.advance(world, DAWN)

    on_a_loop(dispatcher, play())


def test_what_never_landed_does_not_stop_time(world: TinyWorld, dispatcher: Dispatcher) -> None:
    posted(world.outbox)
    posted(world.outbox, at=DAWN + 1)
    world.catch_up()
    world.outbox.claim(1)

    assert dispatcher.advance(world, DAWN + 9).now == DAWN + 9


@given(HISTORIES, st.integers(0, 7), st.lists(st.integers(0, 12), max_size=4))
def test_one_walk_gives_what_many_short_ones_give(
    history: list[tuple[str, int, list[int]]], every: int, stops: list[int]
) -> None:
    def told(moments: list[int]) -> list[tuple[str, int, int]]:
        world = TinyWorld()
        sender = TinySender(_failing(every))
        for call, delay, schedule in history:
            posted(world.outbox, call, DAWN + delay, schedule=schedule)
        dispatcher = Dispatcher(lambda: [world], sender)

        async def walk() -> None:
            for moment in moments:
                await dispatcher.advance_here(world, DAWN + moment)

        asyncio.run(walk())
        attempts = (
            (each.id, attempt.number, attempt.at) for each in world.outbox.list() for attempt in each.attempts
        )
        return [*attempts, *((each.id, 0, 0) for each in sender.sent)]

    assert told([40]) == told([*sorted(stops), 40])


def _failing(every: int) -> Any:
    def answer(delivery: Delivery) -> Attempt:
        fails = every and (delivery.number + len(delivery.attempts)) % every == 0
        return answered(error="no" if fails else "")(delivery)

    return answer
