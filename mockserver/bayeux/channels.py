"""Channels: which names are good, and which patterns fit a name.

Rule: ``*`` stands for one segment and ``**`` for any number of them, and only as the last one.
"""

from __future__ import annotations

from functools import lru_cache

META, SERVICE = "/meta/", "/service/"
LONGEST, DEEPEST = 1_000, 50  # letters, segments: a channel has a pattern for each segment
_WILD = ("*", "**")


def is_channel(name: str) -> bool:
    """Whether a text is a channel or a pattern: segments that are not empty, wildcards last."""
    if len(name) > LONGEST or name.count("/") > DEEPEST:
        return False
    first, *segments = name.split("/")
    return not first and bool(segments) and all(segments) and not any("*" in part for part in segments[:-1])


def is_pattern(name: str) -> bool:
    """Whether a channel stands for others."""
    return name.rpartition("/")[2] in _WILD


@lru_cache(maxsize=256)  # a server publishes on the same few
def patterns_of(channel: str) -> tuple[str, ...]:
    """All that one may have subscribed to, to be told of what is published on a channel."""
    parents = [channel[:end] for end, letter in enumerate(channel) if letter == "/"]
    return (channel, f"{parents[-1]}/*", *(f"{parent}/**" for parent in parents))
