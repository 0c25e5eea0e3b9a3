"""Server-sent events of a real server, read as browsers and curl do, by our worker and by gunicorn's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.live.serving import PATIENCE, Mock, Starter

pytestmark = pytest.mark.live

NOTE = {"CustomerName": "acme", "UserName": "api", "Password": "secret", "Id": "1", "Notes": "called back"}
SCENARIO = (
    "name: events\nvendors: {hostedsuite: {}}\nrecords: {hostedsuite: {generate: {count: 3, first_id: 1}}}\n"
)
Told = tuple[str, dict[str, Any], str]


@pytest.fixture(scope="module", params=["own", "gthread"])
def mock(request: pytest.FixtureRequest, start: Starter) -> Iterator[Mock]:
    options = () if request.param == "own" else ("--server", request.param)
    with start(SCENARIO, *options) as mock:
        yield mock


class Reader:
    """One who reads events, line by line."""

    def __init__(self, answer: HTTPResponse) -> None:
        self._answer = answer

    def next(self) -> Told:
        """The next event: its name, what it says, its id."""
        fields: dict[str, str] = {}
        while line := self._answer.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "event" in fields:
                return fields["event"], json.loads(fields["data"]), fields.get("id", "")
        pytest.fail("the stream has ended")

    def rest(self) -> bytes:
        """All that comes until the other side ends it."""
        return self._answer.read()


@contextmanager
def reading(mock: Mock, **headers: str) -> Iterator[Reader]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(HTTPConnection(urlsplit(mock.url).netloc, timeout=PATIENCE)) as connection:
        connection.request("GET", f"{mock.prefix}/__admin/events", headers=named)
        with connection.getresponse() as answer:
            assert answer.headers["Content-Type"] == "text/event-stream"
            yield Reader(answer)


def annotate(mock: Mock, text: str) -> None:
    said = NOTE | {"Notes": text}
    assert mock.post("/api/calls/update", said, Accept="application/json").status_code == 200


def notes(told: Told) -> str:
    body: dict[str, str] = json.loads(told[1]["request"]["body"])
    return body["Notes"]


def test_events_come_while_they_happen(mock: Mock) -> None:
    with reading(mock.sandbox("live")) as reader:
        for text in ("one", "zwei", "三"):
            annotate(mock.sandbox("live"), text)

            assert notes(reader.next()) == text


def test_who_was_cut_off_comes_again_and_misses_nothing(mock: Mock) -> None:
    here = mock.sandbox("again")
    with reading(here) as reader:
        annotate(here, "heard")
        _, _, last = reader.next()
    for text in ("missed", "too"):
        annotate(here, text)

    with reading(here, Last_Event_ID=last) as reader:
        heard = [notes(reader.next()) for _ in range(2)]
        annotate(here, "new")
        heard.append(notes(reader.next()))

    assert heard == ["missed", "too", "new"]


def test_a_reset_ends_the_stream_and_says_so(mock: Mock) -> None:
    here = mock.sandbox("reset")
    with reading(here) as reader:
        here.admin("POST", "/reset")

        assert reader.next()[0] == "end"
        assert reader.rest() == b""


def test_five_readers_hear_the_same_of_a_hundred_requests_at_once(mock: Mock) -> None:
    here = mock.sandbox("many")

    def heard(reader: Reader) -> list[int]:
        return [reader.next()[1]["mockserver"]["number"] for _ in range(100)]

    with ThreadPoolExecutor(13) as pool, _several(here, 5) as readers:
        ears = [pool.submit(heard, reader) for reader in readers]
        list(pool.map(lambda number: annotate(here, str(number)), range(100)))
        found = [ear.result(PATIENCE) for ear in ears]

    assert found == [list(range(1, 101))] * 5


@contextmanager
def _several(mock: Mock, count: int) -> Iterator[list[Reader]]:
    if not count:
        yield []
        return
    with reading(mock) as first, _several(mock, count - 1) as others:
        yield [first, *others]
