"""What an admin handler is asked with, and how it says that the asking was wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from mockserver.callcentre.script import duration
from mockserver.clock import LATEST, Millis, moment_of
from mockserver.frozen import frozen
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.sandbox import Sandbox
from mockserver.sandboxes import SandboxNotFound, SandboxRefused
from mockserver.web import isolation
from mockserver.web.world import World


@frozen
class Answer:
    """A value that becomes JSON, with a status that is not 200."""

    value: Any
    status: int = 200


def json_of(given: Any) -> Reply:
    """What a handler gives, as an answer."""
    answer = given if isinstance(given, Answer) else Answer(given)
    return Reply(answer.status, _written(answer.value), (("Content-Type", "application/json"),))


def _written(value: Any) -> bytes:
    """A value as JSON for people: a whole journal is written a hundred times as fast by orjson."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half a surrogate pair, or a number beyond 64 bits, which the journal may hold
        return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"


class Wrong(Exception):
    """The asking was wrong: a status, what was wrong, and where."""

    def __init__(self, status: int, title: str, pointer: str = "") -> None:
        super().__init__(title)
        source = {"source": {"pointer": pointer}} if pointer else {}
        self.answer = Answer({"errors": [{"code": status, "title": title, **source}]}, status)


@dataclass(frozen=True)
class Ask:
    """One admin request."""

    world: World
    request: Request
    parts: dict[str, str]
    query: dict[str, str]

    @cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox meant: by ``?sandbox=``, else as any request says it.

        Raises:
            Wrong: no sandbox can have that name, or there are too many.
        """
        try:
            if "sandbox" in self.query:
                return self.world.sandboxes.find(isolation.checked(self.query["sandbox"]))
            return self.world.sandboxes.get(isolation.named(self.request))
        except SandboxNotFound as why:
            raise Wrong(404, f"no sandbox is called {str(why)!r}") from why
        except (isolation.BadName, SandboxRefused) as why:
            raise Wrong(400, str(why)) from why

    @cached_property
    def body(self) -> dict[str, Any]:
        """The JSON object sent; empty when nothing was.

        Raises:
            Wrong: it is too large, not declared as JSON, or no JSON object.
        """
        if self.request.too_large:
            raise Wrong(413, f"the body is over {self.world.settings.body_limit} bytes")
        if not self.request.body:
            return {}
        if self.request.media_type != "application/json":
            raise Wrong(415, "send JSON with Content-Type: application/json")
        try:
            found = json.loads(self.request.body)
        except (ValueError, RecursionError) as why:
            raise Wrong(400, f"the body is not JSON: {why}") from why
        if not isinstance(found, dict):
            raise Wrong(400, "the body has to be a JSON object")
        return found

    def only(self, *names: str) -> None:
        """Accept a body that has no other members than these.

        Raises:
            Wrong: it has.
        """
        strange = [name for name in self.body if name not in names]
        if strange:
            there = f"there is {', '.join(names)}" if names else "nothing is taken here"
            raise Wrong(422, f"unknown: {', '.join(strange)}; {there}", f"/{strange[0]}")

    def text(self, name: str, default: str | None = None) -> str:
        """A member of the body that has to be text.

        Raises:
            Wrong: it is missing or something else.
        """
        found = self.body.get(name, default)
        if not isinstance(found, str):
            raise Wrong(422, f"{name!r} has to be text", f"/{name}")
        return found

    def number(self, name: str, default: int) -> int:
        """A member of the query that has to be a whole number.

        Raises:
            Wrong: it is something else.
        """
        found = self.query.get(name, str(default))
        if not (found.isascii() and found.isdigit() and len(found) < 10):
            raise Wrong(422, f"{name!r} has to be a whole number, not {found!r}")
        return int(found)

    def lasting(self, name: str, default: str) -> Millis:
        """A member of the body that says how long, such as ``10m``.

        Raises:
            Wrong: it does not.
        """
        try:
            return duration(self.body.get(name, default))
        except ValueError as why:
            raise Wrong(422, str(why), f"/{name}") from why

    def moment(self, name: str) -> Millis:
        """A member of the body that says when: ISO 8601, or milliseconds since the epoch.

        Raises:
            Wrong: it does not.
        """
        found = self.body.get(name)
        if isinstance(found, int) and not isinstance(found, bool) and abs(found) <= LATEST:
            return found
        try:
            return moment_of(self.text(name))
        except (ValueError, OverflowError) as why:
            raise Wrong(422, f"{found!r} is no time; write it like 2026-01-01T09:00:00Z", f"/{name}") from why
