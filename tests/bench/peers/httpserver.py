"""pytest-httpserver with a handler for the bench's workloads: httpserver.py WORKLOADS PORT."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

records: dict[str, str] = {}


def read(request: Request, workload: dict[str, Any]) -> dict[str, str]:
    if workload["type"].endswith("/xml"):
        root = ElementTree.fromstring(request.data)  # noqa: S314 (the bench reads what it has sent)
        return {each.tag.rpartition("}")[2]: each.text or "" for each in root}
    return json.loads(request.data)


def refusal(told: dict[str, str], request: Request, workload: dict[str, Any]) -> int:
    if workload["bearer"] and request.headers.get("Authorization") != workload["bearer"]:
        return 401
    if not all(told.get(name) for name in workload["needs"]):
        return 400
    return 0 if all(told[name] == value for name, value in workload["fixed"].items()) else 401


def serve(server: HTTPServer, workload: dict[str, Any]) -> None:
    def answer(request: Request) -> Response:
        told = read(request, workload)
        if status := refusal(told, request, workload):
            return Response("", status)
        body = workload["answer"]
        if workload["echoes"]:
            key, value = workload["echoes"]
            records[told[key]] = told[value]
        for name in workload["echoes"]:
            body = body.replace(f"@{name}@", told[name])
        return Response(body, content_type=workload["type"])

    headers = {"Content-Type": workload["type"]}
    server.expect_request(workload["path"], method="POST", headers=headers).respond_with_handler(answer)


def main() -> None:
    rows, port = sys.argv[1:]
    server = HTTPServer("127.0.0.1", int(port))
    for workload in json.loads(Path(rows).read_text("utf-8")):
        serve(server, workload)
    server.start()
    signal.pause()


main()
