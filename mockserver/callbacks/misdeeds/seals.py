"""Callbacks that an application must not believe: their signature is wrong, gone, old, or used before.

Rule: a callback that is not signed cannot be forged; a fault of this kind leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.callbacks.misdeeds.base import Draft, Trio
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced

A_DAY: Millis = 86_400_000
Signed = dict[str, Any]


@frozen
class BadSignature:
    """The signature is of the right form and belongs to nothing."""

    def spoil(self, draft: Draft) -> Draft:
        """Its first letter is another."""

        def change(members: Signed, trio: Trio) -> Signed:
            text = str(members[trio.signature])
            return {**members, trio.signature: ("B" if text[:1] == "A" else "A") + text[1:]}

        return _resealed(draft, change)


@frozen
class MissingSignature:
    """Nonce, timestamp and signature are absent."""

    def spoil(self, draft: Draft) -> Draft:
        """As if nobody had ever set a key."""

        def change(members: Signed, trio: Trio) -> Signed:
            return {name: value for name, value in members.items() if name not in trio.names}

        return _resealed(draft, change)


@frozen
class StaleTimestamp:
    """The timestamp is long past, and rightly signed."""

    age: Millis = A_DAY

    def spoil(self, draft: Draft) -> Draft:
        """So much older, in milliseconds, as the timestamp counts."""
        resign = draft.resign

        def change(members: Signed, trio: Trio) -> Signed:
            stale = {**members, trio.timestamp: str(int(members[trio.timestamp]) - self.age)}
            return resign(stale) if resign else members

        return _resealed(draft, change)


@frozen
class ReplayedNonce:
    """Nonce and timestamp are those of the callback before it, and what it says is new and rightly signed."""

    def spoil(self, draft: Draft) -> Draft:
        """The first signed callback of a sandbox has none before it, and stays as it is."""
        resign, earlier = draft.resign, draft.earlier

        def change(members: Signed, trio: Trio) -> Signed:
            if resign is None or earlier is None:
                return members
            return resign({**members, trio.nonce: earlier[0], trio.timestamp: earlier[1]})

        return _resealed(draft, change)


def _resealed(draft: Draft, change: Callable[[Signed, Trio], Signed]) -> Draft:
    trio, seal = draft.anatomy.trio, draft.seal

    def sealed(members: Any) -> Any:
        signed = seal(members)
        return change(signed, trio) if trio and trio.signature in signed else signed

    return replaced(draft, seal=sealed)
