from __future__ import annotations

from contextlib import suppress

import pytest

from mockserver.callbacks.delivery import TRANSITIONS, State, Step
from mockserver.callbacks.outbox import Attempt, DeliveryNotFound, NotPossibleNow, Outbox
from mockserver.clock import DAWN
from mockserver.store.memory import MemorySpace
from tests.callbacks.tiny import claimed, on_its_way, posted, ripe

OK = Attempt(1, DAWN, 200)
MINUTE = 60_000


def test_a_callback_is_planned_under_its_id(outbox: Outbox, space: MemorySpace) -> None:
    delivery = posted(outbox, at=DAWN + 5)

    (due,) = space.planned()
    assert (due.at, due.owner, due.key) == (DAWN + 5, "outbox", delivery.id)
    assert delivery.state == "waiting"
    assert outbox.get(delivery.id) == delivery


def test_ids_depend_on_the_seed_only() -> None:
    one, again, other = (posted(Outbox(MemorySpace(), seed=seed)).id for seed in (1, 1, 2))

    assert one == again
    assert one != other


def test_what_is_not_ripe_is_not_claimed(outbox: Outbox) -> None:
    posted(outbox)

    assert claimed(outbox) == []
    assert outbox.pending() == 1


def test_claims_come_in_the_order_of_ripeness(outbox: Outbox) -> None:
    first, second, third = (posted(outbox, call).id for call in "abc")
    for id in (second, third, first):
        outbox.ripen(id, DAWN)

    assert claimed(outbox, 2) == [second, third]
    assert claimed(outbox) == [first]
    assert claimed(outbox) == []


def test_of_one_call_one_leaves_at_a_time(outbox: Outbox) -> None:
    first, second, other = ripe(outbox), ripe(outbox), ripe(outbox, "c2")

    assert claimed(outbox) == [first, other]
    outbox.settle(first, OK, DAWN)
    assert claimed(outbox) == [second]


def test_deliveries_without_a_call_wait_for_nobody(outbox: Outbox) -> None:
    ids = [ripe(outbox, ""), ripe(outbox, "")]

    assert claimed(outbox) == ids


def test_calls_of_two_vendors_are_two_calls(outbox: Outbox) -> None:
    ids = [ripe(outbox, "1", vendor="acme"), ripe(outbox, "1", vendor="ajax")]

    assert claimed(outbox) == ids


def test_the_earlier_posted_goes_first_even_if_ripe_later(outbox: Outbox) -> None:
    first, second = posted(outbox).id, posted(outbox).id
    outbox.ripen(second, DAWN)
    outbox.ripen(first, DAWN)

    assert claimed(outbox) == [first]


def test_where_there_is_no_room_it_stays_ready(outbox: Outbox) -> None:
    slow = ripe(outbox, "a", url="http://slow/")
    quick = ripe(outbox, "b")

    assert [each.id for each in outbox.claim(9, lambda url: "slow" not in url)] == [quick]
    assert claimed(outbox) == [slow]


def test_cancelling_all_leaves_what_is_on_its_way_and_what_is_settled(
    outbox: Outbox, space: MemorySpace
) -> None:
    sending = on_its_way(outbox, call_id="a")
    ready, waiting = ripe(outbox, "b"), posted(outbox, "c").id
    while space.next_due() != outbox.get(waiting).due:
        space.take_due(DAWN)

    assert outbox.cancel() == 2
    assert outbox.cancel() == 0

    assert [outbox.get(id).state for id in (sending, ready, waiting)] == ["sending", "cancelled", "cancelled"]
    assert space.planned() == ()
    assert claimed(outbox) == []
    assert outbox.pending() == 1


def test_some_can_be_cancelled(outbox: Outbox) -> None:
    one, two = ripe(outbox, "a"), ripe(outbox, "b")

    assert outbox.cancel([two, two]) == 1
    assert claimed(outbox) == [one]
    assert "cancelled" in outbox.get(two).problem


