"""Garbage leaves while a server serves, a little at a time."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from weakref import ref

import pytest

from mockserver.server import sweeping
from mockserver.server.sweeping import CLEAN, QUIET, TRUST, Sweeping


class Loop:
    """A loop that does what is to be done later when it is told to."""

    def __init__(self) -> None:
        self.later: list[Callable[[], None]] = []

    def call_later(self, _seconds: float, do: Callable[[], None]) -> None:
        self.later.append(do)

    def go_on(self) -> None:
        [do], self.later = self.later, []
        do()


class Thing:
    """What can hold on to itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def loop() -> Iterator[Loop]:
    thresholds, made = gc.get_threshold(), Loop()
    Sweeping(made)  # type: ignore[arg-type]
    yield made
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "SOON", 2)
    monkeypatch.setattr(sweeping, "AT_LAST", 4)


def busy() -> list[list[int]]:
    """As many new things as a busy server makes."""
    return [[] for _ in range(QUIET + 1)]


def kept(loop: Loop) -> ref[Thing]:
    """Something that has been looked at while it was kept, and is garbage now."""
    thing = Thing()
    loop.go_on()
    return ref(thing)


def test_new_garbage_leaves_with_the_next_sweep(loop: Loop) -> None:
    new = ref(Thing())

    loop.go_on()

    assert new() is None


def test_old_garbage_leaves_in_a_quiet_moment_after_busy_times(loop: Loop) -> None:
    old = kept(loop)
    for _ in range(3):
        made = busy()
        loop.go_on()
        assert old() is not None
        del made

    loop.go_on()

    assert old() is None


def test_without_a_quiet_moment_old_garbage_leaves_at_last(loop: Loop) -> None:
    old, made = kept(loop), []
    for _ in range(3):
        made.append(busy())
        loop.go_on()
    assert old() is not None

    made.append(busy())
    loop.go_on()

    assert old() is None


def test_a_server_that_nobody_asks_does_not_look_at_everything(loop: Loop) -> None:
    old = kept(loop)

    for _ in range(10):
        loop.go_on()

    assert old() is not None


def test_where_a_busy_server_makes_no_garbage_the_next_sweeps_do_not_look(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_LAST", 100)
    made = [busy()]
    loop.go_on()
    unseen = ref(Thing())

    for _ in range(TRUST):
        made.append(busy())
        loop.go_on()
        assert unseen() is not None
    seen = ref(Thing())
    made.append(busy())
    loop.go_on()

    assert seen() is None


def test_where_a_busy_server_makes_garbage_each_sweep_looks(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_LAST", 100)
    made = []
    for _ in range(3):
        garbage = [ref(Thing()) for _ in range(CLEAN + 1)]
        made.append(busy())

        loop.go_on()

        assert [each() for each in garbage] == [None] * len(garbage)


def test_what_was_set_aside_unseen_leaves_when_everything_is_looked_at(loop: Loop) -> None:
    made = [busy()]
    loop.go_on()
    unseen = ref(Thing())
    made.append(busy())
    loop.go_on()
    assert unseen() is not None

    loop.go_on()

    assert unseen() is None


def test_a_quiet_server_looks_whatever_it_was_trusted_with(loop: Loop) -> None:
    made = busy()
    loop.go_on()
    new = ref(Thing())

    loop.go_on()

    assert len(made) > QUIET
    assert new() is None
