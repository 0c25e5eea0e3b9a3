"""``mockserver fire``: one callback of a vendor's, at a URL, without a server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from mockserver.cli.failing import UNMET, Mistake, unknown
from mockserver.cli.finding import all_vendors, vendor_named
from mockserver.cli.show import say, say_json, say_title

if TYPE_CHECKING:
    from mockserver.callbacks.egress import EgressGate
    from mockserver.callbacks.outbox import Attempt, Delivery
    from mockserver.callcentre.model import Happening, Script
    from mockserver.kit import Notice, Vendor
    from mockserver.sandbox import Sandbox

SECRETS = ("shared_key", "callback_secret", "secret", "key")  # what vendors call the setting that callbacks are signed with
NAME, LONGEST_CALL = "fire", 366 * 24 * 3_600_000
EPILOG = """\b
Examples:
  mockserver fire huawei --to http://127.0.0.1:9000/release
  mockserver fire huawei --to http://127.0.0.1:9000/release --secret s3cret --outcome busy
  mockserver fire huawei --to http://app.test:9000/cb --notice connection --call-data order-7
  mockserver fire huawei --to http://127.0.0.1:9000/release \\
      --steps 'rings 2s, answered, talks 90s, hung up by caller' --seed 7 --at 2026-01-01T09:00:00Z

