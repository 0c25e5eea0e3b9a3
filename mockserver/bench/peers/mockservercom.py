"""MockServer (mock-server.com): the jar that the npm package ships, with its defaults."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from mockserver.bench.contestants import JAVA_WARM, JSON, Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import BEARER, XPATH, echoing, samples, schema, varying, written
from mockserver.bench.workloads import Sample, Workload

PACKAGE = "mockserver-node"


def command(place: Place, static: bool = False) -> list[str]:
    """What to start; the expectations are written before."""
    expectations = [_expectation(workload, sample, static) for workload, sample in samples(place)]
    file = written(place, "expectations.json", expectations)
    jar = installed.in_package(place.peers, PACKAGE, "mockserver-netty-*.jar")
    settings = [
        f"-Dmockserver.initializationJsonPath={file}",
        "-Dmockserver.logLevel=WARN",
        "-Dmockserver.localBoundIP=127.0.0.1",
    ]
    return [installed.program("java"), *settings, "-jar", jar, "-serverPort", str(place.port)]


def _expectation(workload: Workload, sample: Sample, static: bool) -> dict[str, Any]:
    request: dict[str, Any] = {"method": workload.method, "path": workload.path}
    typed = {"Content-Type": [workload.type]}
    if static:
        return {
            "httpRequest": request,
            "httpResponse": {"statusCode": 200, "headers": typed, "body": sample.body},
        }
    request["headers"] = typed | ({"Authorization": [BEARER]} if workload.token else {})
    request["body"] = _matcher(workload)
    body = echoing(sample, partial(_spelt, workload))
    template = {"statusCode": 200, "headers": typed, "body": body}
    return {
        "httpRequest": request,
        "httpResponseTemplate": {"templateType": "MUSTACHE", "template": json.dumps(template)},
    }


def _matcher(workload: Workload) -> dict[str, Any]:
    if workload.is_xml:  # one matcher is all a request can have: the id is what has to be there
        return {"type": "XPATH", "xpath": XPATH.format(varying(workload)[0])}
    return {"type": "JSON_SCHEMA", "jsonSchema": schema(workload)}


def _spelt(workload: Workload, name: str) -> str:
    if workload.is_xml:
        return f"{{{{#xPath}}}}{XPATH.format(name)}{{{{/xPath}}}}"
    return f"{{{{#jsonPath}}}}$.{name}{{{{/jsonPath}}}}{{{{jsonPathResult}}}}"


MOCKSERVER = Contestant(
    name="mockserver-com",
    title="MockServer",
    does="credentials or token and members matched (a JSON Schema; one XPath for XML), id and note put into "
    "the answer, event log on (its default)",
    lacks="keeps no record; a mismatch is a 404 of its own",
    command=command,
    version=installed.npm_version(PACKAGE),
    warm=JAVA_WARM,
)
STATIC = Contestant(
    name="mockserver-com-static",
    title="MockServer, static",
    does="method and path matched, one answer, event log on (its default)",
    lacks="checks nothing, keeps nothing",
    command=partial(command, static=True),
    version=installed.npm_version(PACKAGE),
    serves=(JSON,),
    warm=JAVA_WARM // 2,
    static=True,
)
