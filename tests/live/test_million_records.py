"""A million generated call records cost no more at the start than ten; each can be reached and changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import pytest
import requests

from tests.live.serving import Mock, Starter

pytestmark = pytest.mark.live

MILLION = 1_000_000
WHO = {"CustomerName": "acme", "UserName": "api", "Password": "secret"}
SCENARIO = """\
name: {count} records
seed: 6
vendors:
  hostedsuite:
    users: [{{CustomerName: acme, UserName: api, Password: secret}}]
records:
  hostedsuite: {{generate: {{count: {count}, first_id: 1}}}}
"""


@pytest.fixture(scope="module")
def mock(start: Starter) -> Iterator[Mock]:
    with start(SCENARIO.format(count=MILLION)) as mock:
        yield mock


def post(mock: Mock, path: str, **body: Any) -> Any:
    headers = {"Accept": "application/json"}
    answer = requests.post(mock.base + path, json={**WHO, **body}, headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def page(mock: Mock, number: int, size: int = 100, **more: Any) -> Any:
    return post(mock, "/api/calls", Page=number, ItemsPerPage=size, **more)


def test_a_million_records_are_ready_as_fast_as_ten(start: Starter) -> None:
    took: dict[int, list[float]] = {10: [], MILLION: []}
    for _ in range(3):
        for count, times in took.items():
            with start(SCENARIO.format(count=count)) as mock:
                times.append(mock.started_in)

    few, many = median(took[10]), median(took[MILLION])
    print(f"\nready with ten records in {few:.3f} s, with a million in {many:.3f} s: ratio {many / few:.2f}")
    assert many / few < 1.5


def test_page_ten_thousand_is_the_last(mock: Mock) -> None:
    began = time.perf_counter()
    last = page(mock, 10_000)
    took = time.perf_counter() - began

    print(f"\npage 10,000 of a hundred records listed in {took * 1000:.0f} ms")
    assert last["Total"] == MILLION
    assert [last["Results"][0]["Id"], last["Results"][-1]["Id"]] == ["999901", "1000000"]
    assert page(mock, 10_001)["Results"] == []


def test_a_record_is_the_same_in_the_list_and_alone(mock: Mock) -> None:
    listed = page(mock, 5_001, DisableStats=True)["Results"][7]

    assert post(mock, "/api/calls/update", Id=listed["Id"]) == listed


@pytest.mark.parametrize("key", ["1", "500000", "1000000"])
def test_any_record_is_changed_and_stays_changed(mock: Mock, key: str) -> None:
    before = post(mock, "/api/calls/update", Id=key)

    changed = post(mock, "/api/calls/update", Id=key, Notes=f"seen {key}")

    assert changed == {**before, "Notes": f"seen {key}"}
    assert post(mock, "/api/calls/update", Id=key) == changed
    place = (int(key) - 1) // 100 + 1
    assert changed in page(mock, place)["Results"]
    assert page(mock, 1, CallRecordId=key)["Results"] == [changed]


def test_a_record_beyond_the_last_is_not_found(mock: Mock) -> None:
    answer = mock.post("/api/calls/update", {**WHO, "Id": str(MILLION + 1)}, Accept="application/json")

    assert (answer.status_code, answer.json()["ResponseStatus"]["ErrorCode"]) == (404, "NotFound")


def test_a_change_is_of_one_sandbox_only(mock: Mock) -> None:
    other = mock.sandbox("other")

    post(mock, "/api/calls/update", Id="77", Notes="only here")

    assert post(other, "/api/calls/update", Id="77").get("Notes") != "only here"
