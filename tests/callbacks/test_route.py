"""Several addresses of one name: the connection that is there first, and no other stays open."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockserver.callbacks.sender import route
from mockserver.callbacks.sender.route import first_of


class Made:
    """A connection to an address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_open = True

    def drop(self) -> None:
        self.is_open = False


class Net:
    """Connects at once, never, late or not at all."""

    def __init__(self, **ways: Any) -> None:
        self.ways = ways
        self.made: list[Made] = []
        self.tried: list[str] = []

    async def connect_to(self, address: str) -> Any:
        self.tried.append(address)
        way = self.ways[address]
        if isinstance(way, OSError):
            raise way
        if isinstance(way, asyncio.Event):
            await way.wait()
        self.made.append(Made(address))
        return self.made[-1]


@pytest.fixture(autouse=True)
def _no_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "HEAD_START", 0)


def reached(net: Net) -> str:
    async def work() -> str:
        found: Any = await first_of(list(net.ways), net.connect_to)
        for _ in range(5):
            await asyncio.sleep(0)
        return str(found.address)

    return asyncio.run(work())


def still_open(net: Net) -> list[str]:
    return [each.address for each in net.made if each.is_open]


def test_the_first_address_is_taken_if_it_answers() -> None:
    net = Net(a=None, b=None)

    assert reached(net) == "a"
    assert (net.tried, still_open(net)) == (["a"], ["a"])


def test_after_an_address_that_fails_comes_the_next() -> None:
    net = Net(a=ConnectionRefusedError(), b=None)

    assert reached(net) == "b"


def test_beside_an_address_that_is_slow_the_next_is_tried() -> None:
    net = Net(a=asyncio.Event(), b=None)

    assert reached(net) == "b"
    assert still_open(net) == ["b"]


def test_of_two_that_answer_at_once_one_is_dropped() -> None:
    free = asyncio.Event()
    net = Net(a=free, b=free)

    async def work() -> None:
        finding = asyncio.ensure_future(first_of(["a", "b"], net.connect_to))
        while len(net.tried) < 2:
            await asyncio.sleep(0)
        free.set()
        await finding

    asyncio.run(work())

    assert len(net.made) == 2
    assert len(still_open(net)) == 1


def test_where_all_fail_the_last_one_says_why() -> None:
    net = Net(a=ConnectionRefusedError(), b=OSError(99, "no"))

    with pytest.raises(OSError, match="no"):
        reached(net)


def test_whoever_gives_up_leaves_nothing_open() -> None:
    free = asyncio.Event()
    net = Net(a=free, b=free)

    async def work() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.001):
                await first_of(["a", "b"], net.connect_to)
        free.set()
        for _ in range(5):
            await asyncio.sleep(0)

    asyncio.run(work())

    assert still_open(net) == []
