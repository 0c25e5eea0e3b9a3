"""The server itself: health, version, settings, vendors."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mockserver import __version__
from mockserver.reply import Reply
from mockserver.web.admin.ask import Answer, Ask, Wrong


def index(ask: Ask) -> Any:
    """What there is."""
    from mockserver.web.admin import ROUTES

    return {"routes": [f"{method} /__admin{path}" for method, path, _ in ROUTES]}


def health(ask: Ask) -> Any:
    """Whether it works: WireMock's members, and how much is pending."""
    sandboxes = list(ask.world.sandboxes)
    return {
        "status": "healthy",
        "message": "mockserver is ok",
        "version": __version__,
        "scenario": ask.world.sandboxes.base.name,
        "mistakes": list(ask.world.sandboxes.mistakes),
        "sandboxes": len(sandboxes),
        "callbacksPending": sum(sandbox.outbox.pending() for sandbox in sandboxes),
    }


def version(ask: Ask) -> Any:
    """Which version it is."""
    return {"version": __version__}


def settings(ask: Ask) -> Any:
    """How the server runs; neither the admin token nor the values of variables are shown."""
    shown = asdict(ask.world.settings)
    shown["variables"] = [name for name, _ in ask.world.settings.variables]  # one may hold a secret
    shown["admin_token"] = None if shown["admin_token"] is None else "(set)"
    return {"settings": shown}


def ca(ask: Ask) -> Any:
    """The certificate of the local CA as PEM, for whoever is to trust this server; never its key.

    Raises:
        Wrong: 404 where no local CA signs the server's certificate, or its file is gone.
    """
    file = ask.world.settings.ca_file
    if file is None:
        raise Wrong(404, "no local CA is in use: it is with --tls, and without --tls-cert")
    try:
        return Reply(200, file.read_bytes(), (("Content-Type", "application/x-pem-file"),))
    except OSError as why:
        raise Wrong(404, f"the local CA's file is gone ({why.strerror}): restart the server") from why


def vendors(ask: Ask) -> Any:
    """Which vendors are served, and their operations."""
    return {"vendors": [_vendor(vendor) for vendor in ask.world.vendors.values()]}


def _vendor(vendor: Any) -> dict[str, Any]:
    return {
        "name": vendor.name,
        "title": vendor.title,
        "mounts": list(vendor.mounts),
        "operations": [
            {"name": row.name, "method": row.method, "path": row.path, "fidelity": row.fidelity}
            for row in vendor.operations
        ],
        "assumptions": dict(vendor.assumptions),
    }


def no_mappings(ask: Ask) -> Any:
    """WireMock's stubs have no place here: behaviour comes from vendors and scenarios."""
    if ask.request.method == "GET":
        return {"mappings": [], "meta": {"total": 0}}
    return Answer(
        {
            "errors": [
                {"code": 501, "title": "mockserver has no stub mappings: write a rule in a scenario file"}
            ]
        },
        501,
    )
