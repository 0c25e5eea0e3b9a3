"""Requests that Flask leads nowhere: the vendor whose mount it is refuses, or the mock itself does."""

from __future__ import annotations

from typing import Any

import flask

from mockserver.formats.base import Limits
from mockserver.journal import Event
from mockserver.kit import Vendor
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.sandboxes import SandboxRefused
from mockserver.web import isolation
from mockserver.web.blueprint import request_now, response_of
from mockserver.web.straight import exchange, mount_of, plain
from mockserver.web.world import World


def register_unmatched(app: flask.Flask, world: World) -> None:
    """Let paths and methods that Flask does not know be answered here."""

    limits = Limits(size=world.settings.body_limit)

    def unmatched(_error: Any) -> flask.Response:
        request = request_now(world.settings.body_limit)
        vendor = vendor_of(world, request.path) or site_of(world, request)
        return response_of(exchange(vendor, world, request, limits) if vendor else nowhere(world, request))

    app.register_error_handler(404, unmatched)
    app.register_error_handler(405, unmatched)


def vendor_of(world: World, path: str) -> Vendor | None:
    """The vendor with the longest mount that the path lies under."""
    found = [(len(mount_of(vendor, path)), vendor) for vendor in world.vendors.values()]
    longest, vendor = max(found, key=lambda row: row[0], default=(0, None))
    return vendor if longest else None


def site_of(world: World, request: Request) -> Vendor | None:
    """The vendor that is alone in the scenario of the request's sandbox, if it is a site of its own."""
    try:
        served = world.sandboxes.get(isolation.named(request)).vendors
    except (isolation.BadName, SandboxRefused):
        return None  # whose fault it is, ``nowhere`` says
    vendor = next(iter(served.values())) if len(served) == 1 else None
    return vendor if vendor is not None and vendor.site else None


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
