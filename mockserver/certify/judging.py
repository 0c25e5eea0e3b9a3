"""What an application did with the callbacks of a trial, and whether that is right.

Rule: accepted is what the vendor takes for accepted (``Notice.accepts``); refused is any other answer
that is no error of the server's. No answer at all is never right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median

from mockserver.callbacks.delivery import Attempt
from mockserver.callbacks.sender.answer import broke_off
from mockserver.certify.trials import Expected, Sending, Trial
from mockserver.clock import Millis
from mockserver.frozen import frozen
from mockserver.report.model import Case, Outcome

NEVER_TAKEN = "no plain {notice} was accepted, so it says nothing that this one is not"
SHOWN = 120  # characters of an answer's body
Accepts = Callable[[int, bytes], str]


@frozen
class Deed:
    """What came of one callback."""

    attempt: Attempt
    why_not: str  # why it does not count as accepted; empty if it does

    @property
    def is_accepted(self) -> bool:
        """Whether the vendor would be content."""
        return not self.why_not

    @property
    def has_answer(self) -> bool:
        """Whether there was a whole answer; a part of one may be the beginning of any."""
        return self.attempt.status is not None and not broke_off(self.attempt)

    @property
    def stands(self) -> bool:
        """Whether there was an answer that is no error of the server's."""
        return self.has_answer and (self.attempt.status or 0) < 500

    @property
    def kind(self) -> str:
        """What it is, in a word or two."""
        if self.is_accepted:
            return "accepted"
        return "refused" if self.stands else "fell over" if self.has_answer else "no answer"

    @property
    def text(self) -> str:
        """What it is, with the answer."""
        attempt = self.attempt
        if not self.has_answer:
            return f"no answer: {attempt.error}"
        body = " ".join(attempt.body.decode("utf-8", "replace").split())[:SHOWN]
        return f"{self.kind}: {attempt.status} {body} in {attempt.took / 1000:.0f} ms"


# fmt: off
RIGHT: dict[Expected, Callable[[Deed], bool]] = {
    Expected.ACCEPT: lambda deed: deed.is_accepted,
    Expected.REFUSE: lambda deed: deed.stands and not deed.is_accepted,
    Expected.ANSWER: lambda deed: deed.stands,
}
# fmt: on


def deed(attempt: Attempt, accepts: Accepts) -> Deed:
    """What came of a callback, as its vendor judges it."""
    if attempt.error or attempt.status is None:
        return Deed(attempt, attempt.error or "there was no answer")
    return Deed(attempt, accepts(attempt.status, attempt.body))


def judged(trial: Trial, deeds: Sequence[Deed], took: Millis, *, is_taken: bool = True) -> Case:
    """The trial's row of the report; ``is_taken``: a plain callback of this kind was accepted before."""
    pairs = list(zip(trial.sendings, deeds, strict=True))
    outcome, reason = _verdict(trial, pairs)
    if outcome is Outcome.PASS and not is_taken and not any(one.is_accepted for one in deeds):
        outcome, reason = Outcome.INCONCLUSIVE, NEVER_TAKEN.format(notice=trial.notice)
    return Case(
        trial.title,
        outcome,
        expected=f"{trial.sendings[-1].expects}: {trial.why} ({trial.source or 'assumed'})",
        found=_found(deeds),
        reason=reason,
        details=(f"sent: {trial.about}", *_details(pairs)),
        took=took,
    )


def _verdict(trial: Trial, pairs: Sequence[tuple[Sending, Deed]]) -> tuple[Outcome, str]:
    unprepared = [one for sending, one in pairs if sending.prepares and not RIGHT[sending.expects](one)]
    if unprepared:
        return Outcome.INCONCLUSIVE, f"the right one before it was not accepted: {unprepared[0].text}"
    wrong = [(sending, one) for sending, one in pairs if not RIGHT[sending.expects](one)]
    if not wrong:
        return Outcome.PASS, ""
    sending, first = wrong[0]
    many = f"{len(wrong)} of {len(pairs)} were not; the first: " if len(pairs) > 1 else ""
    return Outcome.FAIL, f"it has to be {sending.expects}, for {trial.why}; {many}{first.text}{_more(first)}"


def _more(one: Deed) -> str:
    """Why an answer with a good status is no acceptance."""
    accepted = one.attempt.status is not None and not one.attempt.error and one.why_not
    return f" ({one.why_not})" if accepted else ""


def _found(deeds: Sequence[Deed]) -> str:
    if len(deeds) == 1:
        return deeds[0].text
    kinds = Counter(one.kind for one in deeds)
    times = sorted(one.attempt.took for one in deeds)
    said = ", ".join(f"{many} {kind}" for kind, many in kinds.items())
    return f"{said}; {median(times) / 1000:.0f} ms in the middle, {times[-1] / 1000:.0f} ms at the most"


def _details(pairs: Sequence[tuple[Sending, Deed]]) -> list[str]:
    shown = pairs if len(pairs) <= 3 else [pair for pair in pairs if not RIGHT[pair[0].expects](pair[1])][:3]
    return [
        line
        for sending, one in shown
        for line in (
            f"POST {sending.delivery.url}: {sending.delivery.body.decode('utf-8', 'replace')}",
            f"  {one.text}",
        )
    ]
