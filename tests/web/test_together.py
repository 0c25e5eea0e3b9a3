"""Vendors that share their calls: who hears of a call that has ended, and what they keep of it."""

import logging
from dataclasses import replace

import pytest

from mockserver.callcentre.model import State
from mockserver.callcentre.records import RecordQuery
from mockserver.clock import DAWN
from mockserver.notices import tell
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.model import ClockSpec, Scenario
from mockserver.store.memory import MemoryStore
from tests.acme import VENDOR

NAMES = ("acme", "bolt", "crux")
HOUR = 3_600_000


class World:
    """Made-up vendors in one sandbox; those that are not said to keep records write down what they hear."""

    def __init__(self, *together, deaf=(), **hears):
        self.heard = []
        self.vendors = {
            name: replace(VENDOR, name=name, mounts=(f"/{name}",), hears=hears.get(name, self.ear(name)))
            for name in NAMES
        }
        for name in deaf:
            self.vendors[name] = replace(self.vendors[name], hears=None)
        settings = VENDOR.settings().load({"report_to": "http://127.0.0.1:9"})
        scenario = Scenario(
            "shared", clock=ClockSpec("manual"), vendors=dict.fromkeys(NAMES, settings), together=together
        )
        self.sandbox = Sandboxes(MemoryStore(), scenario, self.vendors, tell=tell).get()

    def ear(self, name):
        return lambda office, call: self.heard.append((name, office, call))

    def place(self, vendor, called="5550100"):
        with self.sandbox.transaction():
            return self.sandbox.calls[vendor].place(DAWN, "1001", called).id

    def let_pass(self):
        self.sandbox.catch_up(DAWN + HOUR)

    def records(self, vendor):
        return self.sandbox.records[vendor].page(RecordQuery()).records


def test_without_together_nobody_but_its_own_vendor_hears_of_a_call():
    world = World()

    id = world.place("acme")
    world.let_pass()

    assert [(name, call.id) for name, _, call in world.heard] == [("acme", id)]


@pytest.mark.parametrize(
    ("placed", "order"), [("crux", ["crux", "acme", "bolt"]), ("acme", ["acme", "crux", "bolt"])]
)
def test_its_own_vendor_hears_first_and_then_the_others_in_the_order_of_the_list(placed, order):
    world = World("crux", "acme", "bolt")

    id = world.place(placed)
    world.let_pass()

    assert [name for name, _, _ in world.heard] == order
    (call,) = {call for _, _, call in world.heard}
    assert call == world.sandbox.calls[placed].find(id)
    assert call.state is State.ENDED


def test_each_hears_in_its_own_office():
    world = World("acme", "bolt")

    world.place("acme")
    world.let_pass()

    assert [office.calls for _, office, _ in world.heard] == [
        world.sandbox.calls["acme"],
        world.sandbox.calls["bolt"],
    ]


def test_nothing_is_heard_of_a_call_that_goes_on():
    world = World("acme", "bolt")

    world.place("acme")
    world.sandbox.catch_up(DAWN + 1_500)

    assert world.heard == []


@pytest.mark.parametrize("placed", NAMES)
def test_a_vendor_that_is_not_in_the_list_neither_hears_nor_is_heard_of(placed):
    world = World("acme", "bolt")

    world.place(placed)
    world.let_pass()

    expected = {"crux": ["crux"], "acme": ["acme", "bolt"], "bolt": ["bolt", "acme"]}
    assert [name for name, _, _ in world.heard] == expected[placed]


def test_a_vendor_that_keeps_nothing_of_calls_shares_its_own():
    world = World("acme", "bolt", deaf=("acme",))

    world.place("acme")
    world.place("bolt")
    world.let_pass()

    assert [name for name, _, _ in world.heard] == ["bolt", "bolt"]


def test_vendors_with_call_records_keep_the_same_record_of_a_shared_call():
    world = World("acme", "bolt", acme=VENDOR.hears, bolt=VENDOR.hears)

    id = world.place("acme")
    world.let_pass()

    assert [record.id for record in world.records("acme")] == [id]
    assert world.records("bolt") == world.records("acme")


def test_calls_of_vendors_that_share_them_never_have_one_id():
    together, alone = World(*NAMES, **dict.fromkeys(NAMES, VENDOR.hears)), World()

    ids = [together.place(name) for name in NAMES for _ in range(3)]
    together.let_pass()

    assert len(set(ids)) == 9
    assert ids[:3] == [alone.place("acme") for _ in range(3)]
    for name in NAMES:
        assert {record.id for record in together.records(name)} == set(ids)


def test_where_one_cannot_hear_nothing_of_the_ending_is_kept(caplog):
    def stumble(_office, _call):
        raise RuntimeError("a bug of ours")

    world = World("acme", "bolt", acme=VENDOR.hears, bolt=stumble)

    id = world.place("acme")
    with caplog.at_level(logging.ERROR, "mockserver.sandbox"):
        world.let_pass()

    assert "could not happen" in caplog.text
    assert world.sandbox.calls["acme"].find(id).state is State.TALKING
    assert world.records("acme") == ()
    assert [each.notice for each in world.sandbox.outbox.list()] == ["answered"]
