"""Recordings: an address that is good for five minutes, and a WAV file as long as the talk.

Rule: a key of an address names one call and is kept with the moment it ends;
what is played is made when it is fetched, and is the same for a call each time.
"""

from __future__ import annotations

import io
import math
import re
import struct
import wave
from typing import Any

from mockserver.auth import bearer, hand_out
from mockserver.callcentre.errors import CallNotFound
from mockserver.callcentre.model import Call
from mockserver.chance import hexadecimal, pick
from mockserver.clock import Millis
from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.kit import Desk, Refused
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.vendors.huawei.wire import SERIAL_NO_LENGTH, answered

ADDRESSES = "huawei.recordings"
FILES = "/apiaccess/recording/"
GOOD_FOR: Millis = 5 * 60_000
LONGEST: Millis = 60_000  # of sound; nobody tests with more, and a file has a megabyte then
RATE = 8_000
LOUDNESS = 2_000  # of 32,767: soft
_PATH = re.compile(re.escape(FILES) + r"([0-9a-f]{32})\.wav")


@frozen
class Address:
    """What a recording's URL leads to."""

    call_id: str
    expires: Millis


def address(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """Where the recording of a call that was talked in can be fetched."""
    if len(asked["serial_no"]) > SERIAL_NO_LENGTH:
        raise Refused("SerialNoTooLong")
    call = _recorded(desk, asked["serial_no"])
    key = hexadecimal(desk.seed, 32, "huawei recording", call.id, desk.now, bearer(desk.request))
    # Who fetches it cannot add a header that names the sandbox: the key does.
    hand_out(desk, ADDRESSES, key, Address(call.id, desk.now + GOOD_FOR))
    request = desk.request
    url = f"{request.scheme}://{request.host}{request.prefix}{FILES}{key}.wav"
    return answered({"url": url}, "success", code=0)


def fetch(desk: Desk, _asked: dict[str, Any]) -> Reply:
    """The sound file that an address leads to."""
    key = key_of(desk.request)
    found: Address | None = desk.rows.get(ADDRESSES, key) if key else None
    if found is None:
        raise Refused("NoSuchRecording")
    if found.expires <= desk.now:
        raise Refused("RecordingExpired")
    try:
        call = desk.calls.find(found.call_id)
    except CallNotFound:  # it left, to make room for later ones
        raise Refused("NoSuchRecording") from None
    headers = (
        ("Content-Type", "audio/wav"),
        ("Content-Disposition", f'attachment; filename="{call.id}.wav"'),
    )
    return Reply(200, sound(desk.seed, call), headers)


def key_of(request: Request) -> str | None:
    """The key in a recording's path."""
    found = _PATH.fullmatch(request.path)
    return found[1] if found else None


def sound(seed: int, call: Call) -> bytes:
    """A soft tone, mono, 16 bits, as long as the talk."""
    pitch = 300 + pick(seed, 300, "huawei tone", call.id)  # a whole number of hertz: each second is the same
    samples = (round(LOUDNESS * math.sin(2 * math.pi * pitch * place / RATE)) for place in range(RATE))
    second = struct.pack(f"<{RATE}h", *samples)
    length = min(talked(call), LONGEST)
    size = length * RATE // 1000 * 2
    return riff((second * (length // 1000 + 1))[:size])


def riff(samples: bytes) -> bytes:
    """The samples as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sink:
        sink.setnchannels(1)
        sink.setsampwidth(2)
        sink.setframerate(RATE)
        sink.writeframes(samples)
    return file.getvalue()


def talked(call: Call) -> Millis:
    """How long the customer and the agent talked."""
    return 0 if call.answered is None or call.released is None else call.released - call.answered


def _recorded(desk: Desk, serial_no: str) -> Call:
    try:
        call = desk.calls.find(serial_no)
    except CallNotFound:
        raise Refused("NoSuchRecord") from None
    if not talked(call):
        raise Refused("NoSuchRecord")  # never talked in, or not over yet
    return call
