from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given

from mockserver.callbacks.courier import Courier
from mockserver.callbacks.dispatcher import Dispatcher, World
from mockserver.callbacks.outbox import Attempt, Delivery, Outbox
from mockserver.clock import DAWN, PacedClock, RealClock
from mockserver.store.memory import MemorySpace
from tests.callbacks.tiny import HISTORIES, TinySender, TinyWorld, answered, on_a_loop, posted

MINUTE = 60_000


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
        world.outbox = Outbox(MemorySpace())
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


def test_whoever_listens_is_told_of_every_attempt(
    world: TinyWorld, sender: TinySender, dispatcher: Dispatcher
) -> None:
    told: list[tuple[World, str, int]] = []
    forget = dispatcher.on_settled(lambda where, delivery: told.append((where, delivery.state, len(told))))
    sender.answer = lambda delivery: answered(error="" if delivery.attempts else "no")(delivery)
    posted(world.outbox, schedule=(0,))
    dispatcher.drain(world, 5)

    forget()
    forget()
    posted(world.outbox)
    dispatcher.drain(world, 5)

    assert told == [(world, "ready", 0), (world, "delivered", 1)]


def test_whoever_listens_and_fails_spoils_nothing(
    world: TinyWorld, dispatcher: Dispatcher, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []
    dispatcher.on_settled(lambda _world, _delivery: {}["no"])
    dispatcher.on_settled(lambda _world, delivery: heard.append(delivery.id))
    delivery = posted(world.outbox)

    assert dispatcher.drain(world, 5)

    assert heard == [delivery.id]
    assert any("whoever waits" in record.message for record in caplog.records)


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


def test_a_claim_that_fails_gives_its_seats_back(
    world: TinyWorld, sender: TinySender, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_limit: int, room: Callable[[str], bool]) -> None:
        assert room("http://a/")
        raise RuntimeError

    monkeypatch.setattr(world.outbox, "claim", break_down)

    with pytest.raises(RuntimeError):
        Courier(sender).claim(world)

    assert sender.seats.taken == 0


def test_an_outcome_that_cannot_be_kept_is_said_loudly(
    world: TinyWorld,
    dispatcher: Dispatcher,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(world.outbox, "settle", lambda *_: {}["no"])
    posted(world.outbox)

    assert not dispatcher.drain(world, 0.1)

    assert any("could not be settled" in record.message for record in caplog.records)
