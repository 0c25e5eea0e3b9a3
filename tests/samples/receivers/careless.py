"""A receiver that was written against one sample: it checks nothing and falls over what it has not seen."""

from __future__ import annotations

import json
from threading import Lock

from serving import ACCEPTED, Answer, main

KNOWN_REASONS = ("0", "1", "3", "5")
_lock = Lock()
_seen: set[str] = set()


def decide(path: str, raw: bytes) -> Answer:
    body = json.loads(raw.decode("ascii"))
    if path != "/release":
        return 404, {"error": "not found"}
    with _lock:
        if body["callSerialNo"] in _seen:
            return 500, {"error": "UNIQUE constraint failed: calls.serial_no"}
        _seen.add(body["callSerialNo"])
    if body["releaseReason"] not in KNOWN_REASONS:
        raise ValueError(body["releaseReason"])
    _talked = int(body["talkDuration"])  # null is no number
    return ACCEPTED


if __name__ == "__main__":
    main(decide)
