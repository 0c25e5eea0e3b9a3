"""A battery is run: each trial is sent, waited for and judged, before the next one begins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from mockserver.callbacks.sender import Sender
from mockserver.certify.judging import Accepts, Deed, deed, judged
from mockserver.certify.trials import Sending, Trial
from mockserver.clock import stopwatch
from mockserver.report.model import Case, Step

AT_ONCE = 64  # connections of a burst, as many as the mock's own outbox has to one place


class NobodyThere(Exception):
    """The application could not be reached for the first callback: there is nothing to judge."""


class Run:
    """One run of a battery against an application."""

    def __init__(self, sender: Sender, accepts: Mapping[str, Accepts]) -> None:
        self._sender = sender
        self._accepts = accepts  # by notice
        self._began = stopwatch()
        self.steps: list[Step] = []

    async def cases(self, trials: Iterable[Trial], seen: Callable[[Case], object]) -> list[Case]:
        """What came of each trial; ``seen`` gets each as soon as it is known.

        Raises:
            NobodyThere: no connection was to be had for the first.
        """
        found: list[Case] = []
        taken: set[str] = set()  # notices of which a plain one was accepted
        try:
            for trial in trials:
                began = stopwatch()
                deeds = await self._sent(trial)
                if not found and not any(one.has_answer for one in deeds):
                    raise NobodyThere(deeds[0].attempt.error)
                taken |= {trial.notice} if trial.name == "documented" and deeds[0].is_accepted else set()
                took = (stopwatch() - began) // 1000
                found.append(judged(trial, deeds, took, is_taken=trial.notice in taken))
                seen(found[-1])
        finally:
            await self._sender.close()
        return found

    async def _sent(self, trial: Trial) -> list[Deed]:
        if not trial.together:
            return [await self._send(trial, sending) for sending in trial.sendings]
        room = asyncio.Semaphore(AT_ONCE)
        return list(await asyncio.gather(*(self._in_turn(room, trial, each) for each in trial.sendings)))

    async def _in_turn(self, room: asyncio.Semaphore, trial: Trial, sending: Sending) -> Deed:
        async with room:
            return await self._send(trial, sending)

    async def _send(self, trial: Trial, sending: Sending) -> Deed:
        at = (stopwatch() - self._began) // 1000
        attempt = await self._sender.send(sending.delivery)
        one = deed(attempt, self._accepts[sending.delivery.notice])
        if not trial.together:
            keep = partial(Step, at, "mockserver", "app", trial.title, one.text)
            self.steps.append(keep(is_well=one.stands, id=sending.delivery.id))
        return one
