"""Who may use campaigns: whoever signs with an access key, as AK/SK signatures look.

Rule: ``auth-v2/{ak}/{timestamp}/{signed headers}/{signature}`` must be there and name a known key. How the
signature is derived is documented for another product only, so it is not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.kit import Desk, Operation, Refused
from mockserver.request import Request

_AUTH = re.compile(r"auth-v2/([^/\s]+)/([^/\s]+)/([^/\s]*)/([^\s]+)")


def check(desk: Desk, _operation: Operation, _asked: Mapping[str, Any] | None) -> None:
    """Let in who signed with a known access key.

    Raises:
        Refused: ``CampaignUnauthorized``.
    """
    if desk.settings["campaign_auth"] == "none":
        return
    found = _AUTH.fullmatch(desk.request.headers.get("authorization") or "")
    known = desk.settings["campaign_access_keys"]
    if found is None or (known and found[1] not in known):
        raise Refused("CampaignUnauthorized", why="no auth-v2 header with a known access key")


def shown(request: Request) -> Iterable[str]:
    """The access key a request carries."""
    found = _AUTH.fullmatch(request.headers.get("authorization") or "")
    return (found[1],) if found else ()
