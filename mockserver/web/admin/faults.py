"""Faults: which there are, and one switched on in a line."""

from __future__ import annotations

from typing import Any

from mockserver.faults.table import FAULTS, KINDS
from mockserver.web.admin.ask import Answer, Ask, Wrong
from mockserver.web.admin.rules import begin


def listing(_ask: Ask) -> Any:
    """Every fault with what it does; those in capitals need no settings."""
    rows = [
        {"name": name, "about": _about(fault), "settings": name not in KINDS}
        for name, fault in FAULTS.items()
    ]
    return {"faults": rows}


def _about(fault: type) -> str:
    return " ".join((fault.__doc__ or "").split())


def switch_on(ask: Ask) -> Answer:
    """A rule with a fault, for as many requests (``times``) and as long (``ttl``) as is said."""
    words = dict(ask.body)
    if "fault" not in words:
        raise Wrong(422, "'fault' is missing: the name of one, or a mapping", "/fault")
    times = words.pop("times", None)
    if times is not None:
        if "when" in words:
            raise Wrong(422, "'times' or 'when' with a 'first' of its own, not both", "/times")
        words["when"] = {"first": times}
    return begin(ask, words)
