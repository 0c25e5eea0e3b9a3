from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from itertools import product
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.callbacks.dispatcher import Advanced, Dispatcher
from mockserver.callbacks.outbox import Attempt, Delivery
from mockserver.clock import DAWN, ManualClock, PacedClock, RealClock
from tests.callbacks.tiny import TinySender, TinyWorld, answered, posted

MINUTE = 60_000


@pytest.fixture
def world() -> TinyWorld:
    return TinyWorld()


@pytest.fixture
def sender() -> TinySender:
    return TinySender()


@pytest.fixture
def dispatcher(world: TinyWorld, sender: TinySender) -> Iterator[Dispatcher]:
    made = Dispatcher(lambda: [world], sender)
    yield made
    made.stop()


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


def test_what_is_due_is_sent(world: TinyWorld, sender: TinySender, dispatcher: Dispatcher) -> None:
    dispatcher.start()
    delivery = posted(world.outbox)
    dispatcher.wake()

    assert dispatcher.drain(world, 5)
    assert [each.id for each in sender.sent] == [delivery.id]
    done = world.outbox.get(delivery.id)
    assert (done.state, done.attempts[0].at, done.attempts[0].number) == ("delivered", DAWN, 1)


def test_what_is_not_due_is_not_sent(world: TinyWorld, sender: TinySender, dispatcher: Dispatcher) -> None:
    posted(world.outbox, at=DAWN + 1)

    assert dispatcher.drain(world, 5)
    assert sender.sent == []
    assert world.outbox.pending() == 1


def test_the_vendor_judges_an_answer(world: TinyWorld, dispatcher: Dispatcher) -> None:
    world.verdict = "retCode is 1"
    delivery = posted(world.outbox)

    dispatcher.drain(world, 5)

    assert world.outbox.get(delivery.id).problem == "retCode is 1"


