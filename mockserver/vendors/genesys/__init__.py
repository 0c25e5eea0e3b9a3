"""Genesys Web Services (HTCC), API v2: an agent's session, its calls and its outbound records, as a table.

What happens is told over CometD; answers only say that something was asked for. What is known, and how
well, is in the README.md beside this file.
"""

from __future__ import annotations

from mockserver import plain
from mockserver.formats.base import Limits, Reading
from mockserver.kit import Auth, Route, Vendor
from mockserver.kit.bayeux import Bayeux
from mockserver.kit.outbound import Outbound
from mockserver.request import Request
from mockserver.vendors.genesys import auth, calls, idle, paths, settings, tables, wire
from mockserver.vendors.genesys.operations import OPERATIONS
from mockserver.vendors.genesys.outbound import campaigns, dialling, messages
from mockserver.vendors.genesys.outbound import tables as outbound_tables

NOTIFICATIONS = (f"{paths.BASE}/notifications", "/genesys/cometd")


def decode(route: Route, request: Request, limits: Limits) -> Reading:
    """The body by its Content-Type; where none is taken, none is looked at."""
    if route.operation.takes is None:
        return Reading(None)
    return plain.decode(route, request, limits)


VENDOR = Vendor(
    name="genesys",
    title="Genesys Web Services",
    mounts=(paths.BASE, "/genesys/cometd"),
    operations=OPERATIONS,
    refusals={**tables.REFUSALS, **outbound_tables.REFUSALS},
    by_status=tables.BY_STATUS,
    negotiate=plain.negotiate,
    decode=decode,
    refuse=wire.refuse,
    route=paths.route,
    encode=plain.encode,
    settings=settings.GenesysSettings,
    auth=Auth(before=auth.check),
    credentials=auth.shown,
    owned=settings.owned,
    notices=calls.NOTICES,
    playing=tables.PLAYING,
    call_id=calls.call_id,
    bayeux=Bayeux(paths=NOTIFICATIONS, who=auth.listener, phones=settings.phones),
    outbound=Outbound(campaigns.begin, messages.tell_order, dialling.catch_up),
    doings={idle.IDLE: idle.look, messages.DELAYED: messages.deliver},
    assumptions=settings.ASSUMPTIONS,
)
