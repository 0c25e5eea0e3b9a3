"""Real Bayeux clients hear what Genesys Web Services tells of outbound records: npm and PyPI ones.

Each has a record previewed and completed, loses its session, shakes hands and subscribes again, and has
the next record rejected.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.live.bayeux_clients import CLIENTS, Act, Operation, Plan, converse, knows
from tests.live.serving import ROOT, Mock, Starter

pytestmark = pytest.mark.live

AUTHORIZED = {"Authorization": f"Basic {base64.b64encode(b'ann:s3cret').decode()}"}
ABOUT = {"applicationId": 134, "devicePath": "/devices/phone-of-ann"}
NAMES = {**ABOUT, "campaignName": "Spring", "callingList": "Customers"}
CHANNELS = ("/v2/me/outbound", "/me/internal")
Told = dict[str, Any]


def operation(mock: Mock, path: str, name: str, **members: Any) -> Operation:
    return Operation(f"{mock.url}/api/v2/me{path}", {"operationName": name, **members}, AUTHORIZED)


def plan_for(mock: Mock) -> Plan:
    """The client's part; that the agent has begun, another program has seen to."""
    for first in (
        operation(mock, "", "StartContactCenterSession", channels=["voice"]),
        operation(mock, "/outbound-campaigns/Spring", "StartPreviewSession", **ABOUT),
    ):
        requests.post(first.url, json=first.body, headers=first.headers, timeout=10).raise_for_status()
    preview = operation(mock, "/outbound-campaigns/Spring", "GetPreviewRecord", **ABOUT)
    complete = operation(mock, "/outbound-records/1", "CompleteRecord", **NAMES, referenceId="r1")
    reject = operation(mock, "/outbound-records/2", "RejectRecord", **NAMES, referenceId="r2")
    return Plan(
        events=f"{mock.url}/api/v2/notifications",
        clients=f"{mock.url}/__admin/bayeux/genesys",
        headers=AUTHORIZED,
        channels=CHANNELS,
        acts=[Act([preview, complete], 4), Act([preview, reject], 8)],
    )


@pytest.fixture(scope="module", params=CLIENTS)
def told(request: pytest.FixtureRequest, start: Starter, require: Callable[[Path, str], None]) -> Told:
    """What a library's client got in one conversation."""
    scenario = (ROOT / "scenarios/genesys-preview.yaml").read_text()
    profile = CLIENTS[request.param][2]
    with start(scenario.replace("  genesys:\n", f"  genesys:\n    bayeux_profile: {profile}\n")) as mock:
        return converse(request.param, plan_for(mock), require)


def test_what_an_operation_tells_comes_in_pairs_with_a_lost_session_between(told: Told) -> None:
    assert [channel for channel, _ in told["got"]] == [*CHANNELS] * 4
    assert [data.get("notificationType") for _, data in told["got"][::2]] == [
        "PreviewRecord",
        "RecordProcessedAcknowledge",
        "PreviewRecord",
        "RecordRejectAcknowledge",
    ]


def test_both_messages_of_a_pair_are_about_the_same_record(told: Told) -> None:
    for (_, outer), (_, inner) in zip(told["got"][::2], told["got"][1::2], strict=True):
        assert inner["userData"]["GSW_RECORD_HANDLE"] == outer["record"]["recordHandle"]


def test_an_acknowledgement_names_what_was_asked(told: Told) -> None:
    assert [data.get("referenceId") for _, data in told["got"][::2]][1::2] == ["r1", "r2"]


def test_the_client_knows_how_it_went(told: Told) -> None:
    wanted, seen = knows(told)

    assert seen == wanted
