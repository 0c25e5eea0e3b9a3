"""Records of a calling list, from the moment an agent gets one until it is done."""

import pytest

from mockserver.callcentre.errors import HandleNotFound, ListNotFound, NotPossibleNow, TooManyRecords
from mockserver.callcentre.lists.lifecycle import CAMPAIGNS, RECORDS, TRANSITIONS, Order, ordered, stepped
from mockserver.callcentre.lists.model import Callback, CampaignState, Kind, Stage, Status
from tests.callcentre.listed import ANN, BOB, HOUR, NOW, lists_of, numbers, record, row, taken

LATER = NOW + HOUR


def test_given_records_come_before_made_up_ones_in_their_order():
    lists = lists_of(row("1"), row("2"), generate=3)

    assert numbers(lists) == [1, 2, 3, 4, 5]


def test_nobody_gets_a_record_that_another_has():
    lists = lists_of(generate=4)

    assert [taken(lists, agent) for agent in (ANN, BOB, ANN, BOB, BOB)] == [
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
        None,
    ]


def test_a_held_record_says_who_has_it():
    lists = lists_of(row())

    handle, held = lists.retrieve(["all"], ANN, NOW)

    assert (held.status, held.agent, held.campaign, held.handle) == (Status.RETRIEVED, "ann", "spring", 1)
    assert (handle.user, handle.device, handle.stage) == ("ann", "/phones/ann", Stage.PREVIEWING)
    assert lists.find(1) == (handle, held)


def test_a_rejected_record_is_the_next_one_again_under_another_handle():
    lists = lists_of(generate=2)
    first, handle = taken(lists)

    lists.reject(handle, NOW)

    assert taken(lists, BOB) == (first, 2)
    assert record(lists, first).attempts == 0


def test_a_dialled_record_cannot_be_rejected_and_stays_as_it_is():
    lists = lists_of(row())
    _, handle = taken(lists)
    held = lists.dial(handle, NOW)

    with pytest.raises(NotPossibleNow):
        lists.reject(handle, NOW)

    assert lists.find(handle) == held


def test_a_call_counts_as_an_attempt_and_leaves_its_result():
    lists = lists_of(row())
    _, handle = taken(lists)

    lists.dial(handle, LATER)
    lists.establish(handle, "Answer")
    lists.end(handle)

    held, found = lists.find(handle)
    assert (found.attempts, found.called, found.result, held.stage) == (1, LATER, "Answer", Stage.WRAP)


def test_a_record_may_be_given_as_held():
    lists = lists_of(row(status=Status.RETRIEVED, agent="ann", handle=12, result="Answer"), generate=1)

    handle, found = lists.find(12)

    assert (handle.user, handle.stage, found.result) == ("ann", Stage.WRAP, "Answer")
    assert taken(lists) == (2, 13)
    assert [held.number for held in lists.handles.of("ann")] == [12, 13]


def test_a_call_that_nobody_answers_leaves_the_result_of_its_end():
    lists = lists_of(row())
    _, handle = taken(lists)

    lists.dial(handle, NOW)
    lists.end(handle, "Busy")

    assert lists.find(handle)[1].result == "Busy"


@pytest.mark.parametrize(("given", "result"), [(None, "Answer"), ("WrongParty", "WrongParty")])
def test_a_completed_record_keeps_its_result_unless_another_is_given(given, result):
    lists = lists_of(row())
    _, handle = taken(lists)
    lists.dial(handle, NOW)
    lists.establish(handle, "Answer")

    _, done = lists.complete(handle, NOW, given)

    assert (done.status, done.result, done.handle) == (Status.UPDATED, result, 0)
    assert taken(lists) is None


def test_a_closed_handle_is_told_from_one_that_never_was():
    lists = lists_of(row())
    _, handle = taken(lists)
    lists.complete(handle, NOW)

    with pytest.raises(HandleNotFound) as closed:
        lists.complete(handle, NOW)
    with pytest.raises(HandleNotFound) as unknown:
        lists.find(handle + 1)

    assert (closed.value.facts["closed"], unknown.value.facts["closed"]) == (True, False)


def test_a_rescheduled_record_comes_at_its_time_once_it_is_completed():
    lists = lists_of(row(), row())
    _, handle = taken(lists)

    lists.reschedule(handle, Callback(Kind.CAMPAIGN_RESCHEDULED, LATER))
    lists.complete(handle, NOW)

    assert (record(lists, 1).kind, record(lists, 1).due) == (Kind.CAMPAIGN_RESCHEDULED, LATER)
    assert numbers(lists, now=LATER - 1) == [2]
    assert numbers(lists, now=LATER) == [1]


