"""How far a play is: a line that changes on a terminal, elsewhere a line for each exchange.

Rule: it goes to standard error; what a command gives is on standard output.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mockserver.cli.show import remark
from mockserver.report.letters import printable

if TYPE_CHECKING:
    from rich.status import Status

    from mockserver.remote.playing import Look


class Progress:
    """Tells a person what a play is at."""

    def __init__(self) -> None:
        self.began = 0  # when the sandbox did, on its clock
        self._status: Status | None = None
        self._last = ""

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.status import Status

            self._status = Status("starting", console=Console(stderr=True))
            self._status.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _why: BaseException | None, _at: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def see(self, look: Look) -> None:
        """Tell of a look at the sandbox."""
        if self._status is None:
            self._tell_lines(look)
            return
        from rich.text import Text

        at = (look.now - self.began) / 1000
        self._status.update(
            Text(f"{at:.1f} s in the sandbox, {look.requests} exchanges, {look.pending} callbacks pending")
        )

    def _tell_lines(self, look: Look) -> None:
        from mockserver import redact
        from mockserver.report.gathering import steps

        for step in steps(look.events, (), self.began):
            line = (
                f"{step.at / 1000:.3f}s {step.source} > {step.target} {step.text} {step.answer} {step.note}"
            )
            remark(redact.text(printable(line.rstrip())))
