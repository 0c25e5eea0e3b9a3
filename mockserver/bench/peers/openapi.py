"""Servers that are given an OpenAPI document: Prism, and Scalar's."""

from __future__ import annotations

from functools import partial

from mockserver.bench.contestants import JSON, Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import openapi, written

PRISM_PACKAGE, SCALAR_PACKAGE = "@stoplight/prism-cli", "@scalar/mock-server"


def prism(place: Place) -> list[str]:
    """What to start; the document is written before."""
    binary = installed.in_package(place.peers, PRISM_PACKAGE, "dist/index.js")
    file = written(place, "openapi.json", openapi(place))
    return [
        installed.program("node"),
        binary,
        "mock",
        "-h",
        "127.0.0.1",
        "-p",
        str(place.port),
        "-v",
        "error",
        file,
    ]


def scalar(place: Place, static: bool = False) -> list[str]:
    """What to start; the document is written before."""
    installed.in_package(place.peers, SCALAR_PACKAGE, "package.json")
    file = written(place, "openapi.json", openapi(place, static))
    return [installed.program("node"), str(place.peers / "scalar.mjs"), file, str(place.port)]


PRISM = Contestant(
    name="prism",
    title="Prism",
    does="members and credentials checked against a JSON Schema, a bearer token asked for",
    lacks="answers its example, the same each time; any token is right; XML is not looked into; keeps no "
    "record and no journal",
    command=prism,
    version=installed.npm_version(PRISM_PACKAGE),
)
SCALAR = Contestant(
    name="scalar",
    title="@scalar/mock-server",
    does="members and credentials checked against a JSON Schema, a bearer token asked for",
    lacks="answers its example, the same each time; any token is right; XML is not looked into; keeps no "
    "record and no journal",
    command=scalar,
    version=installed.npm_version(SCALAR_PACKAGE),
)
STATIC = Contestant(
    name="scalar-static",
    title="@scalar/mock-server, static",
    does="method and path matched, one answer",
    lacks="checks nothing, keeps nothing",
    command=partial(scalar, static=True),
    version=installed.npm_version(SCALAR_PACKAGE),
    serves=(JSON,),
    static=True,
)
