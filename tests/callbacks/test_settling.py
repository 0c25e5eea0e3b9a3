"""What becomes of a delivery after an attempt: delivered, put off, given up, sent again."""

from __future__ import annotations

from email.utils import format_datetime

import pytest

from mockserver.callbacks.outbox import Attempt, NotPossibleNow, Outbox
from mockserver.clock import DAWN, utc
from mockserver.store.memory import MemorySpace
from tests.callbacks.tiny import claimed, on_its_way, posted, ripe

OK = Attempt(1, DAWN, 200)
MINUTE = 60_000


def failed(status: int | None = 500, retry_after: str | None = None) -> Attempt:
    headers = () if retry_after is None else (("retry-after", retry_after),)
    return Attempt(1, DAWN, status, headers, error="no")


def test_an_accepted_one_is_delivered(outbox: Outbox) -> None:
    id = on_its_way(outbox)

    settled = outbox.settle(id, OK, DAWN)

    assert (settled.state, settled.attempts, settled.problem) == ("delivered", (OK,), "")
    assert outbox.pending() == 0


def test_a_failed_one_without_a_schedule_has_failed(outbox: Outbox) -> None:
    id = on_its_way(outbox)

    settled = outbox.settle(id, failed(), DAWN)

    assert (settled.state, settled.problem) == ("failed", "no")


def test_the_schedule_is_counted_from_the_failed_attempt(outbox: Outbox, space: MemorySpace) -> None:
    id = on_its_way(outbox, schedule=(MINUTE,))
    space.take_due(DAWN)

    settled = outbox.settle(id, failed(), DAWN + 7)

    assert settled.state == "waiting"
    assert settled.due == space.next_due()
    assert settled.due is not None
    assert settled.due.at == DAWN + 7 + MINUTE


def test_a_retry_at_once_is_ready_before_any_later_one_of_the_call(outbox: Outbox) -> None:
    first, second = ripe(outbox, schedule=(0,)), ripe(outbox)
    outbox.claim(1)

    outbox.settle(first, failed(), DAWN)

    assert claimed(outbox) == [first]
    outbox.settle(first, failed(), DAWN)
    assert outbox.get(first).state == "failed"
    assert claimed(outbox) == [second]


def test_a_later_one_may_go_while_an_earlier_one_waits_for_its_retry(outbox: Outbox) -> None:
    first, second = ripe(outbox, schedule=(MINUTE,)), ripe(outbox)
    outbox.claim(1)

    outbox.settle(first, failed(), DAWN)

    assert claimed(outbox) == [second]


def test_a_ripe_retry_waits_for_the_one_of_its_call_that_is_on_its_way(outbox: Outbox) -> None:
    first, second = ripe(outbox, schedule=(MINUTE,)), ripe(outbox)
    outbox.claim(1)
    outbox.settle(first, failed(), DAWN)
    outbox.claim(1)
    outbox.ripen(first, DAWN + MINUTE)

    assert claimed(outbox) == []
    outbox.settle(second, OK, DAWN)
    assert claimed(outbox) == [first]


@pytest.mark.parametrize(
    ("schedule", "retry_after", "wait"),
    [
        ((MINUTE,), "30", MINUTE),
        ((MINUTE, 5 * MINUTE), "120", 2 * MINUTE),
        ((0, 5 * MINUTE), "120", 2 * MINUTE),
        ((MINUTE, 5 * MINUTE), "86400", 5 * MINUTE),
        ((MINUTE, 5 * MINUTE), format_datetime(utc(DAWN + 3 * MINUTE), usegmt=True), 3 * MINUTE),
        ((MINUTE, 5 * MINUTE), "Thu, 01 Jan 1970 00:00:00 GMT", MINUTE),
        ((MINUTE, 5 * MINUTE), "Thu, 01 Jan 0001 00:00:00 GMT", MINUTE),
        ((MINUTE, 5 * MINUTE), "soon", MINUTE),
        ((MINUTE, 5 * MINUTE), "9" * 5000, 5 * MINUTE),
    ],
)
def test_retry_after_is_honoured_within_the_schedule(
    outbox: Outbox, schedule: tuple[int, ...], retry_after: str, wait: int
) -> None:
    id = on_its_way(outbox, schedule=schedule)

    settled = outbox.settle(id, failed(503, retry_after), DAWN)

    assert settled.due is not None
    assert settled.due.at - DAWN == wait


def test_a_delivered_one_can_be_sent_again(outbox: Outbox, space: MemorySpace) -> None:
    id = on_its_way(outbox)
    outbox.settle(id, OK, DAWN)
    space.take_due(DAWN)

    again = outbox.redeliver(id, DAWN + 9)

    assert again.state == "waiting"
    assert space.next_due() == again.due
    assert outbox.pending() == 1
    outbox.ripen(id, DAWN + 9)
    assert claimed(outbox) == [id]
    assert len(outbox.settle(id, failed(), DAWN + 9).attempts) == 2
    assert outbox.get(id).state == "failed"


def test_one_that_waits_can_be_sent_earlier(outbox: Outbox, space: MemorySpace) -> None:
    id = posted(outbox, at=DAWN + MINUTE).id

    outbox.redeliver(id, DAWN)

    assert [due.at for due in space.planned()] == [DAWN]
    assert outbox.pending() == 1


def test_one_on_its_way_cannot_be_sent_again(outbox: Outbox, space: MemorySpace) -> None:
    id = on_its_way(outbox)
    planned = space.planned()

    with pytest.raises(NotPossibleNow, match="sending"):
        outbox.redeliver(id, DAWN)
    assert space.planned() == planned
