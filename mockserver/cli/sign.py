"""``mockserver sign``: how a vendor signs, told in steps; and what is wrong with another's signature."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.failing import UNMET, Mistake
from mockserver.cli.finding import vendor_named
from mockserver.cli.show import say, say_json, say_title
from mockserver.frozen import frozen
from mockserver.vendors import Installed

if TYPE_CHECKING:
    from mockserver.kit import Signature

MOST = 16 * 1024 * 1024  # bytes of input
EPILOG = """\b
Examples:
  echo '{"secret": "s3cret", "nonce": "-148", "timestamp": "1645524163326",
         "params": {"called": "88880067", "callData": null}}' > signed.json
  mockserver sign huawei < signed.json            the steps in words
  mockserver sign huawei --json < signed.json     {"canonical": …, "signature": …}
  mockserver sign huawei --compare 'wapjg1hQ…' < signed.json
"""


@frozen
class Case:
    """What is to be signed."""

    secret: str
    nonce: str
    timestamp: str
    params: Mapping[str, Any]

    @property
    def parts(self) -> tuple[str, str, str, Mapping[str, Any]]:
        """In the order that signatures take them."""
        return self.secret, self.nonce, self.timestamp, self.params


@click.command("sign", epilog=EPILOG, short_help="Sign as a vendor does, or find out why a signature differs")
@click.argument("vendor")
@click.option("--compare", metavar="SIGNATURE", help="Whether this one is right; else where and why not.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def command(vendor: str, compare: str | None, as_json: bool) -> int:
    """Sign what standard input says, as VENDOR does.

    The input is a JSON object: secret, nonce, timestamp and params (an object).
    With --compare the exit code is 0 if the signature is right and 1 if it differs.
    """
    signature = signature_of(vendor)
    case = case_of(sys.stdin.buffer.read(MOST + 1))
    canonical = signature.canonical(*case.parts)
    told: dict[str, Any] = {"canonical": canonical, "signature": signature.sign(case.secret, canonical)}
    if compare is not None:
        told |= compared(signature, case, told["signature"], compare)
    if as_json:
        say_json(told, lines=True)
    elif compare is None:
        explain(signature, case)
    else:
        tell_difference(told, compare)
    return 0 if told.get("equal", True) else UNMET


def signature_of(vendor: str) -> Signature:
    """How a vendor signs.

    Raises:
        Mistake: there is no such vendor, or it signs nothing.
    """
    found = vendor_named(vendor)
    if found.signature is None:
        others = [name for name, other in Installed().items() if other.signature]
        raise Mistake(f"{found.title} signs nothing; those that do: {', '.join(others) or 'none'}")
    return found.signature


def case_of(given: bytes) -> Case:
    """The case that the input tells.

    Raises:
        Mistake: it tells none.
    """
    value = _object(given)
    texts = {name: _text(value, name) for name in ("secret", "nonce", "timestamp")}
    if not isinstance(value.get("params"), dict):
        raise Mistake("the input needs 'params', a JSON object of what is signed")
    return Case(params=value["params"], **texts)


def _object(given: bytes) -> dict[str, Any]:
    if len(given) > MOST:
        raise Mistake(f"the input is over {MOST} bytes")
    if not given.strip():
        raise Mistake("the input is empty: it has to be JSON with secret, nonce, timestamp and params")
    try:
        value = json.loads(given)
    except (ValueError, RecursionError) as why:
        raise Mistake(f"the input is not JSON: {why}") from why
    if not isinstance(value, dict):
        raise Mistake("the input has to be a JSON object with secret, nonce, timestamp and params")
    return value


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)  # a timestamp or a nonce is easily written as a number
    if not isinstance(found, str):
        raise Mistake(f"the input needs {name!r}, a text")
    return found


def compared(signature: Signature, case: Case, ours: str, theirs: str) -> dict[str, Any]:
    """Whether a signature is equal to ours; where it differs, and the likely cause."""
    if ours == theirs:
        return {"equal": True}
    same = next((at for at, pair in enumerate(zip(ours, theirs, strict=False)) if len(set(pair)) > 1), None)
    place = min(len(ours), len(theirs)) if same is None else same
    return {"equal": False, "differsAt": place, "cause": signature.diagnose(*case.parts, theirs)}


def explain(signature: Signature, case: Case) -> None:
    """The steps in words."""
    for number, (title, text) in enumerate(signature.explain(*case.parts), 1):
        say_title(f"{number}. {title}")
        say(f"   {text}")


def tell_difference(told: Mapping[str, Any], theirs: str) -> None:
    """The comparison in words."""
    if told["equal"]:
        say("equal: the signature is right")
        return
    say(f"different, from character {told['differsAt'] + 1} on")
    say(f"  right: {told['signature']}")
    say(f"  given: {theirs}")
    say(f"  likely cause: {told['cause'] or 'none of the usual mistakes gives this signature'}")
    say("  the steps: the same command without --compare")
