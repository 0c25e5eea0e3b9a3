"""Signatures over a map as Java prints it: the rule, told in steps, and why somebody's differs.

Rule: pure functions of their arguments. The map is ``TreeMap.toString()`` without
its spaces and braces; ``secret_timestamp_nonce_map`` is signed with HmacSHA256.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from typing import NamedTuple

from mockserver.callbacks.javamap import Params, java_bytes, map_text, signed

__all__ = ["Step", "canonical", "diagnose", "explain", "map_text", "signature"]

REDACTED = "<secret>"


class Step(NamedTuple):
    """One step on the way to a signature: what is done, and what it gives."""

    title: str
    text: str


def canonical(secret: str, nonce: str, timestamp: str, params: Params) -> str:
    """The text that is signed."""
    # As vendors that sign so document it: every U+0020 goes, also inside values; other white space stays.
    return f"{secret}_{timestamp}_{nonce}_{map_text(signed(params)).replace(' ', '')[1:-1]}"


def signature(secret: str, canonical: str) -> str:
    """The signature of a canonical text: Base64(HmacSHA256(secret, text)), both in UTF-8."""
    return b64encode(_mac(secret, canonical)).decode()


def explain(secret: str, nonce: str, timestamp: str, params: Params) -> list[Step]:
    """The way to the signature, for people; the secret is not shown."""
    rest = signed(params)
    text = map_text(rest)
    packed = text.replace(" ", "")
    code = _mac(secret, canonical(secret, nonce, timestamp, params))
    return [
        Step("Leave out nonce, timestamp and signature", ", ".join(rest)),
        Step("Sort the names as Java sorts strings and print the map as Java does", text),
        Step("Remove every space (U+0020), also inside names and values", packed),
        Step("Take off the outer braces", packed[1:-1]),
        Step(
            "Join secret, timestamp, nonce and map by underscores",
            canonical(REDACTED, nonce, timestamp, params),
        ),
        Step("HmacSHA256 with the secret as its key, both in UTF-8 (shown in hex)", code.hex()),
        Step("Base64 of these bytes, with padding", b64encode(code).decode()),
    ]


def diagnose(secret: str, nonce: str, timestamp: str, params: Params, theirs: str) -> str | None:
    """The likely cause of a signature that differs; None if it is right, or nothing fits."""
    right = signature(secret, canonical(secret, nonce, timestamp, params))
    if theirs == right:
        return None
    if theirs.strip() == right:
        return "white space stands around the signature"
    from mockserver.callbacks.misreadings import Case, misreading  # many tables; only a person asks

    return misreading(Case(secret, nonce, timestamp, params), theirs)


def _mac(secret: str, text: str) -> bytes:
    return hmac.digest(java_bytes(secret), java_bytes(text), "sha256")
