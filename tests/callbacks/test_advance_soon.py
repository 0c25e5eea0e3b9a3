"""A clock that is moved while nobody waits: whoever asked is told what came of it."""

from __future__ import annotations

import asyncio
from threading import Thread, get_ident

import pytest

from mockserver.callbacks.dispatcher import Advanced, Dispatcher
from mockserver.clock import DAWN
from tests.callbacks.tiny import TinySender, TinyWorld, attached, posted, rounds, until

Outcome = Advanced | Exception


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
