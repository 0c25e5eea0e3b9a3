"""For tests of applications: the fixtures of pytest, and what they give.

Rule: pytest loads this package in every run on a machine that has it, whoever's tests they are;
so nothing is imported here until somebody asks for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.testing.clock import ManualClock
    from mockserver.testing.receiver import CallbackReceiver, Received
    from mockserver.testing.sandbox import Sandbox
    from mockserver.testing.server import MockServer
    from mockserver.testing.told import Callback, Exchange
    from mockserver.testing.waiting import NotInTime, wait_until

# fmt: off
_HOMES = {
    "MockServer":       "mockserver.testing.server",
    "Sandbox":          "mockserver.testing.sandbox",
    "ManualClock":      "mockserver.testing.clock",
    "CallbackReceiver": "mockserver.testing.receiver",
    "Received":         "mockserver.testing.receiver",
    "Callback":         "mockserver.testing.told",
    "Exchange":         "mockserver.testing.told",
    "NotInTime":        "mockserver.testing.waiting",
    "wait_until":       "mockserver.testing.waiting",
}
# fmt: on
__all__ = [  # noqa: RUF022 (as the table has them)
    "MockServer",
    "Sandbox",
    "ManualClock",
    "CallbackReceiver",
    "Received",
    "Callback",
    "Exchange",
    "NotInTime",
    "wait_until",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
