"""What the person who starts the server decides, as frozen data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address

from mockserver.chance import fresh
from mockserver.clock import Millis
from mockserver.frozen import frozen

LOOPBACK = "127.0.0.1"
VENDOR_GROUP = "mockserver.vendors"  # the entry-point group that vendors are found by


class WrongSetting(ValueError):
    """A setting cannot be used; the text says which, why, and what to write instead."""


@frozen
class Settings:
    """How one server runs. Defaults are safe: loopback only, memory only."""

    scenarios: tuple[str, ...] = ()
    listen: str = LOOPBACK
    port: int = 8080
    seed: int | None = None  # instead of the scenario's
    pace: float | None = None  # instead of the scenario's clock: time runs so many times as fast
    store: str = "memory:"
    admin_token: str | None = None
    allow_callbacks: tuple[str, ...] = ()  # hosts, addresses or networks beside loopback
    body_limit: int = 4 * 1024 * 1024
    sandbox_limit: int = 2_000
    callback_timeout: Millis = 10_000

    @property
    def exposed(self) -> bool:
        """Whether others than this machine can reach the server."""
        return not is_loopback(self.listen)


def secured(settings: Settings) -> Settings:
    """The settings, with an admin token where others than this machine can reach the server."""
    if settings.admin_token:
        return settings
    return replace(settings, admin_token=fresh() if settings.exposed else None)


def is_loopback(address: str) -> bool:
    """Whether an address to listen on is this machine's own."""
    if address == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings for a server that no command line starts (the Procfile's).

    Raises:
        WrongSetting: a variable holds something unusable.
    """
    return Settings(
        scenarios=tuple(environ.get("MOCKSERVER_SCENARIOS", "").split()),
        listen=environ.get("MOCKSERVER_LISTEN", LOOPBACK),
        port=_number(environ, "PORT", 8080),
        store=environ.get("MOCKSERVER_STORE", "memory:"),
        admin_token=environ.get("MOCKSERVER_ADMIN_TOKEN"),
        allow_callbacks=tuple(environ.get("MOCKSERVER_ALLOW_CALLBACKS", "").split()),
        **_optional_numbers(environ),
    )


def _optional_numbers(environ: Mapping[str, str]) -> dict[str, int]:
    return {"seed": _number(environ, "MOCKSERVER_SEED", 0)} if "MOCKSERVER_SEED" in environ else {}


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise WrongSetting(f"{name} is {text!r}; it has to be a whole number")
    return int(text)
