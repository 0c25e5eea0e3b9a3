"""mountebank: an imposter of its HTTP protocol; recording of requests, its journal, is on."""

from __future__ import annotations

from functools import partial
from typing import Any

from mockserver.bench.contestants import JSON, Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import BEARER, XPATH, echoing, fixed, samples, varying, written
from mockserver.bench.running import free_port
from mockserver.bench.workloads import Sample, Workload

PACKAGE = "@mbtest/mountebank"


def command(place: Place, static: bool = False) -> list[str]:
    """What to start; the imposter is written before."""
    stubs = [_stub(workload, sample, static) for workload, sample in samples(place)]
    imposter = {"port": place.port, "protocol": "http", "recordRequests": not static, "stubs": stubs}
    file = written(place, "imposters.json", {"imposters": [imposter]})
    binary = installed.in_package(place.peers, PACKAGE, "bin/mb")
    quiet = ["--nologfile", "--loglevel", "error", "--localOnly", "--pidfile", str(place.folder / "mb.pid")]
    return [installed.program("node"), binary, "--port", str(free_port()), "--configfile", file, *quiet]


def _stub(workload: Workload, sample: Sample, static: bool) -> dict[str, Any]:
    asked: dict[str, Any] = {"method": workload.method, "path": workload.path}
    answer = {"statusCode": 200, "headers": {"Content-Type": workload.type}, "body": sample.body}
    if static:
        return {"predicates": [{"equals": asked}], "responses": [{"is": answer}]}
    asked["headers"] = {"Content-Type": workload.type} | ({"Authorization": BEARER} if workload.token else {})
    answer["body"] = echoing(sample, lambda name: f"${{{name}}}")
    copies = [_copy(workload, name) for name in workload.echoes]
    behaviors = {"behaviors": copies} if copies else {}
    predicates = [{"equals": asked}, *_predicates(workload)]
    return {"predicates": predicates, "responses": [{"is": answer, **behaviors}]}


def _predicates(workload: Workload) -> list[dict[str, Any]]:
    exact = [
        {"equals": {"body": value}, **_selector(workload, name)} for name, value in fixed(workload).items()
    ]
    return [*exact, *({"exists": {"body": True}, **_selector(workload, name)} for name in varying(workload))]


def _selector(workload: Workload, name: str) -> dict[str, Any]:
    if workload.is_xml:
        return {"xpath": {"selector": XPATH.format(name) + "/text()"}}
    return {"jsonpath": {"selector": f"$.{name}"}}


def _copy(workload: Workload, name: str) -> dict[str, Any]:
    ((method, told),) = _selector(workload, name).items()
    return {"copy": {"from": "body", "into": f"${{{name}}}", "using": {"method": method, **told}}}


MOUNTEBANK = Contestant(
    name="mountebank",
    title="mountebank",
    does="credentials or token and members matched, id and note copied into the answer, requests recorded",
    lacks="keeps no record (that would need injected JavaScript); a mismatch is an empty 200",
    command=command,
    version=installed.npm_version(PACKAGE),
)
STATIC = Contestant(
    name="mountebank-static",
    title="mountebank, static",
    does="method and path matched, one answer",
    lacks="checks nothing, keeps nothing, records nothing",
    command=partial(command, static=True),
    version=installed.npm_version(PACKAGE),
    serves=(JSON,),
    static=True,
)
