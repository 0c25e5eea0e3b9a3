"""Our own server with a scenario of its own, a sink for its callbacks, and calls placed in it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from mockserver.bench.asking import NoAnswer, ask, token_for
from mockserver.bench.contestants import JSON
from mockserver.bench.load import Target, percentile
from mockserver.bench.running import CannotStart, Running, end, environment, free_port, running
from mockserver.bench.workloads import HERE, workloads

_HEALTH = "/__admin/health"


@contextmanager
def scene(name: str, sink: int | None = None) -> Iterator[Running]:
    """Our server, playing one of the scenarios beside this file.

    Raises:
        CannotStart: it does not come up.
    """
    with tempfile.TemporaryDirectory(prefix=f"bench-{name}-") as folder:
        file, port = Path(folder, f"{name}.yaml"), free_port()
        text = (HERE / f"{name}.yaml").read_text("utf-8")
        file.write_text(text.replace("{sink}", f"http://127.0.0.1:{sink}/"), "utf-8")
        command = [sys.executable, "-m", "mockserver", "run", str(file), "--port", str(port)]
        with running(command, port, Path(folder), _is_healthy) as server:
            yield server


def _is_healthy(port: int) -> bool:
    return ask(port, "GET", _HEALTH).status == 200


@cache
def calls() -> Mapping[str, Any]:
    """What there is to know about placing a call and being called back."""
    told: dict[str, Any] = json.loads((HERE / "calls.json").read_text("utf-8"))
    return told


def placing(server: Running) -> Target:
    """Where calls are placed, with a token."""
    return target(server, calls()["workload"])


def target(server: Running, name: str = JSON) -> Target:
    """What a workload is sent to, with the token it needs."""
    workload = workloads()[name]
    return Target(server.port, workload, token_for(server.port, workload), server.folder)


def call_id(answer: bytes) -> str:
    """The id of the call that was placed."""
    found = json.loads(answer)
    for member in calls()["id"]:
        found = found[member]
    return str(found)


@contextmanager
def sinking() -> Iterator[int]:
    """A sink; gives its port.

    Raises:
        CannotStart: it does not come up.
    """
    command = [sys.executable, "-m", "mockserver.bench.sink", calls()["mark"], calls()["accepts"]]
    with subprocess.Popen(  # noqa: S603 (made above)
        command, env=environment(), stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101 (it is a pipe)
            line = process.stdout.readline()
            if not line.strip():
                raise CannotStart("the sink does not come up")
            yield int(line)
        finally:
            end(process)


def arrived(sink: int) -> int:
    """How many callbacks have come.

    Raises:
        NoAnswer: the sink has ended.
    """
    return int(_told(sink, "count"))


def arrivals(sink: int) -> dict[int, list[int]]:
    """When callbacks came, in microseconds, by the id of the request that placed the call.

    Raises:
        NoAnswer: the sink has ended.
    """
    came: dict[int, list[int]] = {}
    for number, at in _told(sink, "came"):
        came.setdefault(number, []).append(at)
    return came


def jitter(sink: int, since: int) -> float:
    """How late the sink woke from its naps since a moment: the p99, in milliseconds.

    Raises:
        NoAnswer: the sink has ended.
    """
    return percentile([late / 1000 for due, late in _told(sink, "woke") if due >= since], 99)


def _told(sink: int, what: str) -> Any:
    answer = ask(sink, "GET", f"/{what}")
    if answer.status != 200:
        raise NoAnswer(f"the sink answers {answer.status}")
    return json.loads(answer.body)
