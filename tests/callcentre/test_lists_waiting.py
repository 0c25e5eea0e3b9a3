"""Who stands in line: values only."""

from mockserver.callcentre.lists.model import CallingList, Kind, ListRecord
from mockserver.callcentre.lists.waiting import Waiting, heads, lined_up, ripened, withdrawn
from mockserver.store.memory import MemorySpace
from tests.callcentre.listed import ANN, NOW, lists_of, record, row, taken


def of(number, **more):
    return ListRecord("all", number, str(number), number, **more)


def test_who_is_never_to_be_called_stands_in_no_line():
    assert lined_up(Waiting(), of(1, kind=Kind.NO_CALL), NOW) == Waiting()
    assert withdrawn(Waiting(), of(1, kind=Kind.NO_CALL)) == Waiting()


def test_who_is_withdrawn_leaves_nothing_behind():
    now, later = of(1), of(2, due=NOW + 1)
    waiting = lined_up(lined_up(Waiting(), now, NOW), later, NOW)

    assert withdrawn(withdrawn(waiting, later), now) == Waiting()


def test_many_whose_time_has_come_stand_in_the_order_of_the_list():
    waiting = Waiting()
    for number in (5, 3, 9, 4):
        waiting = lined_up(waiting, of(number, due=NOW + 10 - number), NOW)

    waiting = ripened(waiting, NOW + 6)

    assert list(waiting.lines.values()) == [(4, 5, 9)]
    assert list(heads(waiting, "ann", NOW + 6)) == [(2, 4)]
    assert [number for _, number, _ in waiting.later] == [3]


def test_barred_numbers_have_a_bound():
    space = MemorySpace()
    lists = lists_of(space=space, kept=3)

    for phone in range(9):
        lists.bar_phone(["all"], str(phone), NOW, "DoNotCall", whole_chain=False)

    assert [key for key, _ in space.rows("acme.lists.barred")] == ["all\n6", "all\n7", "all\n8"]


def test_a_record_that_would_come_again_if_it_were_forgotten_is_kept():
    lists = lists_of(row("1"), row("2"), generate=2, each_chain=2, kept=0)
    for _ in range(2):
        taken(lists)
    _, handle = taken(lists)

    lists.complete(handle, NOW)

    assert record(lists, 4) is not None
    assert lists.retrieve(["all"], ANN, NOW) is None


def test_a_number_is_barred_in_its_own_list_whatever_the_names_of_lists_are():
    lists = lists_of()
    lists.begin(CallingList("all day"), (), NOW)
    lists.bar_phone(["all"], "day 1", NOW, "DoNotCall", whole_chain=False)

    added = lists.add(row("1", list="all day"), NOW)

    assert added.kind is Kind.GENERAL


def test_a_look_at_records_touches_none():
    space = MemorySpace()
    lists = lists_of(row("1"), generate=5, space=space)

    seen = [each.number for each in lists.records.among("all", range(2, 9))]

    assert (seen, lists.records.total("all")) == ([2, 3, 4, 5, 6], 6)
    assert space.count("acme.lists.records") == 1
