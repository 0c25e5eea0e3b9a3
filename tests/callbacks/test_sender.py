"""What of the sender needs no network; the rest is in tests/live."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from mockserver.callbacks.egress import EgressGate, EgressRefused
from mockserver.callbacks.outbox import Attempt, Outbox
from mockserver.callbacks.sender import GatedResolver, Seats, Sender
from mockserver.store.memory import MemorySpace
from tests.callbacks.tiny import posted

TLS = "https://127.0.0.1:9/"


def send(url: str, gate: EgressGate | None = None) -> Attempt:
    async def once() -> Attempt:
        sender = Sender(gate or EgressGate(), timeout=5)
        try:
            return await sender.send(posted(Outbox(MemorySpace()), url=url))
        finally:
            await sender.close()

    return asyncio.run(once())


def test_what_the_gate_refuses_is_an_attempt_with_its_reason() -> None:
    attempt = send("http://app.test/hook")

    assert (attempt.number, attempt.status) == (1, None)
    assert "--allow-callback app.test" in attempt.error


def test_certificates_that_are_not_there_are_told() -> None:
    sender, delivery = Sender(EgressGate(), ca_file="/nowhere.pem"), posted(Outbox(MemorySpace()), url=TLS)

    errors = [asyncio.run(sender.send(delivery)).error for _ in range(2)]

    assert errors == ["no connection to 127.0.0.1:9: No such file or directory"] * 2


def test_a_destination_has_so_many_seats() -> None:
    seats = Seats(per_destination=2, total=100)

    assert [seats.take("http://a/x"), seats.take("http://a/y?z"), seats.take("http://a/")] == [
        True,
        True,
        False,
    ]
    assert seats.take("http://a:81/")
    seats.give_back("http://a/anything")
    assert seats.take("http://a/")
    assert (seats.taken, seats.free) == (3, 97)


def test_no_destination_takes_the_last_seats_from_the_others() -> None:
    seats = Seats(per_destination=64, total=256)

    for place in range(30):
        while seats.take(f"http://{place}/"):
            pass

    assert seats.take("http://next/")


def test_a_name_that_leads_where_nothing_may_go_is_refused() -> None:
    resolver = GatedResolver(EgressGate(["10.0.0.0/8"]))

    async def resolve() -> None:
        await resolver.resolve("192.0.2.7", 80)

    with pytest.raises(EgressRefused, match=r"leads to 192\.0\.2\.7"):
        asyncio.run(resolve())


def test_local_names_lead_to_this_machine_without_asking_anybody() -> None:
    found = asyncio.run(GatedResolver(EgressGate()).resolve("alice.localhost", 80))

    assert set(found) <= {"127.0.0.1", "::1"}


def test_the_client_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, mockserver.callbacks.dispatcher; sys.exit('httptools' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
