"""A sandbox as a test has it: where the application is pointed at, and what is asked of it afterwards.

Rule: everything is done over the admin API, so what a test can do a person can do by curl.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.remote.admin import Admin, AdminRefused
from mockserver.testing.clock import ManualClock
from mockserver.testing.telling import verdicts_told
from mockserver.testing.told import Callback, Exchange, callback_of, exchange_of
from mockserver.testing.waiting import PATIENCE, NotInTime, millis

_GRACE = 5.0  # seconds on top of a wait that the server ends itself
_SETTLING = 5.0  # seconds that a test waits at its end for what is expected
_NOT_IN_TIME = 408

Value = Mapping[str, Any]


class Sandbox:
    """One test's private world on the server."""

    def __init__(self, name: str, url: str, admin: Admin) -> None:
        self.name = name
        self.url = url  # the base URL for the application: it chooses this sandbox by its path
        self.admin = admin  # the whole admin API, for what has no method here
        self.has_expectations = False  # whether some are to be verified when the test ends

    def __repr__(self) -> str:
        return f"<Sandbox {self.url}>"

    # ------------------------------------------------------------- what came

    def requests(self, *, vendor: str = "", operation: str = "") -> list[Exchange]:
        """The exchanges so far, oldest first, of a vendor and an operation where they are given."""
        told = map(exchange_of, reversed(self.admin.get("/requests")["requests"]))
        return [each for each in told if _fits(vendor, each.vendor) and _fits(operation, each.operation)]

    def callbacks(self, *, vendor: str = "", notice: str = "", state: str = "") -> list[Callback]:
        """The callbacks so far, whatever became of them, oldest first."""
        chosen = {"vendor": vendor or None, "notice": notice or None, "state": state or None}
        return list(map(callback_of, self.admin.get("/callbacks", **chosen)["callbacks"]))

    def wait_for_requests(self, count: int = 1, *, timeout: float = PATIENCE, **words: Any) -> list[Exchange]:
        """Wait until so many requests came; those that came before count, too. Gives them, oldest first.

        ``words`` are those of ``expect`` in scenario files: vendor, operation, path, method, when, answered.
        ``timeout`` is in seconds of real time.

        Raises:
            NotInTime: fewer came.
            AdminRefused: a word is wrong.
        """
        __tracebackhide__ = True
        found = self._wait("/requests/wait", "requests", count, timeout, words)
        return list(map(exchange_of, found))

    def wait_for_callbacks(
        self, count: int = 1, *, timeout: float = PATIENCE, **words: str
    ) -> list[Callback]:
        """Wait until so many callbacks are delivered (or in another ``state``). Gives them, oldest first.

        ``words``: vendor, notice, state, callId. ``timeout`` is in seconds of real time.

        Raises:
            NotInTime: fewer are.
            AdminRefused: a word is wrong.
        """
        __tracebackhide__ = True
        found = self._wait("/callbacks/wait", "callbacks", count, timeout, words)
        return list(map(callback_of, found))

    def _wait(self, path: str, what: str, count: int, timeout: float, words: Value) -> list[Value]:
        __tracebackhide__ = True
        body = {**words, "count": count, "timeout": millis(timeout)}
        try:
            told = self.admin.ask("POST", path, body, timeout=timeout + _GRACE)
        except AdminRefused as why:
            if why.status != _NOT_IN_TIME:
                raise
            raise NotInTime(_in_vain(len(why.body[what]), count, what, words, timeout)) from None
        rows: list[Value] = told[what]
        return rows

    # ------------------------------------------------------------- what is to come

    def expect(self, words: Value | None = None, **more: Any) -> None:
        """Expect something of the application, in the words of ``expect`` in scenario files.

        It is verified when the test ends, unless ``verify`` was called after it.

        Raises:
            AdminRefused: a word is wrong.
        """
        self.admin.post("/expectations", {**(words or {}), **more})
        self.has_expectations = True

    def verify(self, *, timeout: float = _SETTLING) -> None:
        """Make sure that all came about that the scenario and the test expect.

        It waits for what is still to come, ``timeout`` seconds of real time at the most, and no longer than
        it has to.

        Raises:
            AssertionError: something did not, or it cannot be known; the text says what, and what came near.
        """
        __tracebackhide__ = True
        self.has_expectations = False
        told = self.admin.get("/expectations", final="true")
        if told["verdict"] != "pass":
            told = self._settled(timeout)
        if told["verdict"] != "pass":
            raise AssertionError(_unmet(told))

    def _settled(self, timeout: float) -> Value:
        body = {"timeout": millis(timeout)}
        try:
            told: Value = self.admin.ask("POST", "/expectations/wait", body, timeout=timeout + _GRACE)
        except AdminRefused as why:
            if why.status != _NOT_IN_TIME:
                raise
            told = why.body
        return told

    # ------------------------------------------------------------- what is to happen

    def rule(self, words: Value | None = None, **more: Any) -> str:
        """Put a rule before the scenario's own, in the words of ``rules`` in scenario files; gives its id.

        Raises:
            AdminRefused: a word is wrong.
        """
        return str(self.admin.post("/rules", {**(words or {}), **more})["id"])

    def fault(self, fault: str | Value, **words: Any) -> str:
        """Switch a fault on: ``times`` and ``ttl`` say for how long; gives the id of its rule.

        Raises:
            AdminRefused: a word is wrong.
        """
        return str(self.admin.post("/faults", {"fault": fault, **words})["id"])

    def drop_rule(self, key: str) -> None:
        """Take a rule away, by its id or its name.

        Raises:
            AdminRefused: there is none.
        """
        self.admin.delete(f"/rules/{key}")

    def place_call(self, vendor: str, *, caller: str, called: str, **words: Any) -> dict[str, Any]:
        """Let a call take place that the application did not ask for; gives it as ``GET /__admin/calls``.

        ``words``: steps or outcome, and the facts of a call, as ``POST /__admin/calls`` has them.

        Raises:
            AdminRefused: it cannot be played.
        """
        body = {"vendor": vendor, "caller": caller, "called": called, **words}
        told: dict[str, Any] = self.admin.post("/calls", body)
        return told

    def manual_clock(self) -> ManualClock:
        """Stop the sandbox's clock where it is; gives it."""
        self.admin.put("/clock", {"kind": "manual"})
        return ManualClock(self.admin)

    def reset(self) -> None:
        """Make it as new, of the same scenario; what is pending is cancelled."""
        self.admin.post(f"/sandboxes/{self.name}/reset")


def _unmet(told: Value) -> str:
    rows = told["expectations"]
    bad = sum(row["verdict"] != "pass" for row in rows)
    return f"{bad} of {len(rows)} expectations did not pass\n{verdicts_told(told)}"


def _in_vain(found: int, count: int, what: str, words: Value, timeout: float) -> str:
    wanted = ", ".join(f"{name}={value!r}" for name, value in words.items()) or "any"
    return f"{found} of {count} {what} ({wanted}) within {timeout:g} s"


def _fits(wanted: str, found: str) -> bool:
    return not wanted or wanted == found
