from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockserver.callbacks.dispatcher import Dispatcher
from mockserver.callbacks.outbox import Outbox
from mockserver.store.memory import MemorySpace
from tests.callbacks.tiny import TinySender, TinyWorld


@pytest.fixture
def space() -> MemorySpace:
    return MemorySpace()


@pytest.fixture
def outbox(space: MemorySpace) -> Outbox:
    return Outbox(space, seed=7)


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
