"""Requests as a server hands them over, with whatever may stand in them, to an application in process."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from mockserver.app import app_of, make_world
from mockserver.kit import Vendor
from mockserver.settings import Settings
from tests.acme import VENDOR
from tests.web.conftest import SCENARIO

NOTE = b'{"Id": "1", "Text": "new"}'


@dataclass(frozen=True)
class Got:
    """An answer as the server got it."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for field, value in self.headers if field.lower() == name.lower()), None)


class Wire:
    """One server of the made-up vendor."""

    def __init__(self, tmp: Any, scenario: str = SCENARIO, vendor: Vendor = VENDOR, **settings: Any) -> None:
        path = tmp / "scenario.yaml"
        path.write_text(scenario)
        self.world = make_world(Settings(scenarios=(str(path),), **settings), {"acme": vendor})
        self.app = app_of(self.world)

    def send(
        self,
        method: str = "POST",
        raw: str = "/acme/notes",
        body: bytes = NOTE,
        path: str | None = None,
        **environ: Any,
    ) -> Got:
        """Send a request; ``path`` is the path as the server decoded it, where the raw one differs."""
        where, _, query = raw.partition("?")
        given = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": where if path is None else path,
            "QUERY_STRING": query,
            "RAW_URI": raw,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8080",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8080",
            "HTTP_AUTHORIZATION": "Bearer open sesame",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            **environ,
        }
        line: list[Any] = []
        told = {name: value for name, value in given.items() if value is not None}
        sent = b"".join(self.app(told, lambda status, headers, _error=None: line.extend((status, headers))))
        status, _, reason = line[0].partition(" ")
        return Got(int(status), reason, tuple(line[1]), sent)

    def chunked(self, body: bytes) -> Got:
        """Send a body whose length nobody told."""
        more = {"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
        return self.send(body=body, **more)

    def events(self, sandbox: str = "default") -> list[Any]:
        return list(self.world.sandboxes.get(sandbox).journal)

    def notes(self, sandbox: str = "default") -> str | None:
        return self.world.sandboxes.get(sandbox).records["acme"].find("1").notes
