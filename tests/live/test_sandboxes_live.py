"""Two sandboxes of one server used at once, one by path and one by credential: nothing of theirs ever mixes.

Both have the same seed, so that their calls even have the same serial numbers.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Barrier

import pytest

from tests.live.crowd import HUAWEI, Client, at_once, client_of
from tests.live.receiver import Receiver, receiving
from tests.live.serving import Mock, Starter

pytestmark = pytest.mark.live

ROUNDS = 30
SCENARIO = """\
name: two sandboxes
seed: 9
vendors:
  hostedsuite:
    users: [{CustomerName: acme, UserName: api, Password: secret}]
  huawei: {shared_key: s3cret}
records:
  hostedsuite: {generate: {count: 20, first_id: 1}}
calls:
  - steps: [agent rings 10ms, agent answers, rings 20ms, answered, talks 30ms, hung up by called]
"""


@dataclass
class Side:
    """One client under test, in its sandbox: how it says so, and what it has seen."""

    name: str
    path: str  # of its sandbox, where it says it by the path
    login: dict[str, str]
    app: dict[str, str]
    calls: int
    notes_seen: list[str] = field(default_factory=list)
    data_seen: list[str] = field(default_factory=list)
    serials: list[str] = field(default_factory=list)
    sent: int = 0


def by_path() -> Side:
    login = {"CustomerName": "acme", "UserName": "api", "Password": "secret"}
    app = {"app_key": "mock-app-key", "app_secret": "mock-app-secret"}
    return Side("alice", "/~alice", login, app, ROUNDS)


def by_credential() -> Side:
    login = {"CustomerName": "bobs", "UserName": "bob", "Password": "hidden"}
    return Side("bob", "", login, {"app_key": "bobs-key", "app_secret": "bobs-secret"}, ROUNDS - 5)


def settings_of(side: Side, receiver: Receiver) -> dict[str, object]:
    return {
        "hostedsuite": {"users": [side.login]},
        "huawei": {
            "apps": [side.app],
            "shared_key": f"key of {side.name}",
            "callbacks": {"connection": f"{receiver.url}/{side.name}/connected"},
        },
    }


def play(side: Side, client: Client, receiver: Receiver, barrier: Barrier) -> None:
    """A client's day: notes, calls and questions, each beside the other client's."""

    def post(path: str, body: dict[str, object], **headers: str) -> dict[str, object]:
        barrier.wait(20)
        side.sent += 1
        status, told = client.post(side.path + path, body, headers)
        assert status == 200, told
        return told

    token = post("/apigovernance/api/oauth/tokenByAkSk", {**side.app})["AccessToken"]
    authorized = {"Authorization": f"Bearer {token}"}
    report_to = base64.b64encode(f"{receiver.url}/{side.name}/released".encode()).decode()
    for number in range(ROUNDS):
        note, data = f"{side.name} wrote {number}", f"{side.name} {number}"
        post("/api/calls/update", {**side.login, "Id": "7", "Notes": note})
        if number < side.calls:
            call = {"caller": "1380000", "called": "990", "callData": data, "callBackUrl": report_to}
            result = post(f"{HUAWEI}/createCall", call, **authorized)["result"]
            side.serials.append(result["callSerialNo"])  # type: ignore[index]
        else:  # the other side places a call here
            post("/api/calls/update", {**side.login, "Id": "8"})
        side.notes_seen.append(str(post("/api/calls/update", {**side.login, "Id": "7"})["Notes"]))
        serial = side.serials[number % side.calls]
        state = post(f"{HUAWEI}/queryCallState", {"callSerialNo": serial}, **authorized)
        side.data_seen.append(state["result"]["callData"])  # type: ignore[index]


@dataclass
class Day:
    """Two clients' day, and the server it was spent with."""

    mock: Mock
    receiver: Receiver
    sides: tuple[Side, Side]


@pytest.fixture(scope="module")
def day(start: Starter) -> Iterator[Day]:
    """Both sandboxes after two clients used them at once."""
    with receiving() as receiver, start(SCENARIO) as mock, client_of(mock.url) as client:
        sides = (by_path(), by_credential())
        for side in sides:
            vendors = settings_of(side, receiver)
            mock.admin("POST", "/sandboxes", {"name": side.name, "vendors": vendors})
        barrier = Barrier(2)  # each request of one goes with one of the other
        at_once(lambda which: play(sides[which], client, receiver, barrier), range(2), threads=2)
        for side in sides:
            mock.sandbox(side.name).delivered(2 * side.calls)
        yield Day(mock, receiver, sides)


@pytest.fixture(params=[0, 1], ids=["by path", "by credential"])
def side(request: pytest.FixtureRequest, day: Day) -> Side:
    return day.sides[request.param]


def test_a_client_reads_only_its_own_notes(side: Side) -> None:
    assert side.notes_seen == [f"{side.name} wrote {number}" for number in range(ROUNDS)]


def test_a_client_sees_only_its_own_calls(day: Day, side: Side) -> None:
    expected = [f"{side.name} {number % side.calls}" for number in range(ROUNDS)]
    kept = day.mock.sandbox(side.name).admin("GET", "/calls")["calls"]

    assert side.data_seen == expected
    assert [call["data"] for call in kept] == expected[: side.calls]


def test_serial_numbers_are_the_same_so_only_the_sandbox_tells_calls_apart(day: Day) -> None:
    alice, bob = day.sides

    assert alice.serials[: bob.calls] == bob.serials


def test_callbacks_go_to_their_own_client_with_its_own_data(day: Day, side: Side) -> None:
    mine = [(path, event) for path, event in day.receiver.got if path.startswith(f"/{side.name}/")]

    assert len(mine) == 2 * side.calls
    for path in (f"/{side.name}/connected", f"/{side.name}/released"):
        told = sorted(
            int(event["callData"].removeprefix(f"{side.name} ")) for at, event in mine if at == path
        )
        assert told == list(range(side.calls))


def test_the_journal_has_the_clients_own_requests_and_no_others(day: Day, side: Side) -> None:
    (other,) = (each for each in day.sides if each is not side)

    events = day.mock.sandbox(side.name).admin("GET", "/requests")["requests"]

    assert len(events) == side.sent
    text = json.dumps([[event["request"]["body"], event["response"]["body"]] for event in events])
    assert f"{side.name} wrote" in text
    assert f"{other.name} wrote" not in text


def test_the_default_sandbox_was_left_alone(day: Day) -> None:
    assert day.mock.admin("GET", "/requests")["requests"] == []
    assert day.mock.admin("GET", "/calls")["calls"] == []
    assert day.mock.admin("GET", "/callbacks")["callbacks"] == []
    assert "wrote" not in (day.mock.admin("GET", "/records/hostedsuite/7")["Notes"] or "")


def test_a_reset_of_one_leaves_the_other(day: Day) -> None:
    # The last of this file: it makes a third sandbox and throws it away.
    carol = day.mock.sandbox("carol")
    carol.post("/api/calls/update", {**day.sides[0].login, "Id": "7", "Notes": "carol wrote"})
    carol.admin("POST", "/reset")

    assert carol.admin("GET", "/requests")["requests"] == []
    for side in day.sides:
        record = day.mock.sandbox(side.name).admin("GET", "/records/hostedsuite/7")
        assert record["Notes"] == f"{side.name} wrote {ROUNDS - 1}"
