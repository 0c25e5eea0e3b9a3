"""The one gate for everything that is sent: where a callback may go.

Rule: loopback always, metadata and link-local addresses never, anything else only
if the configuration names it. The gate judges addresses, not only names, so a name
that resolves to something else a moment later gains nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from mockserver.frozen import frozen

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Place = tuple[str, str, int]  # scheme, host, port

LONGEST_URL = 2_048
PORTS = {"http": 80, "https": 443}
LOOPBACK = tuple(map(ip_network, ("127.0.0.0/8", "::1/128")))
# fmt: off
NEVER = tuple(map(ip_network, (
    "0.0.0.0/8", "::/128",                    # unspecified
    "169.254.0.0/16", "fe80::/10",            # link-local; 169.254.169.254 is the metadata of most clouds
    "224.0.0.0/4", "240.0.0.0/4", "ff00::/8", # multicast, reserved, broadcast
    "100.100.100.200/32",                     # metadata: Alibaba
    "192.0.0.192/32",                         # metadata: Oracle
    "168.63.129.16/32",                       # metadata: Azure
    "fd00:ec2::/32",                          # metadata: Amazon
    "fd20:ce::254/128",                       # metadata: Google
)))
# fmt: on
_CARRIERS = ((ip_network("64:ff9b::/96"), 0), (ip_network("2002::/16"), 80))
_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f\\]")
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*")
_AUTHORITY = re.compile(r"(\[[^\[\]]+\]|[^\[\]:@]+)(:[0-9]*)?")
_BEHIND_BRACKET = re.compile(r"https?://(\[[^\[\]/?#@]*\][^:/?#][^/?#]*)", re.IGNORECASE)
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


class EgressRefused(ValueError):
    """Nothing is sent there; the text says why, and how to allow it where that is possible."""


@frozen
class Target:
    """Where a URL leads, taken apart once so that nobody reads it differently later."""

    scheme: str
    host: str  # a name in ASCII and lower case, or an address in its usual form
    port: int
    authority: str  # host and port as the URL has them, for the Host header
    path: str  # path and query as the URL has them

    @property
    def place(self) -> Place:
        """What requests have to have in common to share a connection."""
        return self.scheme, self.host, self.port


@frozen
class _Allowed:
    """An entry of the configuration: a name or a network, on one port or on all."""

    place: str | Network
    port: int | None

    def covers(self, host: str, port: int, address: Address | None) -> bool:
        if self.port not in (None, port):
            return False
        if isinstance(self.place, str):
            return self.place == host
        return address is not None and address in self.place


class EgressGate:
    """Lets callbacks out to loopback and to what ``allowed`` names: host, ``host:port``, address, network."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._allowed = tuple(map(_entry, allowed))
        self._any_network = any(not isinstance(entry.place, str) for entry in self._allowed)

    def check_url(self, url: str) -> Target:
        """Where the URL leads, if something may be sent there; a name is not looked up.

        Raises:
            EgressRefused: nothing is ever sent there, or it is not allowed, or it is no URL to send to.
        """
        target = _target(url)
        address = _address(target.host)
        if address is not None:
            self._admit(target, address)
        elif not self._knows(target.host, target.port):
            raise _not_allowed(target.host, target.host)
        return target

    def admit(self, host: str, port: int, addresses: Iterable[str]) -> list[str]:
        """Those of a host's addresses that may be connected to, in their order."""
        return [text for text in addresses if self._is_open(host, port, ip_address(text.partition("%")[0]))]

    def _admit(self, target: Target, address: Address) -> None:
        if not self._is_open(target.host, target.port, address):
            if _is_in(address, NEVER):
                raise EgressRefused(
                    f"callbacks are never sent to {target.host}: it is no address of a client"
                )
            raise _not_allowed(target.authority, target.host)

    def _is_open(self, host: str, port: int, address: Address) -> bool:
        plain = _unwrapped(address)
        if _is_in(address, NEVER):
            return False
        return any(plain in own for own in LOOPBACK) or any(
            entry.covers(host, port, plain) for entry in self._allowed
        )

    def _knows(self, host: str, port: int) -> bool:
        # With networks allowed, only looking the name up tells whether it is in one of them.
        local = host == "localhost" or host.endswith(".localhost")
        return local or self._any_network or any(entry.covers(host, port, None) for entry in self._allowed)


def _not_allowed(place: str, host: str) -> EgressRefused:
    return EgressRefused(
        f"callbacks to {place} are not allowed: only to this machine, unless mockserver"
        f" is started with --allow-callback {host}"
    )


