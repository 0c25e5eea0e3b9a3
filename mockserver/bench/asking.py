"""One request at a time, to a server on this machine: is it up, does it answer as it should?"""

from __future__ import annotations

import json
from functools import reduce
from http.client import HTTPConnection, HTTPException
from operator import getitem

from mockserver.bench.workloads import IDS, Sample, Workload
from mockserver.frozen import frozen
from mockserver.settings import LOOPBACK

PATIENCE = 10.0  # seconds for one answer
TOKEN = "bench-token"  # noqa: S105 (for peers that compare it with what their configuration says)
_SAMPLES = 25  # answers looked at, to find one of middling length


@frozen
class Answer:
    """An answer as it came."""

    status: int
    body: bytes


class NoAnswer(Exception):
    """The server does not answer, or not as HTTP has it."""


class WrongAnswer(Exception):
    """The server answers something else than the workload asks for; the text shows it."""


def ask(
    port: int, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> Answer:
    """An answer, over a connection of its own.

    Raises:
        NoAnswer: there is none.
    """
    connection = HTTPConnection(LOOPBACK, port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read())
    except (OSError, HTTPException) as why:
        raise NoAnswer(f"{type(why).__name__}: {why}") from why
    finally:
        connection.close()


def send(port: int, workload: Workload, number: int, token: str | None) -> Answer:
    """One request of a workload.

    Raises:
        NoAnswer: there is none.
    """
    path, body = workload.path_of(number), workload.body_of(number)
    return ask(port, workload.method, path, body, workload.headers(token))


def token_for(port: int, workload: Workload) -> str | None:
    """The token that the mock gives for a workload; None where it needs none.

    Raises:
        WrongAnswer: it gives none.
    """
    if workload.token is None:
        return None
    answer = ask(
        port, "POST", workload.token.path, workload.token.body.encode(), {"Content-Type": "application/json"}
    )
    if answer.status != 200:
        raise WrongAnswer(f"no token: {answer.status} {answer.body[:200]!r}")
    return str(reduce(getitem, workload.token.member.split("."), json.loads(answer.body)))


def sample(port: int, workload: Workload) -> Sample:
    """What the mock answers to a workload: of several answers the one of middling length.

    Raises:
        WrongAnswer: it refuses.
    """
    token = token_for(port, workload)
    found = []
    for number in range(1, IDS, IDS // _SAMPLES):
        answer = send(port, workload, number, token)
        if answer.status != 200:
            raise WrongAnswer(f"{workload.name}: {answer.status} {answer.body[:200]!r}")
        found.append(Sample(workload, number, answer.body.decode()))
    return sorted(found, key=lambda each: len(each.body))[len(found) // 2]
