"""What a vendor lets happen by itself that is no call's: planned on the timeline, done at its moment."""

from dataclasses import replace

from mockserver.sandboxes import Sandboxes
from mockserver.scenario.model import ClockSpec, Scenario
from mockserver.store.memory import MemoryStore
from tests.acme import VENDOR


def test_what_a_vendor_has_planned_is_done_at_its_moment_in_its_own_sandbox():
    done = []
    doings = {"acme naps": lambda office, due: done.append((office.sandbox, due.key, due.at))}
    vendor = replace(VENDOR, doings=doings)
    scenario = Scenario("test", vendors={"acme": vendor.settings().load({})}, clock=ClockSpec("manual", 0))
    sandbox = Sandboxes(MemoryStore(), scenario, {"acme": vendor}, tell=lambda *_: None).get()
    sandbox.space.plan(500, "acme naps", "after lunch")

    sandbox.clock.move_to(499)
    sandbox.catch_up()
    assert done == []
    sandbox.clock.move_to(9_000)
    sandbox.catch_up()

    assert done == [("default", "after lunch", 500)]
