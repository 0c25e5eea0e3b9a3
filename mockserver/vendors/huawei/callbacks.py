"""The two callbacks of two-way calls: somebody answered, and it is over. There are no others.

Rule: members are texts. The release callback has all its members in Java's TreeMap
order; it is signed only where createCall named the URL and a shared key is set.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mockserver.callbacks import signing
from mockserver.callcentre.model import Event
from mockserver.chance import signed as signed_number
from mockserver.clock import Millis, utc
from mockserver.formats.base import CannotDecode, Kind, Plain
from mockserver.formats.xml import PlainXml
from mockserver.kit import Anatomy, Notice, Telling, Trio
from mockserver.plain import JSON
from mockserver.vendors.huawei.tables import reason
from mockserver.vendors.huawei.wire import seconds, stamp

RETRIES: tuple[Millis, ...] = (0, 600_000, 0)  # two pushes ten minutes apart, each tried again at once
HEADERS = (("Content-Type", "application/json;charset=UTF-8"),)
_SHORT = 1024  # bytes of an answer whose verdict is remembered
_XML_ANSWER = PlainXml(root_in="response")


class SharedKey:
    """How a callback is signed: HMAC-SHA256 over the members as Java prints a TreeMap, without its spaces."""

    def canonical(self, secret: str, nonce: str, timestamp: str, params: Mapping[str, Any]) -> str:
        """The text that is signed."""
        return signing.canonical(secret, nonce, timestamp, params)

    def sign(self, secret: str, canonical: str) -> str:
        """The signature of that text, in Base64."""
        return signing.signature(secret, canonical)

    def explain(
        self, secret: str, nonce: str, timestamp: str, params: Mapping[str, Any]
    ) -> list[tuple[str, str]]:
        """The steps in words, each with what it gives."""
        return [(step.title, step.text) for step in signing.explain(secret, nonce, timestamp, params)]

    def diagnose(
        self, secret: str, nonce: str, timestamp: str, params: Mapping[str, Any], theirs: str
    ) -> str | None:
        """The likely mistake behind a signature that differs."""
        return signing.diagnose(secret, nonce, timestamp, params, theirs)


SHARED_KEY = SharedKey()


def connection_url(telling: Telling) -> str | None:
    """Where "answered" is told: only the configuration page says so."""
    return _configured(telling, "connection")


def release_url(telling: Telling) -> str | None:
    """Where "released" is told: createCall's callBackUrl wins over the configuration page."""
    return telling.call.report_to or _configured(telling, "release")


def _configured(telling: Telling, name: str) -> str | None:
    url: str | None = telling.settings["callbacks"].get(name)
    return url


def connection(telling: Telling) -> dict[str, Plain]:
    """What is told when the customer answers; absent values are empty, as in the document's sample."""
    call = telling.call
    return {
        "callSerialNo": call.id,
        "serviceNo": call.agent or "",
        "called": call.called,
        "callData": call.data or "",
    }


def release(telling: Telling) -> dict[str, Plain]:
    """What is told when a call is over: its members as they stand here, which is in Java's order."""
    call = telling.call
    released = stamp(call.released)
    members: dict[str, Plain] = {
        # The document's sample is careless: a time as agentTalkDuration, and an agent gone before the talk.
        "agentAlertingTime": stamp(call.agent_rang),
        "agentReleaseTime": None if call.agent_rang is None else released,
        "agentTalkDuration": str(seconds(call.agent_answered, call.released)),
        "agentTalkingTime": stamp(call.agent_answered),
        "alertingTime": stamp(call.rang),
        "callData": call.data,
        "callSerialNo": call.id,
        "called": call.called,
        "caller": call.caller,
        "callerPresent": call.caller_shown,
        "createCallTime": stamp(call.created),
        "locationId": "0",
        "recordfile": record_file(telling),
        "releaseReason": str(reason(call)),
        "releaseTime": released,
        "serviceNo": call.agent,
        "talkDuration": str(seconds(call.answered, call.released)),
        "talkingTime": stamp(call.answered),
    }
    if telling.settings["absent"] == "empty":
        return {name: "" if value is None else value for name, value in members.items()}
    return members


