"""From a host to a connection: the name is looked up once, and what the gate admits is connected to.

Rule: nothing here holds up the loop: names are looked up beside it, and so are
the certificates that a TLS connection needs.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address
from socket import SOCK_STREAM

from mockserver.callbacks.egress import EgressGate, EgressRefused, Target
from mockserver.callbacks.sender.connection import Connection

REMEMBERED = 10.0  # seconds that an address is not asked for again
HEAD_START = 0.25  # seconds an address of several has before the next one is tried beside it (RFC 8305)


class GatedResolver:
    """Looks names up and lets through only addresses that the gate admits: these are connected to."""

    def __init__(self, gate: EgressGate) -> None:
        self._gate = gate
        self._asked: dict[tuple[str, int], tuple[float, asyncio.Task[list[str]]]] = {}

    async def resolve(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to.

        Raises:
            EgressRefused: it has none.
            OSError: it is not known.
        """
        now = asyncio.get_running_loop().time()
        until, asking = self._asked.get((host, port), (0.0, None))
        if asking is None or until <= now:
            self._forget(now)
            asking = asyncio.ensure_future(self._look_up(host, port))
            self._asked[host, port] = now + REMEMBERED, asking
        try:
            return await asyncio.shield(asking)  # others wait for the same
        except OSError:
            self._asked.pop((host, port), None)
            raise

    def _forget(self, now: float) -> None:
        self._asked = {asked: found for asked, found in self._asked.items() if found[0] > now}

    async def _look_up(self, host: str, port: int) -> list[str]:
        found = [host] if _is_address(host) else await _addresses(host, port)
        admitted = self._gate.admit(host, port, found)
        if not admitted:
            raise EgressRefused(f"{host} leads to {', '.join(found)}, where callbacks are not allowed to go")
        return admitted


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


async def _addresses(host: str, port: int) -> list[str]:
    name = "localhost" if host.endswith(".localhost") else host  # RFC 6761: no need to ask anybody
    found = await asyncio.get_running_loop().getaddrinfo(name, port, type=SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Route:
    """Makes connections to wherever the gate lets them go."""

    def __init__(self, gate: EgressGate, *, verify: bool, ca_file: str | None) -> None:
        self._resolver = GatedResolver(gate)
        self._verify = verify
        self._ca_file = ca_file
        self._context: asyncio.Task[ssl.SSLContext] | None = None

    async def connect(self, target: Target) -> Connection:
        """A connection to the target.

        Raises:
            EgressRefused: the name leads only to where nothing may go.
            OSError: there is none to be had.
        """
        addresses = await self._resolver.resolve(target.host, target.port)
        context = await self._tls() if target.scheme == "https" else None
        loop = asyncio.get_running_loop()

        async def connect_to(address: str) -> Connection:
            _, made = await loop.create_connection(
                lambda: Connection(loop),
                address,
                target.port,
                ssl=context,
                server_hostname=target.host if context else None,
            )
            return made

        if len(addresses) == 1:
            return await connect_to(addresses[0])
        return await first_of(addresses, connect_to)

    async def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = asyncio.ensure_future(asyncio.to_thread(self._make_context))
        try:
            return await asyncio.shield(self._context)  # others wait for the same
        except OSError:
            self._context = None
            raise

    def _make_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self._ca_file)
        if not self._verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


async def first_of(
    addresses: Sequence[str], connect_to: Callable[[str], Awaitable[Connection]]
) -> Connection:
    """The connection that is there first; each address has a head start on the next one.

    Raises:
        OSError: none could be reached; it is what the last of them said.
    """
    left, running, failures = deque(addresses), set[asyncio.Future[Connection]](), list[BaseException]()
    try:
        while left or running:
            if left:
                running.add(asyncio.ensure_future(connect_to(left.popleft())))
            done, running = await asyncio.wait(
                running, timeout=HEAD_START if left else None, return_when=asyncio.FIRST_COMPLETED
            )
            made, failed = _sorted_out(done)
            failures += failed
            if made is not None:
                return made
        raise failures[-1]
    finally:
        for late in running:
            late.cancel()
            late.add_done_callback(_drop)


def _sorted_out(
    done: set[asyncio.Future[Connection]],
) -> tuple[Connection | None, list[BaseException]]:
    """One of the connections made, and what the failures say; a second connection is not needed."""
    failed = [why for each in done if (why := each.exception()) is not None]
    made = [each for each in done if each.exception() is None]
    for spare in made[1:]:
        _drop(spare)
    return (made[0].result() if made else None), failed


def _drop(made: asyncio.Future[Connection]) -> None:
    if not made.cancelled() and made.exception() is None:
        made.result().drop()
