"""Real servers for the tests in this folder; a test that fails shows what its servers wrote."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.dotnet.serializer import DotNet, compile_client, running
from tests.live.serving import Starter

_starters: list[Starter] = []
# A run in the background of a script, or under nohup, ignores these, and so would all that it starts:
# what a program does when it is told to end could not be tried.
for _name, _usual in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    _number = getattr(signal, _name, None)  # Windows has no SIGHUP
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    """Starts servers of this module: ``with start(scenario) as mock``."""
    starter = Starter(tmp_path_factory.mktemp("servers"))
    _starters.append(starter)
    yield starter
    _starters.remove(starter)


@pytest.fixture(scope="session")
def require() -> Callable[[Path, str], None]:
    """Skips a test whose optional part is missing, or fails it where everything is required."""

    def missing(path: Path, how: str) -> None:
        if path.exists():
            return
        reason = f"{path} is missing: {how}"
        pytest.fail(reason) if os.environ.get("MOCKSERVER_REQUIRE_ALL") == "1" else pytest.skip(reason)

    return missing


@pytest.fixture(scope="session")
def dotnet(
    require: Callable[[Path, str], None], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DotNet]:
    """The real serializer of .NET, on Mono; compiled once, and one process for all tests."""
    for command in ("mcs", "mono"):
        require(Path(shutil.which(command) or f"/usr/bin/{command}"), "run `make mono`, as root on Debian")
    with running(compile_client(tmp_path_factory.mktemp("dotnet"))) as client:
        yield client


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """The logs of the module's servers, in the report of a test that failed."""
    report = yield
    if report.failed:
        for mock in (mock for starter in _starters for mock in starter.running if mock.log):
            report.sections.append((f"log of {mock.url}", mock.log[-10_000:]))
    return report
