"""stubby: endpoints whose requests are matched by patterns."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from mockserver.bench.contestants import JSON, Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import BEARER, echoing, samples, written
from mockserver.bench.running import free_port
from mockserver.bench.workloads import Sample, Workload

PACKAGE = "stubby"


def command(place: Place, static: bool = False) -> list[str]:
    """What to start; the endpoints are written before."""
    file = written(place, "endpoints.json", [_endpoint(*each, static) for each in samples(place)])
    binary = installed.in_package(place.peers, PACKAGE, "bin/stubby")
    ports = ["-s", str(place.port), "-a", str(free_port()), "-t", str(free_port())]
    return [installed.program("node"), binary, "-d", file, *ports, "-l", "127.0.0.1", "-q"]


def _endpoint(workload: Workload, sample: Sample, static: bool) -> dict[str, Any]:
    asked: dict[str, Any] = {"url": f"^{workload.path}$", "method": workload.method}
    answer = {"status": 200, "headers": {"content-type": workload.type}, "body": sample.body}
    if static:
        return {"request": asked, "response": answer}
    groups = {name: number for number, name in enumerate(workload.echoes, 1)}
    asked["headers"] = {"content-type": workload.type} | ({"authorization": BEARER} if workload.token else {})
    asked["post"] = _pattern(workload)
    answer["body"] = echoing(sample, lambda name: f"<% post[{groups[name]}] %>")
    return {"request": asked, "response": answer}


def _pattern(workload: Workload) -> str:
    """The whole body as a pattern: fixed text as it is, what varies in a group."""
    text = re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", workload.body)
    varying = r"(note )?\\\{id\\\}"  # a member's value is the id, or a few words and the id
    return "^" + re.sub(varying, lambda found: f"({found[1] or ''}[0-9]+)", text) + "$"


STUBBY = Contestant(
    name="stubby",
    title="stubby",
    does="content type, credentials or token, and the whole body matched by a pattern; id and note put into "
    "the answer",
    lacks="keeps no record and no journal; a mismatch is a 404 of its own",
    command=command,
    version=installed.npm_version(PACKAGE),
)
STATIC = Contestant(
    name="stubby-static",
    title="stubby, static",
    does="method and path matched, one answer",
    lacks="checks nothing, keeps nothing",
    command=partial(command, static=True),
    version=installed.npm_version(PACKAGE),
    serves=(JSON,),
    static=True,
)
