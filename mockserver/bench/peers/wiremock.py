"""WireMock: the standalone jar that the npm package ships, with its defaults: its journal is on."""

from __future__ import annotations

from functools import partial
from typing import Any

from mockserver.bench.contestants import JAVA_WARM, JSON, Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import BEARER, echoing, fixed, samples, varying, written
from mockserver.bench.workloads import Sample, Workload

PACKAGE = "wiremock"


def command(place: Place, static: bool = False, delay: int = 0) -> list[str]:
    """What to start; the mappings are written before. ``delay``: milliseconds before every answer."""
    mappings = [_mapping(workload, sample, static) for workload, sample in samples(place)]
    for mapping in mappings:
        mapping["response"] |= {"fixedDelayMilliseconds": delay} if delay else {}
    written(place, "mappings/all.json", {"mappings": mappings})
    jar = installed.in_package(place.peers, PACKAGE, "build/wiremock-standalone-*.jar")
    java = [installed.program("java"), "-jar", jar, "--port", str(place.port), "--bind-address", "127.0.0.1"]
    more = ["--async-response-enabled", "true"] if delay else []
    return [*java, "--root-dir", str(place.folder), *more]


def _mapping(workload: Workload, sample: Sample, static: bool) -> dict[str, Any]:
    request: dict[str, Any] = {"method": workload.method, "urlPath": workload.path}
    headers = {"Content-Type": {"equalTo": workload.type}}
    if workload.token:
        headers["Authorization"] = {"equalTo": BEARER}
    answer = {"status": 200, "headers": {"Content-Type": workload.type}, "body": sample.body}
    if static:
        return {"request": request, "response": answer}
    request |= {"headers": headers, "bodyPatterns": _patterns(workload)}
    answer |= {"body": echoing(sample, partial(_spelt, workload)), "transformers": ["response-template"]}
    state = {"scenarioName": workload.name, "newScenarioState": "written"}
    return {"request": request, "response": answer, **state}


def _patterns(workload: Workload) -> list[dict[str, Any]]:
    """One expression for all members: each pattern of its own would read the body once more."""
    if workload.is_xml:
        exact = [f"*[local-name()='{name}']='{value}'" for name, value in fixed(workload).items()]
        there = [f"*[local-name()='{name}']" for name in varying(workload)]
        return [{"matchesXPath": f"/*[{' and '.join([*exact, *there])}]"}]
    exact = [f"@.{name} == '{value}'" for name, value in fixed(workload).items()]
    there = [f"@.{name}" for name in varying(workload)]
    return [{"matchesJsonPath": f"$[?({' && '.join([*exact, *there])})]"}]


def _spelt(workload: Workload, name: str) -> str:
    if workload.is_xml:
        return f"{{{{xPath request.body '//*[local-name()=\"{name}\"]/text()'}}}}"
    return f"{{{{jsonPath request.body '$.{name}'}}}}"


WIREMOCK = Contestant(
    name="wiremock",
    title="WireMock",
    does="credentials or token, content type and members matched, id and note put into the answer, the state "
    "of a scenario changed, journal on (its default, without a bound)",
    lacks="keeps no record; a mismatch is a 404 of its own",
    command=command,
    version=installed.npm_version(PACKAGE),
    warm=JAVA_WARM,
)
STATIC = Contestant(
    name="wiremock-static",
    title="WireMock, static",
    does="method and path matched, one answer, journal on (its default, without a bound)",
    lacks="checks nothing, keeps no record",
    command=partial(command, static=True),
    version=installed.npm_version(PACKAGE),
    serves=(JSON,),
    warm=JAVA_WARM // 2,
    static=True,
)
