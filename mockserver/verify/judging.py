"""Judging: an expectation held against the evidence gives a verdict.

Rule: what could still come, or has left the journal and could matter, makes a verdict
inconclusive. ``final`` says that nobody waits any longer: what has not come is missing then.
What is under way by ourselves stays inconclusive all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mockserver.scenario.expected import START, Expectation, What
from mockserver.scenario.states import STARTED
from mockserver.verify.evidence import Evidence
from mockserver.verify.happenings import Happening, happenings, references
from mockserver.verify.nearness import near_misses
from mockserver.verify.underway import underway
from mockserver.verify.verdicts import Outcome, Verdict, worst
from mockserver.verify.weighing import Case, Finding, joined, latest, listed, of_windows, soonest
from mockserver.verify.windows import windows
from mockserver.verify.words import expected, some

Known = Mapping[str, Expectation]
Group = tuple[str | None, list[Happening]]


def judged(
    wanted: Expectation, known: Known, evidence: Evidence, *, final: bool = False, nearness: bool = True
) -> Verdict:
    """The verdict on an expectation; ``known`` are those that it may refer to, by name.

    ``nearness``: with near misses, which take the most time of all.
    """
    if wanted.what is What.STATE:
        return _of_state(wanted, evidence, final)
    case = _case(wanted, known, evidence, final)
    found = happenings(wanted, evidence)
    rows = [_of_value(case, known, value, each) for value, each in _by_value(case, known, found)]
    decided = worst(row.outcome for row in rows)
    deciding = [row for row in rows if row.outcome is decided]
    verdict = Verdict(
        name=wanted.name,
        outcome=decided,
        reason=joined(deciding),
        expected=expected(wanted),
        found=sum(each.counts for each in found),
        events=tuple(dict.fromkeys(key for row in deciding for key in row.ids if key)),
        until=soonest(deciding),
        waits_since=latest(deciding, decided),
    )
    misses = near_misses(wanted, evidence) if nearness and decided is not Outcome.PASS else ()
    return replace(verdict, near_misses=misses)


def _case(wanted: Expectation, known: Known, evidence: Evidence, final: bool) -> Case:
    anchored = wanted.timing.after not in ("", START)
    doubt = "" if anchored and wanted.what is not What.CALLBACK else _gone(wanted.what, evidence)
    lost = [_gone(_kind(name, known), evidence) for name in wanted.timing.references]
    pending = tuple(underway(wanted, evidence))
    return Case(wanted, evidence, final, doubt, next(filter(None, lost), ""), pending)


def _kind(name: str, known: Known) -> What:
    return known[name].what if name in known else What.REQUEST


def _gone(what: What, evidence: Evidence) -> str:
    """What has left that may have mattered; empty if nothing has."""
    if what is What.CALLBACK:
        return f"{some(evidence.departed, 'callback')} left the outbox" if evidence.departed else ""
    return f"{some(evidence.evicted, 'exchange')} left the journal" if evidence.evicted else ""


def _of_state(wanted: Expectation, evidence: Evidence, final: bool) -> Verdict:
    found = {name: evidence.states.get(name, STARTED) for name, _ in wanted.states}
    wrong = [f"{name} is {found[name]}" for name, state in wanted.states if found[name] != (state or STARTED)]
    outcome = Outcome.PASS if not wrong else Outcome.FAIL if final else Outcome.INCONCLUSIVE
    reason = ", ".join(wrong or [f"{name} is {state}" for name, state in found.items()])
    said = f"{reason}; expected {expected(wanted)}" if wrong else reason
    return Verdict(wanted.name, outcome, said, expected(wanted), len(wanted.states) - len(wrong))


# Values: what is counted for each by itself


def _by_value(case: Case, known: Known, found: list[Happening]) -> list[Group]:
    """What was found for each value; where a reference has values, for those alone, and for each of them."""
    if case.wanted.per is None:
        return [(None, found)]
    after = _after(case, known)
    named = None if after is None else {each.value: None for each in after}
    groups: dict[str | None, list[Happening]] = {value: [] for value in named or ()}
    for each in found:
        if named is None or None in named or each.value in named:
            groups.setdefault(each.value, []).append(each)
    groups.pop(None, None)  # a request without the value is none of those that are counted by it
    return list(groups.items()) or [(None, [])]


def _after(case: Case, known: Known) -> list[Happening] | None:
    name = case.wanted.timing.after
    return references(name, known, case.evidence, case.wanted) if name else None


def _of_value(case: Case, known: Known, value: str | None, found: list[Happening]) -> Finding:
    timing = case.wanted.timing
    after = _after(case, known)
    begins = None if after is None else _with(after, value)
    ends = references(timing.before, known, case.evidence, case.wanted) if timing.before else []
    rows = windows(timing, begins, _with(ends, value), case.evidence.began)
    finding = of_windows(case, rows, [each for each in found if each.counts])
    tried = [each for each in found if not each.counts]
    about = f" for {case.wanted.per} {value!r}" if value is not None else ""
    return replace(finding, reason=f"{finding.reason}{about}{_in_vain(case, finding, tried)}")


def _with(found: Iterable[Happening], value: str | None) -> list[Happening]:
    return [each for each in found if value is None or each.value in (None, value)]


def _in_vain(case: Case, finding: Finding, tried: Sequence[Happening]) -> str:
    if not tried or finding.outcome is Outcome.PASS:
        return ""
    how = "delivered like this" if case.wanted.what is What.CALLBACK else "answered like this"
    return f"; {some(len(tried), case.noun)} not {how}: {listed(tried)}"
