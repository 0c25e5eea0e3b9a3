"""Chance: every drawn value is a function of a seed and a name, never of a shared stream.

Rule: the same seed and the same name give the same value, whatever was drawn
before it and on whatever worker. No other module draws a random number, save
``fresh`` for what must not be guessed (the admin token).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache, lru_cache
from hashlib import blake2b
from os import urandom
from struct import Struct

_LANES = Struct(">16I")
_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))  # the two bits that every UUID has


def draw(seed: int, *name: object) -> int:
    """An unsigned 64-bit number for this name."""
    return int.from_bytes(_digest(seed, name, 8), "big")


def pick(seed: int, below: int, *name: object) -> int:
    """A number in ``0 .. below-1`` for this name."""
    return int.from_bytes(_digest(seed, name, 8), "big") % below


def fraction(seed: int, *name: object) -> float:
    """A number in ``[0, 1)`` for this name."""
    return draw(seed, *name) / 2**64


def signed(seed: int, *name: object) -> int:
    """A signed 64-bit number for this name."""
    return draw(seed, *name) - 2**63


def lanes(seed: int, *name: object) -> tuple[int, ...]:
    """Sixteen unsigned 32-bit numbers for this name."""
    return _LANES.unpack(_digest(seed, name, 64))


def hexadecimal(seed: int, digits: int, *name: object) -> str:
    """So many hexadecimal digits for this name (64 at the most)."""
    return _digest(seed, name, (digits + 1) // 2).hex()[:digits]


def identity(seed: int, *name: object) -> str:
    """A UUID of version 4 for this name."""
    text = _digest(seed, name, 16).hex()  # the standard library's UUID takes four times as long
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:]}"


def fresh() -> str:
    """A secret nobody can guess, new at each call."""
    return urlsafe_b64encode(urandom(18)).decode()  # as the module secrets has it, which loads much more


def _digest(seed: int, name: tuple[object, ...], size: int) -> bytes:
    hashed = _keyed(seed, size).copy()
    text = _joining(len(name)) % name
    try:
        hashed.update(text.encode())
    except UnicodeEncodeError:  # half of a surrogate pair, out of a client's text
        hashed.update(text.encode("utf-8", "replace"))
    return hashed.digest()


@cache
def _joining(parts: int) -> str:
    """What joins so many parts: half the time of joining their texts."""
    return "\x1f".join(["%s"] * parts)


@lru_cache(maxsize=1024)
def _keyed(seed: int, size: int) -> blake2b:
    """What has hashed the key of a seed already: a copy of it costs half of beginning anew."""
    return blake2b(digest_size=size, key=(seed & (2**64 - 1)).to_bytes(8, "big"))
