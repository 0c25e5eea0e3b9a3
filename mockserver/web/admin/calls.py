"""Calls: list them, look at one, place one."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from mockserver.callcentre.errors import CallNotFound, TooManyCalls
from mockserver.callcentre.model import Call
from mockserver.callcentre.script import CannotPlay
from mockserver.clock import iso
from mockserver.web.admin.ask import Answer, Ask, Wrong

_MOMENTS = ("created", "agent_rang", "agent_answered", "rang", "answered", "held", "released")
_FACTS = ("agent", "data", "caller_shown", "called_shown", "report_to")


def told(vendor: str, call: Call) -> dict[str, Any]:
    """A call as JSON; what is still to come is told as the number of beats."""
    shown = {field.name: getattr(call, field.name) for field in fields(Call)}
    shown |= {name: None if shown[name] is None else iso(shown[name]) for name in _MOMENTS}
    shown["script"] = [f"+{beat.after}ms {beat.event}" for beat in call.script]
    return {"vendor": vendor, **shown}


def listing(ask: Ask) -> Any:
    """All calls, oldest first; ``?vendor=`` and ``?state=`` choose."""
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        found = [told(vendor, call) for vendor, calls in ask.sandbox.calls.items() for call in calls]
    wanted = {name: ask.query[name] for name in ("vendor", "state") if name in ask.query}
    return {"calls": [call for call in found if all(call[name] == value for name, value in wanted.items())]}


def show(ask: Ask) -> Any:
    """One call."""
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        for vendor, calls in ask.sandbox.calls.items():
            try:
                return told(vendor, calls.find(ask.parts["key"]))
            except CallNotFound:
                continue
    raise Wrong(404, f"no call has the id {ask.parts['key']!r}")


def _steps(ask: Ask) -> list[str]:
    if "outcome" in ask.body:
        return [ask.text("outcome")]
    steps = ask.body.get("steps", [])
    if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
        raise Wrong(422, '\'steps\' has to be a list of texts, such as ["rings 4s", "busy"]', "/steps")
    return steps


def place(ask: Ask) -> Any:
    """Place a call: ``vendor``, ``caller``, ``called``; ``steps`` or ``outcome`` say how it goes."""
    ask.only("vendor", "caller", "called", "steps", "outcome", *_FACTS)
    name = ask.text("vendor")
    vendor = ask.sandbox.vendors.get(name)
    if vendor is None:
        raise Wrong(422, f"no vendor {name!r} in this sandbox", "/vendor")
    steps = _steps(ask)
    try:
        script = vendor.playing.course(steps).script if steps else None
    except CannotPlay as why:
        raise Wrong(422, str(why), f"/steps/{why.step}") from why
    facts = {fact: ask.text(fact) for fact in _FACTS if fact in ask.body}
    caller, called = ask.text("caller"), ask.text("called")
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        try:
            call = ask.sandbox.calls[name].place(ask.sandbox.clock.now(), caller, called, script, **facts)
        except TooManyCalls as why:
            raise Wrong(429, f"{why.facts['most']} calls go on already; no more are kept") from why
    ask.world.dispatcher.wake(ask.sandbox)
    return Answer(told(name, call), 201)
