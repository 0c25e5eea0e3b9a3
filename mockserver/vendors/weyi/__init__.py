"""WEYI by Voyce Global: what a client reports when an interpreted call is over, over ASP.NET Web API 2.

What is known, and how well, is in the README.md beside this file.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.formats.base import Plain, Type
from mockserver.formats.negotiate import Choice
from mockserver.kit import Auth, Vendor
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.vendors.weyi import binding, errors, hearing, negotiation, routes, service, settings
from mockserver.vendors.weyi.operations import OPERATIONS


def encode(value: Plain, type_: Type, choice: Choice, status: int = 200) -> Reply:
    """The value in the chosen format."""
    return Reply(status, choice.format.write(value, type_), choice.headers)


def credentials(request: Request) -> Iterable[str]:
    """Whatever the header fields hold: which of them has the token is each sandbox's own setting."""
    return (settings.bare(value) for _, value in request.headers.pairs)


VENDOR = Vendor(
    name="weyi",
    title="WEYI (Voyce Global)",
    mounts=("/Client", routes.PREFIX),
    operations=OPERATIONS,
    refusals=errors.REFUSALS,
    by_status=errors.BY_STATUS,
    negotiate=negotiation.negotiate,
    route=routes.route,
    decode=binding.decode,
    encode=encode,
    refuse=errors.refuse,
    settings=settings.WeyiSettings,
    auth=Auth(before=service.check_site, after=service.let_in),
    credentials=credentials,
    owned=settings.owned,
    hears=hearing.hear,
    assumptions=settings.ASSUMPTIONS,
    any_case=True,
    site=True,
)
