"""The server of our own and gunicorn's threaded one answer a vendor's clients the same."""

from __future__ import annotations

import socket
from itertools import count, islice
from urllib.parse import urlsplit

import pytest

from tests.live.serving import Mock, Starter
from tests.server.test_both_ways import ACCEPTS, CASES, request, right
from tests.server.wire import Answer, Client
from tests.vendors.conformance_bodies import NAMES, hostile

pytestmark = pytest.mark.live

SCENARIO = """\
name: both servers
seed: 5
clock: manual
vendors: {hostedsuite: {}, huawei: {}}
records: {hostedsuite: {generate: {count: 10, first_id: 1}}}
"""
THEIRS = ("server", "date", "connection")  # each server's own
LARGE = 1_000_000
TOGETHER = [case for case in CASES if case.vendor.name in ("hostedsuite", "huawei")]


def asked() -> list[bytes]:
    """Some of the conformance suite: every operation and format, every hostile body."""
    turns = count()
    rows = [request(case.row, right(case), accept) for case in TOGETHER for accept in ACCEPTS]
    for number, name in enumerate(NAMES):
        for case in TOGETHER[number % 5 :: 5]:
            for sent in islice(hostile(name, case.tongue, case.row), 1):
                if len(sent.body) < LARGE:
                    rows.append(request(case.row, sent, ACCEPTS[next(turns) % len(ACCEPTS)]))
    return rows


def given(mock: Mock, rows: list[bytes]) -> list[tuple[int, list[tuple[str, str]], bytes]]:
    """What is answered, but for what is each server's own."""
    token = mock.token()["Authorization"].encode()
    parts = urlsplit(mock.url)
    answers = []
    one = socket.create_connection((parts.hostname, parts.port), 20)
    for row in rows:
        line, end, rest = row.partition(b"\r\n")
        Client(one).send(line + end + b"Authorization: " + token + end + rest)
        answer = Client(one).answer()
        answers.append(told(answer))
        if answer["connection"] == "close":
            one.close()
            one = socket.create_connection((parts.hostname, parts.port), 20)
    one.close()
    return answers


def told(answer: Answer) -> tuple[int, list[tuple[str, str]], bytes]:
    return answer.status, sorted(field for field in answer.fields if field[0] not in THEIRS), answer.body


def test_a_vendor_answers_the_same_by_both(start: Starter) -> None:
    rows = asked()
    with start(SCENARIO) as ours, start(SCENARIO, "--server", "gthread") as theirs:
        answers, others = given(ours, rows), given(theirs, rows)

    different = [
        (row[:300], one, other) for row, one, other in zip(rows, answers, others, strict=True) if one != other
    ]
    assert not different, f"{len(different)} of {len(rows)}\n{different[:3]}"
    assert len(rows) > 300
    assert {answer[0] for answer in answers} > {200, 400}
