"""Mockoon's command line: an environment with rules, templates and a data bucket."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mockserver.bench.contestants import JSON, TOKEN, Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import BEARER, echoing, fixed, samples, varying, written
from mockserver.bench.workloads import Sample, Workload

PACKAGE = "@mockoon/cli"


def command(place: Place, static: bool = False) -> list[str]:
    """What to start; the environment is written before."""
    routes = [_route(workload, sample, static) for workload, sample in samples(place) if not workload.is_xml]
    bucket = {"uuid": _id("bucket"), "id": "recs", "name": "records", "documentation": "", "value": "{}"}
    file = written(
        place,
        "environment.json",
        {
            "uuid": _id("environment"),
            "lastMigration": 33,
            "name": "bench",
            "port": place.port,
            "hostname": "127.0.0.1",
            "endpointPrefix": "",
            "latency": 0,
            "folders": [],
            "routes": routes,
            "rootChildren": [{"type": "route", "uuid": route["uuid"]} for route in routes],
            "proxyMode": False,
            "proxyHost": "",
            "tlsOptions": {"enabled": False},
            "cors": False,
            "headers": [],
            "proxyReqHeaders": [],
            "proxyResHeaders": [],
            "data": [bucket],
            "callbacks": [],
        },
    )
    binary = installed.in_package(place.peers, PACKAGE, "bin/run.js")
    start = ["start", "--data", file, "--port", str(place.port), "--hostname", "127.0.0.1"]
    return [installed.program("node"), binary, *start, "--disable-log-to-file", "--disable-admin-api"]


def _route(workload: Workload, sample: Sample, static: bool) -> dict[str, Any]:
    right = _response(workload, "right", 200, sample.body if static else _body(workload, sample))
    if static:
        right["disableTemplating"] = True
        responses = [right]
    else:
        right["rules"] = _rules(workload)
        responses = [right, _response(workload, "wrong", 401, "")]
    responses[-1]["default"] = True
    return {
        "uuid": _id(workload.name),
        "type": "http",
        "documentation": "",
        "method": workload.method.lower(),
        "endpoint": workload.path.removeprefix("/"),
        "responses": responses,
        "responseMode": None,
    }


def _response(workload: Workload, label: str, status: int, body: str) -> dict[str, Any]:
    return {
        "uuid": _id(workload.name, label),
        "body": body,
        "latency": 0,
        "statusCode": status,
        "label": label,
        "headers": [{"key": "Content-Type", "value": workload.type}],
        "bodyType": "INLINE",
        "filePath": "",
        "databucketID": "",
        "sendFileAsBody": False,
        "rules": [],
        "rulesOperator": "AND",
        "disableTemplating": False,
        "fallbackTo404": False,
        "default": False,
        "crudKey": "id",
        "callbacks": [],
    }


def _body(workload: Workload, sample: Sample) -> str:
    body = echoing(sample, lambda name: f"{{{{body '{name}'}}}}")
    if not workload.echoes:
        return body
    key, value = (f"(body '{name}')" for name in workload.echoes)
    return f"{{{{setData 'set' 'records' {key} {value}}}}}" + body


def _rules(workload: Workload) -> list[dict[str, Any]]:
    exact = [_rule("body", name, value) for name, value in fixed(workload).items()]
    if workload.token:
        exact.append(_rule("header", "Authorization", BEARER))
    return [*exact, *(_rule("body", name, ".+", "regex") for name in varying(workload))]


def _rule(target: str, name: str, value: str, operator: str = "equals") -> dict[str, Any]:
    return {"target": target, "modifier": name, "value": value, "invert": False, "operator": operator}


def _id(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(names)))


MOCKOON = Contestant(
    name="mockoon",
    title="Mockoon CLI",
    does="credentials or token and members checked by rules, id and note put into the answer, the note kept "
    "in a data bucket, the last 100 requests kept (its default)",
    lacks="no XML: its rules cannot look into the body with namespaces",
    command=command,
    version=installed.npm_version(PACKAGE),
    serves=(JSON, TOKEN),
)
STATIC = Contestant(
    name="mockoon-static",
    title="Mockoon CLI, static",
    does="method and path matched, one answer, the last 100 requests kept (its default)",
    lacks="checks nothing, keeps nothing",
    command=partial(command, static=True),
    version=installed.npm_version(PACKAGE),
    serves=(JSON,),
    static=True,
)
