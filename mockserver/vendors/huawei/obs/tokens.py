"""Tokens of the outbound family: got with user and password, shown as bearer tokens, and renewed.

Rule: both kinds stand in one table, so a request costs one look. They are not the API Fabric's tokens,
and expire on the sandbox's clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.auth import Token, bearer, keep_token, live_token, same, serial
from mockserver.chance import hexadecimal
from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.kit import Desk, Operation, Refused, Settings
from mockserver.request import Request
from mockserver.vendors.huawei.obs.answers import succeeded_with
from mockserver.vendors.huawei.obs.wire import refused_if_empty

TOKENS = "huawei.obs.tokens"
AUTH = "/rest/isales/v1/openapi/obs/auth/"
_IN_BODY = re.compile(
    rb'"(?:user|refreshToken)"\s*:\s*"([^"\\]+)"|<(?:user|refreshToken)>([^<&]+)</(?:user|refreshToken)>'
)
_TEXTS = {"user": "user", "passwd": "passwd"}
_REFRESH_TEXTS = {"refresh_token": "refreshToken"}


@frozen
class ObsToken(Token):
    """A token, or a refresh token."""

    refreshes: bool = False


def login(desk: Desk, asked: dict[str, Any]) -> Plain:
    """Tokens for a user who knows the password.

    Raises:
        Refused: ``ObsForbidden``, ``ObsUnauthorized`` or ``ObsEmpty``.
    """
    refused_if_empty(asked, _TEXTS)
    _refused_without_service(desk)
    known = {each["user"]: each["passwd"] for each in desk.settings["obs_users"]}
    expected = known.get(asked["user"])
    if expected is None or not same(asked["passwd"], expected):
        raise Refused("ObsForbidden", why="unknown user or wrong password")
    return _handed_out(desk, asked["user"])


def refresh(desk: Desk, asked: dict[str, Any]) -> Plain:
    """New tokens for whoever has a live refresh token; the old ones stay good until they expire.

    Raises:
        Refused: ``ObsForbidden``, ``ObsUnauthorized`` or ``ObsEmpty``.
    """
    refused_if_empty(asked, _REFRESH_TEXTS)
    _refused_without_service(desk)
    token = _live(desk, asked["refresh_token"])
    if not token.refreshes:
        raise Refused("ObsForbidden", why="no refresh token")
    return _handed_out(desk, token.owner)


def check(desk: Desk, _operation: Operation, _asked: Mapping[str, Any] | None) -> None:
    """Let a live token in; which kind is the scenario's to say, because the pages contradict each other.

    Raises:
        Refused: ``ObsForbidden`` or ``ObsUnauthorized``.
    """
    token = _live(desk, bearer(desk.request, "authorization", "authentication"))
    _refused_without_service(desk)
    wanted = desk.settings["obs_bearer"]
    if wanted != "any" and token.refreshes != (wanted == "refresh"):
        raise Refused("ObsForbidden", why=f"not the {wanted} token")


def shown(request: Request) -> Iterable[str]:
    """The tokens a request carries, or who logs in; read cheaply, and never refused here."""
    found = bearer(request, "authorization", "authentication")
    if found:
        yield found
    if request.path.startswith(AUTH) and (named := _IN_BODY.search(request.body)):
        yield (named[1] or named[2]).decode("utf-8", "replace")


def owned(settings: Settings) -> Iterable[str]:
    """The users that a scenario names."""
    return [each["user"] for each in settings["obs_users"]]


def _live(desk: Desk, text: str | None) -> ObsToken:
    try:
        return live_token(desk, TOKENS, text)  # type: ignore[return-value]  # nothing else stands in that table
    except Refused as why:
        raise Refused("ObsForbidden", **why.facts) from why


def _refused_without_service(desk: Desk) -> None:
    if not desk.settings["obs_service"]:
        raise Refused("ObsUnauthorized", why="the tenant has not purchased the service")


def _handed_out(desk: Desk, user: str) -> Plain:
    lasts, refreshes = desk.settings["obs_token_seconds"], desk.settings["obs_refresh_seconds"]
    # Two sandboxes of one seed must not hand out the same token.
    name = ("huawei obs token", user, desk.sandbox, serial(desk, TOKENS))
    token, renewing = (hexadecimal(desk.seed, 32, *name, kind) for kind in ("token", "refresh"))
    keep_token(desk, TOKENS, ObsToken(token, user, desk.now + lasts * 1000))
    keep_token(desk, TOKENS, ObsToken(renewing, user, desk.now + refreshes * 1000, True))
    data = {
        "token": token,
        "tokenExpirationTime": lasts,
        "refreshToken": renewing,
        "refreshExpirationTime": refreshes,
    }
    return succeeded_with(desk, data)
