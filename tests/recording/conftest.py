"""Exchanges that were never on a wire, made into scenario files and played."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mockserver.app import make_world
from mockserver.recording.conditions import Reader
from mockserver.recording.standins import StandIns
from mockserver.recording.tape import Exchange
from mockserver.recording.writing import Written, written
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.settings import Settings
from mockserver.web.straight import exchange
from mockserver.web.world import World
from tests.acme import VENDOR

JSON = ("Content-Type", "application/json")


def asked(path: str = "/acme/notes", body: Any = None, method: str = "POST", **headers: str) -> Request:
    """A request with JSON."""
    sent = b"" if body is None else json.dumps(body).encode()
    return Request(method, path, Headers([JSON, *headers.items()]), sent)


def told(body: Any, status: int = 200, *headers: tuple[str, str]) -> Reply:
    """An answer: a text as it is, anything else as JSON."""
    text = body if isinstance(body, str) else json.dumps(body)
    return Reply(status, text.encode(), (JSON, *headers))


@dataclass
class Recording:
    """A recording, written and loaded."""

    made: Written
    standins: StandIns
    world: World

    def play(self, request: Request) -> Reply:
        """The answer of a mock that plays the file."""
        reply = exchange(VENDOR, self.world, request)
        assert isinstance(reply, Reply)
        return reply


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Recording]:
    """Makes a recording of pairs of requests and answers."""

    def recorded(*pairs: tuple[Request, Reply], ignored: frozenset[str] = frozenset()) -> Recording:
        standins = StandIns()
        exchanges = [Exchange(number, *pair) for number, pair in enumerate(pairs, 1)]
        standins.learn(tuple(exchanges))
        made = written(exchanges, Reader(VENDOR, standins, ignored), "recorded", (), {})
        file = tmp_path / "recorded.yaml"
        file.write_text(made.text, "utf-8")
        return Recording(made, standins, make_world(Settings(scenarios=(str(file),)), {"acme": VENDOR}))

    return recorded
