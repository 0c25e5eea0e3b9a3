"""json-server: records in memory, changed by PATCH; calls are added by POST."""

from __future__ import annotations

import json
from dataclasses import replace

from mockserver.bench.contestants import JSON, TOKEN, Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import written
from mockserver.bench.workloads import IDS, workloads

PACKAGE = "json-server"


def command(place: Place) -> list[str]:
    """What to start; the record that all begin as is written before."""
    file = written(place, "record.json", json.loads(place.samples[JSON].body))
    installed.in_package(place.peers, PACKAGE, "package.json")
    script = str(place.peers / "json-server.cjs")
    return [installed.program("node"), script, str(place.port), str(IDS), file]


JSON_SERVER = Contestant(
    name="json-server",
    title="json-server",
    does="10,000 records in memory, one changed by each request (PATCH, the same body); calls added",
    lacks="checks nothing; no journal; no XML",
    command=command,
    version=installed.npm_version(PACKAGE),
    serves=(JSON, TOKEN),
    instead={
        JSON: replace(workloads()[JSON], method="PATCH", path="/records/{id}"),
        TOKEN: replace(workloads()[TOKEN], path="/calls"),
    },
)
