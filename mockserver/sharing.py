"""Vendors that share their calls: who hears of a call that has ended, and whose ids are whose.

Rule: a call belongs to the vendor it was placed with, and only that one plays it. The others of the
scenario's ``together`` hear of its end, in the order of the list, and keep what they would of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from mockserver.callcentre.calls import CallId
from mockserver.callcentre.model import Call
from mockserver.chance import draw
from mockserver.kit import Office, Vendor

Hearer = Callable[[Call], None]


def hearers(
    name: str, together: tuple[str, ...], vendors: Mapping[str, Vendor], offices: Mapping[str, Office]
) -> Iterator[Hearer]:
    """Who hears of a vendor's call that has ended: the vendor itself, then those it shares its calls with."""
    for each in dict.fromkeys((name, *together) if name in together else (name,)):
        hears = vendors[each].hears
        if hears:
            yield partial(hears, offices[each])


def call_id(vendor: Vendor, together: tuple[str, ...]) -> CallId:
    """How a vendor's calls get their ids: those that share calls draw from different numbers.

    Each vendor counts its own calls, so with the same seed two would give their first call the same id.
    """
    place = together.index(vendor.name) if vendor.name in together else 0
    if place == 0:
        return vendor.call_id
    return lambda seed, number, now: vendor.call_id(draw(seed, "together", place), number, now)
