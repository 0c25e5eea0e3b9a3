"""Who may use the admin API.

Rule: on loopback anybody on this machine, but no page of another site (Host and
Origin are checked); on any other address whoever has the admin token.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from mockserver.auth import bearer, same
from mockserver.request import Request
from mockserver.settings import Settings, is_loopback
from mockserver.web.admin.ask import Wrong


def refuse_strangers(settings: Settings, request: Request) -> None:
    """Let only those in who may.

    Raises:
        Wrong: 401 without the token, 403 for a foreign Host or Origin.
    """
    if settings.admin_token is not None:
        if not same(bearer(request), settings.admin_token):
            raise Wrong(
                401, "this server is reachable from outside: send Authorization: Bearer <admin token>"
            )
    elif request.client and not _is_here(request.client):
        raise Wrong(403, "the admin API of this server has no token, so it serves this machine only")
    elif not _is_ours(request.host):
        raise Wrong(403, f"Host {request.host!r} is not this machine; use 127.0.0.1 or localhost")
    origin = request.headers.get("origin")
    if origin is not None and _place_of(origin) != request.host:
        raise Wrong(403, f"pages of {origin!r} may not use the admin API")


_is_here = lru_cache(maxsize=64)(is_loopback)  # clients ask by the same few addresses


@lru_cache(maxsize=64)
def _is_ours(host: str) -> bool:
    name = _name_of("//" + host)
    return name == "localhost" or name.endswith(".localhost") or (_is_address(name) and is_loopback(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _place_of(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _name_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
