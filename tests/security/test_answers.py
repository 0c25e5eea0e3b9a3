"""No answer holds a header that somebody smuggled in, and a bug of ours always says that it is one."""

from dataclasses import replace

import pytest

from mockserver.scenario.mistakes import ScenarioMistake
from tests.acme import VENDOR
from tests.web.conftest import SCENARIO


def rule(respond):
    return SCENARIO + f"rules:\n  - {{operation: Annotate, respond: {respond}}}\n"


@pytest.mark.parametrize(
    "headers",
    [
        r'{X-A: "a\r\nX-Evil: 1"}',
        r'{X-A: "a\nb"}',
        r'{X-A: "a\0b"}',
        r'{"X-A\r\nX-Evil": "1"}',
        '{"X A": "1"}',
        '{"X-A:": "1"}',
        '{"": "1"}',
        '{X-A: "Ж"}',
    ],
)
def test_a_scenario_cannot_say_a_header_that_is_none(make_wire, headers):
    with pytest.raises(ScenarioMistake):
        make_wire(rule(f"{{status: 503, headers: {headers}}}"))


@pytest.mark.parametrize("status", ["100", "199", "600", "-1", "'503 X'"])
def test_a_scenario_cannot_say_a_status_that_is_none(make_wire, status):
    with pytest.raises(ScenarioMistake):
        make_wire(rule(f"{{status: {status}}}"))


def test_the_length_of_an_answer_is_always_its_own(make_wire):
    got = make_wire(rule("{status: 503, headers: {Content-Length: '3'}}")).send()

    lengths = [value for name, value in got.headers if name.lower() == "content-length"]
    assert lengths == [str(len(got.body))]


def test_an_answer_that_may_have_no_body_has_none(make_wire):
    assert make_wire(rule("{status: 204, body: {a: 1}}")).send().body == b""


def boom(*_args):
    raise RuntimeError("a bug in a vendor's slot")


@pytest.mark.parametrize("slot", ["negotiate", "decode", "encode"])
def test_a_bug_in_a_vendors_slot_is_said_plainly_and_kept(make_wire, slot):
    wire = make_wire(vendor=replace(VENDOR, **{slot: boom}))

    got = wire.send(body=b'{"Id": "1", "Text": "new"}', HTTP_ACCEPT="application/json")

    assert got.status == 500 or slot == "negotiate"
    assert got.header("X-Mock-Bug") == wire.events()[0].id
    assert (b"RuntimeError" in got.body, wire.notes()) == (False, "old")


@pytest.mark.parametrize("slot", ["route", "credentials"])
def test_a_bug_before_the_act_is_said_plainly_and_kept_too(make_wire, slot):
    wire = make_wire(vendor=replace(VENDOR, **{slot: boom}))
    wire.app.testing = False
    wire.world.sandboxes.make("bob", replace(wire.world.sandboxes.base, seed=2))
    wire.world.sandboxes._owners.add("acme", "bob's", "bob")

    got = wire.send()

    assert got.header("X-Mock-Bug") == wire.events()[0].id


def test_a_bug_while_a_rule_looks_at_the_body_is_said_plainly_too(make_wire):
    looks = SCENARIO + "rules:\n  - {operation: Annotate, when: {body: {Id: '1'}}, respond: {status: 503}}\n"
    wire = make_wire(looks, vendor=replace(VENDOR, decode=boom))

    got = wire.send()

    assert got.header("X-Mock-Bug") == wire.events()[0].id


def test_a_bug_in_what_is_due_stops_neither_the_exchange_nor_time(wire, monkeypatch):
    sandbox = wire.world.sandboxes.get()
    with sandbox.transaction():
        sandbox.space.plan(sandbox.clock.now(), "nobody", "nothing")

    assert wire.send().status == 200
    assert sandbox.next_due() is None
