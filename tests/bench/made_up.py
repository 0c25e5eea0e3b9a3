"""Findings that nobody measured, for the tests of what is made of them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from mockserver.bench.contestants import OURS
from mockserver.bench.findings import Findings
from mockserver.bench.load import Load
from mockserver.bench.slices import Slice

Data = dict[str, Any]
# rate over 16 and 64 connections, p99 over 64, start
SPEEDS = {
    OURS: (20_000, 22_000, 4.0, 0.3),
    "wiremock": (3_000, 4_000, 90.0, 1.3),
    "stubby": (9_000, 10_000, 8.0, 0.15),
}
DELAYED = {
    "count": 10_000,
    "answered": 10_000,
    "least": 1000.4,
    "p50": 1100.0,
    "p99": 1300.0,
    "worst": 1400.0,
    "jitter": 2.5,
}
HELD = {
    "count": 5_000,
    "events": 100,
    "answered": 100,
    "early": 0,
    "p50": 2.0,
    "p99": 9.0,
    "worst": 10.0,
    "bytes": 5_000,
    "jitter": 1.5,
}
CALLBACKS = {  # three times
    "count": 10_000,
    "lost": [0, 0, 0],
    "twice": [0, 0, 0],
    "p50": [1.0, 1.0, 1.0],
    "p99": [3.0, 80.0, 2.0],
    "worst": [8.0, 90.0, 3.0],
    "jitter": [1.0, 60.0, 1.0],
    "alone": [20_000.0, 10_000.0, 20_000.0],
    "beside": [15_000.0, 6_000.0, 15_000.0],
}
TIMES = {"micros": 50.0, "micros_young": 40.0, "micros_ratio": 1.25}
PART = {
    "requests": 50_000,
    "memory": 120 * 1024 * 1024,
    **TIMES,
    **{name.replace("micros", "cpu"): value for name, value in TIMES.items()},
}
ENDURANCE = {
    "count": 500_000,
    "parts": [PART, PART],
    "micros_grown": 0.03,
    "cpu_grown": 0.01,
    "memory_grown": 0.02,
}


def load(rate: float, p99: float = 5.0, **more: Any) -> Load:
    """A second's load."""
    figures = {"p50": 1.0, "p90": 2.0, "worst": p99 + 1, "size": 900.0, "refused": 0, "lost": 0}
    return Load(requests=round(rate), seconds=1.0, p99=p99, **{**figures, **more})


def slice_of(rate: float, p99: float = 5.0, cpu: float = 40.0, **more: Any) -> Slice:
    """A second's load, with its price."""
    return Slice(load(rate, p99, **more), cpu)


def findings() -> Data:
    """Of a run in which everything went as it should."""
    found, ours = Findings(), {}
    for name, (at_16, at_64, p99, start) in SPEEDS.items():
        over = {("json", 16): slice_of(at_16), ("json", 64): slice_of(at_64, p99)}
        over["xml", 64] = slice_of(at_64 * 0.6, p99, 70.0)
        for (workload, connections), told in over.items():
            found.loaded(name, workload, connections, told)
            if name != OURS:
                found.paired(name, workload, connections, [(ours[workload, connections], told)] * 3)
        ours = ours or over
        found.started(name, start)
        found.remembered(name, 50 * 1024 * 1024, 90 * 1024 * 1024)
        who = {
            "title": name.title(),
            "version": "1.0",
            "does": "much",
            "lacks": "",
            "static": name == "stubby",
        }
        found.part("servers")[name] = {**who, "ours": name == OURS}
    found.paired(OURS, "xml", 64, [(ours["xml", 64], ours["json", 64])] * 3)
    found.part("workloads").update(
        {
            name: {"title": name.upper(), "about": "a write", "request": "POST /x", "body": "{}"}
            for name in ("json", "xml")
        }
    )
    found.part("machine").update(
        day="2026-01-01",
        cores=2,
        processor="P|Q",
        memory=8 * 1024**3,
        system="Linux 6",
        python="3.11.0",
        busy=0.1,
    )
    found.part("plan").update(rounds=3, seconds=3, generator="wrk", java_warm=20)
    more: Data = {"delayed": {OURS: DELAYED}, "held": HELD, "callbacks": CALLBACKS, "endurance": ENDURANCE}
    return deepcopy(found.data | more)
