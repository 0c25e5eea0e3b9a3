"""What is asked of every server: a table read from ``workloads.json``, so that one more is one more row.

Rule: ``{id}`` in a body is a number from 1 to ``IDS``, another one in each request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from mockserver.frozen import frozen

HERE = Path(__file__).parent
IDS = 10_000  # different ids, one after the other
METHOD = "POST"


@frozen
class TokenRequest:
    """How the token is got that the requests then show."""

    path: str
    body: str
    member: str  # of the answer: where the token is, e.g. data.token


@frozen
class Workload:
    """One kind of request, sent again and again with another id."""

    name: str
    title: str
    about: str
    path: str
    type: str  # of the body, and of the answer
    body: str
    needs: tuple[str, ...]  # members a request has to have: what a server is to insist on
    echoes: tuple[str, ...]  # members of the request that the answer shows
    token: TokenRequest | None = None
    method: str = METHOD
    more: tuple[tuple[str, str], ...] = ()  # header fields beside those of every request

    @property
    def is_xml(self) -> bool:
        """Whether bodies are XML."""
        return self.type.endswith("/xml")

    def headers(self, token: str | None) -> dict[str, str]:
        """The header fields of every request."""
        bearer = {} if token is None else {"Authorization": f"Bearer {token}"}
        return {"Content-Type": self.type, "Accept": self.type, **bearer, **dict(self.more)}

    def body_of(self, number: int) -> bytes:
        """The body with that id in it."""
        return self.body.replace("{id}", str(number)).encode()

    def path_of(self, number: int) -> str:
        """The path, with that id in it where the path has one."""
        return self.path.replace("{id}", str(number))


@frozen
class Sample:
    """An answer that the mock gave to a workload: what its peers are to give, too."""

    workload: Workload
    number: int  # the id that was asked for
    body: str


@cache
def workloads() -> Mapping[str, Workload]:
    """All workloads by name, in the order of the file."""
    rows = json.loads((HERE / "workloads.json").read_text("utf-8"))
    return MappingProxyType({name: _workload(name, row) for name, row in rows.items()})


def _workload(name: str, row: dict[str, object]) -> Workload:
    given: dict[str, object] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
    if isinstance(token := row.get("token"), dict):
        given["token"] = TokenRequest(**token)
    return Workload(name=name, **given)  # type: ignore[arg-type]
