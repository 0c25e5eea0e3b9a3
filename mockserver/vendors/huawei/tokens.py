"""Tokens of the API Fabric: asked for with an application's key and secret, shown as bearer tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.auth import Token, bearer, keep_token, live_token, same, serial
from mockserver.chance import hexadecimal
from mockserver.formats.base import Plain
from mockserver.kit import Desk, Operation, Refused, Settings
from mockserver.request import Request

TOKENS = "huawei.tokens"
TOKEN_PATH = "/apigovernance/api/oauth/tokenByAkSk"  # noqa: S105 (a path)
USUAL_SECONDS, MOST_SECONDS = 600, 3600
_KEY_IN_BODY = re.compile(rb'"app_key"\s*:\s*"([^"\\]+)"|<app_key>([^<&]+)</app_key>')


def issue(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """A token for an application that knows its secret."""
    key = asked["app_key"]
    if not _knows_secret(desk.settings, asked):
        raise Refused("Unauthenticated", why="unknown application or wrong secret")
    lasts = lifetime(desk.request.headers.get("x-token-expire"))
    # Two sandboxes of one seed must not hand out the same token.
    text = hexadecimal(desk.seed, 32, "huawei token", key, desk.sandbox, serial(desk, TOKENS))
    keep_token(desk, TOKENS, Token(text, key, desk.now + lasts * 1000))
    return {
        "AccessToken": text,
        "ApplyType": "Bearer",
        "CreateTime": str(desk.now // 1000),
        "Expires": str(lasts),
        "Scope": hexadecimal(desk.seed, 32, "huawei scope", key),
        "AppKey": key,
        "UserID": "Anonymous",
    }


def lifetime(asked: str | None) -> int:
    """Seconds a token lasts; what is no number counts as not asked, what is too long as the most there is."""
    text = (asked or "").strip()
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        return USUAL_SECONDS
    return min(int(text), MOST_SECONDS)


def check(desk: Desk, _operation: Operation, _asked: Mapping[str, Any] | None) -> None:
    """Let a live bearer token in; an X-APP-Key is optional, but must not be another application's.

    Raises:
        Refused: ``Unauthenticated``.
    """
    token = live_token(desk, TOKENS, bearer(desk.request))
    key = desk.request.headers.get("x-app-key")
    if key is not None and not same(key, token.owner):
        raise Refused("Unauthenticated", why="another application's")


def shown(request: Request) -> Iterable[str]:
    """The credentials a request carries; read cheaply, and never refused here."""
    found = [bearer(request), request.headers.get("x-app-key")]
    if request.path == TOKEN_PATH and (key := _KEY_IN_BODY.search(request.body)):
        found.append((key[1] or key[2]).decode("utf-8", "replace"))
    return [credential for credential in found if credential]


def owned(settings: Settings) -> Iterable[str]:
    """The keys of the applications that a scenario names."""
    return [app["app_key"] for app in settings["apps"]]


def _knows_secret(settings: Settings, asked: Mapping[str, Any]) -> bool:
    secrets = {app["app_key"]: app["app_secret"] for app in settings["apps"]}
    expected = secrets.get(asked["app_key"])
    return expected is not None and same(asked["app_secret"], expected)
