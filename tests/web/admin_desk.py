"""The admin API of a server that serves the made-up vendor and sends its callbacks nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from mockserver.callbacks.dispatcher import Dispatcher
from tests.callbacks.tiny import TinySender, answered
from tests.web.conftest import Client

APP = "http://127.0.0.1:9/hook"
ACCEPTED = answered(body=b"ok")


class AdminDesk(Client):
    """Asks the admin API; ``sender`` notes what would have been sent, and answers as it is told."""

    def __init__(self, tmp: Path, **settings: Any) -> None:
        super().__init__(tmp=tmp, **settings)
        self.sender = TinySender(ACCEPTED)
        self.world = replace(self.world, dispatcher=Dispatcher(self.world.sandboxes.__iter__, self.sender))

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        given = {} if body is None else {"json": body}
        return self.http.open(f"/__admin{path}", method=method, **given, **more)

    def place(self, **facts: Any) -> str:
        """A call whose end will be told to the client under test; gives its id."""
        body = {"vendor": "acme", "caller": "100", "called": "200", "report_to": APP, **facts}
        return self.ask("POST", "/calls", body).json["id"]

    def annotate(self, key: str = "1", text: str = "new", path: str = "/acme/notes") -> Any:
        return self.post(path, {"Id": key, "Text": text})

    def shake(self, user: str = "ann") -> str:
        """A Bayeux client that has shaken hands; gives its id."""
        headers = {"Authorization": f"Bearer open sesame {user}"}
        return self.post("/acme/events", {"channel": "/meta/handshake"}, headers).json[0]["clientId"]

    def deliver(self) -> str:
        """A callback that was delivered; gives its id."""
        self.place(outcome="busy")
        self.ask("POST", "/clock/advance", {"by": "1m"})
        return self.ask("GET", "/callbacks").json["callbacks"][0]["id"]

    def pending(self) -> str:
        """A callback that is to be tried again in a minute; gives its id."""
        self.sender.answer = answered(500, "answered 500, not ok")
        key = self.deliver_only_once()
        self.sender.answer = ACCEPTED
        return key

    def deliver_only_once(self) -> str:
        self.place(outcome="busy")
        self.ask("POST", "/clock/advance", {"by": "2s"})
        return self.ask("GET", "/callbacks").json["callbacks"][0]["id"]

    def seen(self) -> dict[str, Any]:
        """All that an admin request might change by mistake."""
        tables = {name: dict(rows) for name, rows in self.sandbox.space._tables.items()}
        names = [each.name for each in self.world.sandboxes]
        now, kind = self.sandbox.clock.now(), self.sandbox.clock.kind
        return {
            "tables": {name: rows for name, rows in tables.items() if rows},
            "due": self.sandbox.space.planned(),
            "journal": [event.id for event in self.sandbox.journal],
            "sandboxes": names,
            "clients": [session.id for hub in self.sandbox.hubs.values() for session in hub.sessions()],
            "clock": (now, kind),
        }


@contextmanager
def admin_desk(tmp: Path, **settings: Any) -> Iterator[AdminDesk]:
    desk = AdminDesk(tmp, **settings)
    desk.sandbox  # noqa: B018  (the default sandbox is made before anybody looks)
    yield desk
    desk.world.dispatcher.stop()
