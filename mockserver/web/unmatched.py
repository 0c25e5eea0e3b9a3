"""Requests that Flask leads nowhere: the vendor whose mount it is refuses, or the mock itself does."""

from __future__ import annotations

from typing import Any

import flask

from mockserver.formats.base import Limits
from mockserver.journal import Event
from mockserver.kit import Vendor
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.sandbox import SandboxRefused
from mockserver.web import isolation
from mockserver.web.blueprint import request_now, response_of
from mockserver.web.straight import exchange, plain
from mockserver.web.world import World


def register_unmatched(app: flask.Flask, world: World) -> None:
    """Let paths and methods that Flask does not know be answered here."""

    limits = Limits(size=world.settings.body_limit)

    def unmatched(_error: Any) -> flask.Response:
        request = request_now(world.settings.body_limit)
        vendor = vendor_of(world, request.path)
        return response_of(exchange(vendor, world, request, limits) if vendor else nowhere(world, request))

    app.register_error_handler(404, unmatched)
    app.register_error_handler(405, unmatched)


def vendor_of(world: World, path: str) -> Vendor | None:
    """The vendor with the longest mount that the path lies under."""
    mounts = [(mount, vendor) for vendor in world.vendors.values() for mount in vendor.mounts]
    under = [
        (len(mount), vendor) for mount, vendor in mounts if path == mount or path.startswith(mount + "/")
    ]
    return max(under, key=lambda found: found[0])[1] if under else None


def nowhere(world: World, request: Request) -> Reply:
    """What the mock says of a path that is nobody's; the journal keeps it as unmatched."""
    mounts = ", ".join(
        f"{mount} ({vendor.title})" for vendor in world.vendors.values() for mount in vendor.mounts
    )
    text = f"nobody is served at {request.path}; there is {mounts}, and the admin API at /__admin"
    try:
        sandbox = world.sandboxes.get(isolation.named(request))
    except (isolation.BadName, SandboxRefused) as why:
        return plain(400, str(why))
    with sandbox.transaction():
        reply, journal = plain(404, text), sandbox.journal
        journal.keep(Event(journal.seed, journal.begin(), sandbox.clock.now(), request, reply))
    return reply