def test_a_personal_callback_is_the_agents_own():
    lists = lists_of(row())
    _, handle = taken(lists)
    lists.reschedule(handle, Callback(Kind.PERSONAL_RESCHEDULED, LATER))
    lists.complete(handle, NOW)

    assert taken(lists, BOB, LATER) is None
    assert taken(lists, ANN, LATER) == (1, 2)


def test_a_rescheduled_record_that_is_rejected_is_as_it_was():
    lists = lists_of(row())
    _, handle = taken(lists)
    lists.reschedule(handle, Callback(Kind.CAMPAIGN_RESCHEDULED, LATER))

    lists.reject(handle, NOW)

    assert (record(lists, 1).kind, record(lists, 1).due) == (Kind.GENERAL, 0)
    assert taken(lists) == (1, 2)


def test_own_callbacks_come_first_then_the_campaigns_then_the_rest():
    lists = lists_of(
        row(),
        row(kind=Kind.CAMPAIGN_CALLBACK),
        row(kind=Kind.PERSONAL_CALLBACK, agent="bob"),
        row(kind=Kind.PERSONAL_RESCHEDULED, agent="ann"),
        row(kind=Kind.NO_CALL),
        row(status=Status.UPDATED),
    )

    assert numbers(lists, ANN) == [4, 2, 1]
    assert numbers(lists, BOB) == [3]


def test_a_stronger_record_of_a_weaker_list_comes_first():
    lists = lists_of(row(), row())
    lists.begin(
        lists.records.list_of("all").__class__("more"), [row(kind=Kind.CAMPAIGN_CALLBACK), row()], NOW
    )

    found = [lists.retrieve(["all", "more"], ANN, NOW)[1] for _ in range(4)]

    assert [(each.list, each.number) for each in found] == [("more", 1), ("all", 1), ("all", 2), ("more", 2)]


def test_changed_columns_stay_when_the_record_is_given_back():
    lists = lists_of(row("1"))
    _, handle = taken(lists)

    lists.update(handle, phone="2", others={"colour": "blue"})
    lists.reject(handle, NOW)

    again = lists.retrieve(["all"], BOB, NOW)[1]
    assert (again.phone, again.others) == ("2", {"colour": "blue"})


def test_an_added_record_comes_last():
    lists = lists_of(row(), generate=1)

    added = lists.add(row("9").__class__("all", 0, "9", 0), NOW)

    assert (added.number, added.chain, added.status) == (3, 3, Status.READY)
    assert numbers(lists) == [1, 2, 3]


def test_an_agent_who_leaves_gives_up_what_it_has():
    lists = lists_of(generate=3)
    taken(lists, ANN), taken(lists, BOB), taken(lists, ANN)

    lists.leave("ann", NOW)

    assert [record(lists, each).status for each in (1, 2, 3)] == [
        Status.AGENT_ERROR, Status.RETRIEVED, Status.AGENT_ERROR,
    ]  # fmt: skip
    with pytest.raises(HandleNotFound):
        lists.find(1)


def test_a_list_that_is_not_there_is_refused():
    with pytest.raises(ListNotFound):
        lists_of().retrieve(["none"], ANN, NOW)


def test_more_records_than_may_be_are_not_touched():
    lists = lists_of(generate=10, most=3)
    for _ in range(3):
        taken(lists)

    with pytest.raises(TooManyRecords):
        taken(lists)


def test_of_those_that_are_done_the_newest_are_kept_and_the_others_never_come_again():
    lists = lists_of(generate=30, kept=3, most=3)

    seen = []
    while (got := taken(lists)) is not None:
        lists.complete(got[1], NOW)
        seen.append(got[0])

    assert seen == list(range(1, 31))
    assert [each for each in seen if record(lists, each)] == [28, 29, 30]


@pytest.mark.parametrize("order", Order)
def test_a_campaign_goes_only_where_the_table_leads(order):
    for state in CampaignState:
        if state in CAMPAIGNS[order]:
            assert ordered(state, order) in CampaignState
        else:
            with pytest.raises(NotPossibleNow):
                ordered(state, order)


def test_every_step_leaves_a_closed_handle_closed():
    assert not any(Stage.CLOSED in ways for ways in TRANSITIONS.values())
    assert not any(Status.UPDATED in ways for ways in RECORDS.values())
    with pytest.raises(NotPossibleNow):
        stepped(Stage.CLOSED, next(iter(TRANSITIONS)))
