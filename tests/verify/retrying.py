"""Four clients of different quality that write two results back while the vendor is in trouble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.clock import Millis
from tests.scenarios.worlds import Played

OBS = "/rest/isales/v1/openapi/obs"
IDS = ("21713676089219765504", "21713676089219765505")
App = Callable[["Client"], None]


class Client:
    """Talks to the mock; time passes when it says so."""

    def __init__(self, world: Played) -> None:
        self._world = world
        self._token = ""

    def ask(self, path: str, body: dict[str, Any]) -> Any:
        named = {"subCCNo": 1, "vdnId": 88, **body}
        return self._world.post(OBS + path, named, Authorization=f"Bearer {self._token}")

    def begin(self) -> None:
        """Log in and fetch two data to call."""
        login = {"user": "mock-user", "passwd": "mock-passwd"}
        self._token = self._world.post(f"{OBS}/auth/login", login).json["resultData"]["token"]
        self.ask("/business/callnos", {"serviceId": 1251250797, "batchCount": 2})

    def write(self, key: str) -> int:
        """The status of a write-back."""
        body = {"uniqueId": key, "serviceId": "1251250797", "status": "6", "failCode": "00000"}
        return int(self.ask("/business/call/result", body).status_code)

    def wait(self, millis: Millis) -> None:
        clock = self._world.sandbox.clock
        clock.move_to(clock.now() + millis)


def correct(client: Client) -> None:
    """Waits five seconds after a failure, and writes until it is done."""
    for key in IDS:
        while client.write(key) != 200:
            client.wait(5_000)


def impatient(client: Client) -> None:
    """Tries again at once."""
    for key in IDS:
        while client.write(key) != 200:
            client.wait(20)


def doubling(client: Client) -> None:
    """Is right, but writes once more to be on the safe side."""
    correct(client)
    client.wait(2_000)
    client.write(IDS[1])


def silent(client: Client) -> None:
    """Takes a failure for the end."""
    for key in IDS:
        client.write(key)
    client.wait(60_000)


APPS: dict[str, App] = {each.__name__: each for each in (correct, impatient, doubling, silent)}
