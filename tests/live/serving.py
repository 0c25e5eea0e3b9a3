"""A real server in its own process: started as a user does, asked over HTTP, stopped by its own id."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds until a server that is not ready is given up; machines are busy
READY = "ready "


@dataclass
class Mock:
    """A server that answers, and what a client says to it."""

    url: str
    process: subprocess.Popen[str]
    log_file: Path
    started_in: float = 0.0  # seconds from the start of the process to its ready line
    prefix: str = ""  # the path of the sandbox that is spoken to

    def sandbox(self, name: str) -> Mock:
        """The same server, spoken to by the path of a sandbox."""
        return Mock(self.url, self.process, self.log_file, self.started_in, f"/~{name}")

    @property
    def base(self) -> str:
        """The base URL of what is spoken to."""
        return self.url + self.prefix

    @property
    def log(self) -> str:
        """What the server wrote on standard error."""
        return self.log_file.read_text("utf-8", "replace")

    def post(self, path: str, body: Any, **headers: str) -> requests.Response:
        """Post JSON as a client does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.post(self.base + path, json=body, headers=named, timeout=PATIENCE)

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """What the admin API says; anything but a 2xx is a failure of the test."""
        answer = requests.request(method, f"{self.base}/__admin{path}", json=body, timeout=PATIENCE)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def advance(self, by: str) -> Any:
        """Move a manual clock."""
        return self.admin("POST", "/clock/advance", {"by": by})

    def delivered(self, count: int, **wanted: str) -> list[dict[str, Any]]:
        """So many delivered callbacks, waited for."""
        body = {"count": count, "timeout": f"{PATIENCE:g}s", **wanted}
        found: list[dict[str, Any]] = self.admin("POST", "/callbacks/wait", body)["callbacks"]
        return found

    def token(self, key: str = "mock-app-key", secret: str = "mock-app-secret") -> dict[str, str]:
        """Headers with a fresh Huawei token."""
        answer = self.post("/apigovernance/api/oauth/tokenByAkSk", {"app_key": key, "app_secret": secret})
        return {"Authorization": f"Bearer {answer.json()['AccessToken']}"}


@dataclass
class Starter:
    """Starts servers; each has a folder for its scenario and its log."""

    folder: Path
    running: list[Mock] = field(default_factory=list)

    @contextmanager
    def __call__(self, scenario: str = "", *options: str) -> Iterator[Mock]:
        """A server for a scenario: the text of one, or the name of a bundled one."""
        number = len(self.running)
        words = [scenario] if scenario else []
        if "\n" in scenario:
            file = self.folder / f"scenario-{number}.yaml"
            file.write_text(scenario, "utf-8")
            words = [str(file)]
        command = [sys.executable, "-m", "mockserver", "run", *words, "--port", "0", *options]
        with running(command, self.folder / f"server-{number}.log") as mock:
            self.running.append(mock)
            yield mock


def environment(**more: str) -> dict[str, str]:
    """The environment of a server: ours without what would set it up otherwise."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOCKSERVER_", "PORT"))}
    return {**ours, **more}


@contextmanager
def running(command: Sequence[str], log_file: Path, env: Mapping[str, str] | None = None) -> Iterator[Mock]:
    """A server that has said it is ready; it has to end well when it is told to."""
    began = time.perf_counter()
    with log_file.open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env or environment(), stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        line = first_line(process)
        took = time.perf_counter() - began
        if not line.startswith(READY):
            pytest.fail(f"{' '.join(command)}\nsaid {line!r}, not ready; its log:\n{log_file.read_text()}")
        mock = Mock(line.removeprefix(READY).strip(), process, log_file, took)
        yield mock
    finally:
        code = stop(process)
    assert code == 0, f"the server ended with {code}; its log:\n{mock.log}"
    assert "Traceback" not in mock.log, mock.log


def first_line(process: subprocess.Popen[str]) -> str:
    """The first line a process writes; what there is of it when it ends, or takes too long."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        return process.stdout.readline() if selector.select(PATIENCE) else ""


def stop(process: subprocess.Popen[str]) -> int:
    """End a process that we started; its exit code."""
    process.terminate()
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
    finally:
        if process.stdout is not None:
            process.stdout.close()