def test_the_vendor_does_not_judge_what_has_failed(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    sender.answer = answered(500, "answered 500")
    delivery = posted(world.outbox)

    dispatcher.drain(world, 5)

    assert world.outbox.get(delivery.id).problem == "answered 500"


def test_two_of_a_call_are_sent_one_after_the_other(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    ids = [posted(world.outbox).id for _ in range(3)]

    dispatcher.drain(world, 5)

    assert [each.id for each in sender.sent] == ids


def test_a_slow_place_holds_up_no_other(world: TinyWorld, sender: TinySender, dispatcher: Dispatcher) -> None:
    async def play() -> list[str]:
        sender.held["http://slow/"] = asyncio.Event()
        for number in range(300):
            posted(world.outbox, f"slow {number}", url="http://slow/")
        quick = [posted(world.outbox, f"quick {number}").id for number in range(300)]
        dispatcher.wake()
        while any(world.outbox.get(id).state != "delivered" for id in quick):
            await asyncio.sleep(0)
        states = [each.state for each in world.outbox.list() if each.url == "http://slow/"]
        sender.held["http://slow/"].set()
        assert await dispatcher.drain_here(world, 5)
        return states

    states = on_a_loop(dispatcher, play())

    assert sorted(set(states)) == ["ready", "sending"]
    assert states.count("sending") == 64
    assert len(sender.sent) == len({each.id for each in sender.sent}) == 600


def test_many_slow_places_leave_seats_for_the_next(world: TinyWorld) -> None:
    sender = TinySender()
    dispatcher = Dispatcher(lambda: [world], sender)
    for place, number in product(range(20), range(50)):
        posted(world.outbox, f"{place} {number}", url=f"http://slow{place}/")

    async def play() -> None:
        sender.held = {f"http://slow{place}/": asyncio.Event() for place in range(20)}
        while not sender.sent:
            await asyncio.sleep(0)
        quick = posted(world.outbox, "quick").id
        dispatcher.wake()
        while world.outbox.get(quick).state != "delivered":
            await asyncio.sleep(0)
        for event in sender.held.values():
            event.set()
        assert await dispatcher.drain_here(world, 5)

    on_a_loop(dispatcher, play())

    assert len(sender.sent) == 1001
    assert sender.seats.taken == 0


def test_a_broken_world_holds_up_no_other(sender: TinySender, caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = TinyWorld("broken"), TinyWorld("sound")
    broken.broken = True
    posted(broken.outbox)
    delivery = posted(sound.outbox)
    dispatcher = Dispatcher(lambda: [broken, sound], sender)

    dispatcher.start()
    assert dispatcher.drain(sound, 5)
    dispatcher.stop()

    assert sound.outbox.get(delivery.id).state == "delivered"
    assert any("broken" in record.message for record in caplog.records)


def test_a_broken_judge_is_a_failed_attempt(
    world: TinyWorld, dispatcher: Dispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world, "judge", lambda delivery, attempt: {}["no"])
    delivery = posted(world.outbox)

    dispatcher.drain(world, 5)

    assert "mockserver itself failed: KeyError" in world.outbox.get(delivery.id).problem


def test_what_comes_back_for_a_world_that_was_swept_is_dropped(
    world: TinyWorld, sender: TinySender, caplog: pytest.LogCaptureFixture
) -> None:
    def sweep(delivery: Delivery) -> Attempt:
        world.space.clear()
        return answered()(delivery)

    sender.answer = sweep
    posted(world.outbox)
    dispatcher = Dispatcher(lambda: [world], sender)

    with caplog.at_level(logging.DEBUG):
        assert dispatcher.drain(world, 5)
    dispatcher.stop()

    assert world.outbox.list() == ()
    assert [record.levelname for record in caplog.records if "nobody waits" in record.message] == ["DEBUG"]


def test_the_end_of_the_loop_is_kept_as_a_failed_attempt(world: TinyWorld, sender: TinySender) -> None:
    delivery = posted(world.outbox, url="http://slow/")
    dispatcher = Dispatcher(lambda: [world], sender)

    async def play() -> None:
        sender.held["http://slow/"] = asyncio.Event()
        dispatcher._grace = 0
        while not sender.sent:
            await asyncio.sleep(0)

    on_a_loop(dispatcher, play())

    assert world.outbox.get(delivery.id).problem == "mockserver was stopped before an answer came"


def test_it_can_be_started_again(world: TinyWorld, sender: TinySender, dispatcher: Dispatcher) -> None:
    for number in range(3):
        dispatcher.start()
        dispatcher.start()
        posted(world.outbox, str(number))
        dispatcher.wake(world)
        assert dispatcher.drain(world, 5)
        dispatcher.stop()
        dispatcher.stop()
        dispatcher.wake()

    assert len(sender.sent) == 3


@pytest.mark.parametrize("clock", [RealClock(), PacedClock(60_000)], ids=["real", "paced"])
def test_running_time_brings_what_is_due_by_itself(clock: RealClock | PacedClock, sender: TinySender) -> None:
    world = TinyWorld(clock=clock)
    ids = [posted(world.outbox, str(number), clock.now() + number).id for number in range(20)]
    dispatcher = Dispatcher(lambda: [world], sender)

    async def play() -> None:
        while world.outbox.pending():
            await asyncio.sleep(0)

    on_a_loop(dispatcher, play())

    assert [each.id for each in sender.sent] == ids


def test_worlds_that_come_later_are_served(sender: TinySender) -> None:
    worlds: list[TinyWorld] = []
    dispatcher = Dispatcher(lambda: worlds, sender)
    dispatcher.start()

    worlds.append(TinyWorld())
    posted(worlds[0].outbox)
    assert dispatcher.drain(worlds[0], 5)
    dispatcher.stop()

    assert len(sender.sent) == 1


# Advance


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


HISTORIES = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.lists(st.integers(0, 5), max_size=3)), max_size=30
)


@settings(max_examples=30, deadline=None)
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


@settings(max_examples=20, deadline=None)
@given(HISTORIES)
def test_calls_are_told_in_order_and_nothing_twice(history: list[tuple[str, int, list[int]]]) -> None:
    world, sender = TinyWorld(), TinySender(per_destination=2)
    dispatcher = Dispatcher(lambda: [world], sender)
    ids = [posted(world.outbox, call, DAWN, schedule=schedule).id for call, _, schedule in history]

    async def play() -> bool:
        return await dispatcher.drain_here(world, 5)

    assert on_a_loop(dispatcher, play())
    assert sorted(each.id for each in sender.sent) == sorted(ids)
    for call in "abc":
        numbers = [each.number for each in sender.sent if each.call_id == call]
        assert numbers == sorted(numbers)
