"""The one HTTP client: sends a delivery as it is, through the gate, and says what came of it.

Rule: ``send`` never raises; whatever goes wrong is an ``Attempt`` with a plain reason.
No other module knows the client, and it is loaded only when there is a loop to run it.
"""

from __future__ import annotations

import asyncio
import errno
import ssl
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from socket import SOCK_STREAM
from typing import TYPE_CHECKING, Any

from mockserver.callbacks.delivery import LONGEST_ANSWER, Attempt, Delivery, Headers, destination
from mockserver.callbacks.egress import EgressGate, EgressRefused, Target
from mockserver.clock import stopwatch

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.abc import ResolveResult

# Servers drop idle connections after 2 s (gunicorn), 5 s (Node, uvicorn) or later. One that is dropped
# just as we use it again looks like a client that hangs up, so we drop it first.
KEEP_ALIVE = 1.0
_LARGE = 256 * 1024  # bodies from here on are handed to the client in pieces

# fmt: off
_BY_NUMBER = {
    errno.ECONNREFUSED: "nobody listens at {place}: connection refused",
    errno.ECONNRESET:   "{place} reset the connection",
    errno.EPIPE:        "{place} closed the connection before the request was through",
    errno.EHOSTUNREACH: "there is no way to {place}",
    errno.ENETUNREACH:  "there is no way to {place}",
}
_BY_NAME = {  # of the class of what was raised, or of the nearest of its bases
    "EgressRefused":                   "{why}",
    "TimeoutError":                    "no whole answer from {place} within {timeout:g} s",
    "ClientConnectorDNSError":         "the name of {place} cannot be resolved",
    "ClientConnectorCertificateError": "the certificate of {place} is not trusted: {why}",
    "ClientSSLError":                  "no TLS connection to {place}: {why}",
    "ClientConnectorError":            "no connection to {place}: {why}",
    "ServerDisconnectedError":         "{place} closed the connection without an answer",
    "ClientPayloadError":              "the answer of {place} broke off",
    "ClientResponseError":             "the answer of {place} is not HTTP: {why}",
    "ClientConnectionResetError":      "{place} reset the connection",
    "ValueError":                      "the request cannot be sent: {why}",
}
# fmt: on


