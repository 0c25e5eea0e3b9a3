"""A receiver that checks what can be checked: signature, age, nonce, and the members it needs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from threading import Lock
from typing import Any

from serving import ACCEPTED, Answer, main, refused

SECRET, LONGEST_AGE = "s3cret", 3600.0
TRIO = ("nonce", "timestamp", "signature")
NEEDED = {"/release": ("callSerialNo", "called"), "/connection": ("callSerialNo", "called")}
_lock = Lock()
_nonces: dict[str, str] = {}  # nonce -> the signature it came with


def _text(value: Any) -> str:
    return "null" if value is None else str(value)


def signature_of(body: dict[str, Any]) -> str:
    rest = {name: value for name, value in body.items() if name not in TRIO}
    pairs = ", ".join(f"{name}={_text(rest[name])}" for name in sorted(rest))
    text = f"{SECRET}_{body['timestamp']}_{body['nonce']}_{pairs.replace(' ', '')}"
    return base64.b64encode(hmac.digest(SECRET.encode(), text.encode(), hashlib.sha256)).decode()


def doubt(body: dict[str, Any]) -> str:
    """Why it is not believed; empty if it is."""
    if any(not body.get(name) for name in TRIO):
        return "not signed"
    if not hmac.compare_digest(signature_of(body), body["signature"]):
        return "bad signature"
    now = time.time()  # noqa: TID251 (an application has a clock of its own)
    if abs(now - int(body["timestamp"]) / 1000) > LONGEST_AGE:
        return "too old"
    with _lock:  # a retry has the same nonce and the same signature
        known = _nonces.setdefault(body["nonce"], body["signature"])
    return "" if known == body["signature"] else "nonce used before"


def decide(path: str, raw: bytes) -> Answer:
    try:
        body = json.loads(raw)
    except ValueError:
        return refused("not JSON", 400)
    if path == "/result":
        return ACCEPTED if isinstance(body, list) and body else refused("not a list of results")
    if not isinstance(body, dict) or any(not body.get(name) for name in NEEDED[path]):
        return refused("a member is missing")
    why = doubt(body) if path == "/release" else ""
    return refused(why) if why else ACCEPTED


if __name__ == "__main__":
    main(decide)
