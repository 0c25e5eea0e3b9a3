"""What the sample application makes of a callback: it takes all but those that it must not believe.

At ``/signed`` a callback has to be signed with the shared key, as Huawei signs releases.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

SECRET = "s3cret"  # everybody's
TRIO = ("nonce", "timestamp", "signature")
NONCES: dict[str, str] = {}  # nonce -> the signature that it came with


def doubt(path: str, raw: bytes) -> str:
    """Why a callback is not taken; empty if it is."""
    try:
        body = json.loads(raw)
    except ValueError:
        return "no JSON"
    return _forgery(body) if path == "/signed" else ""


def _forgery(body: dict[str, Any]) -> str:
    if any(not body.get(name) for name in TRIO):
        return "not signed"
    if not hmac.compare_digest(_signature(body), body["signature"]):
        return "the signature is wrong"
    known = NONCES.setdefault(body["nonce"], body["signature"])
    return "" if known == body["signature"] else "the nonce was used before"  # a retry has the same signature


def _signature(body: dict[str, Any]) -> str:
    rest = {name: "null" if value is None else str(value) for name, value in body.items() if name not in TRIO}
    pairs = ", ".join(f"{name}={rest[name]}" for name in sorted(rest)).replace(" ", "")
    text = f"{SECRET}_{body['timestamp']}_{body['nonce']}_{pairs}"
    return base64.b64encode(hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256)).decode()
