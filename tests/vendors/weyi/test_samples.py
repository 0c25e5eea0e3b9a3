"""The samples of the owner's document are taken, and answered as it prints it, but for its indentation."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mockserver.vendors import weyi
from tests.vendors.weyi.conftest import FINISH, JSON, XML

SAMPLES = Path(weyi.__file__).parent / "samples"
DOCUMENT = (SAMPLES / "call-finished-new.txt").read_bytes()
REQUESTS = {JSON: "call-finished-new.json", XML: "call-finished-new.xml"}
RESULTS = {JSON: "result-request-finish.json", XML: "result-request-finish.xml"}
BOTH = sorted(REQUESTS)
TYPES = [*BOTH, "text/json", "text/xml"]


def sample(name):
    return (SAMPLES / name).read_bytes()


def of(table, kind):
    return sample(next(name for own, name in table.items() if own[-4:] == kind[-4:] or own[-3:] == kind[-3:]))


def compact(body):
    """The document's bytes without the blanks it is indented by: servers do not indent."""
    if body.startswith(b"{"):
        return re.sub(rb'("(?:[^"\\]|\\.)*")|\s+', lambda found: found[1] or b"", body)
    return re.sub(rb">\s+<", b"><", body)


@pytest.fixture
def open_site(make_site):
    """A world whose caller is in the middle of a request, and whose answers give the document's reason."""
    return make_site(
        tokens=[{"token": "t", "requests": [{"state": "In Service"}]}],
        reason="sample string 2",
        diagnosis=True,
    )


@pytest.mark.parametrize("name", [*REQUESTS.values(), *RESULTS.values()])
def test_a_sample_is_the_documents_own_bytes(name):
    assert sample(name) in DOCUMENT


@pytest.mark.parametrize("accept", TYPES)
@pytest.mark.parametrize("kind", TYPES)
def test_the_sample_in_either_format_gets_the_documents_answer_in_either_format(open_site, kind, accept):
    reply = open_site.post(FINISH, of(REQUESTS, kind), kind=kind, token="t", Accept=accept)

    assert reply.status == 200
    assert reply.header("Content-Type") == f"{accept}; charset=utf-8"
    assert reply.body == compact(of(RESULTS, accept))


# Not JSON in and XML out: a decimal keeps its scale, so 3.0 would be printed where the document has 3.
@pytest.mark.parametrize(("kind", "accept"), [(JSON, JSON), (XML, XML), (XML, JSON)])
def test_the_sample_is_understood_to_the_last_member_and_written_as_the_document_prints_it(
    open_site, kind, accept
):
    reply = open_site.post("/Client/Request/CallFinishedEcho", of(REQUESTS, kind), kind=kind, Accept=accept)

    assert reply.body == compact(of(REQUESTS, accept))
    assert open_site.last.losses == ()


@pytest.mark.parametrize("kind", BOTH)
def test_the_sample_serves_the_request_and_leaves_its_calls(open_site, kind):
    open_site.post(FINISH, of(REQUESTS, kind), kind=kind, token="t")

    status = open_site.status("t")
    sent = json.loads(sample(REQUESTS[JSON]))
    assert (status["Status"], status["StatusDescription"], status["TotalTime"]) == (3, "Serviced", 2.0)
    assert status["Calls"] == sent["Calls"][1:]  # both have one ThirdPartyCallId
