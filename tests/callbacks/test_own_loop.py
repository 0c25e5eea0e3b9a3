"""The dispatcher on a server's own loop: attached and detached there, woken for next to nothing."""

from __future__ import annotations

import asyncio
import gc
from threading import get_ident
from typing import Any
from weakref import ref

import pytest

from mockserver.callbacks.dispatcher import Advanced, Dispatcher
from mockserver.callbacks.late import LateDispatcher
from mockserver.callbacks.watch import BATCH
from mockserver.clock import DAWN, ManualClock, RealClock
from tests.callbacks.tiny import TinySender, TinyWorld, attached, posted, rounds, until

Outcome = Advanced | Exception


class CountingWorld(TinyWorld):
    """Counts how often it was looked at."""

    looks = 0

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


def test_what_is_due_earlier_than_all_before_is_sent_first(sender: TinySender) -> None:
    world = TinyWorld(clock=RealClock())
    dispatcher = Dispatcher(lambda: [world], sender)

    async def work() -> None:
        for later in (9_000, 8_000, 5):
            posted(world.outbox, str(later), at=world.clock.now() + later)
            dispatcher.wake(world)
            await rounds()
        await until(lambda: sender.sent)

    attached(dispatcher, work)

    assert [each.call_id for each in sender.sent] == ["5"]
    assert world.outbox.pending() == 2


def test_nothing_is_remembered_of_worlds_that_have_gone(sender: TinySender) -> None:
    worlds = [TinyWorld(clock=RealClock())]
    dispatcher = Dispatcher(lambda: worlds, sender)

    async def work() -> None:
        posted(worlds[0].outbox, at=worlds[0].clock.now() + 5_000)
        dispatcher.wake()
        await rounds()
        gone = ref(worlds.pop())
        dispatcher.wake()
        await rounds()
        gc.collect()
        assert gone() is None

    attached(dispatcher, work)


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
