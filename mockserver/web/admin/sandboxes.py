"""Sandboxes: list, make, show, reset, drop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marshmallow import ValidationError

from mockserver.callbacks.egress import EgressGate, EgressRefused
from mockserver.kit import Vendor
from mockserver.sandbox import Sandbox
from mockserver.sandboxes import SandboxNotFound, SandboxRefused
from mockserver.scenario.grammar import SEED
from mockserver.scenario.model import Scenario
from mockserver.web import isolation
from mockserver.web.admin.ask import Answer, Ask, Wrong
from mockserver.web.admin.clock import told as clock_told
from mockserver.web.admin.sent import sent_scenario
from mockserver.web.admin.words import words_of
from mockserver.wire import schema_of

_OF_TEXT = ("files", "variables", "environ", "file")


def told(sandbox: Sandbox) -> dict[str, Any]:
    """A sandbox as JSON."""
    with sandbox.transaction():
        return {
            "name": sandbox.name,
            "serial": sandbox.serial,
            "scenario": sandbox.scenario.name,
            "seed": sandbox.scenario.seed,
            "clock": clock_told(sandbox),
            "vendors": sorted(sandbox.vendors),
            "requests": len(sandbox.journal),
            "calls": sum(len(calls) for calls in sandbox.calls.values()),
            "callbacksPending": sandbox.outbox.pending(),
            "path": f"/~{sandbox.name}",
            "host": f"{sandbox.name}.localhost",
        }


def listing(ask: Ask) -> Any:
    """All sandboxes there are."""
    return {"sandboxes": [told(sandbox) for sandbox in ask.world.sandboxes]}


def make(ask: Ask) -> Any:
    """A new sandbox: ``name``; its scenario, a ``text`` or the server's; what differs: ``seed``, ``vendors``.

    ``files`` are texts that the text names, ``variables`` are stronger than its own, ``environ`` stands for
    the environment, and ``file`` is how mistakes call it. ``callbackOrigin`` is where all callbacks go
    instead, their paths as they are.
    """
    ask.only("name", "seed", "vendors", "text", *_OF_TEXT, "callbackOrigin")
    try:
        name = isolation.checked(ask.text("name"))
        return Answer(told(ask.world.sandboxes.make(name, _scenario(ask))), 201)
    except isolation.BadName as why:
        raise Wrong(422, str(why), "/name") from why
    except SandboxRefused as why:
        raise Wrong(409, str(why)) from why


def _scenario(ask: Ask) -> Scenario:
    for name in (key for key in _OF_TEXT if key in ask.body and "text" not in ask.body):
        raise Wrong(422, f"{name!r} belongs to a 'text', and there is none", f"/{name}")
    base = sent_scenario(ask) if "text" in ask.body else ask.world.sandboxes.base
    seed = words_of(ask, SEED, ask.body["seed"], "/seed") if "seed" in ask.body else base.seed
    given = ask.body.get("vendors", {})
    if not isinstance(given, dict):
        raise Wrong(422, "'vendors' has to be an object: settings by vendor", "/vendors")
    settings = {name: _settings(ask, name, value) for name, value in given.items()}
    origin = _origin(ask) if "callbackOrigin" in ask.body else base.callback_origin
    return replace(base, seed=seed, vendors={**base.vendors, **settings}, callback_origin=origin)


def _origin(ask: Ask) -> str:
    origin = ask.text("callbackOrigin")
    try:
        EgressGate(ask.world.settings.allow_callbacks).check_url(origin)
    except EgressRefused as why:
        raise Wrong(422, str(why), "/callbackOrigin") from why
    return origin


def _settings(ask: Ask, name: str, value: Any) -> dict[str, Any]:
    vendor: Vendor | None = ask.world.vendors.get(name)
    if vendor is None:
        raise Wrong(
            422, f"no vendor is called {name!r}; there is {', '.join(ask.world.vendors)}", f"/vendors/{name}"
        )
    try:
        loaded: dict[str, Any] = schema_of(vendor.settings).load(value, unknown="raise")
    except ValidationError as why:
        raise Wrong(422, f"settings of {name}: {why.messages}", f"/vendors/{name}") from why
    return loaded


def show(ask: Ask) -> Any:
    """One sandbox."""
    return told(_found(ask))


def _found(ask: Ask) -> Sandbox:
    try:
        return ask.world.sandboxes.find(ask.parts["name"])
    except SandboxNotFound as why:
        raise Wrong(404, f"no sandbox is called {why}") from why


def drop(ask: Ask) -> Any:
    """Forget a sandbox."""
    return {"dropped": _found(ask).name, "cancelledCallbacks": ask.world.sandboxes.drop(ask.parts["name"])}


def reset(ask: Ask) -> Any:
    """The sandbox as new (``default`` unless the request names one); says what it cancelled."""
    return _reset(ask, ask.sandbox.name)


def reset_one(ask: Ask) -> Any:
    """The named sandbox as new."""
    return _reset(ask, _found(ask).name)


def _reset(ask: Ask, name: str) -> Any:
    return {"reset": name, "cancelledCallbacks": ask.world.sandboxes.reset(name).cancelled}
