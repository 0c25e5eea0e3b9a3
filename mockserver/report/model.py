"""A report as frozen data: what was looked at, what came of it, and what passed between whom."""

from __future__ import annotations

from mockserver import redact
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.verify.verdicts import Outcome, worst

__all__ = ["Case", "Outcome", "Report", "Step", "redacted", "worst"]


@frozen
class Case:
    """One thing that was looked at."""

    name: str
    outcome: Outcome
    expected: str = ""  # in words
    found: str = ""  # what came, in words
    reason: str = ""  # a sentence that a person can act on; why it did not pass
    details: tuple[str, ...] = ()  # lines: near misses, what was sent and answered
    took: Millis = 0


@frozen
class Step:
    """Something that went from one to another, and what was answered."""

    at: Millis  # since the beginning, on the sandbox's clock
    source: str
    target: str
    text: str  # what was sent
    answer: str = ""  # what came back, in a few words
    is_well: bool = True
    note: str = ""  # the rule that answered, the fault, which attempt it was
    id: str = ""  # of the event or the delivery


@frozen
class Report:
    """Everything that came of a run."""

    title: str  # e.g. "replay huawei-retries"
    cases: tuple[Case, ...] = ()
    steps: tuple[Step, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()  # what was run, on what, how
    notes: tuple[str, ...] = ()  # what else a person should know
    began: Millis = 0  # real time
    took: Millis = 0  # real time

    @property
    def outcome(self) -> Outcome:
        """What came of the whole; inconclusive where nothing was looked at."""
        return worst(case.outcome for case in self.cases)

    @property
    def sentence(self) -> str:
        """How many of how many."""
        if not self.cases:
            return "nothing was to be judged, so nothing passed and nothing failed"
        rest = [f"{count} {word}" for outcome, word in _WORDS.items() if (count := self.count(outcome))]
        said = f"{self.count(Outcome.PASS)} of {len(self.cases)} passed"
        return f"{said}; {', '.join(rest)}" if rest else said

    def count(self, outcome: Outcome) -> int:
        """How many cases came out so."""
        return sum(case.outcome is outcome for case in self.cases)


_WORDS = {Outcome.FAIL: "failed", Outcome.INCONCLUSIVE: "inconclusive"}  # beside what passed


def redacted(report: Report) -> Report:
    """The report without secrets, tokens and phone numbers."""
    return replaced(
        report,
        cases=tuple(map(_case_redacted, report.cases)),
        steps=tuple(map(_step_redacted, report.steps)),
        facts=tuple((name, redact.text(value)) for name, value in report.facts),
        notes=tuple(map(redact.text, report.notes)),
    )


def _case_redacted(case: Case) -> Case:
    return replaced(
        case,
        name=redact.text(case.name),
        expected=redact.text(case.expected),
        found=redact.text(case.found),
        reason=redact.text(case.reason),
        details=tuple(map(redact.text, case.details)),
    )


def _step_redacted(step: Step) -> Step:
    return replaced(
        step, text=redact.text(step.text), answer=redact.text(step.answer), note=redact.text(step.note)
    )