def record_file(telling: Telling) -> str | None:
    """The path of the recording, where there was talk; as in the sample, stamped 1 ms after the call."""
    call = telling.call
    if call.answered is None:
        return None
    made = call.created + 1
    folder = f"Y:/{telling.settings['vdn']}/mobileAgent/{utc(made):%Y%m%d}"
    return f"{folder}/{made // 1000}-{made % 1000:03d}.wav"


def sign_release(telling: Telling, members: dict[str, Plain]) -> dict[str, Plain]:
    """All members, with the three of the signature where the callback is signed."""
    secret = telling.settings["shared_key"]
    if not secret or not telling.call.report_to:
        return members
    nonce = str(signed_number(telling.seed, "huawei nonce", "release", telling.call.id))
    timestamp = str(telling.happening.at)
    text = SHARED_KEY.canonical(secret, nonce, timestamp, members)
    trio = {"nonce": nonce, "timestamp": timestamp, "signature": SHARED_KEY.sign(secret, text)}
    return in_order({**members, **trio})


def in_order(members: Mapping[str, Plain]) -> dict[str, Plain]:
    """The members as a Java TreeMap has them; their names are ASCII, so any language's order is Java's."""
    return dict(sorted(members.items()))


def write(members: dict[str, Plain]) -> bytes:
    """The members as the body of a callback."""
    return JSON.format.write(members, Kind.ANY)


def verdict(status: int, body: bytes) -> str:
    """Why an answer does not count as delivered; empty if it does: HTTP 200 and retCode "0" (or 0)."""
    if status != 200:
        return f"the answer is {status}, not 200"
    return _verdict(body) if len(body) <= _SHORT else _verdict.__wrapped__(body)


@lru_cache(64)  # an application answers with the same few bytes all day
def _verdict(body: bytes) -> str:
    try:
        value = _read(body)
    except CannotDecode as why:
        return f"the answer cannot be read: {why}"
    if not isinstance(value, dict) or "retCode" not in value:
        return "the answer has no retCode"
    code = value["retCode"]
    if code == "0" or (type(code) is int and code == 0):
        return ""
    return f'the answer has retCode {json.dumps(code)}, not "0"'


def _read(body: bytes) -> Plain:
    reader = _XML_ANSWER if body.lstrip().startswith(b"<") else JSON.format
    return reader.read(body, Kind.ANY).value


def resign(settings: Mapping[str, Any], members: dict[str, Plain]) -> dict[str, Plain]:
    """Members that have a nonce and a timestamp, with the signature that belongs to them."""
    secret = settings["shared_key"]
    text = SHARED_KEY.canonical(secret, str(members["nonce"]), str(members["timestamp"]), members)
    return in_order({**members, "signature": SHARED_KEY.sign(secret, text)})


# fmt: off
NEEDED = ("callSerialNo", "serviceNo", "called")
LONGEST = {  # the callSerialNo's is documented, as is a number's in createCall; the others are assumed
    "callSerialNo": 50, "serviceNo": 32, "called": 32, "caller": 32, "callerPresent": 32, "callData": 1024,
    "recordfile": 255,
}
SOURCES = {  # case of certify -> where its rule is written; others are assumed
    "documented":        "the callback's page",
    "null_members":      "the column Mandatory or Not of the page",
    "bad_signature":     "the page on the shared key",
    "missing_signature": "the page on the shared key",
}
# fmt: on
CONNECTION = Anatomy(NEEDED, LONGEST, ("callData",))
RELEASE = Anatomy(NEEDED, LONGEST, ("callData",), Trio("nonce", "timestamp", "signature"), resign)
NOTICES = (
    Notice(
        name="connection",
        on=Event.ANSWERED,
        to=connection_url,
        says=connection,
        writes=write,
        accepts=verdict,
        headers=HEADERS,
        anatomy=CONNECTION,
        sources=SOURCES,
    ),
    Notice(
        name="release",
        on=Event.RELEASED,
        to=release_url,
        says=release,
        signs=sign_release,
        writes=write,
        accepts=verdict,
        headers=HEADERS,
        anatomy=RELEASE,
        sources=SOURCES,
    ),
)