With the same --seed and --at the bytes are the same each time; without them every
callback has an id, a time and a nonce of its own.
"""


@dataclass(frozen=True, slots=True)
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


@click.command("fire", epilog=EPILOG, short_help="Send one callback of a vendor's, without a server")
@click.argument("vendor")
# fmt: off
@click.option("--to", "url", metavar="URL", required=True, help="Where the callback goes.")
@click.option("--notice", metavar="NAME", help="Which callback; the one that tells the end of a call by default.")
@click.option("--outcome", metavar="WORD", help="How the call ends: busy, called_no_answer, … (mockserver vendors NAME).")
@click.option("--steps", metavar="STEPS", help="How the call goes, in a script's words, with commas between.")
@click.option("--caller", metavar="NUMBER", default="88880067", show_default=True)
@click.option("--called", metavar="NUMBER", default="13800990000", show_default=True,
              help="A magic number of the vendor's decides how the call goes.")
@click.option("--agent", metavar="TEXT", help="The agent's work number.")
@click.option("--call-data", "data", metavar="TEXT", help="What the client said of the call when it placed it.")
@click.option("--secret", metavar="TEXT", help="What the callback is signed with.")
@click.option("--set", "pairs", metavar="NAME=VALUE", multiple=True, help="A setting of the vendor's. Repeatable.")
@click.option("--allow", metavar="HOST", multiple=True, help="Where the name in --to may lead besides. Repeatable.")
@click.option("--seed", type=int, help="The call's id and the nonce are drawn from it.")
@click.option("--at", metavar="TIME", help="When it happens, e.g. 2026-01-01T09:00:00Z; now by default.")
@click.option("--timeout", type=click.FloatRange(0.01, 3600), default=10.0, show_default=True, help="Seconds.")
@click.option("--json", "as_json", is_flag=True, help="JSON: what was sent, what came back, delivered or not.")
# fmt: on
def command(vendor: str, *, allow: tuple[str, ...], timeout: float, as_json: bool, **given: Any) -> int:
    """Play a call of VENDOR's and send the callback that tells of it, once, to a URL.

    The exit code is 0 if the vendor would count it as delivered, 1 if not.
    """
    gate = gate_for(given["url"], allow)
    at = moment(given.pop("at"))
    firing = firing_of(vendor_named(vendor), at=at, **given)
    sandbox, delivery = loaded(firing, at)
    attempt = sandbox.judge(delivery, asyncio.run(sent(gate, timeout, delivery)))
    told = report(delivery, attempt)
    say_json(told) if as_json else tell(told)
    return 0 if told["delivered"] else UNMET


def gate_for(url: str, allow: tuple[str, ...]) -> EgressGate:
    """The gate that lets this one through: the person typed the host, so it is allowed.

    Raises:
        Mistake: nothing is ever sent there, or it is no URL.
    """
    from mockserver.callbacks.egress import EgressGate

    try:
        host = urlsplit(url).hostname
        gate = EgressGate((*allow, *([host] if host else ())))
        gate.check_url(url)
    except ValueError as why:
        raise Mistake(str(why)) from why
    return gate


def moment(text: str | None) -> int:
    """The moment a text names; now without one.

    Raises:
        Mistake: it names none.
    """
    from mockserver.clock import RealClock, moment_of

    if text is None:
        return RealClock().now()
    try:
        return moment_of(text)
    except (ValueError, OverflowError) as why:
        raise Mistake(f"{text!r} is no time; write it like 2026-01-01T09:00:00Z") from why


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
        settings=_settings(vendor, given["secret"], given["pairs"]),
        caller=given["caller"],
        called=given["called"],
        facts={"agent": given["agent"], "data": given["data"]},
        seed=at if seed is None else seed,
    )


def _notice(vendor: Vendor, name: str | None) -> Notice:
    from mockserver.callcentre.model import Event

    if not vendor.notices:
        others = [other for other, each in all_vendors().items() if each.notices]
        raise Mistake(f"{vendor.title} sends no callbacks; those that do: {', '.join(others) or 'none'}")
    if name is None:
        return next((each for each in vendor.notices if each.on is Event.RELEASED), vendor.notices[-1])
    by_name = {each.name: each for each in vendor.notices}
    if name not in by_name:
        raise unknown(f"callback of {vendor.title}'s", name, by_name)
    return by_name[name]


def _script(vendor: Vendor, outcome: str | None, steps: str | None) -> Script | None:
    from mockserver.callcentre.script import CannotPlay

    if outcome is not None and steps is not None:
        raise Mistake("give --outcome or --steps, not both: the steps say how the call ends")
    told = [outcome.strip().lower().replace("-", "_").replace(" ", "_")] if outcome is not None else _steps(steps)
    try:
        return vendor.playing.course(told).script if told else None
    except CannotPlay as why:
        raise Mistake(str(why)) from why


def _steps(text: str | None) -> list[str]:
    return [step.strip() for step in (text or "").split(",") if step.strip()]


def _settings(vendor: Vendor, secret: str | None, pairs: tuple[str, ...]) -> dict[str, Any]:
    from marshmallow import ValidationError

    from mockserver.wire import schema_of

    schema = schema_of(vendor.settings)
    given = dict(_pair(pair) for pair in pairs)
    if secret is not None:
        given[_secret_setting(vendor, schema.fields)] = secret
    try:
        loaded: dict[str, Any] = schema.load(given)
    except ValidationError as why:
        raise Mistake(f"a setting of {vendor.title} cannot be so: {json.dumps(why.normalized_messages())}") from why
    return loaded


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
    from mockserver.notices import letter
    from mockserver.kit import Telling

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
    scenario = Scenario(NAME, seed=firing.seed, clock=ClockSpec("manual", start), vendors={name: firing.settings})
    return Sandbox(
        NAME,
        scenario,
        MemoryStore().space(NAME),
        {name: firing.vendor},
        tell=lambda _sandbox, _vendor, happening: found.append(happening),
        own=lambda _vendor, _credential, _sandbox: None,
    )


async def sent(gate: EgressGate, timeout: float, delivery: Delivery) -> Attempt:
    """What came of sending it, once."""
    from mockserver.callbacks.sender import Sender

    sender = Sender(gate, timeout=timeout)
    try:
        return replace(await sender.send(delivery), number=1)
    finally:
        await sender.close()


def report(delivery: Delivery, attempt: Attempt) -> dict[str, Any]:
    """What was sent and what came back, as plain data."""
    answer = {
        "status": attempt.status,
        "headers": dict(attempt.headers),
        "body": attempt.body.decode("utf-8", "replace"),
        "tookMicroseconds": attempt.took,
    }
    return {
        "vendor": delivery.vendor,
        "notice": delivery.notice,
        "callId": delivery.call_id,
        "url": delivery.url,
        "sent": {"headers": dict(delivery.headers), "body": delivery.body.decode("utf-8", "replace")},
        "answer": None if attempt.status is None else answer,
        "delivered": not attempt.error,
        "problem": attempt.error,
    }


def tell(told: dict[str, Any]) -> None:
    """The same in words."""
    say_title(f"sent: POST {told['url']}")
    _tell_message(told["sent"])
    if told["answer"]:
        took = told["answer"]["tookMicroseconds"] / 1000
        say_title(f"answered: {told['answer']['status']} in {took:.1f} ms")
        _tell_message(told["answer"])
    say_title("delivered" if told["delivered"] else f"not delivered: {told['problem']}")


def _tell_message(message: dict[str, Any]) -> None:
    for name, value in message["headers"].items():
        say(f"  {name}: {value}")
    if message["body"]:
        say(f"  {message['body']}")
