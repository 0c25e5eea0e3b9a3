"""A call that is played for the sake of one callback: in memory, in no time, in a world of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mockserver.cli.failing import Mistake, unknown
from mockserver.frozen import frozen
from mockserver.vendors import Installed

if TYPE_CHECKING:
    from mockserver.callbacks.outbox import Delivery
    from mockserver.callcentre.model import Happening, Script
    from mockserver.kit import Notice, Vendor
    from mockserver.sandbox import Sandbox

SECRETS = (
    "shared_key",
    "callback_secret",
    "secret",
    "key",
)  # names of settings that callbacks are signed with
NAME, LONGEST_CALL = "fire", 366 * 24 * 3_600_000


@frozen
class Firing:
    """What is to be fired."""

    vendor: Vendor
    notice: Notice
    url: str
    script: Script | None
    settings: dict[str, Any]
    caller: str
    called: str
    facts: dict[str, str | None]
    seed: int


def firing_of(vendor: Vendor, *, at: int, url: str, seed: int | None, **given: Any) -> Firing:
    """What the options ask for.

    Raises:
        Mistake: the vendor has no such callback, outcome or setting.
    """
    return Firing(
        vendor=vendor,
        notice=_notice(vendor, given["notice"]),
        url=url,
        script=_script(vendor, given["outcome"], given["steps"]),
        settings=settings_of(vendor, given["secret"], given["pairs"]),
        caller=given["caller"],
        called=given["called"],
        facts={name: given[name] for name in ("agent", "data", "caller_shown")},
        seed=at if seed is None else seed,
    )


def _notice(vendor: Vendor, name: str | None) -> Notice:
    from mockserver.callcentre.model import Event

    fired = [each for each in vendor.notices if each.on is not None]  # the others need more than a call
    if not fired:
        others = [other for other, each in Installed().items() if each.notices]
        raise Mistake(f"{vendor.title} sends no callbacks; those that do: {', '.join(others) or 'none'}")
    if name is None:
        return next((each for each in fired if each.on is Event.RELEASED), fired[-1])
    by_name = {each.name: each for each in fired}
    if name not in by_name:
        raise unknown(f"callback of {vendor.title}'s", name, by_name)
    return by_name[name]


def _script(vendor: Vendor, outcome: str | None, steps: str | None) -> Script | None:
    if outcome is not None and steps is not None:
        raise Mistake("give --outcome or --steps, not both: the steps say how the call ends")
    if outcome is not None:
        return _ending(vendor, outcome)
    return _played_by(vendor, told) if (told := _steps(steps)) else None


def _ending(vendor: Vendor, outcome: str) -> Script:
    try:
        return _played_by(vendor, ["_".join(outcome.lower().replace("-", " ").split())])
    except Mistake as why:
        raise unknown("outcome", outcome, map(str, vendor.playing.outcomes)) from why


def _played_by(vendor: Vendor, steps: list[str]) -> Script:
    from mockserver.callcentre.script import CannotPlay

    try:
        return vendor.playing.course(steps).script
    except CannotPlay as why:
        raise Mistake(str(why)) from why


def _steps(text: str | None) -> list[str]:
    return [step.strip() for step in (text or "").split(",") if step.strip()]


def settings_of(vendor: Vendor, secret: str | None, pairs: tuple[str, ...]) -> dict[str, Any]:
    """The vendor's settings, with a secret and what ``--set`` says.

    Raises:
        Mistake: they cannot be so.
    """
    from marshmallow import ValidationError

    from mockserver.wire import schema_of

    schema = schema_of(vendor.settings)
    given = dict(_pair(pair) for pair in pairs)
    if secret is not None:
        given[_secret_setting(vendor, schema.fields)] = secret
    try:
        loaded: dict[str, Any] = schema.load(given)
    except ValidationError as why:
        raise _wrong_setting(vendor, why.messages_dict, schema.fields) from why
    return loaded


def _wrong_setting(vendor: Vendor, told: dict[str, Any], known: Iterable[str]) -> Mistake:
    name, texts = next(iter(told.items()))
    if name not in known:
        return unknown(f"setting of {vendor.title}'s", name, known)
    return Mistake(f"the setting {name} of {vendor.title} cannot be so: {json.dumps(texts)}")


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Mistake(f"--set {text}: write it as NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _secret_setting(vendor: Vendor, fields: Any) -> str:
    found = next((name for name in SECRETS if name in fields), None)
    if found is None:
        raise Mistake(f"{vendor.title} signs no callbacks, so there is nothing to do with --secret")
    return found


def loaded(firing: Firing, at: int) -> tuple[Sandbox, Delivery]:
    """The callback, ready to go; the call is played so that it happens at the moment asked for.

    Raises:
        Mistake: nothing happens in this call that the callback tells.
    """
    from mockserver.kit import Telling
    from mockserver.notices import letter

    _, draft = played(firing, at)
    sandbox, happening = played(firing, 2 * at - draft.at)
    notice, settings = firing.notice, sandbox.settings(firing.vendor.name)
    delivery = sandbox.outbox.post(
        vendor=firing.vendor.name,
        notice=notice.name,
        call_id=happening.call.id,
        cause="",
        url=firing.url,
        headers=notice.headers,
        body=letter(notice, Telling(happening, settings, firing.seed)),
        at=happening.at,
    )
    return sandbox, delivery


def played(firing: Firing, start: int) -> tuple[Sandbox, Happening]:
    """A call from its beginning to its end, in a world of its own; and what the callback tells of it."""
    found: list[Happening] = []
    sandbox = _sandbox(firing, start, found)
    sandbox.calls[firing.vendor.name].place(
        start, firing.caller, firing.called, firing.script, report_to=firing.url, **firing.facts
    )
    sandbox.catch_up(start + LONGEST_CALL)
    for happening in found:
        if happening.event is firing.notice.on:
            return sandbox, happening
    ended = found[-1].call.outcome if found else None
    raise Mistake(f"a call that ends as {ended} has no {firing.notice.name!r}: that tells {firing.notice.on}")


def _sandbox(firing: Firing, start: int, found: list[Happening]) -> Sandbox:
    from mockserver.sandbox import Sandbox
    from mockserver.scenario.model import ClockSpec, Scenario
    from mockserver.store.memory import MemoryStore

    name = firing.vendor.name
    clock = ClockSpec("manual", start)
    scenario = Scenario(NAME, seed=firing.seed, clock=clock, vendors={name: firing.settings})
    return Sandbox(
        NAME,
        scenario,
        MemoryStore().space(NAME),
        {name: firing.vendor},
        tell=lambda _sandbox, _vendor, happening: found.append(happening),
        own=lambda _vendor, _credential, _sandbox: None,
        disown=lambda _vendor, _credential, _sandbox: None,
    )
