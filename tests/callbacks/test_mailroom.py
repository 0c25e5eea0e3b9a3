"""The mailroom: which callbacks are struck, what waits behind another, and what is undone."""

from __future__ import annotations

import json

import pytest

from mockserver.callbacks.delivery import State
from mockserver.callbacks.misdeeds.base import Draft
from mockserver.callbacks.misdeeds.carriage import Duplicate, Late, NeverSent, OutOfOrder, WrongContentType
from mockserver.callbacks.misdeeds.mailroom import OWNER, Mailroom, Slip
from mockserver.callbacks.misdeeds.rules import CallbackRule
from mockserver.clock import DAWN
from mockserver.scenario.turns import Turn

PLAIN = Draft({"a": 1}, (("Content-Type", "application/json"),), lambda members: json.dumps(members).encode())
BEHIND = CallbackRule("behind", "out_of_order", OutOfOrder(5_000), notice="begun")


def slip(notice="ended", call_id="c1", at=DAWN, vendor="acme"):
    return Slip(vendor, notice, call_id, "e1", "http://127.0.0.1:9/hook", at, (0,))


def mailroom(space, outbox, *rules):
    return Mailroom(space, outbox, rules, seed=7)


def notices(outbox):
    return [each.notice for each in outbox.list()]


def test_what_no_rule_is_for_leaves_as_it_is(space, outbox):
    mailroom(space, outbox, CallbackRule("r", "never_sent", NeverSent(), vendor="other")).post(slip(), PLAIN)

    (one,) = outbox.list()
    assert (one.state, one.fault, one.body, one.schedule) == (State.READY, "", b'{"a": 1}', (0,))


def test_a_rule_counts_only_what_it_is_for(space, outbox):
    rule = CallbackRule("r", "never_sent", NeverSent(), notice="ended", turn=Turn(nth=2))
    room = mailroom(space, outbox, rule)

    for notice in ("ended", "begun", "ended", "ended"):
        room.post(slip(notice), PLAIN)

    assert [each.fault for each in outbox.list()] == ["", "", "never_sent", ""]


def test_a_fault_that_changes_nothing_says_so(space, outbox):
    same = WrongContentType("application/json")

    mailroom(space, outbox, CallbackRule("r", "wrong_content_type", same)).post(slip(), PLAIN)

    assert outbox.list()[0].fault == "wrong_content_type (without effect)"


def test_one_waits_for_the_next_of_its_own_call_only(space, outbox):
    room = mailroom(space, outbox, BEHIND)
    room.post(slip("begun"), PLAIN)

    room.post(slip("ended", "another"), PLAIN)
    assert notices(outbox) == ["ended"]

    room.post(slip("ended", at=DAWN + 10), PLAIN)
    assert notices(outbox) == ["ended", "ended", "begun"]


def test_one_that_nothing_follows_goes_when_its_time_is_up(space, outbox):
    room = mailroom(space, outbox, BEHIND)
    room.post(slip("begun"), PLAIN)

    due = space.take_due(DAWN + 5_000)
    room.let_go(due)

    assert due.owner == OWNER
    assert notices(outbox) == ["begun"]


def test_one_that_has_left_does_not_leave_again_when_its_time_is_up(space, outbox):
    room = mailroom(space, outbox, BEHIND)
    room.post(slip("begun"), PLAIN)
    room.post(slip("ended"), PLAIN)

    assert space.take_due(DAWN + 5_000) is None


def test_two_do_not_wait_for_each_other(space, outbox):
    room = mailroom(space, outbox, CallbackRule("all", "out_of_order", OutOfOrder()))
    room.post(slip("begun"), PLAIN)
    room.post(slip("ended"), PLAIN)

    assert [(each.notice, each.fault) for each in outbox.list()] == [
        ("ended", "out_of_order (without effect)"),
        ("begun", "out_of_order"),
    ]


def test_two_of_no_call_that_wait_at_one_moment_both_leave(space, outbox):
    room = mailroom(space, outbox, BEHIND)
    room.post(slip("begun", call_id=""), PLAIN)
    room.post(slip("begun", call_id=""), PLAIN)

    while (due := space.take_due(DAWN + 5_000)) is not None:
        room.let_go(due)

    assert notices(outbox) == ["begun", "begun"]


def test_copies_are_of_one_call_and_leave_one_after_the_other(space, outbox):
    mailroom(space, outbox, CallbackRule("r", "duplicate", Duplicate(3))).post(slip(), PLAIN)

    assert len(outbox.claim(9)) == 1
    assert len(outbox.list()) == 3


def test_a_late_one_is_created_in_time_and_due_later(space, outbox):
    mailroom(space, outbox, CallbackRule("r", "late", Late(60_000))).post(slip(), PLAIN)

    (one,) = outbox.list()
    assert (one.created, one.due.at) == (DAWN, DAWN + 60_000)


def test_what_is_undone_has_not_been_counted_and_waits_no_more(space, outbox):
    room = mailroom(space, outbox, BEHIND)

    with pytest.raises(RuntimeError), space.transaction():
        room.post(slip("begun"), PLAIN)
        raise RuntimeError

    room.post(slip("ended"), PLAIN)
    assert notices(outbox) == ["ended"]
