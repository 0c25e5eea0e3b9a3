"""The owner's document reproduces: its request, its answer, and the array that comes over CometD."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from mockserver.formats.base import Limits
from mockserver.request import Headers, Request
from mockserver.vendors import genesys
from mockserver.vendors.genesys import VENDOR
from mockserver.web import bayeux
from tests.vendors.genesys.conftest import Centre, basic

DOCUMENT = (Path(genesys.__file__).parent / "samples" / "complete-record.txt").read_text()
HEAD, _, REST = DOCUMENT.partition("POST /api/v2/me/outbound-records/12\n")
REQUEST, ANSWER, MESSAGES = (
    ast.literal_eval(part) for part in REST.replace("}\n{", "}\n\0{").replace("}\n[", "}\n\0[").split("\0")
)
CHANGES = {"serverGenerationTimestamp", "nodeProcessingTimeNanos", "serverProcessingTimeTotalMs"}


class Told(Centre):
    """A contact centre with a CometD client of its own."""

    def __init__(self) -> None:
        super().__init__()
        del self.sandbox.publish
        self.start()
        hello = self.say(channel="/meta/handshake", version="1.0", supportedConnectionTypes=["long-polling"])
        self.client = hello[0]["clientId"]

    def say(self, **message):
        raw = json.dumps([message]).encode()
        fields = [("Authorization", basic()), ("Content-Type", "application/json")]
        request = Request("POST", "/api/v2/notifications", Headers(fields), raw, host="gws.test")
        reply = bayeux.answer(VENDOR, VENDOR.bayeux, self.sandbox, request, Limits())
        return json.loads(reply.body)

    def connect(self, id):
        return self.say(
            channel="/meta/connect", id=id, clientId=self.client, connectionType="long-polling",
            advice={"timeout": 0},
        )  # fmt: skip


@pytest.fixture(scope="module")
def told():
    """What the sample's request is answered, and what the next connect brings."""
    centre = Told()
    for channel in ("/v2/me/outbound", "/me/internal"):
        centre.say(channel="/meta/subscribe", clientId=centre.client, subscription=channel)
    centre.connect("18")
    path = "/api/v2/me/outbound-records/12"
    return centre.post(path, REQUEST), centre.connect("19")


def shape(value):
    """Keys in their order, and types."""
    if isinstance(value, dict):
        return [(key, shape(each)) for key, each in value.items()]
    return [shape(each) for each in value] if isinstance(value, list) else type(value)


def without_measures(value):
    """A value without what a server measures."""
    if isinstance(value, dict):
        return {key: without_measures(each) for key, each in value.items() if key not in CHANGES}
    return [without_measures(each) for each in value] if isinstance(value, list) else value


def test_the_answer_is_the_documents(told):
    answer, _ = told

    assert answer.status == 200
    assert json.loads(answer.body) == ANSWER


def test_the_array_has_the_documents_keys_types_and_order(told):
    _, array = told

    assert [each["channel"] for each in array] == [each["channel"] for each in MESSAGES]
    assert [shape(each) for each in array[:2]] == [shape(each) for each in MESSAGES[:2]]


def test_the_array_has_the_documents_values_but_for_what_a_server_measures(told):
    _, array = told

    assert without_measures(array) == without_measures(MESSAGES)


def test_the_measures_are_a_moment_and_how_long_it_took(told):
    measured = told[1][1]["data"]["metrics"]["eventProcessing"]

    assert set(measured) == CHANGES
    assert measured["serverProcessingTimeTotalMs"] == measured["nodeProcessingTimeNanos"] // 1_000_000 + 1


def test_the_document_asks_as_the_mock_reads():
    assert HEAD.count("|") > 30
    assert REQUEST["operationName"] == "CompleteRecord"