def test_a_cancelled_one_does_not_ripen(outbox: Outbox) -> None:
    id = posted(outbox).id
    outbox.cancel([id])

    outbox.ripen(id, DAWN)

    assert outbox.get(id).state == "cancelled"


def test_unknown_ids_are_not_found(outbox: Outbox) -> None:
    outbox.ripen("x", DAWN)

    for ask in (outbox.get, lambda id: outbox.cancel([id]), lambda id: outbox.redeliver(id, 0)):
        with pytest.raises(DeliveryNotFound):
            ask("x")
    with pytest.raises(DeliveryNotFound):
        outbox.settle("x", OK, DAWN)


def test_a_settled_one_is_not_settled_twice(outbox: Outbox) -> None:
    id = on_its_way(outbox)
    outbox.settle(id, OK, DAWN)

    with pytest.raises(NotPossibleNow):
        outbox.settle(id, Attempt(2, DAWN, 500, error="no"), DAWN)
    assert outbox.get(id).attempts == (OK,)


def test_the_list_is_in_order_and_can_be_narrowed(outbox: Outbox) -> None:
    ids = [posted(outbox, call, cause=cause).id for call, cause in (("a", "e1"), ("b", "e2"), ("a", "e3"))]
    outbox.cancel(ids[2:])

    assert [each.id for each in outbox.list()] == ids
    assert [each.id for each in outbox.list(call_id="a")] == [ids[0], ids[2]]
    assert [each.id for each in outbox.list(call_id="a", state="cancelled")] == ids[2:]
    assert [each.id for each in outbox.list(cause="e2", vendor="acme")] == ids[1:2]


def test_only_so_many_settled_ones_are_kept_and_the_oldest_leave(space: MemorySpace) -> None:
    outbox = Outbox(space, kept=3)
    waiting = posted(outbox, "w").id
    ids = [on_its_way(outbox, call_id=str(number)) for number in range(8)]
    for id in ids:
        outbox.settle(id, OK, DAWN)

    assert [each.id for each in outbox.list()] == [waiting, *ids[5:]]
    assert (outbox.standing().settled, outbox.standing().dropped) == (3, 5)
    assert outbox.pending() == 1


def test_what_is_sent_again_is_kept_as_long_as_it_is_not_settled(space: MemorySpace) -> None:
    outbox = Outbox(space, kept=2)
    again, *others = (on_its_way(outbox, call_id=str(number)) for number in range(5))
    outbox.settle(again, OK, DAWN)
    outbox.redeliver(again, DAWN)
    for id in others:
        outbox.settle(id, OK, DAWN)

    assert [each.id for each in outbox.list()] == [again, *others[2:]]
    assert outbox.standing().dropped == 2


