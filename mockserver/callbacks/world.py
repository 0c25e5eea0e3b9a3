"""What callbacks need of a sandbox, and its steps in time.

Rule: a world is looked at, and moved, only inside its own transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from math import inf
from typing import Protocol

from mockserver.callbacks.outbox import Attempt, Delivery, Outbox
from mockserver.clock import Clock, ManualClock, Millis, iso

Glance = tuple[object, int, Clock]


class World(Protocol):
    """What callbacks need of a sandbox. Worlds are told apart by identity."""

    name: str

    @property
    def clock(self) -> Clock:
        """The world's own time."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The world's callbacks."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, one at a time."""
        ...

    def next_due(self) -> Millis | None:
        """When the next thing happens by itself."""
        ...

    @property
    def first_due(self) -> Callable[[], object]:
        """Gives what happens next by itself; the same thing until something else does. Every request asks."""
        ...

    def catch_up(self, until: Millis | None = None) -> None:
        """Let everything happen that is due; deliveries among it become ready."""
        ...

    def judge(self, delivery: Delivery, attempt: Attempt) -> Attempt:
        """The attempt with the vendor's verdict on an answer: ``error`` says why it does not count."""
        ...


def let_happen(world: World) -> None:
    """Let happen what is due by now, in the transaction that is open."""
    due = world.next_due()
    if due is not None and due <= world.clock.now():
        world.catch_up()


def rest(world: World) -> float:
    """Seconds until something is due by itself, as it is in the transaction that is open."""
    due = world.next_due()
    wait = None if due is None else world.clock.wait_until(due)
    return inf if wait is None else wait


def glance(world: World) -> Glance | None:
    """What does not stay as it was once there is more to do: what is due next, what ripened, the clock.

    None outside a transaction means that somebody else is changing it.
    """
    try:
        return world.first_due(), world.outbox.ripened, world.clock
    except LookupError:
        return None


def is_busy(world: World) -> bool:
    """Whether anything is ready or on its way."""
    return world.outbox.standing().underway > 0


def movable(world: World, to: Millis) -> ManualClock:
    """The world's clock, if it can be moved to that moment.

    Raises:
        ValueError: it is not manual, or the moment is past.
    """
    clock = world.clock
    if not isinstance(clock, ManualClock):
        raise ValueError(
            f"the clock of sandbox {world.name} is {clock.kind}; only a manual clock can be moved"
        )
    if to < clock.now():
        raise ValueError(f"time does not run backwards: it is {iso(clock.now())}, asked for {iso(to)}")
    return clock


def next_moment(world: World, to: Millis) -> Millis | None:
    """The next moment at which something is due; None if there is none until ``to``."""
    with world.transaction():
        due = world.next_due()
        return None if due is None or due > to else max(due, world.clock.now())


def move(world: World, clock: ManualClock, moment: Millis) -> None:
    """Let it be that moment, and let happen what is due by then."""
    with world.transaction():
        clock.move_to(moment)
        world.catch_up(moment)
