"""Answers without Flask: which paths lead to a vendor, or to the admin API, and what is answered there.

Rule: blueprints are made of what is said here, so both ways to a vendor are one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mockserver.formats.base import NORMAL, Limits
from mockserver.kit import Vendor
from mockserver.reply import Held, Reply
from mockserver.request import Request
from mockserver.sandboxes import SandboxRefused
from mockserver.web import isolation, pipeline
from mockserver.web.world import World

Straight = Callable[[Request], Reply | Held]  # an answer that needs nothing of Flask
REQUEST = "mockserver.request"  # in an environ: the request, where a server of ours has read it
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
BELOW = "/<path:rest>"  # how Flask spells "and whatever lies below"
ADMIN_PATHS = ("/__admin/", f"/__admin{BELOW}")


def paths_of(vendor: Vendor) -> tuple[str, ...]:
    """The paths of a vendor's operations, Bayeux server and mounts, and all below, as Flask spells them."""
    servers = vendor.bayeux.paths if vendor.bayeux else ()
    mounts = [path for mount in (*servers, *vendor.mounts) for path in (mount, f"{mount}{BELOW}")]
    return tuple(dict.fromkeys([*(operation.path for operation in vendor.operations), *mounts]))


def mount_of(vendor: Vendor, path: str) -> str:
    """The vendor's longest mount that a path lies under; empty when there is none."""
    spelt = str.lower if vendor.any_case else str
    asked = spelt(path)
    under = [mount for mount in vendor.mounts if f"{asked}/".startswith(f"{spelt(mount)}/")]
    return max(under, key=len, default="")


def straight_of(vendor: Vendor, world: World) -> Straight:
    """What answers a request to the vendor."""
    straight = partial(exchange, vendor, world, limits=Limits(size=world.settings.body_limit))
    straight.__name__ = vendor.name  # type: ignore[attr-defined]  # for those who look at what is served
    return straight


def straight_admin(world: World) -> Straight:
    """What answers a request to the admin API, which is loaded when it is first asked."""

    def admin(request: Request) -> Reply | Held:
        from mockserver.web.admin import answer

        return answer(world, request)

    return admin


def exchange(vendor: Vendor, world: World, request: Request, limits: Limits = NORMAL) -> Reply | Held:
    """The answer of a vendor, in the sandbox that the request belongs to."""
    try:
        sandbox = isolation.locate(world.sandboxes, vendor, request)
    except (isolation.BadName, SandboxRefused) as why:
        return plain(400, str(why))
    except Exception:
        return pipeline.stumbled(vendor, world.sandboxes.get(), request)
    if vendor.name not in sandbox.vendors:
        found = next((other for other in sandbox.vendors.values() if mount_of(other, request.path)), None)
        if found is not None:  # its mounts are spelt alike, but for capitals
            return exchange(found, world, request, limits)
        return plain(404, f"{vendor.title} is not in the scenario of sandbox {sandbox.name!r}")
    if vendor.bayeux is not None and vendor.bayeux.is_at(request.path):
        from mockserver.web import bayeux

        reply = bayeux.answer(vendor, vendor.bayeux, sandbox, request, limits)
    else:
        reply = pipeline.answer(vendor, sandbox, request, limits)
    world.dispatcher.wake(sandbox)
    return reply


def plain(status: int, text: str) -> Reply:
    """What the mock itself has to say, as plain text."""
    return Reply(status, f"mockserver: {text}\n".encode(), (("Content-Type", "text/plain; charset=utf-8"),))
