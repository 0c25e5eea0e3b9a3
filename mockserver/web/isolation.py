"""Which sandbox a request belongs to.

Rule: the first of these that says something decides: a vendor's credential, the
path prefix ``/~name``, the host ``name.localhost``, the header ``X-Mock-Sandbox``.
A credential that several sandboxes have leaves it to the others which of these it is.
"""

from __future__ import annotations

import re

from mockserver.kit import Vendor
from mockserver.request import Request
from mockserver.sandbox import Sandbox
from mockserver.sandboxes import DEFAULT, Sandboxes

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_PREFIX = re.compile(r"/(?:~|%7[Ee])([^/?]*)(?=[/?]|$)")
_OF_HOST = ".localhost"
HEADER = "x-mock-sandbox"


class BadName(ValueError):
    """Not a name a sandbox can have."""


def checked(name: str) -> str:
    """The name, if a sandbox can have it.

    Raises:
        BadName: it is empty, too long or has other characters.
    """
    if not NAME.fullmatch(name):
        raise BadName(
            f"{name!r} is no name for a sandbox: up to 64 letters, digits, dots, dashes and underscores"
        )
    return name


def split(path: str) -> tuple[str, str]:
    """The sandbox prefix of a path and the rest: ``/~alice/api`` gives ``/~alice`` and ``/api``."""
    found = _PREFIX.match(path)
    if not found:
        return "", path
    rest = path[found.end() :]
    return found[0], rest if rest.startswith("/") else "/" + rest


def named(request: Request) -> str:
    """The sandbox that prefix, host or header name; ``default`` when none does.

    Raises:
        BadName: what they say is no name.
    """
    if request.prefix:
        return checked(request.prefix[2:])
    if _OF_HOST in request.host:
        name, _, port = request.host.rpartition(_OF_HOST)
        if not port or (port[0] == ":" and port[1:].isdigit()):
            return checked(name)
    given = request.headers.get(HEADER)
    return DEFAULT if given is None else checked(given.strip())


def locate(sandboxes: Sandboxes, vendor: Vendor, request: Request) -> Sandbox:
    """The sandbox of a request to a vendor; where several have its credential, the one that it names."""
    owners = sandboxes.owners(vendor, request)
    if not owners:
        return sandboxes.get(named(request))
    if len(owners) == 1:
        return sandboxes.get(owners[0])
    name = named(request)
    return sandboxes.get(name if name in owners else owners[-1])
