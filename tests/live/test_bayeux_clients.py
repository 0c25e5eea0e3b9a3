"""Real Bayeux clients speak to the server of a made-up vendor: npm ``cometd``, npm ``faye``, PyPI ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mockserver.app import app_of, make_world
from mockserver.settings import Settings
from tests.bayeux.vendor import VENDOR
from tests.live.bayeux_clients import CLIENTS, Act, Operation, Plan, converse, knows
from tests.server.wire import Wire

pytestmark = pytest.mark.live

SCENARIO = "name: events\nvendors: {acme: {bayeux_profile: %s, bayeux_timeout: 2000}}\n"
Told = dict[str, Any]


@contextmanager
def served(tmp: Path, profile: str) -> Iterator[str]:
    """The made-up vendor on a socket; gives its URL."""
    file = tmp / "scenario.yaml"
    file.write_text(SCENARIO % profile)
    world = make_world(Settings(scenarios=(str(file),)), {"acme": VENDOR})
    with Wire("uvloop", app_of(world).extensions["mockserver.lane"]) as wire:
        yield f"http://127.0.0.1:{wire.port}"
    world.dispatcher.stop()


def plan_for(url: str) -> Plan:
    def tell(channel: str, *texts: str) -> Operation:
        said = {"User": "ann", "Channel": channel, "Texts": texts}
        return Operation(f"{url}/acme/tell", said, {"Authorization": "Bearer open sesame"})

    first = [tell("/elsewhere", "never"), tell("/news/a", "one", "two")]
    then = [tell("/elsewhere", "never"), tell("/news/a", "three"), tell("/me/internal", "four")]
    return Plan(
        events=f"{url}/acme/events",
        clients=f"{url}/__admin/bayeux/acme",
        headers={"Authorization": "Bearer open sesame ann"},
        channels=["/news/a", "/me/internal"],
        acts=[Act(first, 2), Act(then, 4)],
    )


@pytest.fixture(scope="module", params=CLIENTS)
def told(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    require: Callable[[Path, str], None],
) -> Told:
    """What a library's client got in one conversation."""
    with served(tmp_path_factory.mktemp("events"), CLIENTS[request.param][2]) as url:
        return converse(request.param, plan_for(url), require)


def test_all_messages_are_heard_once_and_in_order_with_a_lost_session_between(told: Told) -> None:
    assert told["got"] == [
        ["/news/a", {"text": "one"}],
        ["/news/a", {"text": "two"}],
        ["/news/a", {"text": "three"}],
        ["/me/internal", {"text": "four"}],
    ]


def test_the_client_knows_how_it_went(told: Told) -> None:
    wanted, seen = knows(told)

    assert seen == wanted
