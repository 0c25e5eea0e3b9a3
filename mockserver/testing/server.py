"""The server of a run, as tests have it: it makes sandboxes, and drops them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from mockserver.chance import fresh
from mockserver.remote.admin import Admin, AdminRefused
from mockserver.testing.kept import Connections, KeptAdmin
from mockserver.testing.sandbox import Sandbox
from mockserver.testing.scenarios import sent

_GONE = 404
_PLAIN = str.maketrans(dict.fromkeys("[]/:. ", "-"))


class MockServer:
    """A running server; ``sandbox`` gives a private world on it."""

    def __init__(self, url: str, *, token: str | None = None, near: tuple[Path, ...] = ()) -> None:
        self.url = url.rstrip("/")
        self._connections = Connections()
        self.admin: Admin = KeptAdmin(self.url, token, connections=self._connections)
        self._token = token
        self._near = near  # where scenario files are looked for
        self._run = fresh()[:6].replace("_", "x").replace("-", "y")  # other runs may use the same server
        self._numbers = count(1)
        self._open: dict[str, Sandbox] = {}

    def __repr__(self) -> str:
        return f"<MockServer {self.url}>"

    def close(self) -> None:
        """Close the connections to it."""
        self._connections.close()

    @property
    def sandboxes(self) -> list[Sandbox]:
        """Those that are open now."""
        return list(self._open.values())

    @contextmanager
    def sandbox(
        self,
        scenario: str | Path | None = None,
        *,
        title: str = "test",
        target: str | None = None,
        near: tuple[Path, ...] = (),
        variables: Mapping[str, object] | None = None,
        **more: Any,
    ) -> Iterator[Sandbox]:
        """A sandbox, until the block ends; if it ends well, what is expected is verified.

        ``scenario`` is a file, the name of a bundled one, or the text of one; None: the server's own.
        Callbacks go to ``target`` (an origin such as ``http://127.0.0.1:9000``), their paths as they are; it
        is the variable of that name as well. ``near`` are folders where the file is looked for first. What
        else POST /__admin/sandboxes takes may be given, too: seed, vendors.

        Raises:
            CannotUse: the scenario has mistakes, or there is none of that name.
            AdminRefused: the server says no.
            AssertionError: something expected did not come about.
        """
        read = None if scenario is None else sent(scenario, variables or {}, target, (*near, *self._near))
        words = {
            **more,
            **({} if target is None else {"callbackOrigin": target}),
            **(read.body if read else {}),
        }
        made = self._make(self._name(title), words)
        made.has_expectations = read is not None and read.is_verified
        try:
            yield made
            if made.has_expectations:
                made.verify()
        finally:
            del self._open[made.name]
            self._drop(made.name)

    def _make(self, name: str, words: Mapping[str, Any]) -> Sandbox:
        self.admin.post("/sandboxes", {"name": name, **words})
        admin = KeptAdmin(self.url, self._token, name, connections=self._connections)
        made = Sandbox(name, f"{self.url}/~{name}", admin)
        self._open[name] = made
        return made

    def _name(self, title: str) -> str:
        plain = "".join(
            char for char in title.translate(_PLAIN) if char.isascii() and (char.isalnum() or char in "-_")
        )
        return f"t{next(self._numbers)}-{self._run}-{plain[:40]}".rstrip("-")

    def _drop(self, name: str) -> None:
        try:
            self.admin.delete(f"/sandboxes/{name}")
        except AdminRefused as why:
            if why.status != _GONE:  # the test itself may have dropped it
                raise
