"""Who takes part: one row a server. How it is started, and what it does of the workloads.

Rule: a server that cannot do a workload, is not installed or does not come up is reported
as such, with the reason; none is left out in silence.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from mockserver import __version__
from mockserver.bench.workloads import HERE, Sample, Workload
from mockserver.frozen import frozen

OURS = "mockserver"
JAVA_WARM = 20  # seconds under load until the compiler at run time has done most of what it will do
WIREMOCK = "wiremock"
SLOW_STARTERS = (WIREMOCK, "mockoon", "prism", "mockserver-com")  # whose start the demands name
JSON, TOKEN, XML = "json", "token", "xml"  # the workloads' names


class NotHere(Exception):
    """The server is not installed; the text says what was looked for."""


@frozen
class Place:
    """What a server is started with."""

    port: int
    folder: Path  # for its configuration
    peers: Path  # where the peers are installed
    samples: Mapping[str, Sample]  # by workload: what is to be answered


@frozen
class Contestant:
    """A server that takes part."""

    name: str
    title: str
    does: str  # of the workloads, in words
    lacks: str
    command: Callable[[Place], list[str]]  # writes the configuration, gives what to start; raises NotHere
    version: Callable[[Path], str]  # of what is installed there; raises NotHere
    serves: tuple[str, ...] = (JSON, TOKEN, XML)
    instead: Mapping[str, Workload] | None = None  # workloads that are the nearest it can do
    warm: int = 2  # seconds under load before anything is measured
    static: bool = False  # every answer is the same, whatever was sent

    def nearest(self, workload: Workload) -> Workload | None:
        """What it is asked instead of a workload: the same, if it can; None if nothing comes near."""
        if workload.name not in self.serves:
            return None
        return (self.instead or {}).get(workload.name, workload)


def _ours(place: Place) -> list[str]:
    scenario = str(HERE / "bench.yaml")
    return [sys.executable, "-m", "mockserver", "run", scenario, "--port", str(place.port)]


MOCKSERVER = Contestant(
    name=OURS,
    title="mockserver",
    does="everything: credentials or token and every member checked, 10,000 data changed, journal on; "
    "one worker",
    lacks="",
    command=_ours,
    version=lambda _peers: __version__,
)
