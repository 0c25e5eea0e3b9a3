"""What every call leaves behind has a bound, and leaving changes nothing of what stays."""

import pytest

from mockserver.callcentre.calls import Calls
from mockserver.callcentre.errors import CallNotFound, RecordNotFound, TooManyCalls
from mockserver.callcentre.model import CallRecord, Course, State
from mockserver.callcentre.records import RecordQuery, Records
from mockserver.callcentre.script import script_of
from mockserver.store.memory import MemorySpace
from tests.callcentre.kept import generated, ids

SHORT = Course(script_of(["busy"]))
LONG = Course(script_of(["rings 1h", "busy"]), called="9*")


def calls_of(space, kept=3, most=1000):
    return Calls(space, "acme", seed=1, courses=[LONG, SHORT], kept=kept, most=most)


def place(calls, count, called="1"):
    return [calls.place(0, "1", called).id for _ in range(count)]


def let_end(space, calls, until=0):
    while (due := space.take_due(until)) is not None:
        calls.play(due.key, due.at)


def test_the_calls_that_ended_last_are_kept():
    space = MemorySpace()
    calls = calls_of(space)
    placed = place(calls, 5)

    let_end(space, calls)

    assert [call.id for call in calls] == placed[2:]
    assert len(calls) == 3
    with pytest.raises(CallNotFound):
        calls.find(placed[0])


def test_a_call_that_goes_on_is_kept_however_many_end_after_it():
    space = MemorySpace()
    calls = calls_of(space)
    (going_on,) = place(calls, 1, called="9")

    placed = place(calls, 10)
    let_end(space, calls)

    assert [call.id for call in calls] == [going_on, *placed[-3:]]
    assert calls.find(going_on).state is State.CALLING


def test_calls_are_numbered_on_and_named_on_as_if_none_had_left():
    space, unbounded_space = MemorySpace(), MemorySpace()
    calls, unbounded = calls_of(space), calls_of(unbounded_space, kept=1000)
    numbers, ids, expected = [], [], []

    for _ in range(5):
        for world, all_calls, found in ((space, calls, ids), (unbounded_space, unbounded, expected)):
            found += place(all_calls, 4)
            found += place(all_calls, 1, called="9")
            numbers.append([call.number for call in all_calls][-1])
            let_end(world, all_calls)

    assert ids == expected
    assert len(set(ids)) == 25
    assert numbers == [5, 5, 10, 10, 15, 15, 20, 20, 25, 25]


def test_a_failed_transaction_undoes_the_leaving_too():
    space = MemorySpace()
    calls = calls_of(space)
    place(calls, 4)
    let_end(space, calls)
    before = list(calls)

    with pytest.raises(RuntimeError), space.transaction():
        place(calls, 5)
        let_end(space, calls)
        assert list(calls) != before
        raise RuntimeError

    assert list(calls) == before
    assert calls.place(0, "1", "1").number == 5


def test_more_calls_than_are_kept_at_once_are_refused_until_one_ends():
    space = MemorySpace()
    calls = calls_of(space, most=4)
    place(calls, 3, called="9")
    place(calls, 1)

    with pytest.raises(TooManyCalls) as why:
        place(calls, 1)
    let_end(space, calls)

    assert why.value.facts == {"most": 4}
    assert len(place(calls, 1)) == 1
    with pytest.raises(TooManyCalls):
        place(calls, 1)


def test_as_little_is_stored_after_many_calls_as_after_a_few():
    space = MemorySpace()
    calls = calls_of(space)

    def stored():
        return {table: space.count(table) for table in ("acme.calls", "acme.calls.ended")}

    place(calls, 10)
    let_end(space, calls)
    few = stored()
    place(calls, 500)
    let_end(space, calls)

    assert stored() == few
    assert space.planned() == ()


def records_of(space, kept=3):
    return Records(space, "acme", generated=generated(5), kept=kept)


def test_the_records_of_the_calls_that_ended_last_are_kept():
    space = MemorySpace()
    records = records_of(space)

    for number in range(5):
        records.log(CallRecord(f"call {number}"))
        records.annotate(f"call {number}", "noted")

    assert ids(records.page(RecordQuery())) == [
        *(str(100_000 + index) for index in range(5)),
        "call 2",
        "call 3",
        "call 4",
    ]
    assert len(records) == 8
    with pytest.raises(RecordNotFound):
        records.find("call 1")
    assert [key for key, _ in space.rows("acme.records")] == ["call 2", "call 3", "call 4"]


def test_a_record_that_somebody_added_stays():
    records = records_of(MemorySpace())
    records.add(CallRecord("mine"))
    records.add(CallRecord(None, notes="nameless"))

    for number in range(5):
        records.log(CallRecord(f"call {number}"))
        records.add(CallRecord(None, notes=f"nameless {number}"))

    assert records.find("mine") == CallRecord("mine")
    nameless = [each.notes for each in records.page(RecordQuery()).records if each.id is None]
    assert nameless == ["nameless", *(f"nameless {number}" for number in range(5))]


def test_where_a_calls_record_leaves_the_one_whose_place_it_took_is_back():
    records = records_of(MemorySpace(), kept=1)
    records.log(CallRecord("100002", notes="a call's"))
    assert len(records) == 5

    records.log(CallRecord("another"))

    assert records.find("100002") == generated(5).at(2)
    assert len(records) == 6
    assert records.page(RecordQuery()).total == 6
