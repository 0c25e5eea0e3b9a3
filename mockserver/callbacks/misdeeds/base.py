"""A callback before the outbox takes it, and what a fault of callbacks is: a function from draft to draft.

Rule: a draft's bytes are made once, at its end: members, then what signs them, then what writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Protocol

from mockserver.callbacks.delivery import Headers
from mockserver.clock import Millis
from mockserver.frozen import frozen

Members = Any  # an object, or a list of objects
Seal = Callable[[Any], Any]  # gets members and gives them with a signature


@frozen
class Trio:
    """What a signature consists of: the names of the members that carry it."""

    nonce: str
    timestamp: str
    signature: str

    @property
    def names(self) -> tuple[str, str, str]:
        """All three."""
        return self.nonce, self.timestamp, self.signature


@frozen
class Anatomy:
    """What is known of a notice's members, so that they can be made extreme and still be right.

    ``longest`` is by member the most characters its text may have; ``free`` are those that hold a text
    of a person or an application. ``resign`` gets the vendor's settings and members that have a nonce and a
    timestamp, and gives the members with the signature that belongs to them.
    """

    needed: tuple[str, ...] = ()  # never null
    longest: Mapping[str, int] = field(default_factory=dict)
    free: tuple[str, ...] = ()
    trio: Trio | None = None
    resign: Callable[[Mapping[str, Any], dict[str, Any]], dict[str, Any]] | None = None


NOTHING_KNOWN = Anatomy()


def _unsigned(members: Members) -> Members:
    return members


@frozen
class Draft:
    """A callback that is not worded to its end yet, and how it is to leave."""

    members: Members
    headers: Headers
    write: Callable[[Any], bytes]
    seal: Seal = _unsigned
    resign: Callable[[dict[str, Any]], dict[str, Any]] | None = None  # signs what has nonce and timestamp
    anatomy: Anatomy = NOTHING_KNOWN
    earlier: tuple[str, str] | None = None  # nonce and timestamp of the one before it that was signed
    late: Millis = 0  # after its moment
    copies: int = 1
    behind: Millis = 0  # it waits for the next of its call, so long at the most
    over: Millis = 0  # the time from its first byte to its last; 0: at once
    is_kept_back: bool = False  # it is never sent

    @property
    def body(self) -> bytes:
        """Its bytes."""
        return self.write(self.seal(self.members))

    @property
    def looks(self) -> tuple[object, ...]:
        """What anybody could see of it: a fault that changes none of this has had no effect."""
        how = (self.late, self.copies, self.behind, self.over, self.is_kept_back)
        return (self.body, self.headers, *how)


class Misdeed(Protocol):
    """Something that goes wrong with a callback."""

    def spoil(self, draft: Draft) -> Draft:
        """The callback as it leaves now."""
        ...


def each(members: Members, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Members:
    """The members with every object of them changed."""
    return [change(one) for one in members] if isinstance(members, list) else change(members)
