"""TLS handshakes in memory, no socket anywhere: what a client that trusts a CA sees of a context."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from mockserver.server.tls import context_of
from mockserver.settings import Settings

FLIGHTS = 4  # more than any handshake has


def client_context(ca: Path) -> ssl.SSLContext:
    """A client that trusts this CA alone, as strictly as OpenSSL can be."""
    context = ssl.create_default_context(cafile=str(ca))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context


def shake(server: ssl.SSLContext, name: str, client: ssl.SSLContext) -> ssl.SSLObject:
    """The client's end after a handshake with a server that it knows by this name or address.

    Raises:
        ssl.SSLError: either of them does not want the other.
    """
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    )
    for _ in range(FLIGHTS):
        done = [_is_done(end) for end in ends]
        if all(done):
            return ends[0]
    raise AssertionError("the handshake came to no end")


def _is_done(end: ssl.SSLObject) -> bool:
    try:
        end.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def certificate(server: ssl.SSLContext, name: str, ca: Path) -> dict[str, Any]:
    """The certificate that such a client is shown and has found good."""
    found = shake(server, name, client_context(ca)).getpeercert()
    assert found
    return found


def context_made(settings: Settings) -> ssl.SSLContext:
    """The context of settings that ask for TLS."""
    context = context_of(settings)
    assert context is not None
    return context
