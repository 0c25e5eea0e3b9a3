"""Calls that are played for the sake of their callbacks: in memory, in no time, in a world of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mockserver.callcentre.model import Event, Happening, Script
from mockserver.clock import Millis
from mockserver.kit import Notice, Settings, Vendor
from mockserver.sandbox import Sandbox
from mockserver.scenario.model import ClockSpec, Scenario
from mockserver.store.memory import MemoryStore

NAME = "certify"
CALLER, CALLED, AGENT, DATA = "88880067", "13800138000", "101", "order-7"
LONGEST_CALL: Millis = 366 * 24 * 3_600_000


class Calls:
    """The calls of one battery. No two have the same id, though each is played in a world of its own."""

    def __init__(
        self,
        vendor: Vendor,
        settings: Settings,
        *,
        seed: int,
        at: Millis,
        url: str = "",
        caller: str = CALLER,
    ) -> None:
        self._vendor = vendor
        self._settings = settings
        self._seed = seed
        self._at = at
        self._url = url
        self._caller = caller
        self._worlds = 0

    def courses(self, notice: Notice) -> list[tuple[str, Script]]:
        """Every way a call of the vendor's may end, by its outcome, in which there is something to tell."""
        playing = self._vendor.playing
        endings = [(str(outcome), playing.course([str(outcome)]).script) for outcome in playing.outcomes]
        found = [(label, script) for label, script in endings if _tells(notice, script)]
        return found or [("usual", playing.own_courses()[-1].script)]

    def played(self, script: Script, many: int = 1, before: Millis = 0) -> list[list[Happening]]:
        """What happens in each of so many calls; all end at the battery's moment, or so long before it."""
        self._worlds += 1
        seed = self._seed + self._worlds
        end = self._at - before
        draft = self._play(script, many, end, seed)
        lasts = max(each.at for happenings in draft for each in happenings) - end
        return self._play(script, many, end - lasts, seed)

    def _play(self, script: Script, many: int, start: Millis, seed: int) -> list[list[Happening]]:
        found: dict[str, list[Happening]] = {}
        sandbox = self._sandbox(start, seed, found)
        calls = sandbox.calls[self._vendor.name]
        for _ in range(many):
            calls.place(
                start, self._caller, CALLED, script, report_to=self._url or None, agent=AGENT, data=DATA
            )
        sandbox.catch_up(start + LONGEST_CALL)
        return list(found.values())

    def _sandbox(self, start: Millis, seed: int, found: dict[str, list[Happening]]) -> Sandbox:
        name = self._vendor.name
        scenario = Scenario(NAME, seed=seed, clock=ClockSpec("manual", start), vendors={name: self._settings})
        return Sandbox(
            NAME,
            scenario,
            MemoryStore().space(NAME),
            {name: self._vendor},
            tell=lambda _sandbox, _vendor, each: found.setdefault(each.call.id, []).append(each),
            own=lambda _vendor, _credential, _sandbox: None,
            disown=lambda _vendor, _credential, _sandbox: None,
        )


def _tells(notice: Notice, script: Script) -> bool:
    return any(beat.event is notice.on for beat in script)


def told_by(notice: Notice, happenings: Iterable[Happening]) -> Happening | None:
    """What a notice tells of a call, if anything."""
    return next((each for each in happenings if each.event is notice.on), None)


def follower(notice: Notice, notices: Sequence[Notice]) -> Notice | None:
    """The notice that tells of the end of a call, where this one tells of something before it."""
    if notice.on in (None, Event.RELEASED):
        return None
    return next((each for each in notices if each.on is Event.RELEASED), None)
