"""Callbacks whose members are extreme, and right all the same: signed as they are, where they are signed."""

from __future__ import annotations

from typing import Any

from mockserver.callbacks.misdeeds.base import Draft, each
from mockserver.frozen import frozen, replaced

# Two scripts, one written from right to left, a letter beyond the basic plane, a combining accent, no break.
MANY_TONGUES = "客户回访 שלום e\u0301 \U0001f4de a\u00a0b"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@frozen
class NullMembers:
    """Every member that may be absent is null."""

    def spoil(self, draft: Draft) -> Draft:
        """Only what has to be there is there."""
        needed = draft.anatomy.needed

        def change(members: dict[str, Any]) -> dict[str, Any]:
            return {name: value if name in needed else None for name, value in members.items()}

        return replaced(draft, members=each(draft.members, change))


@frozen
class UnknownMembers:
    """There are members that no page names: a text, a number and null."""

    def spoil(self, draft: Draft) -> Draft:
        """As a vendor's next version might have it."""

        def change(members: dict[str, Any]) -> dict[str, Any]:
            return {**members, "xNew": "new", "xCount": 7, "xNone": None}

        return replaced(draft, members=each(draft.members, change))


@frozen
class MaximumLengths:
    """Every member is as long as it may be."""

    def spoil(self, draft: Draft) -> Draft:
        """What is known of a member's length decides; other members stay as they are."""
        longest = draft.anatomy.longest

        def change(members: dict[str, Any]) -> dict[str, Any]:
            return {name: _filled(value, longest.get(name, 0)) for name, value in members.items()}

        return replaced(draft, members=each(draft.members, change))


def _filled(value: Any, longest: int) -> Any:
    """The value, or so many characters of its kind that begin with it."""
    if not longest or not isinstance(value, str | None):
        return value
    began = value or ""
    filling = "0123456789" if began.isdigit() else _LETTERS
    return (began + filling * (longest // len(filling) + 1))[:longest]


@frozen
class Unicode:
    """Texts hold letters of other alphabets, an emoji and a combining accent."""

    def spoil(self, draft: Draft) -> Draft:
        """Only where a person or an application may write what they like."""
        free = draft.anatomy.free

        def change(members: dict[str, Any]) -> dict[str, Any]:
            return {name: MANY_TONGUES if name in free else value for name, value in members.items()}

        return replaced(draft, members=each(draft.members, change))