def test_where_there_is_no_room_a_callback_is_never_sent_and_says_so(
    space: MemorySpace, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = Outbox(space, room=2)
    first, second, *late = (posted(outbox, str(number)) for number in range(4))

    assert [each.state for each in (first, second, *late)] == ["waiting", "waiting", "failed", "failed"]
    assert late[0].problem == "never sent: the outbox is full, 2 callbacks wait already"
    assert outbox.get(late[0].id) == late[0]
    assert [due.key for due in space.planned()] == [first.id, second.id]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert late[0].id in caplog.records[0].message


def test_there_is_room_again_once_something_is_settled(
    space: MemorySpace, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = Outbox(space, room=1)
    first, late = posted(outbox, "a"), posted(outbox, "b")
    outbox.cancel([first.id])

    assert posted(outbox, "c").state == "waiting"
    assert outbox.redeliver(late.id, DAWN).state == "waiting"
    assert posted(outbox, "d").state == "failed"
    assert len(caplog.records) == 2


def test_a_destination_without_room_holds_up_no_other(outbox: Outbox) -> None:
    full = [
        ripe(outbox, f"{place} {number}", url=f"http://{place}/") for number in range(3) for place in "ab"
    ]
    quick = [ripe(outbox, str(number), url="http://c/") for number in range(3)]
    asked: list[str] = []

    def room(url: str) -> bool:
        asked.append(url)
        return url == "http://c"

    assert [each.id for each in outbox.claim(99, room)] == quick
    assert asked.count("http://a") == asked.count("http://b") == 1
    assert claimed(outbox) == full


def test_the_next_of_a_call_goes_where_it_has_to_go(outbox: Outbox) -> None:
    first = ripe(outbox, "a", url="http://one/")
    second = ripe(outbox, "a", url="http://two/")
    other = ripe(outbox, "b", url="http://two/")

    assert [each.id for each in outbox.claim(9, lambda url: url == "http://two")] == [other]
    assert claimed(outbox) == [first]
    outbox.settle(first, OK, DAWN)
    assert [each.id for each in outbox.claim(9, lambda url: url == "http://one")] == []
    assert claimed(outbox) == [second]


def test_a_failed_transaction_leaves_no_trace(outbox: Outbox, space: MemorySpace) -> None:
    id = ripe(outbox)
    before = (outbox.list(), outbox.standing(), space.planned())

    with pytest.raises(RuntimeError), space.transaction():
        outbox.claim(1)
        outbox.settle(id, OK, DAWN)
        posted(outbox)
        raise RuntimeError

    assert (outbox.list(), outbox.standing(), space.planned()) == before


def test_every_state_can_be_reached_and_only_settled_ones_rest() -> None:
    assert {State.WAITING, *TRANSITIONS.values()} == set(State)
    assert {step for _, step in TRANSITIONS} == set(Step)
    ends = {
        state
        for state in State
        if all((state, step) not in TRANSITIONS for step in set(Step) - {Step.REDELIVERED})
    }
    assert ends == {State.DELIVERED, State.FAILED, State.CANCELLED}


def test_the_deliveries_of_a_call_are_found_until_they_leave() -> None:
    space = MemorySpace()
    outbox = Outbox(space, kept=1)
    for number in range(3):
        for call in ("a", "b"):
            posted(outbox, call_id=call, at=number)

    assert [each.number for each in outbox.list(call_id="a")] == [1, 3, 5]
    assert [each.number for each in outbox.list(call_id="b", state="waiting")] == [2, 4, 6]
    assert outbox.list(call_id="nobody") == ()

    outbox.cancel([each.id for each in outbox.list(call_id="a")])
    assert [each.number for each in outbox.list(call_id="a")] == [5]
    with suppress(RuntimeError), space.transaction():
        posted(outbox, call_id="a", at=9)
        raise RuntimeError
    assert [each.number for each in outbox.list(call_id="a")] == [5]


def test_what_is_posted_at_once_is_ready_behind_those_that_are(outbox: Outbox, space: MemorySpace) -> None:
    first = ripe(outbox, "a")
    second = posted(outbox, "b", at_once=True)
    third = posted(outbox, "a", at_once=True)

    assert (second.state, second.due, outbox.standing().ready) == ("ready", None, 3)
    assert [due.key for due in space.planned()] == [first]  # of what was ripened by hand
    assert claimed(outbox) == [first, second.id]
    outbox.settle(first, OK, DAWN)
    assert claimed(outbox) == [third.id]


def test_what_is_posted_at_once_into_a_full_outbox_has_failed() -> None:
    outbox = Outbox(MemorySpace(), room=0)

    assert posted(outbox, at_once=True).state == "failed"
    assert outbox.standing().ready == 0


def test_what_was_posted_at_once_is_gone_with_the_transaction(outbox: Outbox, space: MemorySpace) -> None:
    with suppress(RuntimeError), space.transaction():
        posted(outbox, at_once=True)
        raise RuntimeError

    assert (outbox.standing().ready, claimed(outbox)) == (0, [])
