"""Chains of records, and those who are never to be called again."""

import pytest

from mockserver.callcentre.lists.model import Callback, Kind, ListRecord, Status
from tests.callcentre.listed import ANN, BOB, HOUR, NOW, lists_of, numbers, record, row, taken

LATER = NOW + HOUR


def chained():
    """Two customers with two numbers each, and one with a single one."""
    return lists_of(row("1", chain=7), row("2", chain=8), row("3", chain=7), row("4", chain=8), row("5"))


def test_while_one_of_a_chain_is_held_nobody_gets_the_others():
    assert numbers(chained()) == [1, 2, 5]


def test_the_rest_of_a_chain_is_held_by_whoever_asks_for_it():
    lists = chained()
    _, handle = taken(lists)

    rest = [(held.number, each.number) for held, each in lists.unchain(handle)]

    assert rest == [(2, 3)]
    assert record(lists, 3).status is Status.RETRIEVED
    assert [(held.number, each.number) for held, each in lists.unchain(handle)] == rest


def test_a_chain_of_one_has_no_rest():
    lists = lists_of(row())

    assert list(lists.unchain(taken(lists)[1])) == []


def test_who_completes_one_is_done_with_the_chain():
    lists = chained()

    lists.complete(taken(lists)[1], NOW)

    assert (record(lists, 1).status, record(lists, 3).status) == (Status.UPDATED, Status.CHAIN_UPDATED)
    assert numbers(lists) == [2, 5]


def test_a_held_sibling_of_a_chain_that_is_done_does_not_come_back():
    lists = chained()
    _, handle = taken(lists)
    [(sibling, _)] = lists.unchain(handle)
    lists.complete(handle, NOW)

    lists.reject(sibling.number, NOW)

    assert record(lists, 3).status is Status.CHAIN_UPDATED


def test_a_rejected_record_brings_its_chain_back():
    lists = chained()
    _, handle = taken(lists)

    lists.reject(handle, NOW)

    assert taken(lists) == (1, 2)


def test_a_chain_that_is_put_off_waits_as_a_whole():
    lists = chained()
    _, handle = taken(lists)
    lists.reschedule(handle, Callback(Kind.CAMPAIGN_RESCHEDULED, LATER))
    lists.complete(handle, NOW)

    assert numbers(lists) == [2, 5]
    assert numbers(lists, now=LATER) == [1]


def test_made_up_records_in_a_row_are_one_customers():
    lists = lists_of(generate=5, each_chain=2)

    assert [(each.chain, each.place) for each in map(record, [lists] * 5, range(1, 6))] == [
        (1, 0), (1, 1), (3, 0), (3, 1), (5, 0),
    ]  # fmt: skip
    assert numbers(lists) == [1, 3, 5]


def test_a_record_may_be_added_to_a_chain_and_comes_last_in_it():
    lists = chained()

    added = lists.add(ListRecord("all", 0, "6", 7), NOW)

    assert (added.number, added.chain, added.place) == (6, 7, 2)
    assert [each.number for each in lists.records.of_chain("all", 7)] == [1, 3, 6]


def test_a_record_added_to_a_chain_that_is_held_waits_for_it():
    lists = lists_of(row("1", chain=7))
    _, handle = taken(lists)
    lists.add(ListRecord("all", 0, "6", 7), NOW)

    assert taken(lists) is None
    lists.reject(handle, NOW)
    lists.complete(taken(lists)[1], NOW)
    assert record(lists, 2).status is Status.CHAIN_UPDATED


@pytest.mark.parametrize(
    ("whole_chain", "sibling"),
    [(False, (Kind.GENERAL, Status.READY)), (True, (Kind.NO_CALL, Status.CHAIN_UPDATED))],
)
def test_who_bars_a_record_bars_its_chain_only_if_asked_to(whole_chain, sibling):
    lists = chained()
    _, handle = taken(lists)

    _, barred = lists.bar(handle, NOW, "DoNotCall", whole_chain=whole_chain)

    assert (barred.kind, barred.result, barred.status) == (Kind.NO_CALL, "DoNotCall", Status.RETRIEVED)
    assert (record(lists, 3).kind, record(lists, 3).status) == sibling


def test_a_barred_record_stays_barred_when_it_is_completed_even_if_it_was_put_off():
    lists = lists_of(row())
    _, handle = taken(lists)
    lists.reschedule(handle, Callback(Kind.CAMPAIGN_RESCHEDULED, LATER))
    lists.bar(handle, NOW, "DoNotCall", whole_chain=False)

    _, done = lists.complete(handle, NOW)

    assert (done.kind, done.status, done.result) == (Kind.NO_CALL, Status.UPDATED, "DoNotCall")
    assert taken(lists, now=LATER) is None


