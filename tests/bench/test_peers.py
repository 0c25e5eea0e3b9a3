"""Each peer is configured to ask for, and to answer, what the mock does."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from mockserver.bench.contestants import MOCKSERVER, Contestant, NotHere, Place
from mockserver.bench.peers import PEERS
from mockserver.bench.peers.answers import echoing, fixed, openapi, varying
from mockserver.bench.workloads import IDS, Sample, Workload, workloads
from tests.docs.pages import ROOT

WORKLOADS = workloads()
NUMBER = 77
ANSWERS = {
    "json": '{"result":0,"Name":"Roe"}',
    "token": '{"result":{"callSerialNo":"1"},"retCode":"0"}',
    "xml": "<Finished><NeedSurvey>note 77</NeedSurvey></Finished>",
}
SAMPLES = {name: Sample(each, NUMBER, ANSWERS[name]) for name, each in WORKLOADS.items()}
FILES = (  # what the peers' packages would have
    "wiremock/build/wiremock-standalone-3.jar",
    "mockserver-node/mockserver-netty-8.jar",
    "@mbtest/mountebank/bin/mb",
    "@mockoon/cli/bin/run.js",
    "@stoplight/prism-cli/dist/index.js",
    "@scalar/mock-server/package.json",
    "json-server/package.json",
    "stubby/bin/stubby",
)
NPM = [each for each in PEERS if each.name not in ("pytest-httpserver", "moto")]


def by_name(value: object) -> str:
    return value.name if isinstance(value, Contestant) else str(value)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    for name in FILES:
        file = tmp_path / "peers" / "node_modules" / name
        file.parent.mkdir(parents=True)
        file.touch()
    for program in ("java", "node"):
        (tmp_path / program).touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "own").mkdir()
    return Place(45_678, tmp_path / "own", tmp_path / "peers", SAMPLES)


@pytest.mark.parametrize("peer", NPM, ids=by_name)
def test_a_peer_is_started_on_the_port_with_the_answer_of_the_mock(peer, place):
    command = " ".join(peer.command(place))

    written = "".join(file.read_text("utf-8") for file in place.folder.rglob("*") if file.is_file())
    assert "45678" in command + written
    assert "Roe" in written


@pytest.mark.parametrize("peer", [*NPM, *(each for each in PEERS if each not in NPM)], ids=by_name)
def test_a_peer_that_is_not_installed_says_so(peer, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    monkeypatch.setattr("mockserver.bench.peers.installed.ENVIRONMENT", tmp_path)

    with pytest.raises(NotHere, match="not installed"):
        peer.version(tmp_path)


def test_no_two_servers_have_one_name():
    names = [each.name for each in (MOCKSERVER, *PEERS)]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("peer", PEERS, ids=by_name)
def test_a_peer_serves_only_workloads_that_there_are(peer):
    assert set(peer.serves) <= set(WORKLOADS)
    assert set(peer.instead or {}) <= set(peer.serves)


def test_a_static_peer_has_a_sibling_that_does_more():
    names = {each.name for each in PEERS}

    assert {each.name.removesuffix("-static") for each in PEERS if each.static} <= names


@pytest.mark.parametrize("workload", WORKLOADS.values(), ids=lambda each: each.name)
def test_a_request_has_all_members_that_are_needed_and_another_id_each_time(workload):
    told = fixed(workload), varying(workload)

    assert {*told[0], *told[1]} == set(workload.needs)
    assert told[1]
    assert workload.body_of(1) != workload.body_of(IDS)
    assert b"{" not in workload.body_of(1).strip(b"{}")


NOTED = Workload(
    name="noted",
    title="a note",
    about="",
    path="/notes",
    type="application/json",
    body='{"Id":"{id}","Notes":"note {id}"}',
    needs=("Id", "Notes"),
    echoes=("Id", "Notes"),
)
IN_XML = replace(NOTED, type="application/xml", body="<Note><Id>{id}</Id><Notes>note {id}</Notes></Note>")


@pytest.mark.parametrize(
    ("workload", "answer", "spelt"),
    [
        (
            NOTED,
            '{"Id":"77","Name":"Roe \\"J\\"","Notes":"note 77","Duration":77}',
            '{"Id":"@Id@","Name":"Roe \\"J\\"","Notes":"@Notes@","Duration":77}',
        ),
        (
            IN_XML,
            "<Record><Id>77</Id><Notes>note 77</Notes><Duration>77</Duration></Record>",
            "<Record><Id>@Id@</Id><Notes>@Notes@</Notes><Duration>77</Duration></Record>",
        ),
    ],
    ids=["json", "xml"],
)
def test_what_is_echoed_is_spelt_in_the_answer_and_nothing_else_is(workload, answer, spelt):
    assert echoing(Sample(workload, NUMBER, answer), lambda member: f"@{member}@") == spelt


def test_an_openapi_document_asks_for_every_member_and_gives_the_sample(place):
    operation = openapi(place)["paths"][WORKLOADS["json"].path]["post"]

    asked = operation["requestBody"]["content"]["application/json"]["schema"]
    assert asked["required"] == ["uniqueId", "serviceId", "phoneNumber"]
    assert asked["properties"]["serviceId"]["enum"] == ["1251250797"]
    assert operation["security"] == [{"bearer": []}]
    assert operation["responses"]["200"]["content"]["application/json"]["example"]["result"] == 0


def test_the_patterns_of_stubby_match_the_requests(place):
    stubby = next(each for each in PEERS if each.name == "stubby")

    stubby.command(place)

    endpoints = json.loads((place.folder / "endpoints.json").read_text("utf-8"))
    for workload, endpoint in zip(WORKLOADS.values(), endpoints, strict=True):
        found = re.search(endpoint["request"]["post"], workload.body_of(9_123).decode())
        assert found
        if workload.echoes:
            assert found.groups() == ("note 9123",)


def test_the_peers_are_locked_with_hashes_and_without_addresses_of_a_registry():
    folder = ROOT / "tests" / "bench" / "peers"

    assert '"resolved"' not in (folder / "package-lock.json").read_text("utf-8")
    assert "--hash=sha256:" in (folder / "requirements.txt").read_text("utf-8")
    assert "index-url" not in (folder / "requirements.txt").read_text("utf-8")
