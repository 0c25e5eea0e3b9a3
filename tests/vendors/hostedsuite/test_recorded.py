"""Answers recorded from ServiceStack 5.0.2, replayed: status, reason, type, and the body byte for byte."""

from __future__ import annotations

import base64
import http
import json
from pathlib import Path

import pytest

FILE = Path(__file__).parents[2] / "oracles" / "hostedsuite.jsonl"
CASES = [json.loads(line) for line in FILE.read_text().splitlines()]
BASE = "http://suite.test"


def sent(suite, request):
    fields = request.get("headers") or {}
    values = ((name, value if isinstance(value, list) else [value]) for name, value in fields.items())
    headers = [(name, one) for name, several in values for one in several]
    coded = request.get("body_base64")
    body = base64.b64decode(coded) if coded is not None else (request.get("body") or "").encode()
    return suite.send(request["method"], request["path"], body, headers)


def kind_of(content_type):
    """Media type and charset, case aside."""
    return [part.strip() for part in (content_type or "").lower().split(";")]


def reason_of(reply):
    return reply.status_line.partition(" ")[2]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_answer_is_the_recorded_one(replayed, case):
    replayed.sandboxes.reset()
    for before in case.get("setup", ()):
        sent(replayed, before)

    reply = sent(replayed, case["request"])

    assert_same(case, reply)


def assert_same(case, reply):
    wanted = case["response"]
    assert reply.status == wanted["status"], reply.body
    assert reason_of(reply) == wanted["reason"] or wanted["reason"] == http.HTTPStatus(reply.status).phrase
    for name, value in wanted["headers"].items():
        if name == "content-type":
            assert kind_of(reply.header(name)) == kind_of(value)
        else:
            assert reply.header(name) == value.replace("{{BASE}}", BASE)
    text = reply.body.decode()
    compact = text.replace('\\"', '"')
    for piece in case.get("contains", ()):
        assert piece in text or piece in compact
    if case.get("compare") != "status+type" and case["request"]["method"] != "HEAD":
        assert text == wanted["body"].replace("{{BASE}}", BASE)
