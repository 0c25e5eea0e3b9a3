"""Answers recorded from ASP.NET Web API 5.2.3, replayed: status, reason, type, and the body byte for byte."""

from __future__ import annotations

import base64
import http
import json
from pathlib import Path

import pytest

from mockserver.scenario.load import load
from mockserver.vendors import Installed

ORACLES = Path(__file__).parents[2] / "oracles"
FILES = ("weyi.jsonl", "weyi-echo.jsonl", "weyi-strict.jsonl")
CASES = [json.loads(line) for file in FILES for line in (ORACLES / file).read_text().splitlines()]
BASE = "http://weyi.test"


def sent(site, request):
    fields = request.get("headers") or {}
    values = ((name, value if isinstance(value, list) else [value]) for name, value in fields.items())
    headers = [(name, one) for name, several in values for one in several]
    coded = request.get("body_base64")
    body = base64.b64decode(coded) if coded is not None else (request.get("body") or "").encode()
    return site.send(request["method"], request["path"], body, headers)


def body_of(response):
    if "body_base64" in response:
        return base64.b64decode(response["body_base64"])
    return response["body"].replace("{{BASE}}", BASE).encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_answer_is_the_recorded_one(replayed, case):
    reply = sent(replayed, case["request"])

    wanted = case["response"]
    assert reply.status == wanted["status"], reply.body
    assert wanted["reason"] == http.HTTPStatus(reply.status).phrase
    assert {name: reply.header(name) for name in wanted["headers"]} == wanted["headers"]
    if case["request"]["method"] != "HEAD":
        assert reply.body == body_of(wanted)


def test_the_scenario_of_the_recordings_is_the_world_they_are_replayed_in(replayed):
    scenario = load(ORACLES / "weyi.yaml", Installed())

    assert scenario.vendors["weyi"] == replayed.sandbox.settings("weyi")
