"""Servers that are given an OpenAPI document: Prism, and Scalar's."""

from __future__ import annotations

from mockserver.bench.contestants import Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import openapi, written

PRISM_PACKAGE, SCALAR_PACKAGE = "@stoplight/prism-cli", "@scalar/mock-server"


def prism(place: Place) -> list[str]:
    """What to start; the document is written before."""
    binary = installed.in_package(place.peers, PRISM_PACKAGE, "dist/index.js")
    file = written(place, "openapi.json", openapi(place))
    return [installed.program("node"), binary, "mock", "-h", "127.0.0.1", "-p", str(place.port), "-v", "error", file]


def scalar(place: Place) -> list[str]:
    """What to start; the document is written before."""
    installed.in_package(place.peers, SCALAR_PACKAGE, "package.json")
    file = written(place, "openapi.json", openapi(place))
    return [installed.program("node"), str(place.peers / "scalar.mjs"), file, str(place.port)]


PRISM = Contestant(
    name="prism",
    title="Prism",
    does="members and credentials checked against a JSON Schema, the example of the document answered",
    lacks="any bearer token is right; XML is not checked; keeps no record and no journal; the answer is the same each "
    "time",
    command=prism,
    version=installed.npm_version(PRISM_PACKAGE),
)
SCALAR = Contestant(
    name="scalar",
    title="@scalar/mock-server",
    does="the example of the document answered",
    lacks="any bearer token is right; no body is checked; keeps no record and no journal",
    command=scalar,
    version=installed.npm_version(SCALAR_PACKAGE),
    static=True,
)
