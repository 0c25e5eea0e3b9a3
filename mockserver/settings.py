"""What the person who starts the server decides, as frozen data."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from mockserver.chance import fresh
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced

LOOPBACK = "127.0.0.1"
_DATA_FOLDERS = {"win32": "AppData/Local", "darwin": "Library/Application Support"}  # in the home folder
# fmt: off
_SWITCHES = {
    "": False, "0": False, "no": False, "off": False, "false": False,
    "1": True, "yes": True, "on": True, "true": True,
}
# fmt: on


class WrongSetting(ValueError):
    """A setting cannot be used; the text says which, why, and what to write instead."""


@frozen
class Settings:
    """How one server runs. Defaults are safe: loopback only, memory only."""

    scenarios: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()  # what ${name} stands for in them, whatever they say
    faults: tuple[str, ...] = ()  # rules before all others, each in a line
    listen: str = LOOPBACK
    port: int = 8080
    seed: int | None = None  # instead of the scenario's
    pace: float | None = None  # instead of the scenario's clock: time runs so many times as fast
    store: str = "memory:"
    admin_token: str | None = None
    allow_callbacks: tuple[str, ...] = ()  # hosts, addresses or networks beside loopback
    callback_origin: str = ""  # callbacks go there (scheme, host, port) instead, their paths as they are
    body_limit: int = 4 * 1024 * 1024
    sandbox_limit: int = 2_000
    callback_timeout: Millis = 10_000
    tls: bool = False
    tls_hosts: tuple[str, ...] = ()  # the local CA's certificate is for these names and addresses too
    tls_cert: str | None = None  # file of a certificate of one's own, instead of one by the local CA
    tls_key: str | None = None  # file of its key, where that is not in the same file

    @property
    def scheme(self) -> str:
        """``https`` where anything of TLS is asked for, else ``http``."""
        return "https" if self.tls or self.tls_hosts or self.tls_cert or self.tls_key else "http"

    @property
    def ca_file(self) -> Path | None:
        """Where the certificate of the local CA is, if that signs this server's; it is made by the server.

        Raises:
            WrongSetting: there is no folder to keep it in.
        """
        ours = self.scheme == "https" and not (self.tls_cert or self.tls_key)
        return data_folder() / "tls" / "ca.pem" if ours else None

    @property
    def exposed(self) -> bool:
        """Whether others than this machine can reach the server."""
        return not is_loopback(self.listen)


def secured(settings: Settings) -> Settings:
    """The settings, with an admin token where others than this machine can reach the server."""
    if settings.admin_token:
        return settings
    return replaced(settings, admin_token=fresh() if settings.exposed else None)


def data_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where what is kept for a person from start to start lies, as the platform has it.

    Raises:
        WrongSetting: nothing says where the home folder is.
    """
    given = Path(environ.get("XDG_DATA_HOME", ""))
    if given.is_absolute():  # the XDG specification: a relative path is to be ignored
        return given / "mockserver"
    if platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"], "mockserver")
    try:
        return Path.home() / _DATA_FOLDERS.get(platform, ".local/share") / "mockserver"
    except RuntimeError as why:
        raise WrongSetting("no home folder to keep anything in; set XDG_DATA_HOME to a folder") from why


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
        variables=tuple(variable_of(word) for word in environ.get("MOCKSERVER_SET", "").split()),
        listen=environ.get("MOCKSERVER_LISTEN", LOOPBACK),
        port=_number(environ, "PORT", 8080),
        store=environ.get("MOCKSERVER_STORE", "memory:"),
        admin_token=environ.get("MOCKSERVER_ADMIN_TOKEN"),
        allow_callbacks=tuple(environ.get("MOCKSERVER_ALLOW_CALLBACKS", "").split()),
        callback_origin=environ.get("MOCKSERVER_CALLBACK_ORIGIN", ""),
        tls=_switch(environ, "MOCKSERVER_TLS"),
        tls_hosts=tuple(environ.get("MOCKSERVER_TLS_HOSTS", "").split()),
        tls_cert=environ.get("MOCKSERVER_TLS_CERT") or None,
        tls_key=environ.get("MOCKSERVER_TLS_KEY") or None,
        seed=_number(environ, "MOCKSERVER_SEED", 0) if "MOCKSERVER_SEED" in environ else None,
    )


def variable_of(text: str) -> tuple[str, str]:
    """A variable's name and value, given as ``name=value``.

    Raises:
        WrongSetting: it has no name, or no value.
    """
    name, sign, value = text.partition("=")
    if not (sign and name.isascii() and name.isidentifier()):
        raise WrongSetting(f"{text!r} is no variable; write it like target=http://127.0.0.1:9000")
    return name, value


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise WrongSetting(f"{name} is {text!r}; it has to be a whole number")
    return int(text)


def _switch(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "")
    if text.lower() not in _SWITCHES:
        raise WrongSetting(f"{name} is {text!r}; it has to be on or off")
    return _SWITCHES[text.lower()]
