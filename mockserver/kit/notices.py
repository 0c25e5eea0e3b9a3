"""Callbacks as a vendor words and signs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any, Protocol

from mockserver.callbacks.misdeeds.base import NOTHING_KNOWN, Anatomy
from mockserver.callcentre.model import Call, Event, Happening
from mockserver.clock import Millis
from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.kit.desk import Schedule, Settings


@frozen
class Telling:
    """What a notice is worded from: the happening, the vendor's settings, and numbers to draw by."""

    happening: Happening
    settings: Settings
    seed: int

    @property
    def call(self) -> Call:
        """The call it happened to."""
        return self.happening.call


@frozen
class Notice:
    """A callback: what it tells, whom, in which words; what counts as delivered.

    ``on`` is what must happen to a call; None: a handler posts it (``Desk.post``), and ``to`` and ``says``
    are not asked. ``to`` gives a URL, or a channel, which begins with ``/``: what ``says`` gives is published
    there, to the Bayeux sessions of the user that ``whom`` names (None: everybody's). ``signs`` gets the
    members and gives them back with its own added; ``accepts`` gives the reason why an answer does not
    count as delivered, or an empty text. ``anatomy`` is what is known of its members. Where a handler posts
    it, ``samples`` gives what it could say, each with its name, from a seed and a moment.
    """

    name: str
    on: Event | None
    writes: Callable[[Any], bytes]
    accepts: Callable[[int, bytes], str]
    to: Callable[[Telling], str | None] = lambda telling: None
    says: Callable[[Telling], dict[str, Plain]] = lambda telling: {}
    whom: Callable[[Telling], str | None] = lambda telling: None
    signs: Callable[[Telling, dict[str, Plain]], dict[str, Plain]] | None = None
    headers: tuple[tuple[str, str], ...] = ()
    retries: Schedule = None  # None: as the vendor has it
    anatomy: Anatomy = NOTHING_KNOWN
    sources: Mapping[str, str] = field(default_factory=dict)  # case of certify -> where its rule is written
    samples: Callable[[int, Millis], Iterable[tuple[str, Any]]] | None = None


class Signature(Protocol):
    """What ``mockserver sign`` needs of a vendor: how it signs, told and checked."""

    def canonical(self, secret: str, nonce: str, timestamp: str, params: Mapping[str, Any]) -> str:
        """The text that is signed."""
        ...

    def sign(self, secret: str, canonical: str) -> str:
        """The signature of that text."""
        ...

    def explain(
        self, secret: str, nonce: str, timestamp: str, params: Mapping[str, Any]
    ) -> list[tuple[str, str]]:
        """The steps in words, each with what it gives."""
        ...

    def diagnose(
        self, secret: str, nonce: str, timestamp: str, params: Mapping[str, Any], theirs: str
    ) -> str | None:
        """The likely mistake behind a signature that differs."""
        ...
