"""Whatever happens, deliveries of a call leave in order, none is lost and none is doubled."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mockserver.callbacks.outbox import Attempt, Delivery, Outbox
from mockserver.clock import DAWN, ManualClock
from tests.callbacks.tiny import TinyWorld, posted
from tests.thorough import examples

CALLS = st.sampled_from(["a", "b", "c", ""])
DELAYS = st.integers(0, 3)


class AnyHistory(RuleBasedStateMachine):
    """Posts, moves time, claims, settles and cancels in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.world = TinyWorld()
        self.outbox = self.world.outbox
        self.sending: list[Delivery] = []
        self.posted: list[str] = []
        self.cancelled = 0

    @rule(call=CALLS, delay=DELAYS, schedule=st.lists(DELAYS, max_size=3))
    def post(self, call: str, delay: int, schedule: list[int]) -> None:
        at = self.world.clock.now() + delay
        self.posted.append(posted(self.outbox, call, at, schedule=schedule).id)

    @rule(delay=DELAYS)
    def time_passes(self, delay: int) -> None:
        clock = self.world.clock
        assert isinstance(clock, ManualClock)
        clock.move_to(clock.now() + delay)
        self.world.catch_up()

    @rule(limit=st.integers(0, 3))
    def claim(self, limit: int) -> None:
        ready = {each.number: each.line for each in self.outbox.list(state="ready")}
        claimed = self.outbox.claim(limit)

        assert len(claimed) <= limit
        assert self.outbox.left == self.outbox.standing().ready
        for each in claimed:
            assert each.number == min(number for number, line in ready.items() if line == each.line)
        self.sending.extend(claimed)

    @precondition(lambda self: self.sending)
    @rule(which=st.integers(0, 99), error=st.sampled_from(["", "no"]))
    def settle(self, which: int, error: str) -> None:
        delivery = self.sending.pop(which % len(self.sending))
        attempt = Attempt(len(delivery.attempts) + 1, DAWN, 200, error=error)
        settled = self.outbox.settle(delivery.id, attempt, self.world.clock.now())

        if error and len(settled.attempts) <= len(settled.schedule):
            at_once = settled.schedule[len(settled.attempts) - 1] == 0
            assert settled.state == ("ready" if at_once else "waiting")

    @rule(limit=st.integers(0, 3), error=st.sampled_from(["", "no"]))
    def a_transaction_fails(self, limit: int, error: str) -> None:
        with suppress(ZeroDivisionError), self.world.transaction():
            posted(self.outbox, "a", self.world.clock.now())
            self.world.catch_up()
            for each in self.outbox.claim(limit):
                self.outbox.settle(each.id, Attempt(1, DAWN, 200, error=error), DAWN)
            self.outbox.cancel()
            raise ZeroDivisionError

    @rule()
    def cancel(self) -> None:
        self.cancelled += self.outbox.cancel()

    @invariant()
    def none_is_lost_or_doubled(self) -> None:
        assert [each.id for each in self.outbox.list()] == self.posted
        for each in self.outbox.list():
            assert [attempt.number for attempt in each.attempts] == [*range(1, len(each.attempts) + 1)]
            assert len(each.attempts) <= 1 + len(each.schedule)

    @invariant()
    def of_a_line_one_is_on_its_way(self) -> None:
        lines = [each.line for each in self.outbox.list(state="sending")]
        assert len(set(lines)) == len(lines) == len(self.sending)

    @invariant()
    def the_standing_is_the_sum_of_all(self) -> None:
        rows, told = self.outbox.list(), self.outbox.standing()
        assert told.posted == len(rows)
        assert told.waiting == sum(each.state == "waiting" for each in rows)
        assert told.settled == sum(each.is_settled for each in rows)
        assert told.ready == sum(each.state == "ready" for each in rows)
        assert told.sending == sum(each.state == "sending" for each in rows)
        assert self.cancelled == sum(each.state == "cancelled" for each in rows)

    @invariant()
    def whoever_reads_the_rows_anew_sends_the_same(self) -> None:
        remembered = deepcopy(self.outbox._opened().lines).go(9, lambda _url: True)
        read = []
        with suppress(ZeroDivisionError), self.world.transaction():
            read = [each.id for each in Outbox(self.world.space, seed=7).claim(9)]
            raise ZeroDivisionError
        assert remembered == read

    @invariant()
    def what_waits_is_planned_once(self) -> None:
        planned = [due.key for due in self.world.space.planned()]
        assert sorted(planned) == sorted(each.id for each in self.outbox.list(state="waiting"))


AnyHistory.TestCase.settings = settings(examples(200), stateful_step_count=40)
test_any_history_keeps_the_order = AnyHistory.TestCase
