"""Who waits is answered by whatever decides, and not left behind in a world that has gone."""

from __future__ import annotations

from threading import Thread

import pytest

from tests.web.admin_desk import admin_desk

PATIENCE = 20  # seconds; a wait that is not ended by what the test does is over only then
SCENARIO = """
name: states
clock: manual
vendors: {acme: {}}
rules: [{name: paid, path: /acme/paid, sets: {order: paid}, respond: {status: 503}}]
timeline: [{at: 1h, state: {order: shipped}}]
"""


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        sent = made.ask("POST", "/sandboxes", {"name": "default", "text": SCENARIO})
        assert sent.status_code == 201, sent.json
        yield made


class Waiter(Thread):
    """Asks, and is held until it is answered."""

    def __init__(self, desk, path, **body):
        super().__init__(daemon=True)
        self._ask = lambda: desk.ask("POST", path, {"timeout": f"{PATIENCE}s", **body})
        self.answer = None

    def run(self):
        self.answer = self._ask()

    def begin(self, desk):
        self.start()
        while not desk.sandbox.space._leaving:
            self.join(0.001)
            assert self.is_alive(), "answered at once"
        return self

    def end(self):
        self.join(PATIENCE / 2)
        assert not self.is_alive(), "still waiting"
        return self.answer


def waiting(desk, path, **body):
    return Waiter(desk, path, **body).begin(desk)


STATE = {"name": "shipped", "state": {"order": "shipped"}}
WAITS = ["/expectations/wait", "/requests/wait", "/callbacks/wait"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/scenarios/order/state", {"state": "paid"}),
        ("POST", "/clock/advance", {"by": "1h"}),
    ],
    ids=["put", "the timeline"],
)
def test_a_state_that_is_set_ends_the_wait(desk, method, path, body):
    wanted = body.get("state", "shipped")
    desk.ask("POST", "/expectations", {"name": "state", "state": {"order": wanted}})
    waiter = waiting(desk, "/expectations/wait")

    desk.ask(method, path, body)

    assert (waiter.end().status_code, waiter.answer.json["verdict"]) == (200, "pass")


def test_states_that_are_reset_end_the_wait(desk):
    desk.ask("PUT", "/scenarios/order/state", {"state": "paid"})
    desk.ask("POST", "/expectations", {"name": "state", "state": {"order": "Started"}})
    waiter = waiting(desk, "/expectations/wait")

    desk.ask("POST", "/scenarios/reset")

    assert waiter.end().json["verdict"] == "pass"


def test_an_expectation_that_is_dropped_is_waited_for_no_longer(desk):
    desk.ask("POST", "/expectations", STATE)
    waiter = waiting(desk, "/expectations/wait")

    desk.ask("DELETE", "/expectations")

    assert (waiter.end().status_code, waiter.answer.json["expectations"]) == (200, [])


def test_a_callback_that_is_made_ends_the_wait_before_it_is_tried(desk):
    desk.ask("POST", "/expectations", {"name": "made", "callback": "released"})
    waiter = waiting(desk, "/expectations/wait")

    desk.deliver()

    assert waiter.end().json["verdict"] == "pass"


@pytest.mark.parametrize("path", WAITS)
@pytest.mark.parametrize(("method", "how"), [("POST", "/reset"), ("DELETE", "/sandboxes/default")])
def test_who_waits_in_a_world_that_ends_is_told_so_at_once(desk, path, method, how):
    desk.ask("POST", "/expectations", STATE)
    waiter = waiting(desk, path)

    desk.ask(method, how)

    assert waiter.end().status_code == 409
    assert "the sandbox was reset or dropped" in waiter.answer.json["errors"][0]["title"]


def test_what_was_cleared_away_is_not_waited_for_with_the_rest(desk):
    waiter = waiting(desk, "/requests/wait", count=2, operation="Annotate")
    desk.annotate("1")
    desk.ask("DELETE", "/requests")
    desk.annotate("2")

    assert waiter.is_alive()
    desk.annotate("3")

    assert waiter.end().json["meta"]["total"] == 2


@pytest.mark.parametrize("path", WAITS)
def test_nothing_is_left_of_a_wait_that_is_over(desk, path):
    desk.ask("POST", "/expectations", STATE)
    space = desk.sandbox.space

    desk.ask("POST", path, {"timeout": "10ms"})

    assert (space._leaving, space._watching, desk.sandbox.journal.listeners) == ({}, (), 0)


def test_many_who_wait_are_all_answered(desk):
    desk.ask("POST", "/expectations", STATE)
    waiters = [Waiter(desk, "/expectations/wait") for _ in range(20)]
    for waiter in waiters:
        waiter.start()
    while len(desk.sandbox.space._leaving) < len(waiters):
        waiters[0].join(0.001)

    desk.ask("POST", "/clock/advance", {"by": "1h"})

    assert {waiter.end().json["verdict"] for waiter in waiters} == {"pass"}
