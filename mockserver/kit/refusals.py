"""How a vendor says no: by the name of a row of its table.

Rule: whoever refuses names the row and the facts; how that is spelt is the vendor's alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.frozen import frozen

Facts = Mapping[str, Any]

DOCUMENTED, MEASURED, ASSUMED = "documented", "measured", "assumed"
FIDELITY = ("X-Mock-Fidelity", ASSUMED)  # the header field of an answer that rests on an assumption


class Refused(Exception):
    """The vendor refuses, by the name of a row of its ``refusals``; facts fill the row's message."""

    def __init__(self, name: str, **facts: Any) -> None:
        super().__init__(name)
        self.name = name
        self.facts = facts


@frozen
class Refusal:
    """How a vendor spells one refusal. ``message`` may name facts in braces."""

    status: int
    code: str
    message: str = ""
    reason: str = ""  # the reason phrase, where it is not the standard one
    fidelity: str = DOCUMENTED
    headers: tuple[tuple[str, str], ...] = ()

    def text(self, facts: Facts) -> str:
        """The message with its facts; a fact that is missing shows its name."""
        return self.message.format_map(_Facts(facts))


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return f"<{name}>"
