"""The socket a server listens on, whatever server it is."""

from __future__ import annotations

import errno
import socket
import struct
from typing import Any

BACKLOG = 2048
_HINTS = {
    errno.EADDRINUSE: "try --port 0 for a free one",
    errno.EADDRNOTAVAIL: "give an address of this machine's",
    errno.EACCES: "ports below 1024 need rights; try a higher one",
}


_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: do not wait for what is unsent, and reset


class CannotListen(OSError):
    """The address cannot be listened on; the text says why and what to do."""


def listening(address: str, port: int) -> socket.socket:
    """A socket bound to the address, not yet accepting.

    Raises:
        CannotListen: the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
        bound.listen(BACKLOG)
    except (OSError, OverflowError) as why:
        bound.close()
        hint = _HINTS.get(getattr(why, "errno", 0), "give another --listen or --port")
        raise CannotListen(f"cannot listen on {address}:{port} ({_plainly(why)}); {hint}") from why
    return bound


def reset_when_closed(one: Any) -> None:
    """Let the closing of a socket say to the client's system: connection reset by peer."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)


def _plainly(why: Exception) -> str:
    return getattr(why, "strerror", None) or str(why)


def url_of(bound: socket.socket, scheme: str = "http") -> str:
    """The URL a client on this machine uses."""
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not bound)
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
