"""HostedSuite by Evo Technologies: call records with notes, over ServiceStack 5.

What is known, and how well, is in the README.md beside this file.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.formats.base import NORMAL
from mockserver.kit import Auth, Refused, Vendor, log_call
from mockserver.request import Request
from mockserver.vendors.hostedsuite import (
    binding,
    encoding,
    errors,
    negotiation,
    routes,
    service,
    switches,
    wire,
)
from mockserver.vendors.hostedsuite.operations import OPERATIONS


def credentials(request: Request) -> Iterable[str]:
    """The logins in a request's body, which may bring it to its own sandbox; none where it cannot be read."""
    try:
        read = binding.decode_early(routes.route(VENDOR, request), request, NORMAL).value
    except Refused:
        return ()
    items = read if isinstance(read, list) else [read]
    return tuple(switches.login_of(item.get("CustomerName"), item.get("UserName")) for item in items if item)


VENDOR = Vendor(
    name="hostedsuite",
    title="HostedSuite (Evo Technologies)",
    mounts=("/api",),
    operations=OPERATIONS,
    refusals=errors.REFUSALS,
    by_status=errors.BY_STATUS,
    negotiate=negotiation.negotiate,
    route=routes.route,
    decode=binding.decode,
    encode=encoding.encode,
    refuse=errors.refuse,
    settings=switches.HostedSuiteSettings,
    auth=Auth(after=service.let_in),
    credentials=credentials,
    owned=switches.owned,
    record=wire.CallRecordInfo,
    hears=log_call,
    assumptions=switches.ASSUMPTIONS,
)
