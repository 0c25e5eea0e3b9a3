"""The dispatcher on a server's own loop: attached and detached there, woken for next to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from threading import Thread, get_ident
from typing import Any

import pytest

from mockserver.callbacks.dispatcher import Advanced, Dispatcher
from mockserver.callbacks.late import LateDispatcher
from mockserver.callbacks.watch import BATCH
from mockserver.clock import DAWN, ManualClock, RealClock
from tests.callbacks.tiny import TinySender, TinyWorld, posted

Outcome = Advanced | Exception


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


class CountingWorld(TinyWorld):
    """Counts how often it was looked at."""

    looks = 0

    def next_due(self) -> int | None:
        return super().next_due()

    def transaction(self) -> Any:
        self.looks += 1
        return super().transaction()


def test_what_is_due_is_sent_from_the_loop_it_is_attached_to(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    threads: list[int] = []
    dispatcher.on_settled(lambda _world, _delivery: threads.append(get_ident()))

    async def work() -> None:
        delivery = posted(world.outbox)
        dispatcher.wake(world)
        await until(lambda: world.outbox.get(delivery.id).state == "delivered")

    attached(dispatcher, work)

    assert threads == [get_ident()]


def test_it_can_be_attached_once_at_a_time_and_again(dispatcher: Dispatcher) -> None:
    async def work() -> None:
        with pytest.raises(RuntimeError, match="runs already"):
            dispatcher.attach(asyncio.get_running_loop())
        dispatcher.start()  # it runs: there is nothing to do

    attached(dispatcher, work)
    attached(dispatcher, rounds)


def test_detached_it_serves_nobody(world: TinyWorld, sender: TinySender, dispatcher: Dispatcher) -> None:
    async def work() -> None:
        posted(world.outbox, at=DAWN + 1)
        await rounds()

    attached(dispatcher, work)
    posted(world.outbox)
    dispatcher.wake(world)
    dispatcher.wake()

    assert sender.sent == []


def test_detaching_waits_for_what_is_on_its_way(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    async def work() -> None:
        sender.held["http://slow/"] = asyncio.Event()
        posted(world.outbox, url="http://slow/")
        await until(lambda: sender.sent)
        asyncio.get_running_loop().call_soon(sender.held["http://slow/"].set)

    attached(dispatcher, work)

    assert [each.state for each in world.outbox.list()] == ["delivered"]


def test_a_late_dispatcher_is_attached_and_detached_too(world: TinyWorld, sender: TinySender) -> None:
    late = LateDispatcher(lambda: Dispatcher(lambda: [world], sender))
    posted(world.outbox)
    late.wake(world)

    async def work() -> Outcome:
        told: list[Outcome] = []
        late.attach(asyncio.get_running_loop())
        late.on_settled(lambda _world, delivery: posted(world.outbox, at=DAWN + 1, call_id=delivery.id))
        late.advance_soon(world, DAWN, told.append)
        await until(lambda: told)
        await late.detach(1)
        return told[0]

    assert asyncio.run(work()) == Advanced(0, 0, DAWN)
    assert world.outbox.pending() == 1


def test_a_wake_after_which_there_is_nothing_new_is_no_look(sender: TinySender) -> None:
    world = CountingWorld(clock=RealClock())
    dispatcher = Dispatcher(lambda: [world], sender)

    async def work() -> int:
        posted(world.outbox, at=world.clock.now() + 60_000)
        await rounds()
        before = world.looks
        for _ in range(10):
            dispatcher.wake(world)
        await rounds()
        return world.looks - before

    assert attached(dispatcher, work) == 0


@pytest.mark.parametrize("thread", [False, True], ids=["from the loop", "from a thread"])
@pytest.mark.parametrize("news", ["earlier", "ripe", "clock"])
def test_a_wake_with_news_is_a_look(sender: TinySender, news: str, thread: bool) -> None:
    world = TinyWorld(clock=ManualClock())
    dispatcher = Dispatcher(lambda: [world], sender)

    def change() -> None:
        if news == "clock":
            world.clock = RealClock()
        else:
            posted(world.outbox)
        if news == "ripe":  # as a request does that lets happen what is due
            world.catch_up()
        dispatcher.wake(world)

    async def work() -> None:
        posted(world.outbox, "later", at=DAWN + 60_000)
        await rounds()
        assert sender.sent == []
        await asyncio.to_thread(change) if thread else change()
        await until(lambda: sender.sent)

    attached(dispatcher, work)

    assert len(sender.sent) >= 1


def test_a_redelivery_that_is_ripe_at_once_is_sent(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    async def work() -> None:
        id = posted(world.outbox).id
        posted(world.outbox, "later", at=DAWN + 60_000)
        await until(lambda: world.outbox.get(id).state == "delivered")
        with world.transaction():
            world.outbox.redeliver(id, DAWN)
            world.catch_up()
        dispatcher.wake(world)
        await until(lambda: len(world.outbox.get(id).attempts) == 2)

    attached(dispatcher, work)

    assert len(sender.sent) == 2


def test_worlds_that_have_gone_are_not_played_on(sender: TinySender) -> None:
    gone, worlds = TinyWorld("gone", RealClock()), [TinyWorld("there", RealClock())]
    dispatcher = Dispatcher(lambda: worlds, sender)

    async def work() -> None:
        posted(gone.outbox, at=gone.clock.now())
        dispatcher.wake(gone)
        kept = posted(worlds[0].outbox, at=gone.clock.now() + 5)
        dispatcher.wake(worlds[0])
        await until(lambda: worlds[0].outbox.get(kept.id).state == "delivered")

    attached(dispatcher, work)

    assert len(sender.sent) == 1
    assert gone.outbox.pending() == 1


def test_thousands_of_worlds_are_all_served(sender: TinySender) -> None:
    worlds = [TinyWorld(str(number)) for number in range(5 * BATCH + 1)]
    for world in worlds:
        posted(world.outbox, url=f"http://{world.name}/")
    dispatcher = Dispatcher(lambda: worlds, sender)

    async def work() -> None:
        await until(lambda: not any(world.outbox.pending() for world in worlds))

    attached(dispatcher, work)

    assert len(sender.sent) == len(worlds)


def test_worlds_without_a_seat_are_served_when_one_is_free() -> None:
    worlds, sender = [TinyWorld(str(number)) for number in range(2 * BATCH)], TinySender(total=2)
    dispatcher = Dispatcher(lambda: worlds, sender)

    async def work() -> None:
        sender.held["http://slow/"] = asyncio.Event()
        for world in worlds:
            posted(world.outbox, url="http://slow/")
        dispatcher.wake()
        await until(lambda: sender.sent)
        assert len(sender.sent) == 1
        sender.held["http://slow/"].set()
        await until(lambda: not any(world.outbox.pending() for world in worlds))

    attached(dispatcher, work)

    assert len(sender.sent) == len(worlds)


@pytest.mark.parametrize("thread", [False, True], ids=["from the loop", "from a thread"])
def test_an_advance_that_nobody_waits_for_tells_what_came_of_it(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher, thread: bool
) -> None:
    told: list[tuple[Outcome, int]] = []

    def ask() -> None:
        dispatcher.advance_soon(world, DAWN + 5, lambda outcome: told.append((outcome, get_ident())))

    async def work() -> None:
        posted(world.outbox, at=DAWN + 1)
        await asyncio.to_thread(ask) if thread else ask()
        await until(lambda: told)

    attached(dispatcher, work)

    assert told == [(Advanced(1, 1, DAWN + 5), get_ident())]


def test_an_advance_that_cannot_be_tells_why(world: TinyWorld, dispatcher: Dispatcher) -> None:
    told: list[Outcome] = []

    async def work() -> None:
        dispatcher.advance_soon(world, DAWN - 1, told.append)
        await until(lambda: told)

    attached(dispatcher, work)

    assert isinstance(told[0], ValueError)


def test_an_advance_starts_the_thread_where_nothing_runs(world: TinyWorld, dispatcher: Dispatcher) -> None:
    told: list[Outcome] = []
    thread = Thread(target=lambda: dispatcher.advance(world, DAWN + 1))

    dispatcher.advance_soon(world, DAWN + 1, told.append)
    thread.start()
    thread.join(5)
    dispatcher.stop()

    assert told == [Advanced(0, 0, DAWN + 1)]


def test_an_advance_that_the_end_overtakes_is_told_and_its_deliveries_have_failed(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    told: list[Outcome] = []

    async def work() -> None:
        sender.held["http://slow/"] = asyncio.Event()
        posted(world.outbox, at=DAWN + 1, url="http://slow/")
        dispatcher.advance_soon(world, DAWN + 5, told.append)
        await until(lambda: sender.sent)
        await dispatcher.detach(0)
        await rounds()

    async def alone() -> None:
        dispatcher.attach(asyncio.get_running_loop())
        await work()

    asyncio.run(alone())

    assert isinstance(told[0], RuntimeError)
    assert [each.problem for each in world.outbox.list()] == ["mockserver was stopped before an answer came"]


def test_whoever_waits_for_an_advance_and_fails_is_said(
    world: TinyWorld, dispatcher: Dispatcher, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        dispatcher.advance_soon(world, DAWN + 1, lambda _outcome: {}["no"])
        await until(lambda: caplog.records)

    attached(dispatcher, work)

    assert "whoever waits for a clock" in caplog.records[0].message


def test_a_world_that_is_being_moved_is_left_alone(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    async def work() -> list[str]:
        sender.held["http://slow/"] = asyncio.Event()
        posted(world.outbox, at=DAWN + 1, url="http://slow/")
        advance = asyncio.create_task(dispatcher.advance_here(world, DAWN + 5))
        await until(lambda: sender.sent)
        posted(world.outbox, "b", at=DAWN)
        dispatcher.wake(world)
        await rounds()
        meanwhile = [each.url for each in sender.sent]
        sender.held["http://slow/"].set()
        await advance
        await until(lambda: not world.outbox.pending())
        return meanwhile

    assert attached(dispatcher, work) == ["http://slow/"]
    assert len(sender.sent) == 2
