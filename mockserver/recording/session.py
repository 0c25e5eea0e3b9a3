"""One recording from its first request to the file: what was heard, compared, written, rehearsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

from mockserver import redact
from mockserver.clock import RealClock, iso
from mockserver.frozen import frozen
from mockserver.kit import Vendor
from mockserver.recording.conditions import Reader
from mockserver.recording.forwarding import Forwarder
from mockserver.recording.proxy import Proxy
from mockserver.recording.rehearsal import strays
from mockserver.recording.standins import StandIns
from mockserver.recording.tape import Exchange, Tape
from mockserver.recording.twin import Compared, Twin
from mockserver.recording.writing import Written, written
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.web.world import World

_SAME = ("the mock answers as the vendor",)


@frozen
class Outcome:
    """What came of a recording, in words; ``problems`` is what it lacks."""

    sentence: str
    compared: tuple[str, ...]
    problems: tuple[str, ...]


class Session:
    """A recording that goes on; the proxy tells it what passes."""

    def __init__(
        self,
        vendor: Vendor,
        forwarder: Forwarder,
        twin: Twin,
        *,
        ignored: frozenset[str],
        progress: Callable[[str], object],
    ) -> None:
        self.vendor = vendor
        self.proxy = Proxy(forwarder, self._hear)
        self._to = forwarder.to
        self._twin = twin
        self._ignored = ignored
        self._progress = progress
        self._tape = Tape()
        self._standins = StandIns()
        self._lock = Lock()
        self._compared: dict[int, Compared] = {}

    def _hear(self, request: Request, reply: Reply) -> None:
        with self._lock:  # the mock is asked in the order in which exchanges are counted
            exchange = self._tape.keep(request, reply)
            if exchange is None:
                return
            compared = self._compared[exchange.number] = self._twin.compared(exchange)
        # With stars: stand-ins are given out in the order of the whole recording, at its end.
        self._progress("; ".join((_about(exchange, redact.text), *_words(compared, redact.text))))

    def finish(self, out: Path, world: Callable[[str], World]) -> Outcome:
        """Write what was heard to a file; ``world`` makes a mock that plays a file.

        Raises:
            OSError: it cannot be written.
        """
        exchanges = self._tape.exchanges
        self._standins.learn(exchanges)
        reader = Reader(self.vendor, self._standins, self._ignored)
        remarks = {
            number: words
            for number, each in self._compared.items()
            if (words := _words(each, self._standins.shown)) != _SAME
        }
        made = written(
            exchanges, reader, f"recorded from {self.vendor.title}", self._head(len(exchanges)), remarks
        )
        out.write_text(made.text, "utf-8")
        problems = [*made.left_out, *self.proxy.unanswered, *self._strays(made, world(str(out)))]
        if self._tape.missed:
            problems.append(f"{self._tape.missed} exchanges came when the recording was full")
        return Outcome(_sentence(exchanges, made), self._differences(exchanges), tuple(problems))

    def _head(self, count: int) -> Sequence[str]:
        day = iso(RealClock().now())[:10]
        return (
            f"{count} exchanges with {self.vendor.title} at {self._to}, recorded {day}.",
            "Secrets and phone numbers are stand-ins. Play it: mockserver run THIS-FILE",
        )

    def _strays(self, made: Written, world: World) -> list[str]:
        found = strays(made.played, self._standins, self.vendor, world)
        return [f"{_about(exchange, self._standins.shown)}: played, {what}" for exchange, what in found]

    def _differences(self, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
        lines = []
        for exchange in exchanges:
            words = _words(self._compared[exchange.number], self._standins.shown)
            if words != _SAME:
                lines += [_about(exchange, self._standins.shown), *(f"  {word}" for word in words)]
        return tuple(lines)


def _about(exchange: Exchange, shown: Callable[[str], str]) -> str:
    request = exchange.request
    return f"#{exchange.number} {request.method} {shown(request.path)} {exchange.reply.status}"


def _words(compared: Compared, shown: Callable[[str], str]) -> tuple[str, ...]:
    if compared.held:
        return ("the mock would answer later: not compared",)
    return tuple(shown(str(each)) for each in compared.differences) or _SAME


def _sentence(exchanges: Sequence[Exchange], made: Written) -> str:
    return f"{len(made.played)} of {len(exchanges)} exchanges recorded, as {made.rules} rules"
