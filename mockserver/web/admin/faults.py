"""Faults: which there are, and one switched on in a line."""

from __future__ import annotations

from typing import Any

from mockserver.callbacks.misdeeds.table import MISDEEDS
from mockserver.faults.table import FAULTS, KINDS
from mockserver.scenario.whentable import COUNT
from mockserver.web.admin.ask import Answer, Ask, Wrong
from mockserver.web.admin.rules import begin
from mockserver.web.admin.words import words_of


def listing(_ask: Ask) -> Any:
    """Every fault of answers and of callbacks: what it does, whether it needs settings."""
    answers = [_told(name, fault, "answers", name not in KINDS) for name, fault in FAULTS.items()]
    callbacks = [_told(name, fault, "callbacks", False) for name, fault in MISDEEDS.items()]
    return {"faults": [*answers, *callbacks]}


def _told(name: str, fault: object, of: str, settings: bool) -> dict[str, Any]:
    return {"name": name, "of": of, "about": _about(fault), "settings": settings}


def _about(fault: object) -> str:
    return " ".join((fault.__doc__ or "").split())


def switch_on(ask: Ask) -> Answer:
    """A rule with a fault, for as many requests, or callbacks (``notice``), as ``times`` says."""
    words = dict(ask.body)
    if "fault" not in words:
        raise Wrong(422, "'fault' is missing: the name of one, or a mapping", "/fault")
    times = words.pop("times", None)
    if times is not None:
        if "when" in words:
            raise Wrong(422, "'times' or 'when' with a 'first' of its own, not both", "/times")
        words["when"] = {"first": words_of(ask, COUNT, times, "/times")}
    return begin(ask, words)
