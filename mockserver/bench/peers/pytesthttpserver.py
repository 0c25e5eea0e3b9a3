"""pytest-httpserver: a handler of the bench's own does what the workloads ask for; its log is on."""

from __future__ import annotations

from mockserver.bench.contestants import Contestant, Place
from mockserver.bench.peers import installed
from mockserver.bench.peers.answers import BEARER, echoing, fixed, samples, written

PACKAGE = "pytest_httpserver"


def command(place: Place) -> list[str]:
    """What to start; what the handler needs is written before."""
    rows = [
        {
            "path": workload.path,
            "type": workload.type,
            "bearer": BEARER if workload.token else None,
            "needs": list(workload.needs),
            "fixed": fixed(workload),
            "echoes": list(workload.echoes),
            "answer": echoing(sample, lambda name: f"@{name}@"),
        }
        for workload, sample in samples(place)
    ]
    file = written(place, "workloads.json", rows)
    script = str(place.peers / "httpserver.py")
    return [installed.python(), script, file, str(place.port)]


PYTEST_HTTPSERVER = Contestant(
    name="pytest-httpserver",
    title="pytest-httpserver",
    does="everything, by a handler written for it; its log of requests on (its default, without a bound)",
    lacks="closes the connection after each answer",
    command=command,
    version=installed.python_version(PACKAGE),
)
