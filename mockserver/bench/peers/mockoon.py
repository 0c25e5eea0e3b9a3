"""Mockoon's command line: an environment with rules, templates and a data bucket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from mockserver.bench.contestants import JSON, Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import BEARER, echoing, fixed, samples, varying, written
from mockserver.bench.workloads import Sample, Workload

PACKAGE = "@mockoon/cli"
Asked = tuple[Workload, Sample]
Endpoint = tuple[str, str]  # method and path
_ENVIRONMENT: dict[str, Any] = {
    "uuid": "00000000-0000-4000-8000-000000000001",
    "lastMigration": 33,
    "name": "bench",
    "hostname": "127.0.0.1",
    "endpointPrefix": "",
    "latency": 0,
    "folders": [],
    "proxyMode": False,
    "proxyHost": "",
    "tlsOptions": {"enabled": False},
    "cors": False,
    "headers": [],
    "proxyReqHeaders": [],
    "proxyResHeaders": [],
    "callbacks": [],
}
_RESPONSE: dict[str, Any] = {
    "latency": 0,
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


def command(place: Place, static: bool = False) -> list[str]:
    """What to start; the environment is written before."""
    routes = [_route(endpoint, list(group), static) for endpoint, group in _by_endpoint(place)]
    own = {
        "port": place.port,
        "routes": routes,
        "rootChildren": [{"type": "route", "uuid": route["uuid"]} for route in routes],
        "data": [
            {"uuid": _id("bucket"), "id": "recs", "name": "records", "documentation": "", "value": "{}"}
        ],
    }
    file = written(place, "environment.json", _ENVIRONMENT | own)
    binary = installed.in_package(place.peers, PACKAGE, "bin/run.js")
    start = ["start", "--data", file, "--port", str(place.port), "--hostname", "127.0.0.1"]
    return [installed.program("node"), binary, *start, "--disable-log-to-file", "--disable-admin-api"]


def _by_endpoint(place: Place) -> Iterator[tuple[Endpoint, Iterator[Asked]]]:
    """A route for each method and path: the first that matches by them is asked, and no other."""
    return groupby(sorted(samples(place), key=_endpoint), _endpoint)


def _endpoint(asked: Asked) -> Endpoint:
    return asked[0].method.lower(), asked[0].path.removeprefix("/")


def _route(endpoint: Endpoint, asked: list[Asked], static: bool) -> dict[str, Any]:
    responses = [_right(workload, sample, static) for workload, sample in asked]
    if not static:
        responses.append(_response("wrong", "text/plain", 401, ""))
    responses[-1]["default"] = True
    method, path = endpoint
    more = {"type": "http", "documentation": "", "method": method, "endpoint": path, "responseMode": None}
    return {"uuid": _id(*endpoint), "responses": responses, **more}


def _right(workload: Workload, sample: Sample, static: bool) -> dict[str, Any]:
    body = sample.body if static else _body(workload, sample)
    made = _response(workload.name, workload.type, 200, body)
    return made | ({"disableTemplating": True} if static else {"rules": _rules(workload)})


def _response(label: str, content: str, status: int, body: str) -> dict[str, Any]:
    told = {"label": label, "statusCode": status, "body": body, "uuid": _id(label)}
    return _RESPONSE | told | {"headers": [{"key": "Content-Type", "value": content}]}


def _body(workload: Workload, sample: Sample) -> str:
    body = echoing(sample, lambda name: f"{{{{body '{_path(workload, name)}'}}}}")
    if not workload.echoes:
        return body
    key, *_, value = (f"(body '{_path(workload, name)}')" for name in (*workload.echoes, workload.echoes[-1]))
    return f"{{{{setData 'set' 'records' {key} {value}}}}}" + body


def _path(workload: Workload, name: str) -> str:
    """Where a member is in the body as Mockoon has read it; of XML it makes an object with xml-js."""
    if not workload.is_xml:
        return name
    root = re.match(r"<(\w+)", workload.body)
    return f"{root[1] if root else ''}.{name}._text"


def _rules(workload: Workload) -> list[dict[str, Any]]:
    exact = [_rule("body", _path(workload, name), value) for name, value in fixed(workload).items()]
    there = [_rule("body", _path(workload, name), ".+", "regex") for name in varying(workload)]
    token = [_rule("header", "Authorization", BEARER)] if workload.token else []
    return [_rule("header", "Content-Type", workload.type), *token, *exact, *there]


def _rule(target: str, name: str, value: str, operator: str = "equals") -> dict[str, Any]:
    return {"target": target, "modifier": name, "value": value, "invert": False, "operator": operator}


def _id(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(names)))


MOCKOON = Contestant(
    name="mockoon",
    title="Mockoon CLI",
    does="credentials or token and members checked by rules, id and note put into the answer, the note kept "
    "in a data bucket, the last 100 requests kept (its default)",
    lacks="a mismatch is an empty 401",
    command=command,
    version=installed.npm_version(PACKAGE),
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