def _target(url: str) -> Target:
    if len(url) > LONGEST_URL:
        raise EgressRefused(f"the URL has {len(url)} characters; more than {LONGEST_URL} are not sent to")
    if _NOT_IN_A_URL.search(url):
        raise EgressRefused("the URL holds a space, a backslash or a control character")
    parts = _split(url)
    if parts.scheme not in PORTS:
        raise EgressRefused(f"the URL has to begin with http:// or https://: {url[:80]!r}")
    if "@" in parts.netloc:
        raise EgressRefused("the URL holds a user name or a password; leave them out")
    if not _AUTHORITY.fullmatch(parts.netloc):
        raise _no_place(parts.netloc)
    rest = url[url.index("//") + 2 + len(parts.netloc) :].partition("#")[0]
    path = rest if rest.startswith("/") else f"/{rest}"
    host, port = _host(parts.hostname or ""), _port(parts)
    # A header holds ASCII: a host in another script is named as it is looked up.
    return Target(
        parts.scheme, host, port, parts.netloc if parts.netloc.isascii() else f"{host}:{port}", path
    )


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as why:
        if found := _BEHIND_BRACKET.match(url):  # some Pythons refuse it here, for others we do
            raise _no_place(found[1]) from why
        raise EgressRefused(f"the URL cannot be read ({why}): {url[:80]!r}") from why


def _no_place(netloc: str) -> EgressRefused:
    return EgressRefused(f"the URL has no host and port that can be: {netloc!r}")


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError as why:
        raise EgressRefused(f"the URL has no port that can be: {parts.netloc!r}") from why
    if port == 0:
        raise EgressRefused("the URL has port 0, where nobody listens")
    return PORTS[parts.scheme] if port is None else port


def _host(text: str) -> str:
    """The host in one spelling: names in ASCII and lower case, addresses in their usual form."""
    host = _ascii(text).lower().removesuffix(".")
    if ":" in host:
        return _ipv6(host)
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _ipv4(host)
    if not _NAME.fullmatch(host):
        raise EgressRefused(f"the URL has no host that can be: {text!r}")
    return host


def _ascii(text: str) -> str:
    try:
        return text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError as why:
        raise EgressRefused(f"the URL has no host that can be: {text!r}") from why


def _ipv6(text: str) -> str:
    try:
        return str(_unwrapped(IPv6Address(text)) if "%" not in text else IPv6Address("?"))
    except ValueError as why:
        raise EgressRefused(f"{text!r} is no IPv6 address that something can be sent to") from why


def _ipv4(text: str) -> str:
    """The usual form of an IPv4 address in any form that C libraries read: 0x7f.1, 2130706433, 0177.0.0.1."""
    numbers = [_number(part) for part in text.split(".")]
    *heads, last = numbers
    if len(heads) > 3 or any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        raise EgressRefused(f"{text!r} is no IPv4 address")
    return str(IPv4Address(sum(head << 8 * (3 - place) for place, head in enumerate(heads)) + last))


def _number(text: str) -> int:
    try:
        if text.startswith("0x"):
            return int(text[2:] or "0", 16)
        return int(text, 8 if text.startswith("0") else 10) if text.isdecimal() else int("?")
    except ValueError as why:
        raise EgressRefused(f"{text!r} is no part of an IPv4 address") from why


def _address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv4-mapped IPv6 address stands for."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    """Whether the address, or one it carries inside, is in one of the networks."""
    return any(each in network for each in _inside(address) for network in networks)


def _inside(address: Address) -> tuple[Address, ...]:
    plain = _unwrapped(address)
    carried = [IPv4Address(int(plain) >> shift & 0xFFFFFFFF) for net, shift in _CARRIERS if plain in net]
    return (plain, *carried)


def _entry(text: str) -> _Allowed:
    """An entry of the configuration.

    Raises:
        ValueError: it is none; the text says what one looks like.
    """
    try:
        return _Allowed(ip_network(text.strip("[]"), strict=False), None)
    except ValueError:
        pass
    try:
        parts = urlsplit(f"http://{text}")
        host = _host(parts.hostname or "")
        if parts.netloc != text or "@" in text or parts.port == 0:
            raise ValueError(text)
        address = _address(host)
        return _Allowed(host if address is None else ip_network(address), parts.port)
    except ValueError as why:
        raise ValueError(
            f"callbacks cannot be allowed to {text!r}: give a host, host:port, an address or a network"
            " (app.test, app.test:8080, 10.0.0.7, 10.0.0.0/8)"
        ) from why
