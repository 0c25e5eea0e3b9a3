"""Ten thousand requests at once, each to be answered a second later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from mockserver.bench import burst, client, rounds, scenes
from mockserver.bench.contestants import JSON, OURS
from mockserver.bench.load import Target, percentile
from mockserver.bench.peers import wiremock
from mockserver.bench.workloads import workloads

COUNT = 10_000
DELAY = 1_000  # milliseconds
_PATIENCE = 60.0  # seconds for all answers
_WARM = 100  # requests before, so that nothing is asked for the first time


def measure(field: rounds.Field, count: int = COUNT) -> None:
    """Ask for it at once; what is found goes into the findings. WireMock is asked, too, if it takes part."""
    client.allow_files(count)
    field.say(f"{count} requests delayed by {DELAY} ms: {OURS}")
    with scenes.scene("delayed") as server:
        told = field.findings.part("delayed", OURS)
        told |= _delayed(scenes.target(server), count)
    if any(each.name == wiremock.WIREMOCK.name for each in field.contestants):
        _by_wiremock(field, count)


def _by_wiremock(field: rounds.Field, count: int) -> None:
    late = replace(wiremock.WIREMOCK, command=partial(wiremock.command, delay=DELAY), serves=(JSON,))
    field.say(f"{count} requests delayed by {DELAY} ms: {late.title}")
    told = field.findings.part("delayed", late.name)
    try:
        with rounds.up(field, late, workloads()[JSON]) as server:
            token = rounds.token_of(late, server, workloads()[JSON])
            told |= _delayed(Target(server.port, workloads()[JSON], token, server.folder), count)
    except rounds.FAILURES as why:
        told["problem"] = str(why)


def _delayed(target: Target, count: int) -> dict[str, float | int]:
    requests = client.requests_for(target, range(1, count + 1))
    burst.ask(target.port, requests[:_WARM], _PATIENCE)
    with scenes.sinking() as sink:
        came = burst.ask(target.port, requests, _PATIENCE)
        told = figures(came, count)
        return told | {"jitter": scenes.jitter(sink, min((each.sent for each in came), default=0))}


def figures(came: Sequence[client.Came], count: int) -> dict[str, float | int]:
    """How late the answers were, in milliseconds from the request."""
    answers = [each for each in came if each.status == 200]
    millis = [(each.at - each.sent) / 1000 for each in answers]
    return {
        "count": count,
        "answered": len(answers),
        "least": min(millis, default=0.0),
        "p50": percentile(millis, 50),
        "p99": percentile(millis, 99),
        "worst": max(millis, default=0.0),
    }