class Seats:
    """How much may be on its way at once, to one destination and in all. For one thread.

    The first half of the seats goes to whoever asks; of the rest a destination gets an
    eighth of what is free, so that a few dozen slow destinations leave some to others.
    """

    def __init__(self, per_destination: int = 64, total: int = 256) -> None:
        self._each = per_destination
        self._total = total
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many seats are taken."""
        return self._taken.total()

    @property
    def free(self) -> int:
        """How many seats are free."""
        return self._total - self.taken

    def take(self, url: str) -> bool:
        """Take a seat for the destination of a URL; False if there is none for it."""
        place, free = destination(url), self.free
        ration = self._each if free > self._total // 2 else max(1, min(self._each, free // 8))
        if not free or self._taken[place] >= ration:
            return False
        self._taken[place] += 1
        return True

    def give_back(self, url: str) -> None:
        """Give back a seat that was taken for a URL."""
        self._taken -= Counter([destination(url)])


@dataclass(slots=True)
class _Answer:
    """What has come of an answer so far."""

    status: int | None = None
    headers: Headers = ()
    body: bytes = b""

    @property
    def error(self) -> str:
        """Why it is no success whatever the vendor thinks; empty if it may be one."""
        if self.status is None or 200 <= self.status < 300:
            return ""
        return f"answered {self.status}" + (", not followed" if 300 <= self.status < 400 else "")


class Sender:
    """Sends deliveries over kept connections, from whatever loop it is used on."""

    def __init__(
        self,
        gate: EgressGate,
        timeout: float = 10.0,
        per_destination: int = 64,
        total: int = 256,
        *,
        verify: bool = True,
        ca_file: str | None = None,
    ) -> None:
        self.seats = Seats(per_destination, total)
        self._gate = gate
        self._timeout = timeout
        self._verify = verify
        self._ca_file = ca_file
        self._opening = asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> aiohttp.ClientSession:
        """Load the client, beside the loop: that takes a fifth of a second."""
        async with self._opening:
            if self._session is None:
                context = await asyncio.to_thread(self._prepare)
                self._session = self._make_session(context)
        return self._session

    async def close(self) -> None:
        """Close all connections; the next ``send`` opens anew."""
        session, self._session, self._opening = self._session, None, asyncio.Lock()
        if session is not None:
            await session.close()

    async def send(self, delivery: Delivery) -> Attempt:
        """Try to send a delivery. The caller sets ``at`` of the attempt: only a sandbox knows its time."""
        answer, began = _Answer(), stopwatch()
        try:
            target = self._gate.check_url(delivery.url)
            session = await self.open()
            began = stopwatch()
            async with asyncio.timeout(self._timeout):
                await _exchange(session, target, delivery, answer)
            error = answer.error
        except Exception as why:
            error = self._words(why, delivery.url)
        number, took = len(delivery.attempts) + 1, stopwatch() - began
        return Attempt(number, delivery.created, answer.status, answer.headers, answer.body, error, took)

    def _prepare(self) -> ssl.SSLContext:
        import_module("aiohttp")
        context = ssl.create_default_context(cafile=self._ca_file)
        if not self._verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _make_session(self, context: ssl.SSLContext) -> aiohttp.ClientSession:
        import aiohttp

        connector = aiohttp.TCPConnector(
            resolver=GatedResolver(self._gate),  # type: ignore[arg-type]
            ssl=context,
            limit=0,  # Seats are the limit: waiting here would eat into the time for the answer
            keepalive_timeout=KEEP_ALIVE,
            ttl_dns_cache=10,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            auto_decompress=False,
            trust_env=False,
        )

    def _words(self, why: Exception, url: str) -> str:
        number = why.errno if isinstance(why, OSError) else None
        names = (each.__name__ for each in type(why).__mro__)
        words = _BY_NUMBER.get(number or 0) or next(
            (_BY_NAME[name] for name in names if name in _BY_NAME), None
        )
        place = destination(url).partition("//")[2]
        told = words or "{kind}: {why}"
        return told.format(place=place, timeout=self._timeout, kind=type(why).__name__, why=_reason(why))


class GatedResolver:
    """Looks names up and lets through only addresses that the gate admits: these are connected to."""

    def __init__(self, gate: EgressGate) -> None:
        self._gate = gate

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """The addresses of a host that may be connected to.

        Raises:
            EgressRefused: it has none.
            OSError: it is not known.
        """
        name = "localhost" if host.endswith(".localhost") else host  # RFC 6761: no need to ask anybody
        found = await asyncio.get_running_loop().getaddrinfo(name, port, family=family, type=SOCK_STREAM)
        families = {str(address[0]): of for of, _, _, _, address in found}
        admitted = self._gate.admit(host, port, families)
        if not admitted:
            raise EgressRefused(
                f"{host} leads to {', '.join(families)}, where callbacks are not allowed to go"
            )
        return [_result(host, port, address, families[address]) for address in admitted]

    async def close(self) -> None:
        """Nothing to close."""


def _result(host: str, port: int, address: str, family: int) -> ResolveResult:
    return {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 4}


async def _exchange(
    session: aiohttp.ClientSession, target: Target, delivery: Delivery, answer: _Answer
) -> None:
    from multidict import CIMultiDict
    from yarl import URL

    headers = CIMultiDict(delivery.headers)
    headers.setdefault("Host", target.authority)
    body: Any = delivery.body if len(delivery.body) < _LARGE else BytesIO(delivery.body)
    url = URL(target.url, encoded=True)
    async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
        answer.status = response.status
        answer.headers = tuple((str(name), value) for name, value in response.headers.items())
        await _read(response.content, answer)


async def _read(content: aiohttp.StreamReader, answer: _Answer) -> None:
    while len(answer.body) < LONGEST_ANSWER:
        piece = await content.read(LONGEST_ANSWER - len(answer.body))
        if not piece:
            return
        answer.body += piece


def _reason(why: Exception) -> str:
    text = str(getattr(why, "message", "") or why).strip()
    return text.splitlines()[0] if text else type(why).__name__
