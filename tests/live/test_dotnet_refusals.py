"""A real .NET client is refused in every way that both vendors have, and understands each.

The serializer and HttpWebRequest are the framework's own, on Mono; the contracts are in `tests/live/dotnet`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests

from mockserver.formats.base import Plain
from mockserver.kit import Refusal
from mockserver.vendors.hostedsuite import errors as hostedsuite_errors
from mockserver.vendors.hostedsuite import wire
from mockserver.vendors.weyi import errors as weyi_errors
from mockserver.vendors.weyi import wire as weyi
from tests.live.dotnet.serializer import DotNet
from tests.live.dotnet.values import as_read
from tests.live.serving import PATIENCE, Mock, Starter

pytestmark = pytest.mark.live

JSON, XML = "application/json", "application/xml"
FINISH, AT = "/Client/Request/CallFinishedNew", "/Client/Request/"
UPDATE, CALLS = "/api/calls/update", "/api/calls"
FINISHED = weyi.ParaCallInfoList.type()
PLAIN_PAGES = ("NoSuchPath", "NoSuchMethod")  # ServiceStack has a plain text for these
REFUSALS: dict[str, Mapping[str, Refusal]] = {
    "weyi": weyi_errors.REFUSALS,
    "hostedsuite": hostedsuite_errors.REFUSALS,
}
EVERY = [(vendor, name) for vendor, rows in REFUSALS.items() for name in rows]

# Every refusal on demand, by a header.
SCENARIO = """
name: refusals
vendors:
  weyi: {authorization: false, diagnosis: true, log_id: 1}
  hostedsuite: {}
rules:
""" + "".join(
    f"  - {{vendor: {vendor}, when: {{header: {{X-Want: {name}}}}}, respond: {{error: {name}}}}}\n"
    for vendor, name in EVERY
)


@pytest.fixture(scope="module")
def mock(start: Starter) -> Iterator[Mock]:
    with start(SCENARIO) as mock:
        yield mock


def in_json(url: str, **headers: str) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.post(url, json={}, headers={"Accept": JSON, **named}, timeout=PATIENCE)


def known(value: Plain) -> Any:
    """A value of JSON in the words of `Values.cs`, without what is null there."""
    if isinstance(value, dict):
        return {name: known(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [known(item) for item in value]
    return value if value is None else str(value)


@pytest.mark.parametrize(("vendor", "name"), EVERY)
def test_a_refusal_is_the_same_to_dotnet_in_xml_and_to_anybody_in_json(
    dotnet: DotNet, mock: Mock, vendor: str, name: str
) -> None:
    path = FINISH if vendor == "weyi" else UPDATE
    type_ = FINISHED if vendor == "weyi" else wire.UpdateCallRecord.type()

    answer = dotnet.ask(mock.url + path, {}, type_, X_Want=name)
    plainly = in_json(mock.url + path, X_Want=name)

    assert answer.status == plainly.status_code == REFUSALS[vendor][name].status
    assert answer.refused is None
    if vendor == "hostedsuite" and name in PLAIN_PAGES:
        assert answer.document == plainly.content == b"404"
    else:
        assert known(answer.value) == known(as_read(plainly.json()))


BAD = b'{"TotalTime":"x","Calls":[{"CallTime":true}]}'
# fmt: off
MET = [  # what a client meets by itself: path, method, what it sends -> status, root, some words
    (f"{AT}Nope", "POST", b"<a/>", XML, 404, "Error", "No HTTP resource was found that matches"),
    (FINISH, "GET", None, "", 405, "Error", "The requested resource does not support http method 'GET'."),
    (FINISH, "POST", b"x", "text/plain", 415, "Error", "media type 'text/plain' is not supported"),
    (FINISH, "POST", None, "", 400, "APIError", "System Error 1"),
    (FINISH, "POST", b"<a/>", XML, 400, "APIError", "System Error 1"),
    (f"{AT}CallFinishedStrict", "POST", BAD, JSON, 400, "Error", "<p.Calls_x005B_0_x005D_.CallTime>An error"),
    (UPDATE, "POST", b"<a/>", XML, 400, "ErrorResponse", "Could not deserialize 'application/xml'"),
    (UPDATE, "POST", None, "", 400, "ErrorResponse", "Value cannot be null."),
    (f"{CALLS}?MinCallDuration=x", "POST", None, "", 400, "ErrorResponse", "'x' is an Invalid value"),
]
# fmt: on


@pytest.mark.parametrize(("path", "method", "body", "content_type", "status", "root", "words"), MET)
def test_a_refusal_that_a_client_meets_is_read(
    dotnet: DotNet, mock: Mock, path: str, method: str, body: Any, content_type: str, status: int, root: str,
    words: str,
) -> None:  # fmt: skip
    answer = dotnet.ask(mock.url + path, method=method, document=body, content_type=content_type)

    assert (answer.status, answer.root, answer.refused) == (status, root, None)
    assert words in str(answer.value)


def test_a_caller_that_nobody_knows_is_told_so_in_a_lone_string(dotnet: DotNet, start: Starter) -> None:
    with start("weyi-survey") as mock:
        answer = dotnet.ask(mock.url + FINISH, {}, FINISHED, Token="wrong")

    assert (answer.status, answer.root, answer.value) == (403, "string", "Required Login")
