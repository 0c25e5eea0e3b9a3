"""``mockserver fire``: one callback of a vendor's, at a URL, without a server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from mockserver.cli.failing import UNMET, Mistake
from mockserver.cli.finding import vendor_named
from mockserver.cli.firing import firing_of, loaded
from mockserver.cli.options import Seconds, with_options
from mockserver.cli.show import say, say_json, say_title

if TYPE_CHECKING:
    from mockserver.callbacks.egress import EgressGate
    from mockserver.callbacks.outbox import Attempt, Delivery

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


# fmt: off
OPTIONS = (
    click.option("--to", "url", metavar="URL", required=True, help="Where the callback goes."),
    click.option("--notice", metavar="NAME",
                 help="Which callback; by default the one that tells the end of a call."),
    click.option("--outcome", metavar="WORD",
                 help="How the call ends: busy, called_no_answer, … (mockserver vendors NAME lists them)."),
    click.option("--steps", metavar="STEPS",
                 help="How the call goes, in a script's words with commas between."),
    click.option("--caller", metavar="NUMBER", default="88880067", show_default=True),
    click.option("--caller-shown", metavar="NUMBER", help="What the called party sees."),
    click.option("--called", metavar="NUMBER", default="13800138000", show_default=True,
                 help="A magic number of the vendor's decides how the call goes."),
    click.option("--agent", metavar="TEXT", help="The agent's work number."),
    click.option("--call-data", "data", metavar="TEXT", help="What the client said when it placed the call."),
    click.option("--secret", metavar="TEXT", help="What the callback is signed with."),
    click.option("--set", "pairs", metavar="NAME=VALUE", multiple=True,
                 help="A setting of the vendor's. Repeatable."),
    click.option("--allow", metavar="HOST", multiple=True,
                 help="Let the callback out there too, besides the host in --to. Repeatable."),
    click.option("--seed", type=int, metavar="N", help="The call's id and the nonce are drawn from it."),
    click.option("--at", metavar="TIME", help="When it happens, e.g. 2026-01-01T09:00:00Z; now by default."),
    click.option("--timeout", type=Seconds(0.01, 3600), default=10,
                 show_default=True, metavar="SECONDS", help="How long an answer is waited for."),
    click.option("--json", "as_json", is_flag=True,
                 help="JSON: what was sent, what came back, delivered or not."),
)
# fmt: on


@click.command("fire", epilog=EPILOG, short_help="Send one callback of a vendor's, without a server")
@click.argument("vendor")
@with_options(OPTIONS)
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
        gate = EgressGate((*allow, *_hosts(url)))
        gate.check_url(url)
    except ValueError as why:
        raise Mistake(str(why)) from why
    return gate


def _hosts(url: str) -> list[str]:
    try:
        host = urlsplit(url).hostname
    except ValueError:  # the gate says what is wrong with it
        return []
    return [host] if host else []


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