def test_who_is_barred_during_a_call_stays_so_whatever_the_call_comes_to():
    lists = lists_of(row())
    _, handle = taken(lists)
    lists.dial(handle, NOW)
    lists.bar(handle, NOW, "DoNotCall", whole_chain=False)

    lists.establish(handle, "Answer")
    lists.end(handle, "Busy")

    assert lists.complete(handle, NOW)[1].result == "DoNotCall"


def test_a_barred_record_that_is_rejected_does_not_come_back():
    lists = lists_of(row())
    _, handle = taken(lists)
    lists.bar(handle, NOW, "DoNotCall", whole_chain=False)

    lists.reject(handle, NOW)

    assert taken(lists) is None


def test_a_barred_number_is_not_called_wherever_it_stands():
    lists = lists_of(row("1"), row("2"), row("1"), generate=3)
    made = record(lists, 5)

    lists.bar_phone(["all"], "1", NOW, "DoNotCall", whole_chain=False)
    lists.bar_phone(["all"], made.phone, NOW, "DoNotCall", whole_chain=False)

    assert numbers(lists) == [2, 4, 6]


def test_a_number_that_is_barred_cannot_be_added():
    lists = lists_of()
    lists.bar_phone(["all"], "1", NOW, "DoNotCall", whole_chain=False)

    added = lists.add(ListRecord("all", 0, "1", 0), NOW)

    assert (added.kind, added.result) == (Kind.NO_CALL, "DoNotCall")
    assert taken(lists) is None


def test_a_record_that_is_given_a_barred_number_is_not_called_either():
    lists = lists_of(row("2"))
    lists.bar_phone(["all"], "1", NOW, "DoNotCall", whole_chain=False)
    _, handle = taken(lists)

    lists.update(handle, phone="1")
    lists.reject(handle, NOW)

    assert taken(lists) is None


def test_a_number_can_be_barred_with_the_chains_it_is_in():
    lists = chained()

    lists.bar_phone(["all"], "4", NOW, "DoNotCall", whole_chain=True)

    assert record(lists, 2).status is Status.CHAIN_UPDATED
    assert numbers(lists) == [1, 5]


def test_a_record_that_is_held_is_not_barred_by_its_number():
    lists = lists_of(row("1"))
    _, handle = taken(lists)

    lists.bar_phone(["all"], "1", NOW, "DoNotCall", whole_chain=True)

    assert lists.find(handle)[1].kind is Kind.GENERAL


def test_when_an_agent_leaves_the_chain_goes_on():
    lists = chained()
    taken(lists, ANN)

    lists.leave("ann", NOW)

    assert taken(lists, BOB) == (2, 2)
    assert taken(lists, BOB) == (3, 3)


def test_a_chain_that_nobody_gave_is_no_chain_that_somebody_gave():
    lists = lists_of(row("1", chain=3), row("2"), generate=2)
    added = lists.add(row("5", list="all"), NOW)

    chains = [record(lists, number).chain for number in range(1, 6)]

    assert len(set(chains)) == 5
    assert added.chain == chains[4]
    assert [each.number for each in lists.records.of_chain("all", chains[3])] == [4]


def test_a_record_added_to_a_chain_of_the_future_keeps_it_for_itself():
    lists = lists_of(row("1"))
    first = lists.add(row("2", list="all", chain=3), NOW)

    second = lists.add(row("3", list="all"), NOW)

    assert (first.chain, second.chain) == (3, 4)


def test_given_records_have_their_places_in_their_chain():
    assert [record(chained(), number).place for number in range(1, 6)] == [0, 0, 1, 1, 0]


@pytest.mark.parametrize("back", ["rejected", "put off"])
def test_a_number_that_is_barred_while_its_record_is_held_is_not_called_afterwards(back):
    lists = lists_of(row("1"))
    _, handle = taken(lists)
    lists.bar_phone(["all"], "1", NOW, "DoNotCall", whole_chain=False)

    if back == "rejected":
        lists.reject(handle, NOW)
    else:
        lists.reschedule(handle, Callback(Kind.CAMPAIGN_RESCHEDULED, NOW))
        lists.complete(handle, NOW, "Busy")

    assert taken(lists) is None
    assert record(lists, 1).kind is Kind.NO_CALL


def test_who_is_held_while_its_chain_is_barred_does_not_come_back():
    lists = lists_of(row("1", chain=7), row("2", chain=7))
    _, handle = taken(lists)
    lists.bar_phone(["all"], "2", NOW, "DoNotCall", whole_chain=True)

    lists.reject(handle, NOW)

    assert taken(lists) is None
