"""The vendors' own client libraries speak to the mock: PyPI ``servicestack``, npm ``@servicestack/client``.

Both are newer than HostedSuite's server and would post to ``/api/<Request>`` by themselves. What works is
the base URL with ``/api`` and an empty base path: they post to ``/api/json/reply/<Request>``.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.serving import PATIENCE, ROOT, Mock, Starter

pytestmark = pytest.mark.live

HERE = Path(__file__).parent
PYTHON = ROOT / ".venv/clients/bin/python"
NODE_CLIENT = HERE / "node/node_modules/@servicestack/client"
# fmt: off
LIBRARIES = {  # name -> (what has to be there, command)
    "PyPI servicestack":        (PYTHON,      (str(PYTHON), str(HERE / "clients/hostedsuite.py"))),
    "npm @servicestack/client": (NODE_CLIENT, ("node", str(HERE / "node/hostedsuite.mjs"))),
}
# fmt: on
Told = dict[str, Any]


@pytest.fixture(scope="module")
def mock(start: Starter) -> Iterator[Mock]:
    with start("hostedsuite-notes") as mock:
        yield mock


@pytest.fixture(scope="module", params=LIBRARIES)
def told(request: pytest.FixtureRequest, mock: Mock, require: Callable[[Path, str], None]) -> Told:
    """What a library's client got in one conversation."""
    needed, command = LIBRARIES[request.param]
    require(needed, "run `make env`")
    mock.admin("POST", "/reset")
    done = subprocess.run([*command, mock.url], capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return {"library": request.param, **json.loads(done.stdout)}


def test_a_record_is_read_and_its_note_is_written(told: Told) -> None:
    assert told["before"] == ["call-1", "asked for a quote", 65]
    assert told["changed"] == "called back, 回电"


def test_a_note_that_is_not_sent_stays(told: Told) -> None:
    assert told["left"] == told["changed"]


def test_an_empty_note_clears(told: Told) -> None:
    assert told["cleared"] == ""


def test_a_batch_is_answered_item_by_item(told: Told) -> None:
    assert told["batch"] == [["call-1", "batch call-1"], ["call-2", "batch call-2"]]


def test_wrong_credentials_are_a_typed_error(told: Told) -> None:
    wrong = told["wrong"]
    assert wrong.pop("type") in ("WebServiceException", "Object")
    assert wrong == {
        "status": 401,
        "reason": "Unauthorized",
        "code": "Unauthorized",
        "message": "Invalid credentials",
        "fields": [],
    }


def test_a_missing_credential_is_told_as_an_error_of_its_field(told: Told) -> None:
    missing = told["missing"]
    assert (missing["status"], missing["reason"]) == (400, "ArgumentNullException")
    assert missing["code"] == "ArgumentNullException"
    assert missing["message"] == "Value cannot be null.\r\nParameter name: Password"
    assert missing["fields"] == [["Password", "ArgumentNullException", "Value cannot be null.\r\n"]]


def test_an_unknown_record_is_not_found(told: Told) -> None:
    unknown = told["unknown"]
    assert (unknown["status"], unknown["code"]) == (404, "NotFound")
    assert unknown["message"] == "Call record 'nobody' does not exist"


def test_records_are_listed_page_by_page(told: Told) -> None:
    first, second, last, beyond = told["pages"]
    assert {page["total"] for page in told["pages"]} == {502}
    assert first["ids"][:2] == ["call-1", "call-2"]
    assert (len(first["ids"]), len(second["ids"]), len(last["ids"]), len(beyond["ids"])) == (5, 5, 2, 0)
    assert not set(first["ids"]) & set(second["ids"])


def test_requests_go_to_the_reply_addresses(told: Told) -> None:
    assert told["urls"] == [
        "/api/json/reply/ListCallRecordsRequest",
        "/api/json/reply/UpdateCallRecordRequest",
        "/api/json/reply/UpdateCallRecordRequest[]",
    ]


@pytest.mark.parametrize("way", ["newer path", "no mount"])
def test_any_other_base_path_is_not_found_as_on_a_server_of_that_generation(told: Told, way: str) -> None:
    assert (told[way]["status"], told[way]["code"]) == (404, "404")


def test_only_the_python_client_needs_a_hook_for_the_spelling_of_errors(told: Told) -> None:
    # ServiceStack 5 writes ResponseStatus. The PyPI client looks for responseStatus and finds none: a program
    # that uses it learns no more than the status line, unless it reads the error by itself.
    known = {"PyPI servicestack": None, "npm @servicestack/client": "Unauthorized"}
    untaught = told["wrong, without hooks"]
    assert (untaught["status"], untaught["reason"]) == (401, "Unauthorized")
    assert untaught["code"] == known[told["library"]]


def test_what_was_refused_changed_nothing(told: Told, mock: Mock) -> None:
    assert told["wrong"]["code"] == "Unauthorized"
    assert mock.admin("GET", "/records/hostedsuite/call-1")["Notes"] == "batch call-1"
