"""Agents who ask for nothing: their HTTP session ends, and where the switch says so, their other one, too."""

import pytest

from mockserver.request import Headers, Request
from mockserver.vendors.genesys import VENDOR
from tests.vendors.genesys.conftest import DEMO_USER, ME, OTHER_USER, PHONE, basic, session_in
from tests.vendors.genesys.outbound_world import Dialler

MINUTE = 60_000
DEVICES = "/v2/me/devices"


def poll(world, **fields):
    """What every Bayeux request does first: it finds out who asks."""
    request = Request("POST", "/api/v2/notifications", Headers(fields.items()))
    return VENDOR.bayeux.who(world.sandbox.desk(VENDOR, request, 1, world.sandbox.clock.now()))


def idle(**settings):
    world = Dialler({"phone": "1"}, idle_logout=True, **settings)
    world.preview()
    world.told.clear()
    return world


def test_polls_keep_an_http_session_alive(centre):
    cookie = f"JSESSIONID={session_in(centre.get(ME))}"

    for _ in range(3):
        centre.wait(20 * MINUTE)
        assert poll(centre, Cookie=cookie) == DEMO_USER

    assert centre.send("GET", ME, Cookie=cookie).status == 200


def test_an_agent_stays_logged_in_whatever_time_passes_by_default():
    world = Dialler({"phone": "1"})

    world.wait(24 * 60 * MINUTE)

    assert world.preview() == ("1", 1)


def test_an_agent_who_asks_for_nothing_is_logged_out_and_its_record_is_stale():
    world = idle()

    world.wait(30 * MINUTE - 1)
    assert world.told == []
    world.wait(1)

    told = {user: data["devices"][0]["deviceState"] for user, channel, data in world.told}
    assert told == {DEMO_USER: "Inactive", OTHER_USER: "Inactive"}
    assert (world.kept(1).status, world.kept(1).handle) == ("stale", 0)
    assert world.refused(f"{ME}/channels/voice", "Ready") == (400, 2)
    assert world.sandbox.next_due() is None


@pytest.mark.parametrize("word", ["a request", "a poll"])
def test_a_word_in_time_keeps_an_agent_logged_in(word):
    world = idle()
    world.wait(20 * MINUTE)
    if word == "a poll":
        poll(world, Authorization=basic())
    else:
        world.get(ME)

    world.wait(29 * MINUTE)
    assert world.error(1, "UpdateRecord") is None
    world.wait(30 * MINUTE)

    assert world.kept(1).status == "stale"


def test_a_new_session_has_the_whole_time_before_it():
    world = idle()
    world.wait(20 * MINUTE)
    world.do(ME, "EndContactCenterSession")
    world.start(devicePath=f"/devices/{PHONE}")

    world.wait(29 * MINUTE)
    assert world.preview() is None
    world.wait(30 * MINUTE)

    assert world.refused(f"{ME}/channels/voice", "Ready") == (400, 2)


def test_what_becomes_of_a_call_is_known_when_its_agent_is_gone():
    world = idle()
    world.call_held(1)

    world.wait(60 * MINUTE)

    assert (world.kept(1).status, world.kept(1).result) == ("stale", "Answer")
